"""From the text of a flow, wherever it is written, to the flow: as JSON, as JSON that holds it, or as a template."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from flowlint.mapped_text import MappedText, Piece
from flowlint.model.flow import Flow
from flowlint.model.view import View
from flowlint.reading import console_export, flow_language
from flowlint.reading.broken_json import explain, is_template
from flowlint.reading.choices import readings
from flowlint.reading.flow_language import NO_WRAPPER, Wrapper, build_flow
from flowlint.reading.template import Filled, Template
from flowlint.report import Place, Unread
from flowlint.source import Source, load
from flowlint.text.json_values import JsonPath

_FLOW_MARKS = (("StartAction",), ("Actions", "Transitions"), ("Actions", "2019-10-30"), ("modules", "branches"))
"""Words that tell a broken flow from other text; one of them alone stands in many files: "Actions" in policies, say."""


class JsonProblem(NamedTuple):
    """Text that is not JSON as it should be: what, and where in the text of `source`."""

    source: Source
    message: str
    start: int
    end: int
    path: JsonPath = ()
    duplicate_key: str | None = None


Read = Flow | View | JsonProblem | Unread


def is_meant_as_flow(text: str) -> bool:
    """Tell whether a text was meant to be a flow, be it JSON or not."""
    return any(all(mark in text for mark in marks) for marks in _FLOW_MARKS)


def is_flow_in_code(text: str) -> bool:
    """Tell whether a text that cannot be read as a flow holds one all the same: code that makes one, or prose."""
    return all(mark in text for mark in ("StartAction", "Actions", "2019-10-30"))


def held_flows(outer: Source, at: JsonPath, written: MappedText, wrapper: Wrapper) -> Iterator[Read]:
    """Read the flow that a text written in `outer` is; nothing where it is none. Never raises."""
    yield from _flows(Source(outer.path, written.text, None, outer, at, written), wrapper)


def string_flows(outer: Source, at: JsonPath, text: str, wrapper: Wrapper) -> Iterator[Read]:
    """Read the flow that a string of a JSON document is; nothing where it is none. Never raises."""
    yield from _flows(Source(outer.path, text, None, outer, at), wrapper)


def template_flows(source: Source, problem: json.JSONDecodeError, wrapper: Wrapper = NO_WRAPPER) -> Iterator[Read]:
    """Read a file that is no JSON as a template of a flow; nothing where it is none. Never raises.

    A template that does not parse either may have a mistake in its text, which `problem` names better.
    """
    read = list(_filled(source, wrapper))
    if read and (not isinstance(read[0], Unread) or is_template(problem)):
        yield from read
    elif is_template(problem):
        yield _unread(source, problem.pos, _BROKEN)


def _flows(source: Source, wrapper: Wrapper) -> Iterator[Read]:
    try:
        value, repeated = load(source.text, to_keep=True)
    except json.JSONDecodeError as problem:
        if not is_meant_as_flow(source.text):
            return
        read = list(template_flows(source, problem, wrapper))
        yield from read or [JsonProblem(source, *explain(problem)), *without_wrong_escapes(source, problem, wrapper)]
        return
    outer = source.outer, source.outer_path, source.written
    source = Source(source.path, source.text, value, *outer, repeats=bool(repeated))
    if isinstance(value, str) and source.depth < _DEEPEST:
        # A flow that was written as a string once more.
        yield from _flows(Source(source.path, value, None, source, ()), wrapper)
    elif flow_language.recognises(value):
        yield from duplicates(source, repeated)
        yield build_flow(source, (), value, wrapper)
    elif console_export.recognises(value):
        yield from duplicates(source, repeated)
        yield console_export.read(source, (), value, wrapper)
    elif is_meant_as_flow(source.text):
        if source.depth < _DEEPEST:
            yield from flows_inside(source, wrapper)
        else:
            yield _unread(source, 0, f"holds a flow that is JSON within JSON more than {_DEEPEST} times")


def without_wrong_escapes(source: Source, problem: json.JSONDecodeError, wrapper: Wrapper) -> Iterator[Read]:
    """Read a text that would be a flow but for escapes that JSON does not have, such as those of quotes in Python."""
    if not problem.msg.startswith("Invalid \\escape"):
        return
    pieces: list[Piece] = []
    at = 0
    for match in _ESCAPE.finditer(source.text):
        if match.group()[1] not in _ESCAPED:
            pieces += (
                Piece(source.text[at : match.start()], at, match.start()),
                Piece(match.group()[1], *match.span()),
            )
            at = match.end()
    mended = MappedText([*pieces, Piece(source.text[at:], at, len(source.text))])
    try:
        value, repeated = load(mended.text, to_keep=True)
    except json.JSONDecodeError:
        return
    if flow_language.recognises(value):
        inner = Source(source.path, mended.text, value, source, (), mended, repeats=bool(repeated))
        yield build_flow(inner, (), value, wrapper)


def flows_inside(source: Source, wrapper: Wrapper = NO_WRAPPER) -> Iterator[Read]:
    """Give the flows that stand anywhere in a document, as objects or in strings. Never raises.

    The object that holds one says its name and type better than `wrapper`, which is that of the document.
    """
    waiting: list[tuple[JsonPath, Any, Wrapper]] = [((), source.value, wrapper)]
    count = 0
    while waiting and count < _MOST_VALUES:
        path, value, around = waiting.pop()
        count += 1
        if isinstance(value, str):
            if value.lstrip()[:1] in ("{", '"') and is_meant_as_flow(value):
                yield from string_flows(source, path, value, around)
        elif isinstance(value, Mapping):
            if _is_flow(value):
                yield build_flow(source, path, value, around)
            else:
                name, kind = _text_at(value, "Name", "name"), _text_at(value, "Type", "type")
                inner = wrapper._replace(name=name or wrapper.name, type=kind or wrapper.type)
                waiting += [((*path, key), item, inner) for key, item in reversed(list(value.items()))]
        elif isinstance(value, list):
            waiting += [((*path, index), value[index], around) for index in reversed(range(len(value)))]
    if waiting:
        yield _unread(source, 0, f"more than {_MOST_VALUES:,} values, of which the first were looked at")


def _is_flow(value: Mapping[str, Any]) -> bool:
    """Tell a flow from a description of flows, which has the same keys."""
    blocks, start = value.get("Actions"), value.get("StartAction")
    return flow_language.recognises(value) and isinstance(blocks, list) and isinstance(start, str)


def _text_at(value: Mapping[str, Any], *keys: str) -> str | None:
    return next((value[key] for key in keys if isinstance(value.get(key), str)), None)


def _filled(source: Source, wrapper: Wrapper) -> Iterator[Read]:
    """Read a template under each choice of its directives; what does not parse under one may parse under another."""
    filled = {one.text.text: one for one in readings(Template(source.text).filled) if one is not None}
    read = [one for each in filled.values() for one in _as_filled(source, each, wrapper)]
    flows: dict[str, Flow] = {}
    problems: dict[Place, JsonProblem] = {}
    for one in read:
        if isinstance(one, Flow):
            flows.setdefault(one.source.text, one)
        elif isinstance(one, JsonProblem):
            problems.setdefault(one.source.place(one.start, one.end), one)
    yield from problems.values()
    yield from as_variants(flows.values())
    if not problems and not flows:
        yield from read[:1]


def _as_filled(source: Source, filled: Filled, wrapper: Wrapper) -> Iterator[Read]:
    """Read what a template becomes; what is wrong besides its placeholders may be one of them that we do not know."""
    text = filled.text.text
    wrapper = wrapper._replace(is_template=True, is_open=wrapper.is_open or filled.is_open)
    try:
        value, repeated = load(text, to_keep=True)
    except json.JSONDecodeError as problem:
        yield _unread(source, filled.text.outward(problem.pos, problem.pos + 1)[0], _BROKEN)
        return
    inner = Source(source.path, text, value, source, (), filled.text, repeats=bool(repeated))
    if flow_language.recognises(value):
        yield from duplicates(inner, [path for path in repeated if not _is_hole(path)])
        yield build_flow(inner, (), value, wrapper)
    elif console_export.recognises(value):
        yield console_export.read(inner, (), value, wrapper)


def as_variants(read: Iterable[Read]) -> Iterator[Read]:
    """Say of flows that stand in one place under different conditions that they are variants of the first."""
    first: Flow | None = None
    for one in read:
        if not isinstance(one, Flow):
            yield one
        elif first is None:
            first = one
            yield one
        else:
            yield replace(one, variant_of=first)


def _unread(source: Source, at: int, reason: str) -> Unread:
    line = source.place(at, at + 1).line
    return Unread(reason, line, source.file.path)


def duplicates(source: Source, repeated: list[JsonPath]) -> Iterator[JsonProblem]:
    """Give the keys that an object writes twice."""
    for path in repeated:
        start, end = source.token(path, at_key=True)
        yield JsonProblem(source, "", start, end, path, duplicate_key=str(path[-1]))


def _is_hole(path: JsonPath) -> bool:
    return str(path[-1])[:1] in "$<{%"


_ESCAPE = re.compile(r"\\.", re.DOTALL)
_ESCAPED = '"\\/bfnrtu'
"""What a backslash may stand before in JSON."""
_DEEPEST = 4
"""How often a flow may be written as a string within a string."""
_BROKEN = "a template that does not parse"
_MOST_VALUES = 1_000_000
"""How many values of a document are looked at for flows."""
