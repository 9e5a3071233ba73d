"""What formats for people say in the same words: how many findings in how much, and how many were held back."""

from collections import Counter
from collections.abc import Sequence

from flowlint.report import Context, Finding, Level, Report
from flowlint.text.words import counted


def summary(report: Report) -> str:
    """Say in one line how a run went, and nothing that was read anywhere."""
    sentences = (outcome(report), not_checked(report), not_read(report), suppressed_counts(report))
    return " ".join(sentence for sentence in sentences if sentence)


def outcome(report: Report) -> str:
    """Say in a sentence what was found and in how much: "2 errors, 1 note in 1 flow, 12 blocks, 1 file."."""
    scope = f"{counted(report.flows, 'flow')}, {counted(report.blocks, 'block')}"
    if report.findings:
        files = counted(sum(file.skipped is None for file in report.files), "file")
        return f"{counts(report.findings)} in {scope}, {files}."
    return f"{scope}: nothing to report." if report.flows else "No flow was checked."


def not_checked(report: Report) -> str:
    """Say in a sentence how much could not be checked; "" where all was."""
    return f"{counted(len(report.failures), 'thing')} could not be checked." if report.failures else ""


def not_read(report: Report) -> str:
    """Say in a sentence how many flows there may be that could not be read; "" where there are none."""
    return f"{counted(len(report.unread), 'place')} may hold a flow but could not be read." if report.unread else ""


def suppressed_counts(report: Report) -> str:
    """Say in a sentence how many findings were held back, by cause; "" where none was."""
    parts = [f"{count} by the {cause}" for cause, count in report.suppressed_by_cause.items() if count]
    return f"Held back: {', '.join(parts)}." if parts else ""


def context_counts(context: Context) -> str:
    """Say in a sentence or two what was read as context, and what could not be; "" for nothing at all."""
    read = f"Read as context: {counted(context.flows, 'flow')}." if context.flows else ""
    unread = f"{counted(context.unread, 'file')} near these could not be read." if context.unread else ""
    return f"{read} {unread}".strip()


def counts(findings: Sequence[Finding]) -> str:
    """Count findings by level: "2 errors, 1 note"."""
    count = Counter(finding.level for finding in findings)
    return ", ".join(counted(count[level], level.value) for level in Level if count[level])
