"""A text together with where each part of it is written in another text: through escapes, indentation and joins."""

import bisect
import re
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

_JSON_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL
)
_SIMPLE_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Piece(NamedTuple):
    """A part of a text, and the offsets in the other text between which it is written.

    Where both are equally long they run level, character by character. Otherwise the part is written in another way,
    and stands there as a whole: an escape sequence, say.
    """

    text: str
    start: int
    end: int

    def cut(self, first: int, last: int) -> "Piece":
        """Give a part of the piece; one that does not run level stays where all of it is written."""
        if len(self.text) == self.end - self.start:
            return Piece(self.text[first:last], self.start + first, self.start + last)
        return Piece(self.text[first:last], self.start, self.end)

    def outward(self, offset: int) -> tuple[int, int]:
        """Give where a part of the piece that begins at an offset begins, and where one that ends there ends."""
        if len(self.text) == self.end - self.start:
            return self.start + offset, self.start + offset
        return self.start, self.end


class MappedText:
    """A text made of pieces, each of which knows where it is written."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = tuple([piece for piece in pieces if piece.text])
        self.text = "".join([piece.text for piece in self.pieces])

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate([len(piece.text) for piece in self.pieces[:-1]], initial=0))

    def outward(self, start: int, end: int) -> tuple[int, int]:
        """Turn offsets into this text into the offsets between which that part is written."""
        if not self.pieces:
            return 0, 0
        first = self._piece_at(min(start, len(self.text) - 1))
        last = self._piece_at(min(max(end - 1, start), len(self.text) - 1))
        begin = self.pieces[first].outward(start - self._starts[first])[0]
        done = self.pieces[last].outward(max(end, start) - self._starts[last])[1]
        return begin, max(begin, done)

    def _piece_at(self, offset: int) -> int:
        return bisect.bisect_right(self._starts, offset) - 1

    def cut(self, start: int, end: int) -> "MappedText":
        """Give the part between two offsets."""
        if start >= end or not self.pieces:
            return MappedText(())
        first, last = self._piece_at(start), self._piece_at(end - 1)
        return MappedText(
            piece.cut(max(start - at, 0), min(end - at, len(piece.text)))
            for piece, at in zip(self.pieces[first : last + 1], self._starts[first : last + 1], strict=True)
        )

    def as_one(self, start: int, end: int) -> "MappedText":
        """Give the same text, written as a whole between two offsets of yet another text."""
        return MappedText((Piece(self.text, start, end),)) if self.text else self


NOTHING = MappedText(())


def verbatim(text: str, start: int, end: int) -> MappedText:
    """Give the part of a text between two offsets as it is written there."""
    return MappedText((Piece(text[start:end], start, end),))


def joined(texts: Iterable[MappedText]) -> MappedText:
    """Join texts that are written in one and the same text."""
    return MappedText(piece for text in texts for piece in text.pieces)


def json_string(text: str, start: int, end: int) -> MappedText:
    """Read the JSON string that stands between two offsets, its quotes included."""
    pieces: list[Piece] = []
    at = start + 1
    for escape in _JSON_ESCAPE.finditer(text, at, end - 1):
        begin, end_of_escape = escape.span()
        if at < begin:
            pieces.append(Piece(text[at:begin], at, begin))
        pieces.append(Piece(_unescaped(escape[0]), begin, end_of_escape))
        at = end_of_escape
    pieces.append(Piece(text[at : end - 1], at, end - 1))
    return MappedText(pieces)


def _unescaped(escape: str) -> str:
    if escape[1] != "u":
        return _SIMPLE_ESCAPES.get(escape[1], escape[1])
    if len(escape) == len(r"\uD83D\uDE00"):
        high, low = int(escape[2:6], 16), int(escape[8:12], 16)
        return chr(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)
    return chr(int(escape[2:6], 16))
