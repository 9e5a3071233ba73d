"""How text from flows is shown: as data, with what would steer a terminal escaped, measured and cut by its cells."""

import re
from bisect import bisect_right

_UNPRINTABLE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters: C0, DEL, C1
    "\u2028\u2029"  # line and paragraph separator
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates, which show text in another order than it has
    "\ud800-\udfff"  # lone surrogates, which no encoding can write
    "]"
)


def printable(text: str) -> str:
    """Give a text as one line that a terminal shows as it stands, unprintable characters written as `\\uXXXX`."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def cells(text: str) -> int:
    """Measure printable text as a terminal shows it: wide characters take two cells, combining ones none."""
    from rich.cells import cell_len

    return cell_len(text)


def beginning(text: str, room: int) -> str:
    """Give the beginning of a text that has room in some cells, with an ellipsis for the rest."""
    if cells(text) <= room:
        return text
    fits = bisect_right(range(len(text)), room - 1, key=lambda length: cells(text[:length])) - 1
    return text[: max(0, fits)] + "…"


def ending(text: str, room: int) -> str:
    """Give the end of a text that has room in some cells, after an ellipsis for the rest."""
    if cells(text) <= room:
        return text
    fits = bisect_right(range(len(text)), room - 1, key=lambda length: cells(text[len(text) - length :])) - 1
    return "…" + text[len(text) - max(0, fits) :]
