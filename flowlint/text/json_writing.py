"""JSON as `json.dumps(value, indent=2)` writes it, in half of its time: with an indent it leaves its fast path."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

_quoted = json.encoder.encode_basestring_ascii
_MEMBER, _ITEM = "\n  ", "\n    "
"""What comes before each member of a document, and before each item of a list that is one."""
_BEYOND = {math.inf: "1e999", -math.inf: "-1e999"}
"""Numbers that were too large to hold when they were read, such as 1e400, as others that are: JSON has no Infinity."""


def indented(value: Any, margin: str = "\n") -> str:
    """Write dicts with texts as keys, lists, texts, numbers, booleans and None, each member in a line of its own."""
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return "null"
    if value.__class__ is int or value.__class__ is float:
        return _BEYOND.get(value) or repr(value)
    inner = margin + "  "
    if isinstance(value, dict) and value:
        items = [f"{_quoted(name)}: {indented(held, inner)}" for name, held in value.items()]
        return f"{{{inner}{(',' + inner).join(items)}{margin}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{(',' + inner).join([indented(held, inner) for held in value])}{margin}]"
    return json.dumps(value)


def pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """Give a dict as `indented` writes it, a piece at a time, so that a large one is never there as a whole.

    A member that is an iterator is written as a list, an item at a time. There is at least one member.
    """
    before = "{"
    for name, held in document.items():
        yield f"{before}{_MEMBER}{_quoted(name)}: "
        before = ","
        if not isinstance(held, Iterator):
            yield indented(held, _MEMBER)
            continue
        opening = "["
        for item in held:
            yield f"{opening}{_ITEM}{indented(item, _ITEM)}"
            opening = ","
        yield "[]" if opening == "[" else f"{_MEMBER}]"
    yield "\n}"
