"""What a report says first: how much was found, by pillar, the flows that need help most, and what was not checked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flowlint.html_report.pictures import Located
from flowlint.html_report.trend import Trend
from flowlint.output.wording import context_counts, counts, left_out, suppressed_counts
from flowlint.report import Finding, Level, Report

_WORST = 5
"""How many flows are named that need help most, and how many problems."""
_REASONS = 3
"""How many of its findings say why, of different rules as far as there are any."""


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the table. `pillar` is in words; `flow` is the index of its picture, None where it has none."""

    number: int
    finding: Finding
    pillar: str
    place: str
    flow: int | None
    flow_title: str
    block: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Worst:
    """A flow that needs help, or a file that is none: the index of its picture, its name, its findings and why.

    `flow` is None where it has no picture.
    """

    flow: int | None
    title: str
    path: str
    counts: str
    reasons: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What one rule found: how many findings at which level, in how many flows."""

    rule: str
    level: Level
    title: str
    findings: int
    flows: int


def short_paths(report: Report) -> Mapping[str, str]:
    """Give for each path as much of its end as no other has: what a flow without a name is called in little room."""
    paths = (*(one.path for one in report.diagrams), *(one.path for one in report.findings))
    left = {path: path.split("/") for path in paths}
    short: dict[str, str] = {}
    depth = 1
    while left:
        ends = {path: "/".join(parts[-depth:]) for path, parts in left.items()}
        count = Counter(ends.values())
        short.update((path, end) for path, end in ends.items() if count[end] == 1 or end == path)
        left = {path: parts for path, parts in left.items() if path not in short}
        depth += 1
    return short


def rows(report: Report, located: Sequence[Located], trend: Trend | None, short: Mapping[str, str]) -> list[Row]:
    """Give the findings of a report, in its order; `short` are its paths as `short_paths` gives them."""
    pillars = {rule.id: rule.pillar.replace("-", " ").capitalize() for rule in report.rules}
    return [
        Row(
            number=number,
            finding=one,
            pillar=pillars.get(one.rule, "Other"),
            place=f"{one.path}:{one.place.line}:{one.place.column}",
            flow=at[0] if at else None,
            flow_title=one.flow or short[one.path],
            block=one.block.label if one.block else "",
            is_new=trend is not None and number in trend.new,
        )
        for number, (one, at) in enumerate(zip(report.findings, located, strict=True))
    ]


def by_pillar(found: Iterable[Row]) -> Mapping[str, Mapping[str, int]]:
    """Count by pillar and level, in the order of the alphabet."""
    pillars: dict[str, Counter[str]] = {}
    for row in found:
        pillars.setdefault(row.pillar, Counter())[row.finding.level.value] += 1
    return dict(sorted(pillars.items()))


def worst(found: Iterable[Row]) -> list[Worst]:
    """Give the flows with the gravest findings, and files that could not be read as flows."""
    by_flow: dict[tuple[int | None, str], list[Row]] = {}
    for row in found:
        by_flow.setdefault((row.flow, row.flow_title), []).append(row)
    return [
        Worst(
            flow,
            title,
            rows_of[0].finding.path,
            counts([row.finding for row in rows_of]),
            _reasons(rows_of),
        )
        for (flow, title), rows_of in sorted(by_flow.items(), key=lambda one: _weight(one[1]))[:_WORST]
    ]


def problems(report: Report, found: Sequence[Row]) -> list[Problem]:
    """Give the rules that found most of the gravest, each with its gravest level."""
    titles = {rule.id: rule.title for rule in report.rules}
    by_rule: dict[str, list[Row]] = {}
    for row in found:
        by_rule.setdefault(row.finding.rule, []).append(row)
    return [
        Problem(
            rule,
            max((row.finding.level for row in rows_of), key=lambda level: level.rank),
            titles.get(rule, ""),
            len(rows_of),
            len({(row.flow, row.flow_title) for row in rows_of}),
        )
        for rule, rows_of in sorted(by_rule.items(), key=lambda one: _weight(one[1]))[:_WORST]
    ]


def _weight(found: Iterable[Row]) -> tuple[int, ...]:
    """Rank findings that belong together: those with most errors come first, then those with most warnings."""
    levels = Counter(row.finding.level for row in found)
    return tuple(-levels[level] for level in Level)


def _reasons(found: Sequence[Row]) -> tuple[Row, ...]:
    seen: Counter[str] = Counter()
    ranked = []
    for row in found:
        ranked.append((seen[row.finding.rule] > 0, -row.finding.level.rank, row.number, row))
        seen[row.finding.rule] += 1
    return tuple(row for *_, row in sorted(ranked, key=lambda one: one[:3])[:_REASONS])


def sentences(report: Report) -> list[str]:
    """Say what was left out, held back, and read as context, a sentence each, as far as there is any."""
    context = context_counts(report.context) if report.context else ""
    return [one for one in (left_out(report), suppressed_counts(report), context) if one]
