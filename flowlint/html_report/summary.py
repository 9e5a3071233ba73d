"""What a report says first: how much was found, by pillar, the flows that need help most, and what was not checked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flowlint.html_report.pictures import Located
from flowlint.html_report.trend import Trend
from flowlint.output.wording import context_counts, counts, left_out, suppressed_counts
from flowlint.report import Finding, Level, Report

_WORST = 5
"""How many flows are named that need help most."""
_REASONS = 3
"""How many of its findings say why."""


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
    """A flow that needs help: the index of its picture, its title, its findings by level, and the gravest of them."""

    flow: int
    title: str
    counts: str
    reasons: tuple[Row, ...]


def rows(report: Report, located: Sequence[Located], trend: Trend | None) -> list[Row]:
    """Give the findings of a report, in its order."""
    pillars = {rule.id: rule.pillar.replace("-", " ").capitalize() for rule in report.rules}
    return [
        Row(
            number=number,
            finding=one,
            pillar=pillars.get(one.rule, "Other"),
            place=f"{one.path}:{one.place.line}:{one.place.column}",
            flow=at[0] if at else None,
            flow_title=one.flow or one.path,
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


def worst(report: Report, found: Iterable[Row]) -> list[Worst]:
    """Give the flows with the gravest findings."""
    by_flow: dict[int, list[Row]] = {}
    for row in found:
        if row.flow is not None:
            by_flow.setdefault(row.flow, []).append(row)

    def weight(flow: int) -> tuple[int, ...]:
        return tuple(-sum(row.finding.level is level for row in by_flow[flow]) for level in Level)

    return [
        Worst(
            flow,
            report.diagrams[flow].title,
            counts([row.finding for row in by_flow[flow]]),
            tuple(sorted(by_flow[flow], key=lambda row: -row.finding.level.rank)[:_REASONS]),
        )
        for flow in sorted(by_flow, key=weight)[:_WORST]
    ]


def sentences(report: Report) -> list[str]:
    """Say what was left out, held back, and read as context, a sentence each, as far as there is any."""
    context = context_counts(report.context) if report.context else ""
    return [one for one in (left_out(report), suppressed_counts(report), context) if one]
