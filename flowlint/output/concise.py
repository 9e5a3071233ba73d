"""One line for each finding: `path:line:column: level: message [rule]`."""

from typing import TextIO

from flowlint.output.printable import printable
from flowlint.report import Report


def write(report: Report, stream: TextIO) -> None:
    """Write the findings of a report, and nothing where there are none; failures are not among them."""
    for finding in report.findings:
        at = f"{finding.path}:{finding.place.line}:{finding.place.column}"
        stream.write(printable(f"{at}: {finding.level.value}: {finding.message} [{finding.rule}]") + "\n")
