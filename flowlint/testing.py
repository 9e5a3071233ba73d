"""What tests of a rule pack need: run one rule on one fixture, and hold the pack to the contract of the house."""

from collections.abc import Iterator
from pathlib import Path

from flowlint.report import Finding, Report
from flowlint.run import Choice, check_paths


def run_alone(rule_id: str, fixture: Path) -> Report:
    """Run one rule on one fixture, with the options in `NAME.options.json` beside it, if there are any."""
    import json

    beside = fixture.with_suffix(".options.json")
    options = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    return check_paths([fixture], Choice(select=(rule_id,), options={rule_id: options}))


def expected_text(report: Report) -> str:
    """Write findings as `.expected` files hold them: a line each, and the witness indented below it."""
    return "".join(line + "\n" for finding in report.findings for line in _lines(finding))


def _lines(finding: Finding) -> Iterator[str]:
    place = finding.place
    yield f"{place.line}:{place.column} {finding.level.value} {finding.pointer or '/'} {finding.message}"
    for step in finding.trail:
        via = f"{step.via} → " if step.via else ""
        yield f"    {via}{step.block.id}" + (f": {step.note}" if step.note else "")
