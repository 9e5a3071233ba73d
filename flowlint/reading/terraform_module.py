"""A folder of Terraform files: what they declare together, and the files that paths in them mean."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flowlint.paths import shown_path
from flowlint.reading.checked_tree import CheckedTree, OutOfReach
from flowlint.reading.hcl import Block, NotHcl, Value, parse
from flowlint.reading.nodes import Node
from flowlint.reading.terraform_json import in_json
from flowlint.source import Source

FILE_SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")
_DECLARING = re.compile(r"\b(?:locals|variable)\b")
_START = "\0"
"""What `path.root` and `path.cwd` are in a text: nobody knows here where Terraform is started."""

Given = Callable[[list[str]], Node]
"""Works out a value that a call gives, and notes in the list what kept files from being read."""


@dataclass(eq=False)
class Module:
    """A folder of Terraform files: the locals and variables that they declare together.

    `given` are the values that a call gives to its variables, and `called_from` is the module with that call.
    """

    folder: Path
    tree: CheckedTree
    given: Mapping[str, Given] = field(default_factory=dict)
    called_from: "Module | None" = None
    _locals: dict[str, Value] | None = None
    _variables: dict[str, Value] = field(default_factory=dict)

    def sources(self) -> Iterator[Source]:
        """Give the files that declare something, and those of the module with the call."""
        for declared in self._declared():
            yield from (value.source for value in declared.values())
        if self.called_from is not None:
            yield from self.called_from.sources()

    def local(self, name: str) -> Value | None:
        """Give what a local value is set to."""
        return self._declared()[0].get(name)

    def default(self, name: str) -> Value | None:
        """Give the default of a variable."""
        return self._declared()[1].get(name)

    def _declared(self) -> tuple[dict[str, Value], dict[str, Value]]:
        if self._locals is None:
            self._locals = {}
            for block in self._blocks():
                if block.type == "locals":
                    self._locals.update(block.attributes)
                elif block.type == "variable" and block.labels and "default" in block.attributes:
                    self._variables[block.labels[0]] = block.attributes["default"]
        return self._locals, self._variables

    def _blocks(self) -> Iterator[Block]:
        """Give the blocks of all files of the module that can be read; the others answer for themselves."""
        try:
            names = [name for suffix in FILE_SUFFIXES for name in self.tree.matching(self.folder, f"*{suffix}")]
        except OutOfReach:
            return
        for name in names:
            yield from blocks_of_type(self.tree, self.folder / name, _DECLARING, "locals", "variable")

    def folder_named(self, name: str) -> str | None:
        """Give the path that `path.module` or its like stands for, None for another name."""
        return {"module": self._place, "root": _START, "cwd": _START}.get(name)

    @property
    def _place(self) -> str:
        return Path(os.path.abspath(self.folder)).as_posix()  # noqa: PTH100 - resolve() would follow links

    def read(self, named: str) -> Source:
        """Read a file that is named as Terraform names files. Raises `OutOfReach`."""
        problem: OutOfReach | None = None
        for one in self.paths(named):
            try:
                return self.tree.read(one)
            except OutOfReach as why:
                problem = problem or why
        raise OutOfReach(f"names “{self._shown(named)}”, which {problem}")

    def _shown(self, named: str) -> str:
        """Give a path as the files write it, or else as reports do."""
        inside = named.removeprefix(_START).removeprefix(self._place)
        return shown_path(Path(named)) if inside == named and Path(named).is_absolute() else inside.lstrip("/") or named

    def paths(self, named: str) -> list[Path]:
        """Give the paths that a name may mean.

        What is relative to where Terraform is started may start at any folder above, or above that of a caller.
        """
        rest = named.removeprefix(_START)
        if named == rest and Path(rest).is_absolute():
            return [Path(rest)]
        rest = rest.lstrip("/")
        return [one / rest for one in self._starts() if self.tree.holds(one)] or [self.folder / rest]

    def _starts(self) -> Iterator[Path]:
        module: Module | None = self
        while module is not None:
            yield from (module.folder, *module.folder.absolute().parents)
            module = module.called_from


def blocks_of_type(tree: CheckedTree, path: Path, needed: re.Pattern[str], *types: str) -> Iterator[Block]:
    """Give the blocks of some types of a file, in which these words are `needed`; none of one that cannot be read."""
    try:
        source = tree.read(path)
        if needed.search(source.text):
            root = in_json(source) if path.suffix == ".json" else parse(source, lambda one, _: one in types)
            yield from (block for block in root.blocks if block.type in types)
    except (OutOfReach, NotHcl):
        return
