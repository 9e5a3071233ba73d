"""The order in which people read findings: the gravest first, by place, or rule by rule."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from flowlint.report import Finding, Sort


def in_order(findings: Iterable[Finding], sort: Sort) -> list[Finding]:
    """Sort findings; those that are alike stay in the order of a report, which is by place."""
    if sort == "rule":
        return sorted(findings, key=lambda one: (one.rule, -one.level.rank))
    return sorted(findings, key=lambda one: -one.level.rank) if sort == "level" else list(findings)


def by_block(findings: Sequence[Finding], sort: Sort) -> Iterator[tuple[Finding, ...]]:
    """Give the findings of one flow in groups: those at one block, or one alone that is about none.

    With `level` the groups with the gravest come first; with the other orders only neighbours are grouped.
    """
    if sort == "level":
        groups: dict[object, list[Finding]] = {}
        for number, one in enumerate(findings):
            groups.setdefault(one.block.id if one.block else number, []).append(one)
        ranked = sorted(groups.values(), key=lambda group: -max(one.level.rank for one in group))
        yield from (tuple(in_order(group, sort)) for group in ranked)
        return
    for block, neighbours in groupby(in_order(findings, sort), key=lambda one: one.block):
        group = tuple(neighbours)
        yield from [group] if block else ((one,) for one in group)
