"""The machine format: one JSON object, version 1. Fields are never renamed or dropped within the version."""

import json
from typing import Any, TextIO

from flowlint import __version__
from flowlint.report import FileSummary, Finding, Level, Report, Step


def write(report: Report, stream: TextIO) -> None:
    """Write a report as one JSON object, with `\\n` at the end."""
    document = {
        "version": 1,
        "tool": {"name": "flowlint", "version": __version__},
        "files": [_file(file) for file in report.files],
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": dict(report.suppressed),
        "failures": [
            {"path": failure.path, "rule": failure.rule, "message": failure.message} for failure in report.failures
        ],
        "summary": {
            **{level.value: report.count(level) for level in Level},
            "flows": report.flows,
            "blocks": report.blocks,
        },
    }
    stream.write(json.dumps(document, indent=2) + "\n")


def _file(file: FileSummary) -> dict[str, Any]:
    flows = [
        {"name": flow.name, "type": flow.type, "blocks": flow.blocks, "pointer": flow.pointer} for flow in file.flows
    ]
    return {"path": file.path, "kind": file.kind, "flows": flows, "skipped": file.skipped}


def _finding(finding: Finding) -> dict[str, Any]:
    block = finding.block
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "message": finding.message,
        "path": finding.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "end_line": finding.place.end_line,
        "end_column": finding.place.end_column,
        "flow": finding.flow,
        "block": {"id": block.id, "type": block.type, "name": block.name} if block else None,
        "pointer": finding.pointer,
        "trail": [_step(step) for step in finding.trail],
        "fingerprint": finding.fingerprint,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "block": step.block.id,
        "via": step.via,
        "line": step.place.line,
        "column": step.place.column,
        "note": step.note,
    }
