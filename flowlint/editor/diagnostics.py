"""Findings as diagnostics, with the path that shows one as related places, and what could not be checked."""

from collections.abc import Iterator

from lsprotocol import types

from flowlint.address import rule_page
from flowlint.editor.documents import Document, Documents, Range, Reading
from flowlint.output.printable import printable
from flowlint.output.wording import FIRST_STEPS, LAST_STEPS, STEPS, branch_in_words, in_flow
from flowlint.report import Finding, Level, Place
from flowlint.secret_forms import masked_path

SOURCE = "flowlint"
_SEVERITY = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.NOTE: types.DiagnosticSeverity.Information,
}
_TAGS = {"unused": types.DiagnosticTag.Unnecessary, "deprecated": types.DiagnosticTag.Deprecated}
"""The tags of rules whose findings an editor shows faded or struck through."""
_BEGINNING: Range = ((0, 0), (0, 0))


def diagnostics(document: Document, documents: Documents, with_related: bool) -> list[types.Diagnostic]:
    """Give what an editor shows of a document; `with_related` says whether it can show related places."""
    found = [
        finding_in_editor(reading, finding, document, documents, with_related)
        for reading, finding in document.findings()
    ]
    return [*found, *_not_read(document, documents), *_not_checked(document)]


def finding_in_editor(
    reading: Reading, finding: Finding, document: Document, documents: Documents, with_related: bool
) -> types.Diagnostic:
    """Give a finding as the editor shows it where its place is now."""
    page = rule_page(finding.rule)
    return types.Diagnostic(
        range=as_range(documents.range(document, reading, finding.place)),
        message=printable(finding.message),
        severity=_SEVERITY[finding.level],
        code=finding.rule,
        code_description=types.CodeDescription(href=page) if page else None,
        source=SOURCE,
        tags=_tags(reading, finding) or None,
        related_information=(list(_related(reading, finding, documents)) or None) if with_related else None,
    )


def as_range(given: Range) -> types.Range:
    """Give a range as the protocol has it."""
    (line, character), (end_line, end_character) = given
    return types.Range(types.Position(line, character), types.Position(end_line, end_character))


def _tags(reading: Reading, finding: Finding) -> list[types.DiagnosticTag]:
    rule = next((one for one in reading.report.rules if one.id == finding.rule), None)
    return [tag for name, tag in _TAGS.items() if rule is not None and name in rule.tags]


def _related(reading: Reading, finding: Finding, documents: Documents) -> Iterator[types.DiagnosticRelatedInformation]:
    """Give the path block by block, of a long one both ends, and after it the other places."""
    trail = finding.trail
    shown: list[tuple[str, str, Place]] = []
    for number, step in enumerate(trail, 1):
        if len(trail) > STEPS and FIRST_STEPS < number <= len(trail) - LAST_STEPS and not step.note:
            continue
        way = f"{branch_in_words(step.via)} → " if step.via else in_flow(step, trail)
        note = f": {step.note}" if step.note else ""
        shown.append((f"{number}. {way}{step.block.label}{note}", step.path or finding.path, step.place))
    shown += [(one.message, one.path, one.place) for one in finding.related]
    for message, path, place in shown:
        found = documents.elsewhere(reading, path, place)
        if found is not None:
            uri, where = found
            yield types.DiagnosticRelatedInformation(types.Location(uri, as_range(where)), printable(message))


def _not_read(document: Document, documents: Documents) -> Iterator[types.Diagnostic]:
    """Give what seems to hold a flow and could not be read, at the beginning of its line."""
    reading = document.broken or document.good
    summary = document.summary(reading) if reading else None
    if reading is None or summary is None:
        return
    for one in summary.unread:
        where = as_range(documents.range(document, reading, Place(one.line, 1, one.line, 1)))
        yield _said(where, f"seems to hold a flow and was not read: {one.reason}")


def _not_checked(document: Document) -> Iterator[types.Diagnostic]:
    """Give why rules, or none at all, have looked at the document, in its first line."""
    reading = document.broken or document.good
    failures = reading.report.failures if reading else ()
    messages = (*document.problems, *(one.message for one in failures if one.path == document.shown))
    for message in messages:
        yield _said(as_range(_BEGINNING), message)


def _said(where: types.Range, message: str) -> types.Diagnostic:
    shown = printable(masked_path(message))  # of what keeps a run from beginning, secrets are still in it
    return types.Diagnostic(where, shown, severity=types.DiagnosticSeverity.Warning, source=SOURCE)
