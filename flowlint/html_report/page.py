"""The report as a page: what was found, the flows as pictures, and the rules."""

from collections.abc import Mapping

from markdown_it import MarkdownIt
from markupsafe import Markup

from flowlint import language
from flowlint.drawing import BADGES
from flowlint.html_report.filling import filled
from flowlint.html_report.pictures import pictures
from flowlint.html_report.summary import by_pillar, problems, rows, sentences, short_paths, worst
from flowlint.html_report.trend import Trend
from flowlint.output.wording import outcome
from flowlint.report import Level, Report

_SCRIPTS = ("page.js", "table.js", "picture.js", "sections.js", "path.js", "events.js", "report.js")


def page(report: Report, trend: Trend | None = None) -> str:
    """Give a report as one HTML page that needs nothing else. The report must carry its diagrams."""
    data, located = pictures(report)
    short = short_paths(report)
    found = rows(report, located, trend, short)
    broken = {one.rule for one in report.findings}
    return filled(
        "report.html.jinja",
        data,
        _SCRIPTS,
        report=report,
        rows=found,
        options=[
            *([("map", "Map of all flows")] if report.map else []),
            *enumerate(one.name or short[one.path] for one in report.diagrams),
        ],
        outcome=outcome(report),
        sentences=sentences(report),
        levels={level.value: report.count(level) for level in Level},
        signs={level.value: shape for level, shape in BADGES.items()},
        pillars=by_pillar(found),
        worst=worst(found),
        problems=problems(report, found),
        skipped=[file for file in report.files if file.skipped is not None],
        rules=[(rule, _sections(rule.sections)) for rule in report.rules if rule.id in broken],
        trend=trend,
        recorded=language.recorded(),
    )


def _sections(sections: Mapping[str, str]) -> list[tuple[str, Markup]]:
    """Render the sections of a rule's page; HTML in them stays text, and a link is one to a page or none."""
    markdown = MarkdownIt("commonmark", {"html": False}).disable(["image"])
    return [(heading, Markup(markdown.render(text))) for heading, text in sections.items()]
