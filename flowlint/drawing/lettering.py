"""Texts as they are drawn: how wide they are, and cut or broken so that they fit."""

import unicodedata
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
    """Break a text between words into at most `most` lines of `room` pixels; what does not fit is cut."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < most - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line += f" {words.pop(0)}"
        if width(line, size) > room:  # one long word, which goes on in the next line
            kept = fitted(line, room, size).removesuffix(_ELLIPSIS)
            words.insert(0, line[len(kept) :])
            line = kept
        found.append(line)
    return [*found, fitted(" ".join(words), room, size)] if words else found


def _width(character: str) -> float:
    if character in _OF:
        return _OF[character]
    if unicodedata.combining(character):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHERS
