"""The few lines to show around a finding: those of the file, or the value laid out anew where they cannot be read."""

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any

from flowlint.report import Frame, Place
from flowlint.source import Source
from flowlint.text.json_values import JsonPath

_AROUND = 2
_BEGINNING = 3
"""How many lines of a block's beginning are shown where its type stands far below."""
_TYPES = ("Type", "type")
_PARENTS = 3
_LONG = 400
"""How many code points of a line a frame holds, and how many a readable line has besides the part at fault."""
_SMALL = 3
"""How many members an object or a list may have that is written in one line."""
_SEARCHED = 1000
"""How many keys of an object are looked through for the neighbours of one; a block with more shows none."""

Line = tuple[int | None, str]
Member = tuple[str | int, Any]
"""A value and its key in an object or its index in a list."""


def frame_in_flow(
    source: Source, path: JsonPath, at_key: bool, place: Place, inside: int, span: tuple[int, int] | None = None
) -> Frame:
    """Frame the value at `path`, or the `span` of it in code points, which stands at `place` in the file.

    In a line that is a string's escapes, or too long to read, it is laid out anew, together with the values that hold
    it; of these none is shown that is fewer than `inside` steps down the path.

    A block's type that stands far below the block's beginning, as it does where keys are sorted, is shown after the
    beginning, since what closes a block tells nobody which one it is.
    """
    value_place = source.place(*source.token(path)) if span else place
    if _is_readable(source.file, value_place):
        if len(path) == inside + 1 and path[-1] in _TYPES:
            return frame_in_text(source, place, source.place(*source.token(path[:inside])).line)
        return frame_in_text(source, place)
    return _laid_out(source.value, path, at_key, inside, span)


def frame_in_text(source: Source, place: Place, begins: int | None = None) -> Frame:
    """Frame a place by the lines of the file around it, JSON or not; what is too long is cut.

    `begins` is the line in which begins what the place is about: if it is not near, the lines after it are shown.
    Of a file that holds more than the document, only lines with some of it are: the rest may be nobody's business.
    """
    file = source.file
    shown = [*range(max(1, place.line - _AROUND), min(len(file.line_starts), place.line + _AROUND) + 1)]
    if begins is not None and begins + 1 < shown[0]:
        shown = [*range(begins + 1, min(begins + _BEGINNING + 1, place.line)), place.line]
    if source is not file:
        shown = [number for number in shown if number == place.line or number in source.lines_in_file]
    lines: list[Line] = [(number, file.text[slice(*_line(file, number))]) for number in shown]
    marked = shown.index(place.line)
    return _cut(lines, marked, *_marked(place, len(lines[marked][1])))


def _is_readable(source: Source, place: Place) -> bool:
    begin, end = _line(source, place.line)
    marked = _marked(place, end - begin)
    return end - begin - (marked[1] - marked[0]) <= _LONG and '\\"' not in source.text[begin:end]


def _line(source: Source, number: int) -> tuple[int, int]:
    """Give the offsets between which a line stands, without what ends it."""
    starts, text = source.line_starts, source.text
    begin, end = starts[number - 1], starts[number] if number < len(starts) else len(text)
    while end > begin and text[end - 1] in "\r\n":
        end -= 1
    return begin, end


def _marked(place: Place, length: int) -> tuple[int, int]:
    """Give the part of its line that a place marks: nothing, at the end, where the place is the line break."""
    end = place.end_column if place.end_line == place.line else place.column + 1
    return min(place.column - 1, length), min(end - 1, length)


def _cut(lines: Sequence[Line], marked: int, start: int, end: int) -> Frame:
    """Cut what is too long: lines at their end, the marked one on both sides of its part."""
    number, text = lines[marked]
    left = 0 if end <= _LONG else max(0, start - _LONG // 2)
    shown = [(other, _clipped(line)) for other, line in lines]
    if left:
        shown[marked] = number, "…" + _clipped(text, left)
    shift = left - 1 if left else 0
    return Frame(tuple(shown), marked, start - shift, min(end, left + _LONG) - shift)


def _clipped(text: str, first: int = 0) -> str:
    """Give what is shown of a line from a code point on."""
    shown = text[first : first + _LONG]
    return shown if len(text) <= first + _LONG else shown + "…"


def _laid_out(value: Any, path: JsonPath, at_key: bool, inside: int, span: tuple[int, int] | None) -> Frame:
    """Write the value at `path` as indented JSON: in the nearest values that hold it, beside its neighbours.

    Nothing else is written, however large or deep the document is; what lies off the way is abbreviated.
    """
    way = _way_down(value, path)
    outermost = max(min(inside, len(way) - 1), len(way) - 1 - _PARENTS)
    parents, (key, held) = way[outermost:-1], way[-1]
    before, after = _neighbours(parents[-1][1], key) if parents else ([], [])
    lines: list[str] = []
    for (name, parent), (first_shown, _) in zip(parents, [*parents[1:], *(before or way[-1:])], strict=False):
        skipped = "" if first_shown == _members(parent, 1)[0][0] else " …"
        lines.append("  " * len(lines) + _label(name) + _bracket(parent) + skipped)
    indent = "  " * len(lines)
    lines += _rows([*before, (key, held)], indent)[: len(before)]
    marked, label = len(lines), indent + _label(key)
    if _is_full(held):
        text = _bracket(held)
        lines += [label + text, *_rows(_members(held, _AROUND + 1), indent + "  ")[:_AROUND]]
    else:
        if span:
            held, span = _near(held, span)
        text = _written(held)
        lines += _rows([(key, held), *after], indent)[: 1 + _AROUND]
    start, end = len(label), len(label) + (1 if isinstance(held, dict | list) else len(text))
    if span:
        start, end = (start + len(_written(held[:offset])) - 1 for offset in span)
    elif _label(key) and (at_key or isinstance(held, dict | list)):
        start, end = len(indent), len(label) - len(": ")
    return _cut([(None, line) for line in lines], marked, start, end)


def _near(text: str, span: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """Leave out of a text what stands too far from a span to be shown, and give the span in what is left."""
    first = max(0, span[0] - _LONG)
    return text[first : first + 2 * _LONG], (span[0] - first, span[1] - first)


def _way_down(value: Any, path: JsonPath) -> list[Member]:
    """Give the values on the way down a path, as far as there are any; the root stands under 0."""
    way: list[Member] = [(0, value)]
    for part in path:
        exists = part in value if isinstance(value, dict) else isinstance(value, list) and part in range(len(value))
        if not exists:
            break
        value = value[part]
        way.append((part, value))
    return way


def _members(parent: Any, count: int, first: int = 0) -> list[Member]:
    """Give some of the members of an object or a list."""
    if isinstance(parent, dict):
        return list(islice(parent.items(), first, first + count))
    return [(index, parent[index]) for index in range(first, min(first + count, len(parent)))]


def _neighbours(parent: Any, key: str | int) -> tuple[list[Member], list[Member]]:
    """Give the member before this one, if there is one, and some of those after it."""
    names: Sequence[object] = range(len(parent)) if isinstance(parent, list) else list(islice(parent, _SEARCHED))
    if key not in names:
        return [], []
    at = names.index(key)
    return _members(parent, min(at, 1), max(at - 1, 0)), _members(parent, _AROUND + 1, at + 1)


def _rows(members: Sequence[Member], indent: str) -> list[str]:
    """Write members in a line each, with a comma after all but the last."""
    rows = [indent + _label(key) + _written(value) + "," for key, value in members]
    return [*rows[:-1], *(row[:-1] for row in rows[-1:])]


def _label(key: str | int) -> str:
    return f"{_written(key)}: " if isinstance(key, str) else ""


def _bracket(value: Any) -> str:
    return "{" if isinstance(value, dict) else "["


def _is_full(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _written(value: Any, levels: int = 2) -> str:
    """Write a value in a line: of a long text its beginning, and objects and lists only where they are small."""
    if not _is_full(value):
        return json.dumps(value[: 2 * _LONG] if isinstance(value, str) else value, ensure_ascii=False)
    if levels == 0 or len(value) > _SMALL:
        inside = "…"
    else:
        inside = ", ".join(_label(key) + _written(held, levels - 1) for key, held in _members(value, _SMALL))
    return f"{{{inside}}}" if isinstance(value, dict) else f"[{inside}]"
