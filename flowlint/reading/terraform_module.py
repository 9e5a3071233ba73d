"""A folder of Terraform files: what they declare together, and the files that paths in them mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flowlint.reading.checked_tree import CheckedTree, OutOfReach
from flowlint.reading.hcl import Block, Expression, NotHcl, parse
from flowlint.source import Source

_FILE_SUFFIXES = (".tf", ".tofu")
FOLDERS = {"module": "\0module", "root": "\0root", "cwd": "\0cwd"}
"""What `path.module` and its like are in a text, until it is known to be a path."""
_FOLDER = re.compile("\0(?:module|root|cwd)")


@dataclass(eq=False)
class Module:
    """A folder of Terraform files: the locals and variables that they declare together."""

    folder: Path
    tree: CheckedTree
    _locals: dict[str, Expression] | None = None
    _variables: dict[str, Expression] = field(default_factory=dict)

    def local(self, name: str) -> Expression | None:
        """Give the expression of a local value."""
        return self._declared()[0].get(name)

    def default(self, name: str) -> Expression | None:
        """Give the default of a variable."""
        return self._declared()[1].get(name)

    def _declared(self) -> tuple[dict[str, Expression], dict[str, Expression]]:
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
            names = [name for suffix in _FILE_SUFFIXES for name in self.tree.list(self.folder, f"*{suffix}")]
        except OutOfReach:
            return
        for name in names:
            try:
                source = self.tree.read(self.folder / name)
                if re.search(r"\b(?:locals|variable)\b", source.text):
                    yield from parse(source).blocks
            except (OutOfReach, NotHcl):
                continue

    def read(self, named: str) -> Source:
        """Read a file that is named as Terraform names files. Raises `OutOfReach`."""
        problem: OutOfReach | None = None
        for one in self.paths(named):
            try:
                return self.tree.read(one)
            except OutOfReach as why:
                problem = problem or why
        marker = _FOLDER.match(named)
        shown = named[marker.end() :].lstrip("/") if marker else named
        raise OutOfReach(f"names “{shown}”, which {problem}")

    def paths(self, named: str) -> list[Path]:
        """Give the paths that a name may mean.

        What is relative to the root module or to where Terraform is started may start at any folder above.
        """
        marker = _FOLDER.match(named)
        rest = named[marker.end() :].lstrip("/") if marker else named
        if marker and marker.group() == FOLDERS["module"]:
            return [self.folder / rest]
        if Path(rest).is_absolute():
            return [Path(rest)]
        above = [self.folder, *self.folder.absolute().parents]
        return [one / rest for one in above if self.tree.holds(one)] or [self.folder / rest]
