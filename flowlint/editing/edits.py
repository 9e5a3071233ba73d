"""From changes of a document to edits of its text, and of the file that holds it."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flowlint.editing.changes import Add, Change, Misfit, Remove, RenameKey, SetValue, changed, exactly_at
from flowlint.editing.layout import Layout
from flowlint.editing.outward import TextEdit, Unmappable, outward
from flowlint.mapped_text import json_string
from flowlint.source import Source, load
from flowlint.text.json_values import JsonPath, value_at

_PLACEHOLDER = re.compile(r"[$%#]\{|\{[{%]|<[<%]|%\w+%")


class FileEdits(NamedTuple):
    """Edits of a file's text, in order and apart from each other, and the digest of the document as it is then."""

    edits: tuple[TextEdit, ...]
    becomes: str


def edits_in_file(source: Source, base: JsonPath, changes: Sequence[Change]) -> FileEdits | None:
    """Give the edits that make these changes in the document at `base`; None where they cannot be made for certain.

    What is written comes out as the changes say: the text is edited and read again. The document is held in `source`,
    whose text may in turn be held in another one, and so on up to the file.
    """
    try:
        wanted = changed(value_at(source.value, base), changes)
        within = _joined(_edits(source, base, changes))
        value, repeated = load(apply(source.text, within))
        if repeated or value_at(value, base) != wanted or not _same_but(source.value, value, base):
            return None
        return FileEdits(tuple(outward(source, within)), digest(wanted))
    except (Misfit, Unmappable, json.JSONDecodeError, RecursionError):
        return None


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """Give a text with edits, which must be in order and apart from each other."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += text[at : edit.start], edit.text
        at = edit.end
    return "".join([*parts, text[at:]])


def digest(document: Any) -> str:
    """Give what stands for a document, however it is laid out."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _same_but(before: Any, after: Any, path: JsonPath) -> bool:
    """Tell whether two values differ at most in what stands at a path."""
    for part in path:
        others: list[Any]
        if isinstance(before, dict) and isinstance(after, dict):
            others = [{key: value for key, value in one.items() if key != part} for one in (before, after)]
        elif isinstance(before, list) and isinstance(after, list):
            others = [[value for index, value in enumerate(one) if index != part] for one in (before, after)]
        else:
            return False
        if others[0] != others[1]:
            return False
        before, after = before[part], after[part]
    return True


def _edits(source: Source, base: JsonPath, changes: Sequence[Change]) -> list[TextEdit]:
    """Give the edits in no order; those of one list or object are made together."""
    layout = Layout(source, base)
    edits: list[TextEdit] = []
    added: dict[JsonPath, list[Add]] = {}
    removed: dict[JsonPath, list[str | int]] = {}
    for change in changes:
        if isinstance(change, SetValue):
            edits.append(_set(source, (*base, *change.path), change))
        elif isinstance(change, RenameKey):
            span = source.span((*base, *change.path))
            edits.append(TextEdit(span.key_start + 1, span.key_end - 1, _escaped(change.name)))
        elif isinstance(change, Remove):
            removed.setdefault((*base, *change.path[:-1]), []).append(change.path[-1])
        else:
            added.setdefault((*base, *change.path), []).append(change)
    for holder in dict.fromkeys([*added, *removed]):
        gone = frozenset(removed.get(holder, ()))
        edits += layout.without(holder, gone)
        new = [(one.key, one.value) for one in added.get(holder, ())]
        if new:
            edits.append(layout.with_more(holder, new, gone))
    return edits


def _set(source: Source, path: JsonPath, change: SetValue) -> TextEdit:
    span, old = source.span(path), exactly_at(source.value, path)
    if isinstance(old, dict | list) or isinstance(change.value, dict | list):
        raise Misfit("only single values are set")
    if change.span is not None:
        part = source.part(path, *change.span, old) if isinstance(old, str) else None
        if part is None:
            raise Misfit("there is no such part of a text")
        return TextEdit(*part, _escaped(change.value))
    if source.written is not None and isinstance(old, str) and _PLACEHOLDER.search(old):
        raise Misfit("what is filled in may have no quotes of its own")
    if isinstance(old, str) and isinstance(change.value, str):
        assert json_string(source.text, span.start, span.end).text == old
        return TextEdit(span.start + 1, span.end - 1, _escaped(change.value))
    return TextEdit(span.start, span.end, json.dumps(change.value, ensure_ascii=False))


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _joined(edits: Iterable[TextEdit]) -> list[TextEdit]:
    """Order edits, and join those that touch. Raises `Misfit` where some are about the same text."""
    joined: list[TextEdit] = []
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if joined and edit.start < joined[-1].end:
            raise Misfit("two changes are about the same text")
        if joined and edit.start == joined[-1].end:
            before = joined.pop()
            joined.append(TextEdit(before.start, edit.end, before.text + edit.text))
        else:
            joined.append(edit)
    return joined
