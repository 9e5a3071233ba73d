"""What formats for people say in the same words: how many findings in how much, what was held back, and paths."""

from collections import Counter
from collections.abc import Sequence

from flowlint.output.printable import printable
from flowlint.report import Context, Finding, Level, Report, Step
from flowlint.text.words import counted

STEPS, FIRST_STEPS, LAST_STEPS = 12, 4, 6
"""How long a path is shown whole, and how much of the beginning and the end of a longer one."""
_OPERATORS = {
    "And": "meets all of",
    "Equals": "equals",
    "NumberGreaterOrEqualTo": "is at least",
    "NumberGreaterThan": "is greater than",
    "NumberLessOrEqualTo": "is at most",
    "NumberLessThan": "is less than",
    "Or": "meets one of",
    "TextContains": "contains",
    "TextEndsWith": "ends with",
    "TextStartsWith": "starts with",
}


def summary(report: Report) -> str:
    """Say in one line how a run went, and nothing that was read anywhere."""
    sentences = (outcome(report), not_checked(report), not_read(report), left_out(report), suppressed_counts(report))
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


def left_out(report: Report) -> str:
    """Say in a sentence what was found below the level that was asked for; "" where nothing was."""
    return f"Below --min-level: {counts(report.left_out)}." if report.left_out else ""


def fixable(report: Report) -> str:
    """Say in a sentence how many findings can be fixed; "" where none can."""
    fixes = [finding.fix for finding in report.findings if finding.fix]
    safe = sum(fix.safe for fix in fixes)
    parts = [f"{safe:,} fixable with --fix"] if safe else []
    if unsafe := len(fixes) - safe:
        parts.append(
            f"{unsafe:,} more with --unsafe-fixes" if safe else f"{unsafe:,} fixable with --fix --unsafe-fixes"
        )
    return f"{', '.join(parts)}." if parts else ""


def suppressed_counts(report: Report) -> str:
    """Say in a sentence how many findings were held back, by cause; "" where none was."""
    counts = {cause: count for cause, count in report.suppressed_by_cause.items() if count}
    parts = [f"{counts[cause]} by the {cause}" for cause in counts if cause != "revision"]
    if report.since is not None and "revision" in counts:
        parts.append(f"{counts['revision']} that {printable(report.since.revision)} has too")
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


def branch_in_words(via: str) -> str:
    """Say which branch was taken: "next", "when it equals 1", "on error NoMatchingError"."""
    kind, _, label = via.partition(" ")
    if kind == "error":
        return f"on error {label}".rstrip()
    if kind == "condition":
        operator, _, operand = label.partition(" ")
        return f"when it {_OPERATORS.get(operator, operator or 'matches')} {operand}".rstrip()
    return via


def in_flow(step: Step, trail: Sequence[Step]) -> str:
    """Say in which flow a path goes on, where it goes through several."""
    if all(one.path is None for one in trail):
        return ""
    if step.path is None:
        return "here: "
    return f"in “{step.flow}”: " if step.flow else f"in {step.path}: "


def path_in_a_line(trail: Sequence[Step]) -> str:
    """Give a path in one line, branch by branch; of a long one both ends."""
    steps = [
        f"{branch_in_words(one.via)} → {one.block.label}" if one.via else f"{in_flow(one, trail)}{one.block.label}"
        for one in trail
    ]
    if len(steps) > STEPS:
        steps[FIRST_STEPS:-LAST_STEPS] = [f"… {counted(len(steps) - FIRST_STEPS - LAST_STEPS, 'more block')} …"]
    return ", ".join(steps)
