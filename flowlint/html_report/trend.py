"""What is new, gone and unchanged in a report, against an earlier one that was written as JSON."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flowlint.files import read_regular
from flowlint.report import Finding, Report

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

    A finding is the same if it has the same rule, file and fingerprint; of several that are alike the number counts.
    """
    before: dict[tuple[str, str, str], list[Gone]] = {}
    for one in _findings(earlier):
        key = str(one["rule"]), str(one["path"]), str(one["fingerprint"])
        before.setdefault(key, []).append(Gone(str(one["level"]), key[0], key[1], str(one["message"])))
    left = Counter({key: len(found) for key, found in before.items()})
    new = set()
    for index, finding in enumerate(report.findings):
        key = _key(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.add(index)
    gone = tuple(one for key, found in before.items() for one in found[len(found) - left[key] :])
    return Trend(frozenset(new), gone, len(report.findings) - len(new))


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.path, finding.fingerprint


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
