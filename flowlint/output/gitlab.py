"""GitLab's code quality report: an entry for each finding, and one for each thing that could not be checked."""

import hashlib
import json
from collections import Counter
from typing import Any, TextIO

from flowlint.output.printable import printable
from flowlint.output.repository import from_root
from flowlint.report import Failure, Finding, Level, Report, Unread

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}
_SEVERITY_OF_FAILURES = "critical"
"""Above all findings: nobody knows what there is to find in what was not checked."""


def write(report: Report, stream: TextIO) -> None:
    """Write a report as a JSON array, with `\\n` at the end; a clean one is `[]`, which others are compared with."""
    entries = [*map(_failure, report.failures), *map(_finding, report.findings), *map(_unread, report.unread)]
    seen: Counter[str] = Counter()
    for entry in entries:  # of entries with one fingerprint GitLab shows the first alone
        fingerprint = entry["fingerprint"]
        seen[fingerprint] += 1
        if seen[fingerprint] > 1:
            entry["fingerprint"] = f"{fingerprint}-{seen[fingerprint]}"
    stream.write(json.dumps(entries, indent=2) + "\n")


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "description": printable(finding.message),
        "check_name": printable(finding.rule),
        "fingerprint": _fingerprint(finding.path, finding.fingerprint),
        "severity": _SEVERITIES[finding.level],
        "location": _location(finding.path, finding.place.line, finding.place.end_line),
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "description": printable(failure.message),
        "check_name": printable(failure.rule or "flowlint"),
        "fingerprint": _fingerprint(failure.path, failure.rule or "", failure.message),
        "severity": _SEVERITY_OF_FAILURES,
        "location": _location(failure.path or ".", 1, 1),
    }


def _unread(unread: Unread) -> dict[str, Any]:
    return {
        "description": printable(f"May hold a flow, but could not be read: {unread.reason}"),
        "check_name": "flowlint",
        "fingerprint": _fingerprint(unread.path, unread.reason),
        "severity": _SEVERITIES[Level.NOTE],
        "location": _location(unread.path, unread.line, unread.line),
    }


def _location(path: str, line: int, end_line: int) -> dict[str, Any]:
    """Name a region by its lines: the format has columns only in place of lines, and GitLab shows the line alone."""
    file = printable(from_root(path, "CI_PROJECT_DIR"))
    return {"path": file, "lines": {"begin": line, "end": end_line}}


def _fingerprint(path: str, *parts: str) -> str:
    """Make a fingerprint that no line is part of; the file is, as copies of a flow have their findings in common."""
    key = json.dumps([from_root(path, "CI_PROJECT_DIR"), *parts])
    return hashlib.sha256(key.encode()).hexdigest()[:32]
