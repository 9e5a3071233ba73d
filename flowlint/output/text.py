"""For a person at a terminal: the findings block by block, and an overview where they are more than a screenful."""

import shlex
from collections.abc import Iterator
from typing import TextIO

from flowlint.output.finding_text import CODE_WIDTH, block_lines
from flowlint.output.order import by_block
from flowlint.output.page import Line, Look, drawn, plain
from flowlint.output.printable import printable
from flowlint.output.statistics import COLOURS, table
from flowlint.output.wording import context_counts, counts, fixable, left_out, outcome, suppressed_counts
from flowlint.report import Level, Report
from flowlint.text.words import counted

_UNREAD = 20
"""How many places are named that could not be read."""
_MOST = 10
"""How many rules and flows an overview names."""
_GUTTER = 10
"""How many cells of a terminal the numbers of lines need."""


def write(report: Report, stream: TextIO) -> None:
    """Write a report for a person: in colour and as wide as the terminal, or the same bytes anywhere else."""
    look = Look(report.show.colour, report.show.width)
    console = None if look.is_plain(stream) else look.console(stream)
    if console is None or (not console.is_terminal and look.width is None):
        stream.write(plain([*_found(report, CODE_WIDTH, None), *_end(report)]))
        return
    code = max(20, min(CODE_WIDTH, console.width - _GUTTER))
    found = drawn(_found(report, code, console.width), console)
    is_long = console.is_terminal and len(found) > console.height and not report.show.statistics
    end = drawn([*(_overview(report, console.width) if is_long else ()), *_end(report, is_long)], console)
    stream.write("".join(f"{line}\n" for line in (*found, *end)))


def _found(report: Report, code: int, width: int | None) -> Iterator[Line]:
    """Give the lines of all that was found, `width` cells each and `code` cells of code in one; or the statistics."""
    if report.show.statistics:
        yield from table(report)
    else:
        entries = report.show.entry_place if report.show.how_to_suppress else None
        for path, flow, findings in report.findings_by_flow():
            name = f" · flow “{printable(flow)}”" if flow else ""
            head = (("── ", "dim"), (printable(path) + name, "bold"), (f" · {counts(findings)}", "dim"))
            yield Line(head, 0, 3)
            yield Line()
            for group in by_block(findings, report.show.sort or "level"):
                yield from block_lines(group, code, width, entries=entries)
    if report.show.suppressed:
        yield from _suppressed(report)
    yield from _failures(report)
    yield from _unread(report)


def _suppressed(report: Report) -> Iterator[Line]:
    """Give the findings that were held back, two lines each."""
    if report.suppressed:
        yield Line((("Held back:", "bold"),))
    for one in report.suppressed:
        finding = one.finding
        at = f"{printable(finding.path)}:{finding.place.line}:{finding.place.column}"
        level = (finding.level.value, COLOURS[finding.level])
        yield Line(((at, "bold"), ("  ", ""), level, (f"  {printable(finding.rule)}", "")), 2, 2)
        yield Line(((printable(finding.message), ""),), 4)
        yield Line(((f"↳ by the {one.cause}: {printable(one.reason) or 'no reason given'}", "italic"),), 4)
    if report.suppressed:
        yield Line()


def _failures(report: Report) -> Iterator[Line]:
    if report.failures:
        yield Line((("Could not be checked:", "bold red"),))
        for failure in report.failures:
            at = f"{printable(failure.path)}: " if failure.path else ""
            yield Line(((at, "bold"), (printable(failure.message), "")), 2)
        yield Line()


def _unread(report: Report) -> Iterator[Line]:
    """Give what may hold a flow and could not be read, as far as it is short enough to read."""
    if report.unread:
        yield Line((("May hold flows, but could not be read:", "bold"),))
    for one in report.unread[:_UNREAD]:
        yield Line(((f"{printable(one.path)}:{one.line}: ", "bold"), (printable(one.reason), "")), 2)
    if (left := len(report.unread) - _UNREAD) > 0:
        yield Line(((f"… and {counted(left, 'more place')}", "dim"),), 2)
    if report.unread:
        yield Line()


def _overview(report: Report, width: int) -> Iterator[Line]:
    """Give what there is most of, for a report that does not fit the screen."""
    yield Line((("─" * 40, "dim"),))
    yield from table(report, _MOST, width)


def _end(report: Report, is_long: bool = False) -> Iterator[Line]:
    """Say what was found and in how much, and what to do next."""
    if report.findings:
        yield Line(((outcome(report), "bold"),), 0)
        rules = {finding.rule for finding in report.findings}
        rule = printable(min(rules)) if len(rules) == 1 else "RULE"
        options = "".join(f" {printable(shlex.quote(one))}" for one in report.show.explain_options)
        explain = (f"flowlint explain {rule}{options}", "bold")
        yield Line((("Why it matters and what to click: ", ""), explain), 0, 2)
    else:
        yield Line(((outcome(report), "green" if report.flows and not report.failures else ""),), 0)
    context = context_counts(report.context) if report.context else ""
    for sentence in (left_out(report), context, suppressed_counts(report)):
        if sentence:
            yield Line(((sentence, "dim"),), 0)
    if is_long:
        yield from _next_steps(report)
    if fixes := fixable(report):
        yield Line(((fixes, "bold"),), 0)


def _next_steps(report: Report) -> Iterator[Line]:
    """Say how to see less at a time."""
    steps = {
        "--format concise": "one line for each finding",
        "--statistics": "the counts alone",
        "--min-level error": "errors only",
        "--sort rule": "rule by rule within each flow",
    }
    if not report.count(Level.ERROR) or report.count(Level.ERROR) == len(report.findings):
        del steps["--min-level error"]
    for option, what in steps.items():
        yield Line(((f"  flowlint check {option:<18}", "bold"), (f"  {what}", "")))
    baseline = f"  flowlint {'baseline write':<24}"
    yield Line(((baseline, "bold"), ("  from now on only what is new is reported", "")))
