"""How a document is laid out: where a member is put in or taken out, and how a new one looks like its siblings."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from flowlint.editing.outward import TextEdit
from flowlint.source import Source, Span
from flowlint.text.json_values import JsonPath, value_at

_LEAD = re.compile(r"(?:\r\n|\n|\r)?[ \t]*\Z")
_BREAK = re.compile(r"\r\n|\n|\r")
_SIBLINGS = 50
"""How many members are looked at to tell how a new one is written."""

Shape = tuple[str, ...]
"""Where a value stands within a member, whatever the index: keys, and `*` for any item of a list."""


class Layout:
    """Tells how the text of a document would be written further, without changing anything in it."""

    def __init__(self, source: Source, base: JsonPath) -> None:
        self._source, self._base = source, base
        self._text = source.text
        self._spreads: dict[tuple[JsonPath, tuple[str | int, ...]], Mapping[Shape, bool]] = {}

    def without(self, path: JsonPath, gone: Collection[str | int]) -> Iterable[TextEdit]:
        """Take members out of the list or object at a path, each with one comma and the space around it."""
        if not gone:
            return
        members = self._source.members(path)
        if all(key in gone for key in members):
            spans = list(members.values())
            yield TextEdit(self._opened(path), self._closed(path) if spans else self._opened(path), "")
            return
        kept_before: Span | None = None
        listed = list(members.items())
        for (key, span), following in zip(listed, [*listed[1:], None], strict=True):
            if key not in gone:
                kept_before = span
            elif kept_before is not None:
                yield TextEdit(kept_before.end, span.end, "")
                kept_before = Span(span.start, span.end)
            elif following is not None:
                yield TextEdit(_begin(span), _begin(following[1]), "")

    def with_more(self, path: JsonPath, new: Sequence[tuple[str | None, Any]], gone: Collection[str | int]) -> TextEdit:
        """Put members in at the end of the list or object at a path, of which those in `gone` are taken out."""
        members = {key: span for key, span in self._source.members(path).items() if key not in gone}
        if not members:
            return self._first(path, new)
        last = max(members.values(), key=lambda one: one.end)
        lead = self._lead(last)
        if not _BREAK.search(lead) and len(self._source.members(path)) == 1:
            lead = self._space
        values = value_at(self._source.value, path)
        siblings = [values[key] for key in list(members)[-_SIBLINGS:]]
        last_keys = tuple(members)[-_SIBLINGS:]
        if (path, last_keys) not in self._spreads:
            self._spreads[path, last_keys] = self._spread(path, last_keys)
        spread = self._spreads[path, last_keys]
        written = "".join(f",{lead}{self._member(key, value, siblings, spread, lead)}" for key, value in new)
        return TextEdit(last.end, last.end, written)

    def _first(self, path: JsonPath, new: Sequence[tuple[str | None, Any]]) -> TextEdit:
        """Fill a list or an object that is empty, or will be: in lines of their own where that of its holder are."""
        span = self._source.span(path)
        around = self._lead(span)
        lead = around + self._unit if _BREAK.search(around) else ""
        written = [self._member(key, value, [], {(): bool(lead)}, lead) for key, value in new]
        text = lead + f",{lead or self._space}".join(written) + (around if lead else "")
        return TextEdit(self._opened(path), self._closed(path), text)

    def _opened(self, path: JsonPath) -> int:
        return self._source.span(path).start + 1

    def _closed(self, path: JsonPath) -> int:
        return self._source.span(path).end - 1

    def _lead(self, span: Span) -> str:
        """Give what stands before a member: a line break and its indent, or the space after a comma."""
        begin = _begin(span)
        match = _LEAD.search(self._text, max(0, begin - 500), begin)
        return match.group() if match else ""

    @cached_property
    def _colon(self) -> str:
        """Give what stands between a key and its value, space included."""
        first = next(iter(self._source.members(self._base).values()))
        between = self._text[first.key_end : first.start]
        return ": " if _BREAK.search(between) else between

    @property
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

    def _spread(self, path: JsonPath, keys: Iterable[str | int]) -> Mapping[Shape, bool]:
        """Tell of what stands in members, by its shape, whether it is written over several lines."""
        spread: dict[Shape, bool] = {}
        values = value_at(self._source.value, path)
        waiting: list[tuple[JsonPath, Shape, Any]] = [((*path, key), (), values[key]) for key in keys]
        while waiting:
            at, shape, value = waiting.pop()
            if not isinstance(value, dict | list) or not value:
                continue
            start = self._source.span(at).start
            is_spread = re.compile(r"[{\[][ \t]*[\r\n]").match(self._text, start) is not None
            spread[shape] = spread.get(shape, False) or is_spread
            if isinstance(value, dict):
                waiting += [((*at, key), (*shape, key), held) for key, held in value.items()]
            else:
                waiting += [((*at, index), (*shape, "*"), held) for index, held in enumerate(value)]
        return spread

    def _member(
        self, key: str | None, value: Any, siblings: Sequence[Any], spread: Mapping[Shape, bool], lead: str
    ) -> str:
        name = "" if key is None else json.dumps(key, ensure_ascii=False) + self._colon
        return name + self._written(value, siblings, spread, (), lead)

    def _written(
        self, value: Any, siblings: Sequence[Any], spread: Mapping[Shape, bool], shape: Shape, lead: str
    ) -> str:
        """Write a value as its siblings are: their order of keys, and over as many lines."""
        if not isinstance(value, dict | list) or not value:
            return json.dumps(value, ensure_ascii=False)
        is_spread = bool(_BREAK.search(lead)) and spread.get(shape, all(spread.values()))
        inner = lead + self._unit if is_spread else lead
        if isinstance(value, dict):
            order = list(dict.fromkeys(key for one in siblings if isinstance(one, dict) for key in one))
            keys = sorted(value, key=lambda key: order.index(key) if key in order else len(order))
            parts = [
                json.dumps(key, ensure_ascii=False)
                + self._colon
                + self._written(value[key], _each(siblings, key), spread, (*shape, key), inner)
                for key in keys
            ]
        else:
            below = [item for one in siblings if isinstance(one, list) for item in one]
            parts = [self._written(item, below, spread, (*shape, "*"), inner) for item in value]
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        if is_spread:
            return f"{opening}{inner}{(',' + inner).join(parts)}{lead}{closing}"
        return f"{opening}{(',' + self._space).join(parts)}{closing}"


def _begin(span: Span) -> int:
    return span.key_start if span.key_start >= 0 else span.start


def _each(siblings: Sequence[Any], key: str) -> list[Any]:
    return [one[key] for one in siblings if isinstance(one, dict) and key in one]
