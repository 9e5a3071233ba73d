"""CSV for a spreadsheet: a row for each finding, with the path that shows it in one cell."""

from typing import TextIO

from flowlint.output.order import in_order
from flowlint.output.spreadsheet import csv_table, for_stream
from flowlint.output.wording import path_in_a_line
from flowlint.report import Finding, Report

COLUMNS = (
    "level", "rule", "pillar", "file", "line", "column", "flow", "block", "block id", "message", "path", "fingerprint",
)  # fmt: skip


def write(report: Report, stream: TextIO) -> None:
    """Write the findings of a report below a row with the names of the columns; failures are not among them."""
    pillars = {rule.id: rule.pillar for rule in report.rules}
    found = in_order(report.findings, report.show.sort or "place")
    table = csv_table(COLUMNS, (_row(one, pillars.get(one.rule, "")) for one in found))
    stream.write(for_stream(table, stream))


def _row(finding: Finding, pillar: str) -> tuple[str, ...]:
    return (
        finding.level.value,
        finding.rule,
        pillar,
        finding.path,
        str(finding.place.line),
        str(finding.place.column),
        finding.flow or "",
        finding.block.label if finding.block else "",
        finding.block.id if finding.block else "",
        finding.message,
        path_in_a_line(finding.trail),
        finding.fingerprint,
    )
