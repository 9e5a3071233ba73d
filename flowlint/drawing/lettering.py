"""Texts as they are drawn: how wide they are, and cut or broken so that they fit."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from functools import lru_cache

_WIDTHS = {
    0.24: "'ijl|",
    0.30: " !,./:;I[\\]ft",
    0.36: '"()-`r{}',
    0.42: "*",
    0.52: "Jcksvxyz",
    0.58: "#$0123456789?L_abdeghnopqu",
    0.62: "+<=>FTZ~^",
    0.68: "&ABEKPSVXY",
    0.74: "CDHNRUw",
    0.80: "GOQ",
    0.86: "Mm",
    0.92: "%W",
    1.05: "@",
}
"""How wide characters of a plain sans-serif are at most, in parts of the size of the letters."""
_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}
_OTHERS, _WIDE = 0.68, 1.02
_BOLD = 1.06
_ELLIPSIS = "…"
_PIECE = re.compile(r"[^_/-]+[_/-]*|[_/-]+")


@lru_cache(maxsize=4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """Estimate how wide a text is in pixels, rather too wide than too narrow."""
    return sum(map(_width, text)) * size * (_BOLD if bold else 1.0)


def fitted(text: str, room: float, size: float, bold: bool = False) -> str:
    """Give as much of a text as fits into `room` pixels, with an ellipsis for the rest."""
    if len(text) <= room and width(text, size, bold) <= room:  # no letter is narrower than a pixel
        return text
    left, taken = room - width(_ELLIPSIS, size, bold), 0
    for character in text:
        left -= width(character, size, bold)
        if left < 0:
            break
        taken += 1
    return text[:taken].rstrip() + _ELLIPSIS


def lines(text: str, room: float, size: float, most: int) -> list[str]:
    """Break a text into at most `most` lines of `room` pixels, and cut the rest.

    A line ends at a space, or within a name after what joins its words: `_`, `-` or `/`.
    """
    found: list[str] = []
    left = deque(_pieces(text))
    while left and len(found) < most - 1:
        line = left.popleft().lstrip()
        while left and width(line + left[0], size) <= room:
            line += left.popleft()
        if width(line, size) > room:  # one long piece, which goes on in the next line
            kept = fitted(line, room, size).removesuffix(_ELLIPSIS)
            left.appendleft(line[len(kept) :])
            line = kept
        found.append(line)
    return [*found, fitted("".join(left).lstrip(), room, size)] if left else found


def _pieces(text: str) -> Iterator[str]:
    """Give the pieces of a text between which a line may end, each with the space before it."""
    for word in text.split():
        first, *others = _PIECE.findall(word)
        yield f" {first}"
        yield from others


def _width(character: str) -> float:
    if character in _OF:
        return _OF[character]
    if unicodedata.combining(character):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHERS
