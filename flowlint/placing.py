"""From a rule's draft to a finding: line and column, witness, fingerprint, and the lines to show around it."""

import hashlib
import json
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from flowlint.model.flow import Block, Flow
from flowlint.report import Finding, Frame, JsonPath, Place, Step, json_pointer
from flowlint.rule import Draft, JsonProblem, Rule
from flowlint.source import Source

_AROUND = 2
_LONG_LINE = 400


def place_in_flow(rule: Rule, path: str, flow: Flow, draft: Draft, with_frame: bool) -> Finding:
    """Make the finding of a flow rule."""
    source = flow.source
    whole = (*flow.base, *draft.path)
    start, end = source.token(whole, draft.at_key)
    place = source.place(start, end)
    finding = Finding(
        rule=rule.id,
        level=draft.level or rule.level,
        message=draft.message,
        path=path,
        place=place,
        flow=flow.name,
        block=draft.block.block_name if draft.block else None,
        pointer=json_pointer(draft.path),
        trail=_trail(flow, draft),
        fingerprint=_fingerprint(rule, path, flow.name, draft),
    )
    return replace(finding, frame=_frame(flow, draft, place)) if with_frame else finding


def place_in_file(rule: Rule, path: str, draft: Draft, with_frame: bool) -> Finding:
    """Make the finding of a file rule; its draft carries the problem that knows its place."""
    problem = draft.problem
    assert problem is not None
    place = problem.source.place(problem.start, problem.end)
    finding = Finding(
        rule=rule.id,
        level=draft.level or rule.level,
        message=draft.message,
        path=path,
        place=place,
        flow=None,
        block=None,
        pointer=json_pointer(draft.path),
        trail=(),
        fingerprint=_fingerprint(rule, path, None, draft),
    )
    return replace(finding, frame=_frame_of_text(problem, place)) if with_frame else finding


def _trail(flow: Flow, draft: Draft) -> tuple[Step, ...]:
    if draft.trail_start is None:
        return ()
    via: list[tuple[Block, str | None]] = [(draft.trail_start, None)]
    via += [(flow.by_id[edge.target], edge.via) for edge in draft.trail]
    return tuple(
        Step(block.block_name, branch, block_place(flow, block), draft.notes.get(block.id, "")) for block, branch in via
    )


def block_place(flow: Flow, block: Block) -> Place:
    """Give the place that names a block: its type."""
    return flow.source.place(*flow.source.token((*flow.base, *block.locate(("Type",)))))


def _fingerprint(rule: Rule, path: str, flow_name: str | None, draft: Draft) -> str:
    """Identify a finding by what stays when blocks move or lines shift."""
    block = draft.block
    tail = draft.path[len(block.path) :] if block else draft.path
    named = flow_name or PurePosixPath(path).name
    parts = [rule.id, named, block.id if block else "", json_pointer(tail), draft.subject]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _frame(flow: Flow, draft: Draft, place: Place) -> Frame:
    """Show the lines around the place, or the block re-indented where the file is one long line."""
    if flow.source.outer is None:
        frame = _lines_around(flow.source.text, flow.source.line_starts, place)
        if frame is not None:
            return frame
    value, at = flow.document, draft.path
    if draft.block is not None:
        at = draft.path[len(draft.block.path) :]
        for part in draft.block.path:
            value = value[part]
    return _reindented(value, at, draft.at_key)


def _frame_of_text(problem: JsonProblem, place: Place) -> Frame:
    file = problem.source.file
    frame = _lines_around(file.text, file.line_starts, place)
    if frame is not None:
        return frame
    start = file.line_starts[place.line - 1] + place.column - 1
    begin = max(start - 60, file.line_starts[place.line - 1])
    text = file.text[begin : start + 60].splitlines()[0]
    width = max(1, place.end_column - place.column) if place.end_line == place.line else 1
    return Frame(((place.line, text),), 0, start - begin, start - begin + width)


def _lines_around(text: str, starts: list[int], place: Place) -> Frame | None:
    """Give the lines around a place; None where one of them is too long to read."""
    first = max(1, place.line - _AROUND)
    last = min(len(starts), place.line + _AROUND)
    lines: list[tuple[int | None, str]] = []
    for number in range(first, last + 1):
        end = starts[number] if number < len(starts) else len(text)
        line = text[starts[number - 1] : end].rstrip("\r\n")
        if len(line) > _LONG_LINE:
            return None
        lines.append((number, line))
    end_column = place.end_column if place.end_line == place.line else place.column + 1
    return Frame(tuple(lines), place.line - first, place.column - 1, end_column - 1)


def _reindented(value: Any, at: JsonPath, at_key: bool) -> Frame:
    """Write a value with indentation and cut out the lines around the part at `at`."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    source = Source("", text, value)
    place = source.place(*source.token(at, at_key))
    first, last = max(1, place.line - _AROUND), min(len(source.line_starts), place.line + _AROUND)
    lines = text.split("\n")[first - 1 : last]
    shown = tuple((None, line if len(line) <= _LONG_LINE else line[:_LONG_LINE] + "…") for line in lines)
    return Frame(shown, place.line - first, place.column - 1, min(place.end_column - 1, _LONG_LINE))
