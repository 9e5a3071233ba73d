"""What an editor offers where something is found. It is the editor that writes, and not flowlint."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lsprotocol import types
from pygls.uris import from_fs_path

from flowlint.editor.diagnostics import as_range
from flowlint.editor.documents import Document, Documents, as_bytes
from flowlint.editor.lines import Change, lines_of
from flowlint.files import holding, is_there
from flowlint.output.printable import printable
from flowlint.overrides import Overrides
from flowlint.report import Finding
from flowlint.settings.mistakes import SettingsProblem
from flowlint.suppression.entries import CannotAdd, Target, entries_for, target_of, text_with
from flowlint.text.words import short

_REASON = ""
"""The reason is the person's to write: settings without it are refused, where a word in its place would stay."""
_BOM = "\ufeff"


@dataclass(frozen=True)
class Abilities:
    """What the editor can do with an edit."""

    versions: bool = False
    """Whether it takes edits of documents in certain versions."""
    creates: bool = False
    """Whether it can create a file."""


def actions(
    document: Document, documents: Documents, asked: types.CodeActionParams, can: Abilities
) -> Iterator[types.CodeAction]:
    """Give what can be done about what is found in a range; nothing while what was found is of an older text."""
    only = asked.context.only
    if not document.is_current or (only and not any(_includes(kind, types.CodeActionKind.QuickFix) for kind in only)):
        return
    for finding, shown in _found_in(document, documents, asked):
        for action in (_fixing(document, documents, finding, can), _suppressing(document, documents, finding, can)):
            if action is not None:
                action.diagnostics = shown
                yield action


def _includes(wanted: str, kind: str) -> bool:
    return kind == wanted or kind.startswith(f"{wanted}.")


def _found_in(
    document: Document, documents: Documents, asked: types.CodeActionParams
) -> Iterator[tuple[Finding, list[types.Diagnostic]]]:
    """Give the findings that stand in a range, each with those of the diagnostics asked about that show it."""
    first, last = _key(asked.range.start), _key(asked.range.end)
    for reading, finding in document.findings():
        start, end = documents.range(document, reading, finding.place)
        if start <= last and first <= end:
            where = as_range((start, end))
            yield finding, [one for one in asked.context.diagnostics if one.code == finding.rule and one.range == where]


def _fixing(document: Document, documents: Documents, finding: Finding, can: Abilities) -> types.CodeAction | None:
    """Give the action that makes a finding's fix; None where it has none, or a file is no longer as it was checked."""
    fix, reading = finding.fix, document.good
    if fix is None or reading is None:
        return None
    edits: dict[str, tuple[int | None, list[types.TextEdit]]] = {}
    for edit in fix.edits:
        found = documents.elsewhere(reading, edit.path, edit.place)
        if found is None:
            return None
        uri, where = found
        open_in = documents.of_file(edit.path)
        edits.setdefault(uri, (open_in.version if open_in else None, []))[1].append(
            types.TextEdit(as_range(where), edit.text)
        )
    if not all(documents.is_as_seen(path, reading) for path in {edit.path for edit in fix.edits} - {document.shown}):
        return None
    title = f"{fix.description[:1].upper()}{fix.description[1:]}{'' if fix.safe else ' (unsafe)'}"
    kind = types.CodeActionKind.QuickFix
    return types.CodeAction(printable(title), kind=kind, is_preferred=fix.safe, edit=_edit(edits, can))


def _suppressing(document: Document, documents: Documents, finding: Finding, can: Abilities) -> types.CodeAction | None:
    """Give the action that adds an entry of `suppress` to the settings; None where that cannot be done."""
    if document.path is None:
        return None
    try:
        with holding({path: as_bytes(text) for path, text in documents.texts().items()}):
            target = target_of(document.path, Overrides().resolver())
            before, after, added = text_with(target, entries_for([finding], _REASON))
            is_new = not is_there(target.file)
    except (SettingsProblem, CannotAdd, OSError):
        return None
    if not added or (is_new and not can.creates):
        return None
    edit = _adding(target, before.removeprefix(_BOM), after.removeprefix(_BOM), is_new, documents, can)
    at = f" at {short(finding.block.label)}" if finding.block else ""
    title = printable(f"Suppress {finding.rule}{at} in {target.file.name}, with a reason")
    return None if edit is None else types.CodeAction(title, kind=types.CodeActionKind.QuickFix, edit=edit)


def _adding(
    target: Target, before: str, after: str, is_new: bool, documents: Documents, can: Abilities
) -> types.WorkspaceEdit | None:
    """Give the edit that makes one text of a settings file another."""
    document = documents.of_file(str(target.file))
    uri, version = (document.uri, document.version) if document else (from_fs_path(os.path.abspath(target.file)), None)  # noqa: PTH100
    if uri is None:
        return None
    lines, change = lines_of(before, documents.encoding), Change(before, after)
    where = as_range((lines.position(change.start), lines.position(change.end)))
    return _edit({uri: (version, [types.TextEdit(where, change.new)])}, can, [uri] if is_new else [])


def _edit(
    edits: Mapping[str, tuple[int | None, list[types.TextEdit]]], can: Abilities, created: Sequence[str] = ()
) -> types.WorkspaceEdit:
    """Give an edit of documents in their versions, some of which are created first."""
    if not can.versions:
        return types.WorkspaceEdit(changes={uri: those for uri, (_, those) in edits.items()})
    made = [types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)) for uri in created]
    edited = [
        types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, version), those)
        for uri, (version, those) in edits.items()
    ]
    return types.WorkspaceEdit(document_changes=[*made, *edited])


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
