"""What is answered, in the words of the JSON format, and no more of it than an agent can read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeVar

from flowlint.output import change_text
from flowlint.output.page import plain
from flowlint.output.wording import path_in_a_line, summary
from flowlint.report import Finding, Fix, Report
from flowlint.secret_forms import masked

if TYPE_CHECKING:
    from flowlint.compare import Compared
    from flowlint.rule import Rule

_MOST_CHARACTERS = 50_000
"""How long the parts of an answer may be together, as JSON."""

T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """A finding: lines and columns from 1, columns in code points; `trail` is the path of a contact that shows it."""

    rule: str
    level: str
    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    flow: str | None
    block: str | None
    trail: str
    related: list[str]
    fix: str | None


@dataclass(frozen=True)
class Checked:
    """What a check found. Of findings that have no room here, `left_out` is how many."""

    summary: str
    findings: list[Found]
    left_out: int
    not_checked: list[str]


@dataclass(frozen=True)
class ProposedEdit:
    """A part of a file and the text for its place: offsets in code points, without a byte order mark, end exclusive."""

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Proposed:
    """What would mend a finding: all edits together. A safe one keeps what the flow does, or is meant to do."""

    rule: str
    message: str
    path: str
    line: int
    description: str
    safe: bool
    edits: list[ProposedEdit]


@dataclass(frozen=True)
class Proposals:
    """The fixes for what was found. Of fixes that have no room here, `left_out` is how many."""

    fixes: list[Proposed]
    left_out: int
    not_checked: list[str]


@dataclass(frozen=True)
class Differences:
    """What changed, in words, flow by flow. Of a longer text, `left_out` is how many characters are missing."""

    changes: str
    left_out: int
    not_read: list[str]


@dataclass(frozen=True)
class RuleLine:
    """A rule by its id; one that is `off` runs only if it is selected."""

    id: str
    level: str
    title: str
    tags: list[str]
    off: bool


@dataclass(frozen=True)
class Rules:
    """All rules that there are in the folder."""

    rules: list[RuleLine]
    left_out: int


@dataclass(frozen=True)
class Page:
    """A page as Markdown. Of a longer one, `left_out` is how many characters are missing at its end."""

    markdown: str
    left_out: int
    others_of_this_name: list[str]


def checked(report: Report) -> Checked:
    """Give what was found, the gravest first."""
    gravest = sorted(report.findings, key=lambda one: -one.level.rank)
    findings, left_out = _fitting(map(_found, gravest))
    return Checked(summary(report), findings, left_out, _not_checked(report))


def proposals(report: Report, unsafe: bool) -> Proposals:
    """Give the fixes of what was found, with `unsafe` also those after which a flow may do something else."""
    fixable = ((one, one.fix) for one in report.findings if one.fix is not None and (unsafe or one.fix.safe))
    fixes, left_out = _fitting(_proposed(finding, fix) for finding, fix in fixable)
    return Proposals(fixes, left_out, _not_checked(report))


def differences(compared: "Compared") -> Differences:
    """Give what changed between two states, as a person reads it."""
    text = plain(change_text.lines(compared.changes, compared.failures))
    left_out = max(0, len(text) - _MOST_CHARACTERS)
    return Differences(
        text[:_MOST_CHARACTERS], left_out, _some([*map(str, compared.failures), *compared.not_compared()])
    )


def rules_listed(rules: "Iterable[Rule]") -> Rules:
    """Give rules line by line."""
    lines, left_out = _fitting(
        RuleLine(one.id, one.level.value, masked(one.page.title), list(one.tags), one.pedantic or one.preview)
        for one in rules
    )
    return Rules(lines, left_out)


def page(markdown: str, others: Sequence[str] = ()) -> Page:
    """Give a page, or its beginning."""
    shown = masked(markdown)
    return Page(shown[:_MOST_CHARACTERS], max(0, len(shown) - _MOST_CHARACTERS), list(others))


def _found(finding: Finding) -> Found:
    place = finding.place
    return Found(
        finding.rule,
        finding.level.value,
        finding.message,
        finding.path,
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        finding.flow,
        finding.block.id if finding.block else None,
        path_in_a_line(finding.trail),
        [f"{one.path}:{one.place.line}:{one.place.column}: {one.message}" for one in finding.related],
        finding.fix.description if finding.fix else None,
    )


def _proposed(finding: Finding, fix: Fix) -> Proposed:
    edits = [ProposedEdit(one.path, one.start, one.end, one.text) for one in fix.edits]
    return Proposed(finding.rule, finding.message, finding.path, finding.place.line, fix.description, fix.safe, edits)


def _not_checked(report: Report) -> list[str]:
    """Say what could not be checked, or seems to hold a flow and was not read."""
    return _some([*map(str, report.failures), *map(str, report.unread)])


def _some(lines: Iterable[str]) -> list[str]:
    said, left_out = _fitting(lines, _MOST_CHARACTERS // 10)
    return [*said, *([f"and {left_out:,} more"] if left_out else [])]


def _fitting(parts: Iterable[T], most: int = _MOST_CHARACTERS) -> tuple[list[T], int]:
    """Give the parts that have room together, and how many have none; what comes after one of these has none either."""
    fitting: list[T] = []
    left_out = 0
    for part in parts:
        most -= len(json.dumps(part if isinstance(part, str) else asdict(part)))  # type: ignore[call-overload]
        if most < 0:
            left_out += 1
        else:
            fitting.append(part)
    return fitting, left_out
