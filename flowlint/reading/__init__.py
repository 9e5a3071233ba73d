"""Where flows live: files and folders in, flows out, recognised by content and never by file name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flowlint.model.flow import Flow
from flowlint.reading import api_response, console_export, flow_language
from flowlint.reading.broken_json import Explanation, explain, is_template
from flowlint.reading.decoding import NotText, decode
from flowlint.report import JsonPath
from flowlint.source import Source, load

Kind = Literal["flow-language", "console-export", "api-response"]

MAX_FILE_BYTES = 100_000_000
"""Larger files are not opened: Connect takes flows of at most 256,000 characters."""

_MARKS = (b"Actions", b"modules", b"StartAction")
_FLOW_MARKS = (("StartAction",), ("Actions", "Transitions"), ("Actions", "2019-10-30"), ("modules", "branches"))
"""Words that tell a broken flow from other text; one of them alone stands in many files: "Actions" in policies, say."""


@dataclass(frozen=True, slots=True)
class JsonProblem:
    """Text that is not JSON as it should be: what, and where in the text of `source`."""

    source: Source
    message: str
    start: int
    end: int
    path: JsonPath = ()
    duplicate_key: str | None = None


@dataclass(frozen=True, eq=False)
class FlowFile:
    """A file that was read. `skipped` says why it holds no flow, and `is_json` whether it is JSON all the same."""

    path: str
    kind: Kind | None = None
    flows: tuple[Flow, ...] = ()
    problems: tuple[JsonProblem, ...] = ()
    skipped: str | None = None
    is_json: bool = True


def read_bytes(path: str, data: bytes) -> FlowFile:
    """Read the flows that a file's bytes hold. Never raises: what is wrong is in the answer."""
    head = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    if head not in (b"{", b"["):
        return FlowFile(path, skipped="the file is empty" if not data.strip() else "not a flow", is_json=False)
    if not any(mark in data or mark.decode().encode("utf-16-le") in data for mark in _MARKS):
        return FlowFile(path, skipped="not a flow", is_json=_is_json(data))
    try:
        text = decode(data)
    except NotText as problem:
        return _broken(path, problem.text, Explanation(str(problem), problem.position, problem.position + 1))
    return read_text(path, text)


def read_text(path: str, text: str) -> FlowFile:
    """Read the flows in a text that was decoded already. Never raises."""
    try:
        value, repeated = load(text)
    except json.JSONDecodeError as problem:
        if is_template(problem) and _meant_as_flow(text):
            return FlowFile(path, skipped="a template", is_json=False)
        return _broken(path, text, explain(problem))
    source = Source(path, text, value)
    problems = [_duplicate(source, key_path) for key_path in repeated]
    flows: list[Flow] = []
    kinds: list[Kind] = []
    for kind, flow_or_problem in _find(source):
        kinds.append(kind)
        if isinstance(flow_or_problem, Flow):
            flows.append(flow_or_problem)
        else:
            problems.append(flow_or_problem)
    if not kinds:
        return FlowFile(path, skipped="not a flow")
    return FlowFile(path, kinds[0], tuple(flows), tuple(problems))


def _find(source: Source) -> Iterator[tuple[Kind, Flow | JsonProblem]]:
    """Look for flows in a document: the document itself, or the items of a list, and the answers these hold."""
    whole = source.value
    places: list[tuple[JsonPath, Any]] = [((), whole)]
    if isinstance(whole, list):
        places = [((index,), item) for index, item in enumerate(whole)]
    for at, value in places:
        if not isinstance(value, Mapping):
            continue
        if flow_language.recognises(value):
            yield "flow-language", flow_language.build_flow(source, at, value)
        elif console_export.recognises(value):
            yield "console-export", console_export.read(source, at, value)
        else:
            for answer_at, answer in api_response.answers(value, at):
                for held in _held(source, answer_at, answer):
                    yield "api-response", held


def _held(source: Source, at: JsonPath, answer: api_response.Answer) -> Iterator[Flow | JsonProblem]:
    """Give the flow that an answer holds, as an object or in a string."""
    content, base = answer.content, at
    if isinstance(content, str):
        try:
            value, repeated = load(content)
        except json.JSONDecodeError as problem:
            if not is_template(problem):
                yield JsonProblem(Source(source.path, content, None, source, at), *explain(problem))
            return
        source, base, content = Source(source.path, content, value, source, at), (), value
        yield from (_duplicate(source, key_path) for key_path in repeated)
    if flow_language.recognises(content):
        yield flow_language.build_flow(source, base, content, answer.wrapper)
    elif console_export.recognises(content):
        yield console_export.read(source, base, content, answer.wrapper)


def _duplicate(source: Source, path: JsonPath) -> JsonProblem:
    start, end = source.token(path, at_key=True)
    return JsonProblem(source, "", start, end, path, duplicate_key=str(path[-1]))


def _broken(path: str, text: str, explanation: Explanation) -> FlowFile:
    """Answer for text that is no JSON: a problem if it was meant to be a flow, passed over if it was not."""
    if not _meant_as_flow(text):
        return FlowFile(path, skipped="not a flow", is_json=False)
    return FlowFile(path, problems=(JsonProblem(Source(path, text, None), *explanation),), is_json=False)


def _meant_as_flow(text: str) -> bool:
    return any(all(mark in text for mark in marks) for marks in _FLOW_MARKS)


def _is_json(data: bytes) -> bool:
    try:
        load(decode(data))
    except (NotText, json.JSONDecodeError):
        return False
    return True
