"""The page: a template filled with what a report says, with its own style and script and leave for no others."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from flowlint import __version__, language
from flowlint.drawing import BADGES, style
from flowlint.html_report.pictures import Located, pictures
from flowlint.html_report.trend import Trend
from flowlint.output.printable import printable
from flowlint.output.wording import context_counts, counts, left_out, outcome, suppressed_counts
from flowlint.report import Finding, Level, Report

_WORST = 5
"""How many flows are named that need help most."""
_REASONS = 3
"""How many of its findings say why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the table. `flow` is the index of its picture, None where it has none, as for a file."""

    number: int
    finding: Finding
    pillar: str
    place: str
    flow: int | None
    flow_title: str
    block: str
    is_new: bool


def page(report: Report, trend: Trend | None = None) -> str:
    """Give a report as one HTML page that needs nothing else. The report must carry its diagrams."""
    data, located = pictures(report)
    script, css = _asset("report.js"), f"{_asset('report.css')}\n{style()}"
    rows = _rows(report, located, trend)
    environment = Environment(
        loader=PackageLoader("flowlint.html_report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["shown"] = printable
    found = {one.rule for one in report.findings}
    return environment.get_template("report.html.jinja").render(
        report=report,
        rows=rows,
        data=Markup(data),
        script=Markup(script),
        style=Markup(css),
        policy=_policy(script, css),
        outcome=outcome(report),
        sentences=[one for one in (left_out(report), suppressed_counts(report), _context(report)) if one],
        levels={level.value: report.count(level) for level in Level},
        signs={level.value: shape for level, shape in BADGES.items()},
        pillars=_pillars(rows),
        worst=_worst(report, rows),
        skipped=[file for file in report.files if file.skipped is not None],
        rules=[(rule, _sections(rule.sections)) for rule in report.rules if rule.id in found],
        trend=trend,
        version=__version__,
        recorded=language.recorded(),
    )


def _rows(report: Report, located: Sequence[Located], trend: Trend | None) -> list[Row]:
    pillars = {rule.id: rule.pillar for rule in report.rules}
    return [
        Row(
            number=number,
            finding=one,
            pillar=pillars.get(one.rule, ""),
            place=f"{one.path}:{one.place.line}:{one.place.column}",
            flow=at[0] if at else None,
            flow_title=one.flow or one.path,
            block=one.block.label if one.block else "",
            is_new=trend is not None and number in trend.new,
        )
        for number, (one, at) in enumerate(zip(report.findings, located, strict=True))
    ]


def _context(report: Report) -> str:
    return context_counts(report.context) if report.context else ""


def _pillars(rows: Iterable[Row]) -> Mapping[str, Mapping[str, int]]:
    """Count by pillar and level, in the order of the alphabet."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.pillar, Counter())[row.finding.level.value] += 1
    return dict(sorted(found.items()))


def _worst(report: Report, rows: Iterable[Row]) -> list[tuple[int, str, str, list[Row]]]:
    """Give the flows with the gravest findings: index, title, counts, and the findings that say why."""
    by_flow: dict[int, list[Row]] = {}
    for row in rows:
        if row.flow is not None:
            by_flow.setdefault(row.flow, []).append(row)

    def weight(flow: int) -> tuple[int, ...]:
        return tuple(-sum(row.finding.level is level for row in by_flow[flow]) for level in Level)

    return [
        (
            flow,
            report.diagrams[flow].title,
            counts([row.finding for row in by_flow[flow]]),
            sorted(by_flow[flow], key=lambda row: -row.finding.level.rank)[:_REASONS],
        )
        for flow in sorted(by_flow, key=weight)[:_WORST]
    ]


def _sections(sections: Mapping[str, str]) -> list[tuple[str, Markup]]:
    """Render the sections of a rule's page; HTML in them stays text, and a link is one to a page or none."""
    markdown = MarkdownIt("commonmark", {"html": False}).disable(["image"])
    return [(heading, Markup(markdown.render(text))) for heading, text in sections.items()]


@cache
def _asset(name: str) -> str:
    return files("flowlint.html_report").joinpath("templates", name).read_text("utf-8")


def _policy(script: str, css: str) -> str:
    """Give the Content-Security-Policy: this script and this style run, nothing else does, and nothing is fetched."""
    allowed = f"script-src '{_digest(script)}'; style-src '{_digest(css)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
