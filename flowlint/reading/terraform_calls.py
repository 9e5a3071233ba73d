"""The calls of Terraform modules that lie in the run: what they give to the variables of a module."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from flowlint.reading.checked_tree import CheckedTree
from flowlint.reading.hcl import Block, Value
from flowlint.reading.nodes import TooLarge, text_of
from flowlint.reading.terraform_loops import pairs_of
from flowlint.reading.terraform_module import FILE_SUFFIXES, Given, Module, blocks_of_type
from flowlint.reading.terraform_values import Values
from flowlint.source import Source

_LOCAL_SOURCE = re.compile(r"""^[ \t]*source[ \t]*=[ \t]*"\.\.?/|"source"\s*:\s*"\.\.?/""", re.MULTILINE)
_MOST_CALLS = 50
_DEEPEST = 4
"""How many modules may call each other in a row, and how often one is looked at for all its calls."""


@dataclass
class Calls:
    """Knows the modules of a run by their folders, plain and as they are called."""

    tree: CheckedTree
    _plain: dict[Path, Module] = field(default_factory=dict)
    _blocks: dict[Path, list[tuple[Module, Block]]] | None = None

    def plain(self, folder: Path) -> Module:
        """Give the module of a folder, whose variables have their defaults."""
        return self._plain.setdefault(folder, Module(folder, self.tree))

    def of(self, folder: Path, depth: int = 0) -> list[Module]:
        """Give the module of a folder once for each call, with what the call gives; plain where nothing calls it."""
        plain = self.plain(folder)
        if depth > _DEEPEST:
            return [plain]
        called: list[Module] = []
        plain.local("")  # read what it declares once, for all calls
        for caller, block in self._calls().get(_key(folder), ()):
            for module in self.of(caller.folder, depth + 1):
                called += (replace(plain, given=given, called_from=module) for given in _given(module, block))
        return called[:_MOST_CALLS] or [plain]

    def sources(self, folder: Path) -> Iterator[Source]:
        """Give the files that call the module of a folder."""
        for _, block in self._calls().get(_key(folder), ()):
            yield from (value.source for value in block.attributes.values())

    def _calls(self) -> dict[Path, list[tuple[Module, Block]]]:
        """Give the calls of each folder."""
        if self._blocks is None:
            self._blocks = {}
            for path in self.tree.with_suffix(*FILE_SUFFIXES):
                module = self.plain(path.parent)
                for block in blocks_of_type(self.tree, path, _LOCAL_SOURCE, "module"):
                    named = _source_of(module, block)
                    if named is not None and named.startswith((".", "/")):
                        self._blocks.setdefault(_key(path.parent / named), []).append((module, block))
        return self._blocks


def _source_of(module: Module, block: Block) -> str | None:
    source = block.attributes.get("source")
    try:
        return None if source is None else text_of(Values(module).value(source))
    except TooLarge:
        return None


def _given(caller: Module, block: Block) -> Iterator[Mapping[str, Given]]:
    """Give what a call gives to each variable, once for each turn of its `for_each`."""
    loop = block.attributes.get("for_each")
    try:
        pairs = None if loop is None else pairs_of(Values(caller).value(loop))
    except TooLarge:
        pairs = None
    for names in [{}] if not pairs else [{"each.key": key, "each.value": value} for key, value in pairs]:
        values = Values(caller, names)
        yield {name: _later(values, value) for name, value in block.attributes.items()}


def _later(values: Values, value: Value) -> Given:
    return lambda problems: replace(values, problems=problems).value(value)


def _key(folder: Path) -> Path:
    return Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow links
