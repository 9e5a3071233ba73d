"""From changes of a document to edits of its text, and of the file that holds it."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache, reduce
from typing import Any, NamedTuple

from flowlint.editing.changes import Add, Change, Misfit, Remove, RenameKey, SetValue, changed, exactly_at, with_part
from flowlint.editing.digests import digests
from flowlint.editing.layout import Layout
from flowlint.editing.outward import TextEdit, Unmappable, as_json, escaped, outward
from flowlint.source import Source, load
from flowlint.text.json_values import JsonPath, value_at

_PLACEHOLDER = re.compile(r"[$%#]\{|\{[{%]|<[<%]|%\w+%")


class FileEdits(NamedTuple):
    """Edits of a file's text, in order and apart from each other, and the digests of what the document is then."""

    edits: tuple[TextEdit, ...]
    becomes: tuple[str, ...]


def edits_in_file(source: Source, base: JsonPath, changes: Sequence[Change]) -> FileEdits | None:
    """Give the edits that make these changes in the document at `base`; None where they cannot be made for certain.

    What is written comes out as the changes say: each value, key and new member is read again by itself. The document
    is held in `source`, whose text may in turn be held in another one, and so on up to the file.
    """
    if source.repeats:  # where a key stands twice, one of its values is not at hand
        return None
    try:
        document = value_at(source.value, base)
        wanted = changed(document, changes)
        within = _joined(_edits(source, base, changes))
        becomes = digests(place_of(source, base), document, wanted, changes)
        return FileEdits(tuple(outward(source, within)), becomes)
    except (Misfit, Unmappable, json.JSONDecodeError):
        return None


def place_of(source: Source, base: JsonPath) -> JsonPath:
    """Give where a document stands: its file, and its path through all that holds it there."""
    return (source.file.path, *source.path_in_file, *base)


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """Give a text with edits, which must be in order and apart from each other."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += text[at : edit.start], edit.text
        at = edit.end
    return "".join([*parts, text[at:]])


@lru_cache(maxsize=16)
def _layout(source: Source, base: JsonPath) -> Layout:
    return Layout(source, base)


def _edits(source: Source, base: JsonPath, changes: Sequence[Change]) -> list[TextEdit]:
    """Give the edits in no order; those of one text, list or object are made together."""
    edits: list[TextEdit] = []
    set_: dict[JsonPath, list[SetValue]] = {}
    added: dict[JsonPath, list[Add]] = {}
    removed: dict[JsonPath, set[str | int]] = {}
    for change in changes:
        if isinstance(change, SetValue):
            set_.setdefault((*base, *change.path), []).append(change)
        elif isinstance(change, RenameKey):
            edits.append(_renamed(source, (*base, *change.path), change.name))
        elif isinstance(change, Remove):
            gone = removed.setdefault((*base, *change.path[:-1]), set())
            if change.path[-1] in gone:
                raise Misfit("two changes are about the same place")
            gone.add(change.path[-1])
        else:
            added.setdefault((*base, *change.path), []).append(change)
    for path, parts in set_.items():
        edits += _set(source, path, parts)
    for holder in dict.fromkeys([*added, *removed]):
        edits += _refilled(source, base, holder, added.get(holder, ()), removed.get(holder, frozenset()))
    return edits


def _renamed(source: Source, path: JsonPath, name: str) -> TextEdit:
    span = source.span(path)
    edit = TextEdit(span.key_start + 1, span.key_end - 1, escaped(name))
    _read_again(_edited(source.text, span.key_start, span.key_end, [edit]), name)
    return edit


def _set(source: Source, path: JsonPath, changes: Sequence[SetValue]) -> list[TextEdit]:
    """Give the edits of one single value: of parts of it, if it is a text, or of all of it."""
    span, old = source.span(path), exactly_at(source.value, path)
    if isinstance(old, dict | list) or any(isinstance(change.value, dict | list) for change in changes):
        raise Misfit("only single values are set")
    _read_again(source.text[span.start : span.end], old)
    in_order = sorted(changes, key=lambda one: one.span or ())
    edits = [_one_set(source, path, old, change) for change in in_order]
    # From the last part to the first, each is where it was counted.
    _read_again(_edited(source.text, span.start, span.end, edits), reduce(with_part, reversed(in_order), old))
    return edits


def _one_set(source: Source, path: JsonPath, old: Any, change: SetValue) -> TextEdit:
    if change.span is not None:
        part = source.part(path, *change.span, old) if isinstance(old, str) else None
        if part is None:
            raise Misfit("there is no such part of a text")
        return TextEdit(*part, escaped(change.value))
    if source.written is not None and isinstance(old, str) and _PLACEHOLDER.search(old):
        raise Misfit("what is filled in may have no quotes of its own")
    span = source.span(path)
    if isinstance(old, str) and isinstance(change.value, str):
        return TextEdit(span.start + 1, span.end - 1, escaped(change.value))
    return TextEdit(span.start, span.end, as_json(change.value))


def _refilled(
    source: Source, base: JsonPath, holder: JsonPath, added: Sequence[Add], gone: Collection[str | int]
) -> list[TextEdit]:
    """Give the edits that take members out of a list or an object, and put others in at its end."""
    layout = _layout(source, base)
    edits = list(layout.without(holder, gone)) if gone else []
    if not added:
        return edits
    more = layout.with_more(holder, [(one.key, one.value) for one in added], gone)
    new = more.text.removeprefix(",")
    if isinstance(exactly_at(source.value, holder), list):
        _read_again(f"[{new}]", [one.value for one in added])
    else:
        _read_again(f"{{{new}}}", {one.key: one.value for one in added})
    # Where all others are gone, the new ones take their place.
    return [*edits, more] if more.start == more.end else [more]


def _edited(text: str, start: int, end: int, edits: Iterable[TextEdit]) -> str:
    """Give the part of a text between two offsets with edits that are within it."""
    return apply(text[start:end], [TextEdit(one.start - start, one.end - start, one.text) for one in edits])


def _read_again(text: str, wanted: Any) -> None:
    """Raise `Misfit`, or `json.JSONDecodeError`, unless a text says what is wanted."""
    read, repeated = (json.loads(text), None) if text.startswith('"') else load(text)
    if repeated or read != wanted:
        raise Misfit("it would not be read as it is meant")


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
