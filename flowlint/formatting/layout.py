"""JSON as text in one layout: what fits in a line stands in one, and each block of a flow is a paragraph."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flowlint.formatting.key_order import in_order
from flowlint.text.json_values import JsonPath

_WIDTH = 100
"""How long a line may be, unless a single text is longer."""
_INDENT = "  "
_BLOCKS = ("Actions",)
_OPEN = {(), ("Metadata",), ("Metadata", "ActionMetadata"), _BLOCKS}
"""What has a line for each thing in it however short that is, as blocks have: a diff shows the one that changed."""
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
    # controls, lone surrogates, and what is not seen or turns the order of what is
)


class CannotFormat(Exception):
    """Why a document is left as it is; the message is the end of a sentence that begins with its file."""


class _Number(str):
    """A number as it is written: 1.0 stays 1.0, and 20 digits stay 20 digits."""


def formatted(text: str, positions: Mapping[JsonPath, Mapping[str, int]] | None = None) -> str:
    """Give the text of a flow's document in the one layout, with the line ends that its first line has.

    `text` is JSON without repeated keys whose root is an object. `positions` are those to write, by the path of what
    has them. Apart from these, what the text says stays the same. Raises `CannotFormat`.
    """
    try:
        document = json.loads(text, parse_int=_Number, parse_float=_Number)
        for path, position in (positions or {}).items():
            for axis, number in position.items():
                _put(document, (*path, axis), _Number(number))
        lines = _lines(in_order(document), (), _WIDTH, 0)
        ends = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
        return ends.join([*lines, ""])
    except RecursionError:
        raise CannotFormat("is nested too deep to be formatted") from None


def _put(document: Any, path: JsonPath, value: Any) -> None:
    """Write a value at a path, with the objects on the way to it. Raises `CannotFormat` where something else stands."""
    *way, last = path
    for part in way:
        if not document.get(part):
            document[part] = {}
        document = document[part]
        if not isinstance(document, dict):
            raise CannotFormat("has no room for positions: its Metadata holds something else where objects belong")
    document[last] = value


def _lines(value: Any, path: JsonPath, room: int, taken: int) -> list[str]:
    """Give the lines of a value. There is `room` for so many characters, of which others take some in one line."""
    if not value or not isinstance(value, dict | list):
        return ["".join(_tokens(value))]
    if not _has_a_line_for_each(path) and (line := _in_one_line(value, room - taken)) is not None:
        return [line]
    items = [*value.items()] if isinstance(value, dict) else [*enumerate(value)]
    lines = ["{" if isinstance(value, dict) else "["]
    for number, (key, held) in enumerate(items, 1):
        begins = f"{_string(key)}: " if isinstance(value, dict) else ""
        comma = "," if number < len(value) else ""
        first, *others = _lines(held, (*path, key), room - len(_INDENT), len(begins) + len(comma))
        lines += (_INDENT + line if line else "" for line in (begins + first, *others))
        lines[-1] += comma
        if comma and path == _BLOCKS:
            lines.append("")
    return [*lines, "}" if isinstance(value, dict) else "]"]


def _has_a_line_for_each(path: JsonPath) -> bool:
    return path in _OPEN or (len(path) == len(_BLOCKS) + 1 and path[:-1] == _BLOCKS)


def _in_one_line(value: Any, room: int) -> str | None:
    """Give a value as one line, None where that is too long."""
    tokens = []
    for token in _tokens(value):
        room -= len(token)
        if room < 0:
            return None
        tokens.append(token)
    return "".join(tokens)


def _tokens(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for number, (key, held) in enumerate(value.items()):
            yield f"{', ' if number else ''}{_string(key)}: "
            yield from _tokens(held)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, held in enumerate(value):
            yield ", " if number else ""
            yield from _tokens(held)
        yield "]"
    elif isinstance(value, _Number):
        yield value
    else:
        yield _string(value) if isinstance(value, str) else json.dumps(value)


def _string(text: str) -> str:
    return _UNSEEN.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=False))
