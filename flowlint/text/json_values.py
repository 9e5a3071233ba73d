"""JSON values and the paths to them: in words for people, cut to their upper levels, looked up, walked."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flowlint.text.words import short

JsonPath = tuple[str | int, ...]
"""The path from a JSON value, mostly the root of a document, down to one below it: object keys and list indices."""

HOLDS_VALUE = "Value"
"""The key of a value that stands under the name of the object which has it; see `value_name`."""
_TYPES = {list: "a list", str: "text", bool: "true or false", type(None): "null"}


def json_type(value: Any, an_object: str = "an object") -> str:
    """Name the JSON type of a value in words a person uses: "a list", "text", "null"; `an_object` is for objects."""
    return an_object if isinstance(value, dict) else _TYPES.get(type(value), "a number")


def shown(value: Any, longest: int = 30, an_object: str = "an object") -> str:
    """Name a value in a message: a text in quotes, a number or true as JSON writes it, the type of anything else.

    Of what is written out, `longest` is the most code points.
    """
    if isinstance(value, str):
        return f"“{short(value, longest)}”"
    return short(json.dumps(value), longest) if isinstance(value, bool | int | float) else json_type(value, an_object)


def dotted(path: Iterable[str | int]) -> str:
    """Write a path as people do: Transitions.Errors[0].NextAction."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def value_at(value: Any, path: Iterable[str | int]) -> Any:
    """Give what stands at a path below a value, None where nothing does."""
    for part in path:
        # Nearly all are dicts, and to ask whether something is any kind of mapping takes ten times as long.
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list):
            value = value[part] if isinstance(part, int) and part in range(len(value)) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            break
    return value


def nodes(value: Any, at: JsonPath = ()) -> Iterator[tuple[JsonPath, Any]]:
    """Give a value and all that stands below it with their paths, in document order, however deep; `at` is its own."""
    stack: list[tuple[JsonPath, Any]] = [(at, value)]
    while stack:
        path, one = stack.pop()
        yield path, one
        if isinstance(one, dict):
            stack += [((*path, key), one[key]) for key in reversed(one)]
        elif isinstance(one, list):
            stack += [((*path, index), one[index]) for index in reversed(range(len(one)))]


def value_name(at: JsonPath) -> str:
    """Give the name that a value stands under: its key, or that of the list or of the `Value` it is in."""
    return next((part for part in reversed(at) if isinstance(part, str) and part != HOLDS_VALUE), "")


def texts(value: Any, at: JsonPath = ()) -> Iterator[tuple[JsonPath, str]]:
    """Give every text below a value with its path, in document order, however deep; `at` is the value's own."""
    return ((path, one) for path, one in nodes(value, at) if isinstance(one, str))


def matching(value: Any, steps: Sequence[str], at: JsonPath = ()) -> Iterator[tuple[JsonPath, Any]]:
    """Give what stands at the ends of a path with wildcards, with its own path: `*` is each item of object or list."""
    if not steps:
        yield at, value
        return
    step, *more = steps
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = value.items() if step == "*" else [(step, value[step])] if step in value else []
    elif isinstance(value, list) and step == "*":
        items = enumerate(value)
    for key, item in items:
        yield from matching(item, more, (*at, key))


def top_levels(value: Any, levels: int) -> Any:
    """Copy the upper levels of a value: a validator writes out what it refuses, however deep it is."""
    if isinstance(value, dict):
        return {key: top_levels(item, levels - 1) for key, item in value.items()} if levels else {}
    if isinstance(value, list):
        return [top_levels(item, levels - 1) for item in value] if levels else []
    return value
