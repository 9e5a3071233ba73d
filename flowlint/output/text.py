"""For a person at a terminal: each finding with its block, the lines around it, and the path that shows it."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TextIO

from flowlint.output.code_frame import Part, draw
from flowlint.output.printable import beginning, cells, printable
from flowlint.report import BlockName, Finding, Level, Related, Report, Step

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
_CODE_WIDTH = 100
"""How many cells of a line of code are shown; fewer on a terminal that has no room for them."""
_BRANCH_WIDTH = 40
_STEPS, _FIRST_STEPS, _LAST_STEPS = 12, 4, 6
"""How long a path is shown whole, and how much of the beginning and the end of a longer one."""
_PLACES = 12
"""How many related places are shown."""
_OPERATORS = {
    "Equals": "equals",
    "NumberGreaterOrEqualTo": "is at least",
    "NumberGreaterThan": "is greater than",
    "NumberLessOrEqualTo": "is at most",
    "NumberLessThan": "is less than",
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
        for line in _page(report, _CODE_WIDTH):
            stream.write(" " * (line.indent or 0) + "".join(text for text, _ in line.parts) + "\n")
        return
    lines: list[Text] = []
    for line in _page(report, max(20, min(_CODE_WIDTH, console.width - 10))):
        text, indent = Text.assemble(*line.parts), line.indent or 0
        broken = [text] if line.indent is None else text.wrap(console, max(20, console.width - indent))
        lines += [Text(" " * indent) + one for one in broken]
    with console.capture() as captured:
        console.print(Text("\n").join(lines), soft_wrap=True)
    stream.write(captured.get())


def _page(report: Report, width: int) -> Iterator[_Line]:
    """Give the lines of a whole report, with at most `width` cells of code in each."""
    several = {file.path for file in report.files if len(file.flows) > 1}
    for (path, flow), group in groupby(report.findings, key=lambda one: (one.path, one.path in several and one.flow)):
        findings = list(group)
        name = f" · flow “{printable(flow)}”" if flow else ""
        yield _Line((("── ", "dim"), (printable(path) + name, "bold"), (f" · {_counts(findings)}", "dim")))
        yield _Line()
        for before, finding in zip([None, *findings], findings, strict=False):
            yield from _finding(finding, before, width)
            yield _Line()
    yield from _failures(report)
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
            yield _Line(((f"       … {len(shown)} more blocks …", "dim"),))
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
        yield _Line(((f"… and {_number(left, 'more place')}", "dim"),), 2)


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


def _summary(report: Report) -> Iterator[_Line]:
    """Say what was found and in how much, and what to do next."""
    scope = f"{_number(report.flows, 'flow')}, {_number(report.blocks, 'block')}"
    if report.findings:
        files = _number(sum(file.skipped is None for file in report.files), "file")
        yield _Line(((f"{_counts(report.findings)} in {scope}, {files}.", "bold"),))
        rules = {finding.rule for finding in report.findings}
        rule = printable(min(rules)) if len(rules) == 1 else "RULE"
        yield _Line((("Why it matters and what to click: ", ""), (f"flowlint explain {rule}", "bold")))
    elif report.flows:
        yield _Line(((f"{scope}: nothing to report.", "" if report.failures else "green"),))
    else:
        yield _Line((("No flow was checked.", ""),))
    held_back = [f"{count} by the {cause}" for cause, count in report.suppressed.items() if count]
    if held_back:
        yield _Line(((f"Held back: {', '.join(held_back)}.", "dim"),))


def _counts(findings: Sequence[Finding]) -> str:
    """Count findings by level: "2 errors, 1 note"."""
    count = Counter(finding.level for finding in findings)
    return ", ".join(_number(count[level], level.value) for level in Level if count[level])


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
