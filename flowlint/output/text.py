"""For a person at a terminal: each finding with its block, the lines around it, and the path that shows it."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TextIO

from flowlint.output.code_frame import Part, draw
from flowlint.output.printable import beginning, cells, printable
from flowlint.output.remedy import how_to_suppress
from flowlint.output.wording import context_counts, counts, outcome, suppressed_counts
from flowlint.report import BlockName, Finding, Level, Related, Report, Step
from flowlint.text.words import counted

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
_CODE_WIDTH = 100
"""How many cells of a line of code are shown; fewer on a terminal that has no room for them."""
_BRANCH_WIDTH = 40
_STEPS, _FIRST_STEPS, _LAST_STEPS = 12, 4, 6
"""How long a path is shown whole, and how much of the beginning and the end of a longer one."""
_UNREAD = 20
"""How many places are named that could not be read."""
_PLACES = 12
"""How many related places are shown."""
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


@dataclass(frozen=True, slots=True)
class _Line:
    """A line to write. One with an `indent` is prose: a terminal breaks it between words, all others stay whole."""

    parts: tuple[Part, ...] = ()
    indent: int | None = None


def write(report: Report, stream: TextIO) -> None:
    """Write a report for a person: in colour and as wide as the terminal, or the same bytes anywhere else."""
    from rich.console import Console
    from rich.text import Text

    # FORCE_COLOR is about what a person sees, not about the file that --output names.
    console = Console(file=stream, force_terminal=None if stream is sys.stdout else stream.isatty())
    if not console.is_terminal:
        stream.write(_plain(_page(report, _CODE_WIDTH)))
        return
    lines: list[Text] = []
    for line in _page(report, max(20, min(_CODE_WIDTH, console.width - 10))):
        text, indent = Text.assemble(*line.parts), line.indent or 0
        broken = [text] if line.indent is None else text.wrap(console, max(20, console.width - indent))
        lines += [Text(" " * indent) + one for one in broken]
    with console.capture() as captured:
        console.print(Text("\n").join(lines), soft_wrap=True)
    stream.write(captured.get())


def finding_text(finding: Finding) -> str:
    """Give all that is said about one finding, as plain printable lines."""
    return _plain(_finding(finding, None, _CODE_WIDTH))


def _plain(lines: Iterable[_Line]) -> str:
    return "".join(" " * (line.indent or 0) + "".join(text for text, _ in line.parts) + "\n" for line in lines)


def _page(report: Report, width: int) -> Iterator[_Line]:
    """Give the lines of a whole report, with at most `width` cells of code in each."""
    for path, flow, findings in report.findings_by_flow():
        name = f" · flow “{printable(flow)}”" if flow else ""
        yield _Line((("── ", "dim"), (printable(path) + name, "bold"), (f" · {counts(findings)}", "dim")))
        yield _Line()
        for before, finding in zip([None, *findings], findings, strict=False):
            yield from _finding(finding, before, width)
            if report.show.how_to_suppress:
                yield from _remedy(finding)
            yield _Line()
    if report.show.suppressed:
        yield from _suppressed(report)
    yield from _failures(report)
    yield from _unread(report)
    if report.show.statistics:
        yield from _statistics(report)
    yield from _summary(report)


def _finding(finding: Finding, before: Finding | None, width: int) -> Iterator[_Line]:
    """Give the lines of one finding; the lines of the file are not repeated when the one before showed them."""
    place, colour = finding.place, _COLOURS[finding.level]
    at = f"{printable(finding.path)}:{place.line}:{place.column}"
    yield _Line(
        ((at, "bold"), ("  ", ""), (finding.level.value, f"bold {colour}"), (f"  {printable(finding.rule)}", colour))
    )
    yield _Line(((printable(finding.message), ""),), 2)
    if before is None or (before.place, before.block) != (place, finding.block):
        if finding.block is not None:
            yield _Line(((f"block: {_identity(finding.block)}", "dim"),), 2)
        if finding.frame is not None:
            yield _Line()
            for parts in draw(finding.frame, place.line, colour, width):
                yield _Line(parts)
    if finding.trail:
        yield _Line()
        yield from _trail(finding)
    if finding.related:
        yield _Line()
        yield from _related(finding)


def _identity(block: BlockName) -> str:
    """Name a block by all that finds it in the designer and in the file, saying nothing twice."""
    return " · ".join(dict.fromkeys(printable(one) for one in (block.name, block.type, block.id) if one))


def _trail(finding: Finding) -> Iterator[_Line]:
    """Give the path that shows a finding, a step a line, with what the rule says of it below; long ones are folded."""
    arrives = finding.block is not None and finding.block == finding.trail[-1].block
    yield _Line((("how a contact gets there:" if arrives else "a path that shows it:", ""),), 2)
    steps = [(number, step, _step(step)) for number, step in enumerate(finding.trail, 1)]
    # In a file that is one long line all blocks stand on line 1, which helps nobody to find them.
    with_lines = len({step.place.line for step in finding.trail}) > 1
    width = max(cells("".join(text for text, _ in parts)) for _, _, parts in steps)
    for folded, run in groupby(steps, key=lambda one: _is_folded(one[0], one[1], len(steps))):
        shown = list(run)
        if folded and len(shown) > 1:
            yield _Line(((f"       … {counted(len(shown), 'more block')} …", "dim"),))
            continue
        for number, step, parts in shown:
            line = f"{'':{width - cells(''.join(text for text, _ in parts))}}  line {step.place.line}"
            yield _Line(((f"{number:>5}. ", "dim"), *parts, (line if with_lines else "", "dim")))
            if step.note:
                yield _Line(((f"↳ {printable(step.note)}", "italic"),), 7)


def _related(finding: Finding) -> Iterator[_Line]:
    """Give the other places that a finding speaks of, a line each, as far as they are few enough to read."""
    shown = finding.related[:_PLACES]
    for related in shown:
        flow = f" · flow “{printable(related.flow)}”" if related.flow and related.flow != finding.flow else ""
        yield _Line(((f"{_where(related, finding)}{flow}  ", "bold"), (printable(related.message), "")), 2)
    if left := len(finding.related) - len(shown):
        yield _Line(((f"… and {counted(left, 'more place')}", "dim"),), 2)


def _remedy(finding: Finding) -> Iterator[_Line]:
    """Say what would hold a finding back: a note in the designer, or an entry of settings."""
    remedy = how_to_suppress(finding)
    yield _Line()
    yield _Line((("to hold it back, with why:", ""),), 2)
    if remedy.note is not None:
        many = len(set(finding.blocks_at_fault))
        where = f"a note on each of the {many} blocks" if many > 1 else "a note on the block"
        where = where if finding.block else "a note on no block"
        yield _Line(((f"    {where}: ", "dim"), (remedy.note, "")))
    yield _Line((("    under suppress in settings: ", "dim"), (remedy.entry, "")))


def _suppressed(report: Report) -> Iterator[_Line]:
    """Give the findings that were held back, two lines each."""
    if report.suppressed:
        yield _Line((("Held back:", "bold"),))
    for one in report.suppressed:
        finding = one.finding
        at = f"{printable(finding.path)}:{finding.place.line}:{finding.place.column}"
        level = (finding.level.value, _COLOURS[finding.level])
        yield _Line(((at, "bold"), ("  ", ""), level, (f"  {printable(finding.rule)}", "")), 2)
        yield _Line(((printable(finding.message), ""),), 4)
        yield _Line(((f"↳ by the {one.cause}: {printable(one.reason) or 'no reason given'}", "italic"),), 4)
    if report.suppressed:
        yield _Line()


def _statistics(report: Report) -> Iterator[_Line]:
    """Give the rules that found something, those with most findings first."""
    count = Counter((finding.rule, finding.level) for finding in report.findings)
    width = max((len(f"{many:,}") for many in count.values()), default=0)
    for (rule, level), many in sorted(count.items(), key=lambda one: (-one[1], one[0][0], one[0][1].value)):
        yield _Line(((f"{many:>{width},}  ", "bold"), (level.value, _COLOURS[level]), (f"  {printable(rule)}", "")))
    if count:
        yield _Line()


def _where(related: Related, finding: Finding) -> str:
    """Name a place by its line, and by its file where that is another one."""
    line, column = related.place.line, related.place.column
    return f"line {line}" if related.path == finding.path else f"{printable(related.path)}:{line}:{column}"


def _step(step: Step) -> tuple[Part, ...]:
    via = f"{beginning(printable(_in_words(step.via)), _BRANCH_WIDTH)} → " if step.via else ""
    return (via, "dim"), (printable(step.block.label or step.block.name), "")


def _is_folded(number: int, step: Step, steps: int) -> bool:
    return steps > _STEPS and _FIRST_STEPS < number <= steps - _LAST_STEPS and not step.note


def _in_words(via: str) -> str:
    """Say which branch was taken: "next", "when it equals 1", "on error NoMatchingError"."""
    kind, _, label = via.partition(" ")
    if kind == "error":
        return f"on error {label}".rstrip()
    if kind == "condition":
        operator, _, operand = label.partition(" ")
        return f"when it {_OPERATORS.get(operator, operator or 'matches')} {operand}".rstrip()
    return via


def _failures(report: Report) -> Iterator[_Line]:
    if report.failures:
        yield _Line((("Could not be checked:", "bold red"),))
        for failure in report.failures:
            at = f"{printable(failure.path)}: " if failure.path else ""
            yield _Line(((at, "bold"), (printable(failure.message), "")), 2)
        yield _Line()


def _unread(report: Report) -> Iterator[_Line]:
    """Give what may hold a flow and could not be read, as far as it is short enough to read."""
    if report.unread:
        yield _Line((("May hold flows, but could not be read:", "bold"),))
    for one in report.unread[:_UNREAD]:
        yield _Line(((f"{printable(one.path)}:{one.line}: ", "bold"), (printable(one.reason), "")), 2)
    if (left := len(report.unread) - _UNREAD) > 0:
        yield _Line(((f"… and {counted(left, 'more place')}", "dim"),), 2)
    if report.unread:
        yield _Line()


def _summary(report: Report) -> Iterator[_Line]:
    """Say what was found and in how much, and what to do next."""
    if report.findings:
        yield _Line(((outcome(report), "bold"),))
        rules = {finding.rule for finding in report.findings}
        rule = printable(min(rules)) if len(rules) == 1 else "RULE"
        yield _Line((("Why it matters and what to click: ", ""), (f"flowlint explain {rule}", "bold")))
    else:
        yield _Line(((outcome(report), "green" if report.flows and not report.failures else ""),))
    if report.context is not None and (read := context_counts(report.context)):
        yield _Line(((read, "dim"),))
    if held := suppressed_counts(report):
        yield _Line(((held, "dim"),))
