"""Places in a text, as flowlint and as editors count them, and where they are when the text has changed.

An editor counts lines as the protocol ends them (`\\n`, `\\r\\n`, `\\r` and nothing else), and characters in the units
of an encoding that it chose. Offsets are in code points.
"""

import bisect
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from flowlint.report import Place

_LINE_END = re.compile(r"\r\n|\n|\r")
_BOM = "\ufeff"
_UNITS: Mapping[str, Callable[[str], int]] = {
    "utf-8": lambda text: len(text.encode("utf-8", "surrogatepass")),
    "utf-16": lambda text: len(text.encode("utf-16-le", "surrogatepass")) // 2,
    "utf-32": len,
}
"""How long a text is in each encoding that positions may be counted in."""


class Lines:
    """A text by its lines, for an editor that counts characters in an encoding: utf-8, utf-16 or utf-32."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self._units = _UNITS[encoding]
        ends = list(_LINE_END.finditer(text))
        self._starts = [0, *(end.end() for end in ends)]
        self._ends = [*(end.start() for end in ends), len(text)]

    def position(self, offset: int) -> tuple[int, int]:
        """Give the line and the character, from 0, of an offset; of one beyond the text those of its end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect.bisect_right(self._starts, offset) - 1
        return line, self._units(self.text[self._starts[line] : offset])

    def offset(self, line: int, character: int) -> int:
        """Give the offset of a position; what lies beyond a line is its end, beyond the text the end of that."""
        if line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[line], self._ends[line]
        length = end - start
        return start + bisect.bisect_left(
            range(length), character, key=lambda cut: self._units(self.text[start : start + cut])
        )

    def span(self, place: Place) -> tuple[int, int]:
        """Give the offsets between which a place stands."""
        return self._of_place(place.line, place.column), self._of_place(place.end_line, place.end_column)

    def _of_place(self, line: int, column: int) -> int:
        if line > len(self._starts):
            return len(self.text)
        # flowlint counts without a byte order mark.
        before = len(_BOM) if line == 1 and self.text.startswith(_BOM) else 0
        return min(self._starts[line - 1] + column - 1 + before, self._ends[line - 1])


@lru_cache(maxsize=32)
def lines_of(text: str, encoding: str = "utf-32") -> Lines:
    """Give a text by its lines; without an encoding to work with offsets alone."""
    return Lines(text, encoding)


class Change:
    """How offsets move when a text becomes another, in which all is new between what both begin and end with."""

    def __init__(self, before: str, after: str) -> None:
        shorter = min(len(before), len(after))
        self.start = _longest(shorter, lambda length: before[:length] == after[:length])
        kept = _longest(shorter - self.start, lambda length: before.endswith(after[len(after) - length :]))
        self.end = len(before) - kept
        """Where in the text before the part ends that was replaced; it begins at `start`."""
        self.new = after[self.start : len(after) - kept]

    def moved(self, offset: int) -> int:
        """Give where an offset of the text before is in the one after; what was replaced is where that begins."""
        if offset >= self.end:
            return offset + len(self.new) - (self.end - self.start)
        return min(offset, self.start)


def _longest(most: int, is_shared: Callable[[int], bool]) -> int:
    """Give the greatest length, up to one, that is shared; of what is shared, all that is shorter is shared, too."""
    return bisect.bisect_right(range(1, most + 1), False, key=lambda length: not is_shared(length))
