"""How a document is laid out: where a member is put in or taken out, and how a new one looks like its siblings."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from flowlint.editing.outward import TextEdit, as_json
from flowlint.source import Source, Span
from flowlint.text.json_values import JsonPath, value_at

_BREAK = re.compile(r"\r\n|\n|\r")
_SPREAD = re.compile(r"[{\[][ \t]*[\r\n]")
_SIBLINGS = 50
"""How many members are looked at to tell how a new one is written."""

Shape = tuple[str, ...]
"""Where a value stands within a member, whatever the index: keys, and `*` for any item of a list."""


class _Siblings:
    """How members are written: over several lines or not, and which key first, by the shape of what stands in them.

    Each shape is looked at once, and only where something is to be written like it.
    """

    def __init__(self, source: Source, path: JsonPath, keys: Iterable[str | int]) -> None:
        self._source = source
        self._held: dict[Shape, list[tuple[JsonPath, Any]]] = {(): _filled(path, value_at(source.value, path), keys)}
        self._spread: dict[Shape, bool] = {}
        self._order: dict[Shape, dict[str, int]] = {}

    def is_spread(self, shape: Shape) -> bool:
        """Tell whether any is written over several lines; of a shape that none has, whether all others are."""
        if shape not in self._spread:
            held = self._of(shape)
            self._spread[shape] = any(self._begins_a_line(path) for path, _ in held) if held else self._all_are_spread
        return self._spread[shape]

    def in_order(self, value: Mapping[str, Any], shape: Shape) -> list[str]:
        """Give the keys of an object as those of its like have them."""
        if shape not in self._order:
            keys = dict.fromkeys(key for _, one in self._of(shape) if isinstance(one, dict) for key in one)
            self._order[shape] = {key: place for place, key in enumerate(keys)}
        order = self._order[shape]
        return sorted(value, key=lambda key: order.get(key, len(order)))

    def _begins_a_line(self, path: JsonPath) -> bool:
        """Tell whether what stands at a path holds its members in lines of their own."""
        return _SPREAD.match(self._source.text, self._source.span(path).start) is not None

    @cached_property
    def _all_are_spread(self) -> bool:
        shapes: list[Shape] = [()] if self._of(()) else []
        for shape in shapes:
            parts = dict.fromkeys(
                part for _, value in self._of(shape) for part in (value if isinstance(value, dict) else "*")
            )
            shapes += [below for part in parts if self._of(below := (*shape, part))]
        return all(map(self.is_spread, shapes))

    def _of(self, shape: Shape) -> list[tuple[JsonPath, Any]]:
        """Give the objects and lists of a shape that hold something, each with its path."""
        if shape not in self._held:
            *above, part = shape
            found = self._held[shape] = []
            for path, value in self._of(tuple(above)):
                if isinstance(value, list):
                    found += _filled(path, value, range(len(value)) if part == "*" else ())
                elif part in value:
                    found += _filled(path, value, (part,))
        return self._held[shape]


def _filled(path: JsonPath, values: Any, keys: Iterable[str | int]) -> list[tuple[JsonPath, Any]]:
    """Give the objects and lists under some keys of a value that hold something, each with its path."""
    return [((*path, key), values[key]) for key in keys if values[key] and isinstance(values[key], dict | list)]


class Layout:
    """Tells how the text of a document would be written further, without changing anything in it."""

    def __init__(self, source: Source, base: JsonPath) -> None:
        self._source, self._base = source, base
        self._text = source.text
        self._siblings: dict[tuple[JsonPath, tuple[str | int, ...]], _Siblings] = {}
        self._orders: dict[JsonPath, tuple[dict[str | int, int], list[Span]]] = {}

    def without(self, path: JsonPath, gone: Collection[str | int]) -> Iterable[TextEdit]:
        """Take members out of the list or object at a path, all in a row with one comma and the space around them."""
        numbers, spans = self._order(path)
        if len(gone) == len(spans):
            yield TextEdit(self._opened(path), self._closed(path), "")
            return
        going = {numbers[key] for key in gone}
        for first in sorted(number for number in going if number - 1 not in going):
            last = next(number for number in range(first, len(spans)) if number + 1 not in going)
            if first > 0:
                yield TextEdit(spans[first - 1].end, spans[last].end, "")
            else:
                yield TextEdit(_begin(spans[0]), _begin(spans[last + 1]), "")

    def with_more(self, path: JsonPath, new: Sequence[tuple[str | None, Any]], gone: Collection[str | int]) -> TextEdit:
        """Put members in at the end of the list or object at a path, of which those in `gone` are taken out."""
        members = self._source.members(path)
        # Of thousands of members only the last are looked at, for each block that a fix adds.
        keys = tuple(islice((key for key in reversed(members) if key not in gone), _SIBLINGS))[::-1]
        if not keys:
            return self._first(path, new)
        last = members[keys[-1]]
        lead = self._lead(last)
        if not _BREAK.search(lead) and len(members) == 1:
            lead = self._space
        if (path, keys) not in self._siblings:
            self._siblings[path, keys] = _Siblings(self._source, path, keys)
        siblings = self._siblings[path, keys]
        written = "".join(f",{lead}{self._member(key, value, siblings, lead)}" for key, value in new)
        return TextEdit(last.end, last.end, written)

    def _order(self, path: JsonPath) -> tuple[dict[str | int, int], list[Span]]:
        """Give the numbers of the members of the list or object at a path, by key, and their spans in order."""
        if path not in self._orders:
            members = self._source.members(path)
            self._orders[path] = {key: number for number, key in enumerate(members)}, list(members.values())
        return self._orders[path]

    def _first(self, path: JsonPath, new: Sequence[tuple[str | None, Any]]) -> TextEdit:
        """Fill a list or an object that is empty, or will be: in lines of their own where that of its holder are."""
        span = self._source.span(path)
        around = self._lead(span)
        lead = around + self._unit if _BREAK.search(around) else ""
        nothing = _Siblings(self._source, path, ())
        written = [self._member(key, value, nothing, lead) for key, value in new]
        text = lead + f",{lead or self._space}".join(written) + (around if lead else "")
        return TextEdit(self._opened(path), self._closed(path), text)

    def _opened(self, path: JsonPath) -> int:
        return self._source.span(path).start + 1

    def _closed(self, path: JsonPath) -> int:
        return self._source.span(path).end - 1

    def _lead(self, span: Span) -> str:
        """Give what stands before a member: a line break and its indent, or the space after a comma."""
        begin = _begin(span)
        before = self._text[max(0, begin - 500) : begin]
        written = before.rstrip(" \t")
        line_break = next((one for one in ("\r\n", "\n", "\r") if written.endswith(one)), "")
        return before[len(written) - len(line_break) :]

    @cached_property
    def _colon(self) -> str:
        """Give what stands between a key and its value, space included."""
        first = next(iter(self._source.members(self._base).values()))
        between = self._text[first.key_end : first.start]
        return ": " if _BREAK.search(between) else between

    @cached_property
    def _space(self) -> str:
        return " " if self._colon.endswith(" ") else ""

    @cached_property
    def _unit(self) -> str:
        """Give how much further each level is indented."""
        outer, inner = self._source.span(self._base), next(iter(self._source.members(self._base).values()))
        before, below = self._indent(outer.start), self._lead(inner)
        indent = _BREAK.sub("", below)
        return indent.removeprefix(before) if len(indent) > len(before) else "  "

    def _indent(self, at: int) -> str:
        """Give the space that the line of an offset begins with."""
        begin = max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1
        line = self._text[begin:at]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def _member(self, key: str | None, value: Any, siblings: _Siblings, lead: str) -> str:
        name = "" if key is None else as_json(key) + self._colon
        return name + self._written(value, siblings, (), lead)

    def _written(self, value: Any, siblings: _Siblings, shape: Shape, lead: str) -> str:
        """Write a value as its siblings are: their order of keys, and over as many lines."""
        if not isinstance(value, dict | list) or not value:
            return as_json(value)
        is_spread = ("\n" in lead or "\r" in lead) and siblings.is_spread(shape)
        inner = lead + self._unit if is_spread else lead
        if isinstance(value, dict):
            parts = [
                as_json(key) + self._colon + self._written(value[key], siblings, (*shape, key), inner)
                for key in siblings.in_order(value, shape)
            ]
        else:
            parts = [self._written(item, siblings, (*shape, "*"), inner) for item in value]
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        if is_spread:
            return f"{opening}{inner}{(',' + inner).join(parts)}{lead}{closing}"
        return f"{opening}{(',' + self._space).join(parts)}{closing}"


def _begin(span: Span) -> int:
    return span.key_start if span.key_start >= 0 else span.start
