"""The pictures of a report as compact data, from which the page draws one when somebody looks at it."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

from flowlint.drawing import Boxes, Marks, Visit
from flowlint.html_report.packing import embedded, packed
from flowlint.output.printable import printable
from flowlint.output.wording import branch_in_words
from flowlint.report import Finding, ModuleCandidate, Report

Located = tuple[int, int] | None
"""The index of a flow and of a box in it."""


def pictures(report: Report) -> tuple[str, Sequence[Located]]:
    """Give the data of the page as JSON that may stand in HTML, and where each finding is.

    `flows` has the pictures in the order of `report.diagrams`: `title`, `path`, and `svg`, deflated and in Base64, or
    `reason` where there is none. `map` is the same for the run, of which box n is flow n. `findings` has for each
    finding `at`, the flow and box that it is at, or null; `steps`: flow, box and branch, null without a picture,
    then three texts: the block, what is said of it, and the flow that the path comes into, where it goes through
    several; and `flows`, those of the path that have a picture: flow, and the branch on the map that leads to it.
    `candidates` and `copies` are those of the report, each section as a flow and its boxes.
    """
    boxes = Boxes(report.diagrams)
    located = [boxes.of(finding) for finding in report.findings]
    counts = boxes.counts(report.findings)
    data = {
        "flows": [packed(one, Marks(counts.get(number, {}))) for number, one in enumerate(report.diagrams)],
        "map": packed(report.map, boxes.map_marks(report.findings)) if report.map else None,
        "findings": [
            {"at": at, "steps": _steps(report, finding, way), "flows": _flows(report, way)}
            for finding, at in zip(report.findings, located, strict=True)
            for way in (boxes.way(finding),)
        ],
        "candidates": [_candidate(one) for one in report.candidates],
        "copies": [[(one.flow, one.boxes) for one in group] for group in report.copies],
    }
    return embedded(data), located


def _candidate(one: ModuleCandidate) -> dict[str, Any]:
    crossing = {name: [*map(printable, getattr(one, name))] for name in ("reads", "handed_in", "sets", "handed_back")}
    return {"flow": one.section.flow, "boxes": one.section.boxes, **crossing, "goes_on": printable(one.goes_on)}


_At = tuple[int, Visit] | None
_Way = Sequence[_At]
_Steps = list[tuple[int | None, int | None, int | None, str, str, str]]


def _steps(report: Report, finding: Finding, way: _Way) -> _Steps:
    is_across = any(step.path is not None for step in finding.trail)
    steps: _Steps = []
    for before, at, step in zip([None, *way], way, finding.trail, strict=False):
        via = f"{_branch_name(report, before, at) or branch_in_words(step.via)} → " if step.via else ""
        flow = (step.flow or step.path) if step.path is not None else (finding.flow or finding.path)
        enters = printable(flow or "") if is_across and step.via is None else ""
        number, box, branch = (at[0], at[1].box, at[1].branch) if at else (None, None, None)
        steps.append((number, box, branch, printable(via + step.block.label), printable(step.note), enters))
    return steps


def _branch_name(report: Report, before: _At, at: _At) -> str:
    """Give the designer's word for the branch from one step to the next, which the picture has too; "" for none."""
    if not before or not at or at[1].branch is None:
        return ""
    branch = report.diagrams[at[0]].boxes[before[1].box].branches[at[1].branch]
    return "" if branch.kind == "next" or branch.via == f"{branch.kind} {branch.name}" else f"“{branch.name}”"


def _flows(report: Report, way: _Way) -> list[tuple[int, int | None]]:
    """Give the flows that a path comes through; nothing where that is one."""
    numbers = [number for number, _ in groupby(at[0] for at in way if at)]
    if report.map is None or len(numbers) < 2:
        return []
    leads = [
        next((at for at, one in enumerate(report.map.boxes[before].branches) if one.target == number), None)
        for before, number in pairwise(numbers)
    ]
    return list(zip(numbers, [None, *leads], strict=True))
