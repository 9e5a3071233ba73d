"""The pictures of a report as compact data, from which the page draws one when somebody looks at it."""

import base64
import json
import zlib
from collections.abc import Sequence
from typing import Any

from flowlint.diagram import Diagram
from flowlint.drawing import Boxes, CannotDraw, Marks, Visit, svg
from flowlint.output.printable import printable
from flowlint.output.wording import branch_in_words
from flowlint.report import Finding, Report

Located = tuple[int, int] | None
"""The index of a flow and of a box in it."""


def pictures(report: Report) -> tuple[str, Sequence[Located]]:
    """Give the data of the page as JSON that may stand in HTML, and where each finding is.

    `flows` has the pictures in the order of `report.diagrams`: `title`, `path`, and `svg`, deflated and in Base64, or
    `reason` where there is none. `map` is the same for the run, of which box n is flow n. `findings` has for each
    finding the flow and box that it is at, or null, and its `steps`: box, branch, and two texts.
    """
    boxes = Boxes(report.diagrams)
    located = [boxes.of(finding) for finding in report.findings]
    counts = boxes.counts(report.findings)
    data = {
        "flows": [_picture(one, Marks(counts.get(number, {}))) for number, one in enumerate(report.diagrams)],
        "map": _picture(report.map, boxes.map_marks(report.findings)) if report.map else None,
        "findings": [
            {"at": at, "steps": _steps(finding, boxes.path(finding))}
            for finding, at in zip(report.findings, located, strict=True)
        ],
    }
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"), located


def _picture(diagram: Diagram, marks: Marks) -> dict[str, Any]:
    about = {"title": printable(diagram.title), "path": printable(diagram.path)}
    try:
        drawn = svg(diagram, marks, alone=False)
    except CannotDraw as problem:
        return {**about, "reason": printable(str(problem))}
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = deflate.compress(drawn.encode()) + deflate.flush()
    return {**about, "svg": base64.b64encode(packed).decode("ascii")}


def _steps(finding: Finding, way: tuple[int, Sequence[Visit]] | None) -> list[tuple[int, int | None, str, str]]:
    if way is None:
        return []
    steps = []
    for visit, step in zip(way[1], finding.own_trail, strict=True):
        via = f"{branch_in_words(step.via)} → " if step.via else ""
        steps.append((visit.box, visit.branch, printable(via + step.block.label), printable(step.note)))
    return steps
