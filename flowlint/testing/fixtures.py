"""The fixtures of a rule: small flows that are good or bad, their settings, and what is expected of the bad ones."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flowlint.report import Finding, Report
from flowlint.run import Overrides, check_paths

SETTINGS = ".settings.json"
"""What the name of the settings of a fixture ends in."""


def run_alone(rule_id: str, fixture: Path, *, frames: bool = False) -> Report:
    """Run one rule on one fixture, under the settings in `NAME.settings.json` beside it, if there are any.

    What they name under `extend-select` runs as well.
    """
    return check_paths([fixture], overrides_of(rule_id, fixture), frames=frames)


def settings_of(fixture: Path) -> dict[str, Any]:
    """Give the settings that a fixture is checked under, as a settings file would hold them."""
    beside = fixture.with_suffix(SETTINGS)
    settings: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    return settings


def overrides_of(rule_id: str, fixture: Path) -> Overrides:
    """Give what makes a rule run alone, under the settings of a fixture."""
    return Overrides(settings={"select": [rule_id], **settings_of(fixture)}, isolated=True)


def fixtures_in(folder: Path, kind: str = "") -> list[Path]:
    """Give the fixtures of a rule's folder, sorted; `kind` is `good`, `bad` or nothing for both."""
    kinds = (f"{kind}-",) if kind else ("good-", "bad-")
    found = (path for path in folder.glob("*.json") if path.name.startswith(kinds))
    return sorted(path for path in found if not path.name.endswith(SETTINGS))


def expected_text(report: Report) -> str:
    """Write findings as `.expected` files hold them: a line each, the trail and related places indented."""
    return "".join(line + "\n" for finding in report.findings for line in _lines(finding))


def _lines(finding: Finding) -> Iterator[str]:
    place = finding.place
    yield f"{place.line}:{place.column} {finding.level.value} {finding.pointer or '/'} {finding.message}"
    crosses = any(step.path for step in finding.trail)
    for step in finding.trail:
        if crosses and step.via is None:
            yield f"  in “{step.flow if step.path else finding.flow}”"
        via = f"{step.via} → " if step.via else ""
        yield f"    {via}{step.block.id}" + (f": {step.note}" if step.note else "")
    for one in finding.related:
        yield f"    see {one.place.line}:{one.place.column} {one.block.id}: {one.message}"
