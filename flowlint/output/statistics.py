"""How many findings there are: by rule, by flow and by file, those with most of them first."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flowlint.output.page import Line
from flowlint.output.printable import ending, printable
from flowlint.report import Finding, Level, Report
from flowlint.text.words import counted

COLOURS: Mapping[Level, str] = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}

_NAME, _AROUND = 20, 6
"""How many cells of a name are shown at least, and how many stand around the parts of a line."""

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of findings by level, under the rule, the path and name of the flow, and the path of the file."""

    rules: Mapping[str, Mapping[Level, int]]
    flows: Mapping[tuple[str, str | None], Mapping[Level, int]]
    files: Mapping[str, Mapping[Level, int]]


def statistics(report: Report) -> Statistics:
    """Count the findings of a report."""
    found = report.findings
    return Statistics(
        _counted((one.rule, one) for one in found),
        _counted(((one.path, one.flow), one) for one in found),
        _counted((one.path, one) for one in found),
    )


def _counted(found: Iterable[tuple[_Key, Finding]]) -> Mapping[_Key, Mapping[Level, int]]:
    """Count by key and level; those with most come first, and of as many in the order of the alphabet."""
    counts: dict[_Key, Counter[Level]] = {}
    for key, finding in found:
        counts.setdefault(key, Counter())[finding.level] += 1
    return dict(sorted(counts.items(), key=lambda one: (-one[1].total(), str(one[0]))))


def table(report: Report, most: int | None = None, width: int | None = None) -> Iterator[Line]:
    """Give the counts as lines for a person: by rule, by flow, and by file where that is something else.

    `most` is how many rules and flows are named at most; files are left out where it is given. Of a name that has no
    room in `width` cells the end is shown.
    """
    counts = statistics(report)
    rules = {printable(rule): levels for rule, levels in counts.rules.items()}
    flows = {_flow(path, flow): levels for (path, flow), levels in counts.flows.items()}
    files = {printable(path): levels for path, levels in counts.files.items()}
    yield from _section("by rule", rules, most, width)
    yield from _section("by flow", flows, most, width)
    if most is None and len(files) < len(flows):
        yield from _section("by file", files, most, width)


def _flow(path: str, flow: str | None) -> str:
    return printable(f"{path} · “{flow}”" if flow else path)


def _section(
    title: str, counts: Mapping[str, Mapping[Level, int]], most: int | None, room: int | None
) -> Iterator[Line]:
    if not counts:
        return
    first = title if most is None or len(counts) <= most else f"{title}, the {most} with most of {len(counts):,}"
    yield Line(((f"Findings {first}:", "bold"),))
    shown = list(counts.items())[:most]
    width = max(len(f"{sum(levels.values()):,}") for _, levels in shown)
    for whole, levels in shown:
        total = f"{sum(levels.values()):>{width},}  "
        gravest = next(level for level in Level if levels.get(level))
        of_levels = ", ".join(counted(levels[level], level.value) for level in Level if levels.get(level))
        name = whole
        if room is not None:
            name = ending(whole, max(_NAME, room - width - len(of_levels) - _AROUND))
        yield Line(((total, "bold"), (name, COLOURS[gravest]), (f"  {of_levels}", "dim")), 2, width + 2)
    yield Line()
