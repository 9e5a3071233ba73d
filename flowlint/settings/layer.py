"""The settings of one place, and the values that they set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flowlint.settings.mistakes import Mistake
    from flowlint.source import Source

KeyPath = tuple[str | int, ...]
"""The way to a setting: keys of tables, and indices of arrays of tables."""


@dataclass(frozen=True, eq=False)
class Layer:
    """The settings of one place: a file, the command line, a caller. Later layers go before earlier ones."""

    name: str
    """What people call the place: the path of the file, or "the command line"."""
    folder: Path
    """The folder that paths and patterns in it start from."""
    values: Mapping[str, Any] = field(repr=False)
    text: str = field(default="", repr=False)
    table: KeyPath = ()
    """Where the settings stand in the text."""

    @property
    def is_file(self) -> bool:
        """Whether it is a settings file that says something, and not what a caller asks for."""
        return bool(self.text)

    @cached_property
    def source(self) -> "Source":
        """The text, with what tells where in it something stands."""
        from flowlint.source import Source

        return Source(self.name, self.text, None)

    @cached_property
    def _lines(self) -> Mapping[KeyPath, int]:
        from flowlint.settings.toml_lines import lines_of

        return lines_of(self.text)

    def line(self, path: KeyPath) -> int | None:
        """Give the line that sets a value, or the nearest thing that holds it; None where there is no text."""
        whole = (*self.table, *path)
        ways = (whole[:length] for length in range(len(whole), 0, -1))
        return next((self._lines[way] for way in ways if way in self._lines), None)

    def mistake(self, path: KeyPath, message: str) -> "Mistake":
        """Make a mistake in a value."""
        from flowlint.settings.mistakes import Mistake

        return Mistake(self.name, self.line(path), message)


def statements(layer: Layer) -> Iterator[tuple[KeyPath, Any]]:
    """Give each value that a layer sets, with the way to it; what stands in a list counts as a value each.

    An empty table, or list, sets nothing, but for an option of a rule, which an empty list empties.
    """
    yield from _statements((), layer.values)


def _statements(path: KeyPath, value: Any) -> Iterator[tuple[KeyPath, Any]]:
    whole = len(path) == 2 and path[0] == "house-rules"  # a definition is taken as it is, and never mixed with another
    if isinstance(value, dict) and not whole:
        for key, held in value.items():
            yield from _statements((*path, key), held)
    elif isinstance(value, list) and not whole and (value or not _is_option(path)):
        yield from (((*path, index), held) for index, held in enumerate(value))
    else:
        yield path, value


def _is_option(path: KeyPath) -> bool:
    """Tell whether a setting is one of a rule: `rules.RULE.OPTION`."""
    return len(path) == 3 and path[0] == "rules"
