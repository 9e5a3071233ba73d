"""JSON with each member of a document, and each item of its lists, in a line: quick to write, search and compare."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_encode = json.JSONEncoder(allow_nan=False).encode  # json.dumps makes an encoder each time that it is asked for one
_BEYOND = {math.inf: "1e999", -math.inf: "-1e999"}
"""Numbers that were too large to hold when they were read, such as 1e400, as others that are: JSON has no Infinity."""


def in_one_line(value: Any) -> str:
    """Write dicts with texts as keys, lists, texts, numbers, booleans and None."""
    try:
        return _encode(value)
    except ValueError:  # of a number in it
        if isinstance(value, dict):
            return f"{{{', '.join(f'{_encode(name)}: {in_one_line(held)}' for name, held in value.items())}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(in_one_line, value))}]"
        return _BEYOND[value]


def pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """Give a dict in lines, a piece at a time, so that a large one is never there as a whole.

    A member that is a list or an iterator is written an item at a time. There is at least one member.
    """
    before = "{\n"
    for name, held in document.items():
        yield f"{before}  {_encode(name)}: "
        before = ",\n"
        if isinstance(held, list | Iterator):
            yield from _items(held)
        else:
            yield in_one_line(held)
    yield "\n}\n"


def _items(items: Iterable[Any]) -> Iterator[str]:
    before = "[\n"
    for item in items:
        yield f"{before}    {in_one_line(item)}"
        before = ",\n"
    yield "[]" if before == "[\n" else "\n  ]"
