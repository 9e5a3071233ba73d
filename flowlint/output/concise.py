"""One line for each finding: `path:line:column: level: message [rule]`."""

from typing import TextIO

from flowlint.output.order import in_order
from flowlint.output.printable import printable
from flowlint.report import Report


def write(report: Report, stream: TextIO) -> None:
    """Write the findings of a report, and nothing where there are none; failures are not among them."""
    for finding in in_order(report.findings, report.show.sort or "place"):
        at = f"{finding.path}:{finding.place.line}:{finding.place.column}"
        stream.write(printable(f"{at}: {finding.level.value}: {finding.message} [{finding.rule}]") + "\n")
