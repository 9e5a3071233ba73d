"""What is new, gone and unchanged in a report, against an earlier one that was written as JSON."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flowlint.files import read_regular
from flowlint.report import Report

_LARGEST = 200_000_000
"""How many bytes an earlier result may have."""


class NoResult(Exception):
    """A file holds no earlier result; the message says why."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of the earlier result that is found no more."""

    level: str
    rule: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Trend:
    """How a report differs from an earlier one: `new` are indices of its findings."""

    new: frozenset[int]
    gone: tuple[Gone, ...]
    unchanged: int


def trend(report: Report, earlier: Path) -> Trend:
    """Compare a report with a result of `flowlint check --format json`. Raises `NoResult`, and `OSError`.

    A fault is the same if it has the same rule, file and fingerprint; of several that are alike the number counts. A
    finding is new with a fault that is, and gone with all of its faults.
    """
    before = [
        (Gone(str(one["level"]), str(one["rule"]), str(one["path"]), str(one["message"])), _faults_of(one))
        for one in _findings(earlier)
    ]
    left = Counter((one.rule, one.path, fault) for one, faults in before for fault in faults)
    new = set()
    for index, finding in enumerate(report.findings):
        for fault in finding.faults:
            key = finding.rule, finding.path, fault
            if left[key] > 0:
                left[key] -= 1
            else:
                new.add(index)
    gone = []
    for one, faults in reversed(before):
        keys = [(one.rule, one.path, fault) for fault in faults]
        if all(left[key] > 0 for key in keys):
            left.subtract(keys)
            gone.append(one)
    return Trend(frozenset(new), tuple(reversed(gone)), len(report.findings) - len(new))


def _faults_of(one: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what a finding of an earlier result is known by, as `Finding.faults` does."""
    causes = one.get("causes")
    return tuple(map(str, causes)) if isinstance(causes, list) and causes else (str(one["fingerprint"]),)


def _findings(path: Path) -> list[Mapping[str, Any]]:
    try:
        result = json.loads(read_regular(path, _LARGEST))
    except (ValueError, RecursionError):
        raise NoResult(f"{path} is not JSON; --since takes a file that `flowlint check --format json` wrote") from None
    found = result.get("findings") if isinstance(result, dict) and result.get("version") == 1 else None
    fields = ("rule", "path", "fingerprint", "level", "message")
    if not isinstance(found, list) or not all(isinstance(one, dict) and all(map(one.get, fields)) for one in found):
        raise NoResult(f"{path} is no result of flowlint; --since takes what `flowlint check --format json` wrote")
    return found
