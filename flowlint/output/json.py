"""The machine format: one JSON object, version 1. Fields are never renamed or dropped within the version."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

from flowlint import __version__
from flowlint.output.change_json import as_json
from flowlint.report import BlockName, FileSummary, Finding, Fix, Level, Place, Related, Report, Step
from flowlint.text.json_writing import pieces

if TYPE_CHECKING:
    from flowlint.output.statistics import Statistics


def write(report: Report, stream: TextIO) -> None:
    """Write a report as one JSON object, with `\\n` at the end."""
    document: dict[str, Any] = {
        "version": 1,
        "tool": {"name": "flowlint", "version": __version__},
        "files": map(_file, report.files),
        "findings": map(_finding, report.findings),
        "suppressed": dict(report.suppressed_by_cause),
        "failures": [
            {"path": failure.path, "rule": failure.rule, "message": failure.message} for failure in report.failures
        ],
        "summary": {
            **{level.value: report.count(level) for level in Level},
            "flows": report.flows,
            "blocks": report.blocks,
        },
    }
    if report.context is not None:
        document["context"] = report.context._asdict()
    if report.since is not None:
        changes = as_json(report.since.changes)
        document["since"] = {
            "revision": report.since.revision,
            "commit": report.since.commit,
            "flows": changes["flows"],
            "unchanged": changes["unchanged"],
        }
    if report.show.suppressed:
        document["held_back"] = (
            {**_finding(one.finding), "cause": one.cause, "reason": one.reason} for one in report.suppressed
        )
    if report.show.statistics:
        from flowlint.output.statistics import statistics

        document["statistics"] = _statistics(statistics(report))
    for piece in pieces(document):
        stream.write(piece)


def _statistics(counts: "Statistics") -> dict[str, Any]:
    return {
        "rules": [{"rule": rule, **_levels(levels)} for rule, levels in counts.rules.items()],
        "flows": [{"path": path, "flow": flow, **_levels(levels)} for (path, flow), levels in counts.flows.items()],
        "files": [{"path": path, **_levels(levels)} for path, levels in counts.files.items()],
    }


def _levels(counts: Mapping[Level, int]) -> dict[str, int]:
    return {level.value: counts.get(level, 0) for level in Level}


def _file(file: FileSummary) -> dict[str, Any]:
    flows = [
        {"name": flow.name, "type": flow.type, "blocks": flow.blocks, "pointer": flow.pointer} for flow in file.flows
    ]
    unread = [{"line": one.line, "reason": one.reason} for one in file.unread]
    return {"path": file.path, "kind": file.kind, "flows": flows, "skipped": file.skipped, "unread": unread}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "message": finding.message,
        "path": finding.path,
        **_place(finding.place),
        "flow": finding.flow,
        "block": _block(finding.block) if finding.block else None,
        "pointer": finding.pointer,
        "trail": [_step(step, finding) for step in finding.trail],
        "fingerprint": finding.fingerprint,
        "causes": list(finding.causes),
        "related": [_related(one) for one in finding.related],
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [
        {"path": edit.path, "start": edit.start, "end": edit.end, **_place(edit.place), "text": edit.text}
        for edit in fix.edits
    ]
    return {"description": fix.description, "safe": fix.safe, "edits": edits}


def _related(related: Related) -> dict[str, Any]:
    return {
        "message": related.message,
        "path": related.path,
        **_place(related.place),
        "flow": related.flow,
        "block": _block(related.block),
    }


def _place(place: Place) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _block(block: BlockName) -> dict[str, str]:
    return {"id": block.id, "type": block.type, "name": block.name, "label": block.label}


def _step(step: Step, finding: Finding) -> dict[str, Any]:
    elsewhere = step.path is not None
    return {
        "path": step.path if elsewhere else finding.path,
        "flow": step.flow if elsewhere else finding.flow,
        "block": step.block.id,
        "label": step.block.label,
        "via": step.via,
        "line": step.place.line,
        "column": step.place.column,
        "note": step.note,
    }
