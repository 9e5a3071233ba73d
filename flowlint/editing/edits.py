"""From changes of a document to edits of its text, and of the file that holds it."""

import bisect
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from flowlint.editing.changes import Add, Change, Misfit, Remove, RenameKey, SetValue, changed, exactly_at
from flowlint.editing.layout import Layout
from flowlint.editing.outward import TextEdit, Unmappable, outward
from flowlint.mapped_text import json_string
from flowlint.source import Source, load
from flowlint.text.json_values import JsonPath, value_at

_BLOCKS = "Actions"
_MOST_READ = 5_000_000
"""How many letters of one document are read again, all edits together: some seconds, where thousands of edits are
within one large block."""
_PLACEHOLDER = re.compile(r"[$%#]\{|\{[{%]|<[<%]|%\w+%")


class FileEdits(NamedTuple):
    """Edits of a file's text, in order and apart from each other, and the digest of the document as it is then."""

    edits: tuple[TextEdit, ...]
    becomes: str


def edits_in_file(source: Source, base: JsonPath, changes: Sequence[Change]) -> FileEdits | None:
    """Give the edits that make these changes in the document at `base`; None where they cannot be made for certain.

    What is written comes out as the changes say: what is edited is read again, up to a limit after which there are no
    more edits. The document is held in `source`, whose text may in turn be held in another one, and so on up to the
    file.
    """
    try:
        parts = _parts(source, base)
        if parts.letters_read > _MOST_READ:
            return None
        wanted = changed(value_at(source.value, base), changes)
        within = _joined(_edits(source, base, changes))
        if not (parts.come_out(wanted, within) or parts.come_out_as_a_whole(wanted, within)):
            return None
        return FileEdits(tuple(outward(source, within)), digest(wanted, parts.digests))
    except (Misfit, Unmappable, json.JSONDecodeError):
        return None


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """Give a text with edits, which must be in order and apart from each other."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += text[at : edit.start], edit.text
        at = edit.end
    return "".join([*parts, text[at:]])


def digest(document: Any, known: Mapping[int, str] | None = None) -> str:
    """Give what stands for a document, however it is laid out; `known` has that of parts by their `id`."""
    known = known or {}
    members = document.items() if isinstance(document, Mapping) else ()
    parts = {
        key: [known.get(id(block)) or _digest(block) for block in value]
        if key == _BLOCKS and isinstance(value, list)
        else known.get(id(value)) or _digest(value)
        for key, value in members
    }
    return _digest(parts or document)


_in_order = json.JSONEncoder(sort_keys=True).encode


def _digest(value: Any) -> str:
    return hashlib.sha256(_in_order(value).encode()).hexdigest()


class _Parts:
    """The parts of a document that an edit may be within: its blocks, and its members but for the list of these."""

    def __init__(self, source: Source, base: JsonPath) -> None:
        self._source, self._base = source, base
        document = value_at(source.value, base)
        paths: list[JsonPath] = []
        for key, value in document.items():
            paths += [(key, index) for index in range(len(value))] if _are_blocks(key, value) else [(key,)]
        held = [(source.span((*base, *path)), path, value_at(document, path)) for path in paths]
        self._all = sorted((span.start, span.end, path, value) for span, path, value in held)
        self._starts = [start for start, *_ in self._all]
        self._keys = [*document]
        self._blocks = sum(len(path) > 1 for path in paths)
        self._is_clear = _is_clear(source)
        self.letters_read = 0
        self.digests = {id(value): _digest(value) for *_, value in self._all}

    def come_out(self, wanted: Any, edits: Iterable[TextEdit]) -> bool:
        """Tell whether edits make what is wanted, where each is within one part or adds blocks after the last.

        What no edit is within must be what it was: the same object. False is no answer: whatever edits do between
        parts, only reading all of the text tells.
        """
        by_part: dict[int, list[TextEdit]] = {}
        added: list[Any] = []
        for edit in edits:
            number = bisect.bisect_right(self._starts, edit.start) - 1
            start, end, path, _ = self._all[max(number, 0)]
            if number >= 0 and start < edit.start <= edit.end < end:
                by_part.setdefault(number, []).append(edit)
            elif edit.start == edit.end == end and path[:-1] == (_BLOCKS,) and self._is_last(number) and not added:
                (_, *added), repeated = load(f"[0{edit.text}]")
                if repeated:
                    return False
            else:
                return False
        blocks: Any = wanted.get(_BLOCKS) if self._blocks else []
        is_whole = [*wanted] == self._keys and len(blocks) >= self._blocks
        if not (self._is_clear and is_whole and blocks[self._blocks :] == added):
            return False
        for number, (start, end, path, value) in enumerate(self._all):
            # Each fix of a flow looks at each of its blocks here, so no more is asked than needs to be.
            at_hand = wanted[path[0]] if len(path) == 1 else blocks[path[1]]
            if number not in by_part:
                if at_hand is not value:
                    return False
                continue
            self.letters_read += end - start
            text = self._source.text[start:end]
            edited = [TextEdit(one.start - start, one.end - start, one.text) for one in by_part[number]]
            read, repeated = load(apply(text, edited))
            if repeated or read != at_hand:
                return False
        return True

    def come_out_as_a_whole(self, wanted: Any, edits: Iterable[TextEdit]) -> bool:
        """Tell whether edits make what is wanted, and leave all else: all of the text is edited and read again."""
        self.letters_read += len(self._source.text)
        value, repeated = load(apply(self._source.text, edits))
        return (
            not repeated and value_at(value, self._base) == wanted and _same_but(self._source.value, value, self._base)
        )

    def _is_last(self, number: int) -> bool:
        return number + 1 == len(self._all) or self._all[number + 1][2][:-1] != (_BLOCKS,)


@lru_cache(maxsize=16)
def _is_clear(source: Source) -> bool:
    """Tell whether no object of a text repeats a key; a text may hold thousands of flows."""
    repeats: list[bool] = []
    # Nothing of it is kept, which takes half as long.
    json.loads(source.text, object_pairs_hook=lambda pairs: repeats.append(len(dict(pairs)) < len(pairs)))
    return not any(repeats)


def _are_blocks(key: Any, value: Any) -> bool:
    return key == _BLOCKS and isinstance(value, list) and bool(value)


@lru_cache(maxsize=16)
def _parts(source: Source, base: JsonPath) -> _Parts:
    return _Parts(source, base)


@lru_cache(maxsize=16)
def _layout(source: Source, base: JsonPath) -> Layout:
    return Layout(source, base)


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
    layout = _layout(source, base)
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
