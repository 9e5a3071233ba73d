"""The summary of a report as Markdown, for a page of a wiki. Whatever was read is text in it."""

from collections.abc import Iterator

from flowlint import __version__, language
from flowlint.drawing import Boxes
from flowlint.html_report.summary import by_pillar, problems, rows, sentences, short_paths, worst
from flowlint.html_report.trend import Trend
from flowlint.output.escaping import escaped
from flowlint.output.wording import outcome
from flowlint.report import Level, Report
from flowlint.text.words import counted


def wiki_page(report: Report, trend: Trend | None = None) -> str:
    """Give what the first screen of the report says. The report must carry its diagrams."""
    return "".join(f"{line}\n" for line in _lines(report, trend))


def _lines(report: Report, trend: Trend | None) -> Iterator[str]:
    boxes = Boxes(report.diagrams)
    found = rows(report, [boxes.of(one) for one in report.findings], trend, short_paths(report))
    yield from ("# flowlint report", "", outcome(report))
    if trend:
        yield from ("", "## Since the earlier result", "")
        yield f"{len(trend.new):,} new, {len(trend.gone):,} gone, {trend.unchanged:,} unchanged."
        if trend.gone:
            yield from ("", "What is gone:", "")
        for one in trend.gone:
            yield f"- **{escaped(one.level)}** {escaped(one.message)} {escaped(one.path)} · {escaped(one.rule)}"
    if found:
        yield from ("", "## Flows that need help most", "")
        for number, flow in enumerate(worst(found), 1):
            path = f" {escaped(flow.path)}" if flow.path != flow.title else ""
            yield f"{number}. **{escaped(flow.title)}**{path}: {flow.counts}"
            for row in flow.reasons:
                found_at = f"line {row.finding.place.line}"
                yield f"    - {row.finding.level.value}: {escaped(row.finding.message)} ({found_at})"
        yield from ("", "## Gravest problems, by rule", "")
        for number, problem in enumerate(problems(report, found), 1):
            where = f"{counted(problem.findings, 'finding')} in {counted(problem.flows, 'flow')}"
            yield f"{number}. {problem.level.value}: {escaped(problem.rule)}: {escaped(problem.title)} {where}."
        yield from ("", "## By pillar of the Well-Architected Framework", "")
        levels = [level.value for level in Level]
        yield f"| Pillar | {' | '.join(f'{level}s' for level in levels)} |"
        yield f"|---|{'--:|' * len(levels)}"
        for pillar, counts in by_pillar(found).items():
            yield f"| {pillar} | {' | '.join(f'{counts.get(level, 0):,}' for level in levels)} |"
    yield from _not_checked(report)
    recorded = f"{language.recorded().day} {language.recorded():%B %Y}"
    yield from ("", f"flowlint {__version__}. What it knows of Amazon Connect is of {recorded}.")


def _not_checked(report: Report) -> Iterator[str]:
    parts = {
        "Could not be checked:": [str(one) for one in report.failures],
        "May hold flows, but could not be read:": [str(one) for one in report.unread],
        "Passed over:": [f"{file.path}: {file.skipped}" for file in report.files if file.skipped is not None],
    }
    said = sentences(report)
    if not said and not any(parts.values()):
        return
    yield from ("", "## Not checked, and held back")
    for sentence in said:
        yield from ("", sentence)
    for heading, lines in parts.items():
        if lines:
            yield from ("", heading, "", *(f"- <code>{escaped(line)}</code>" for line in lines))
