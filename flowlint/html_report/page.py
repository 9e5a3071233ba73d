"""The page: a template filled with what a report says, with its own style and script and leave for no others."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from flowlint import __version__, language
from flowlint.drawing import BADGES, style
from flowlint.html_report.pictures import pictures
from flowlint.html_report.summary import by_pillar, problems, rows, sentences, worst
from flowlint.html_report.trend import Trend
from flowlint.output.printable import printable
from flowlint.output.wording import outcome
from flowlint.report import Level, Report

_SCRIPTS = ("page.js", "table.js", "picture.js", "sections.js", "path.js", "events.js")


def page(report: Report, trend: Trend | None = None) -> str:
    """Give a report as one HTML page that needs nothing else. The report must carry its diagrams."""
    data, located = pictures(report)
    script, css = _script(), f"{_asset('report.css')}\n{style()}"
    found = rows(report, located, trend)
    environment = Environment(
        loader=PackageLoader("flowlint.html_report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["shown"] = printable
    broken = {one.rule for one in report.findings}
    return environment.get_template("report.html.jinja").render(
        report=report,
        rows=found,
        data=Markup(data),
        script=Markup(script),
        style=Markup(css),
        policy=_policy(script, css),
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
        version=__version__,
        recorded=language.recorded(),
    )


def _sections(sections: Mapping[str, str]) -> list[tuple[str, Markup]]:
    """Render the sections of a rule's page; HTML in them stays text, and a link is one to a page or none."""
    markdown = MarkdownIt("commonmark", {"html": False}).disable(["image"])
    return [(heading, Markup(markdown.render(text))) for heading, text in sections.items()]


@cache
def _script() -> str:
    """Give the page's only script, whose parts see each other's names, and nothing else does."""
    return '(() => {\n"use strict";\n' + "".join(map(_asset, _SCRIPTS)) + "})();\n"


@cache
def _asset(name: str) -> str:
    return files("flowlint.html_report").joinpath("templates", name).read_text("utf-8")


def _policy(script: str, css: str) -> str:
    """Give the Content-Security-Policy: this script and this style run, nothing else does, and nothing is fetched."""
    allowed = f"script-src '{_digest(script)}'; style-src '{_digest(css)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
