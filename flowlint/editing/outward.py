"""Edits of a text as edits of the file that holds it: through escapes, indentation and joins, or not at all.

A text that stands in a JSON string is written with the escapes of JSON. In any other form, a block of YAML or a heredoc
say, a new character is written as it already is in the same text: there are many forms, and the text itself is the best
example of its own.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from flowlint.mapped_text import MappedText, Piece
from flowlint.source import Source

_NOT_PLAIN = re.compile(r"\n|[^A-Za-z0-9_./ $\n-]+")
_OPENS_A_TEMPLATE = re.compile(r"[$%#]\{|\{[{%]|<%")
_LINE_BREAK = re.compile(r"(?:\r\n|\n|\r)(?P<indent>[ \t]*)")

_HALF = re.compile("[\\ud800-\\udfff]")
"""Half of a character, which a JSON string can only hold as an escape, since no file can."""
_encode = json.JSONEncoder(ensure_ascii=False).encode


def as_json(value: Any) -> str:
    """Write a value as JSON in a line."""
    return _HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", _encode(value))


def escaped(text: str) -> str:
    """Write a text as it stands between the quotes of a JSON string."""
    return as_json(text)[1:-1]


class TextEdit(NamedTuple):
    """A part of a text, between offsets in code points, and what takes its place."""

    start: int
    end: int
    text: str


class Unmappable(Exception):
    """An edit whose place or text is not written in the outer text one to one."""


def outward(source: Source, edits: Iterable[TextEdit]) -> list[TextEdit]:
    """Turn edits of a document's text into edits of its file. Raises `Unmappable`."""
    edits = list(edits)
    while source.outer is not None:
        edits = _one_further(source, edits)
        source = source.outer
    return edits


def _one_further(source: Source, edits: Iterable[TextEdit]) -> list[TextEdit]:
    assert source.outer is not None
    outer, mapping = source.outer.text, source.mapping
    examples = None if source.written is None else _examples(source)
    moved: list[TextEdit] = []
    for edit in edits:
        if edit.start == 0 and edit.end == 0:
            raise Unmappable
        _hold_that_it_stands_there(mapping, outer, edit)
        if edit.start < edit.end:
            begin, end = mapping.outward(edit.start, edit.end)
        else:  # what is put in stands directly after what is before it
            begin = end = mapping.outward(edit.start - 1, edit.start)[1]
        text = escaped(edit.text) if examples is None else examples.written(edit)
        if moved and begin < moved[-1].end:
            raise Unmappable
        moved.append(TextEdit(begin, end, text))
    return moved


def _hold_that_it_stands_there(mapping: MappedText, outer: str, edit: TextEdit) -> None:
    """Raise `Unmappable` unless all that is replaced, or stands before what is put in, is written in the outer text."""
    start = edit.start if edit.start < edit.end else edit.start - 1
    pieces = mapping.cut(start, edit.end).pieces
    if not pieces or not all(_is_written(piece, outer) for piece in pieces):
        raise Unmappable
    for before, after in pairwise(pieces):
        between = outer[before.end : after.start]
        if after.start < before.end or between.strip(" \t") or (between and not before.text.endswith(("\n", "\r"))):
            raise Unmappable


def _is_written(piece: Piece, outer: str) -> bool:
    """Tell whether a piece is what stands in the outer text, be it as an escape."""
    shown = outer[piece.start : piece.end]
    if shown == piece.text:
        return True
    if piece.text == "\n":
        return shown in ("\r\n", "\r", "\\n")
    is_escape = shown[:1] == "\\" and len(piece.text) == 1 and len(shown) > 1
    return is_escape or (shown, piece.text) in {("''", "'"), ("$${", "${"), ("%%{", "%{")}


@lru_cache(maxsize=16)
def _examples(source: Source) -> "_Examples":
    assert source.outer is not None
    return _Examples(source.mapping, source.outer.text)


class _Examples:
    """How a text writes each of its characters in the outer one."""

    def __init__(self, mapping: MappedText, outer: str) -> None:
        self._mapping, self._outer = mapping, outer
        self._ways: dict[str, set[str | None]] = {}
        self._runs: dict[str, str] = {}
        self._breaks: dict[int, str] = {}
        for piece in mapping.pieces:
            shown = outer[piece.start : piece.end]
            if shown == piece.text:
                for one in set(piece.text):
                    self._ways.setdefault(one, set()).add(one)
            elif len(piece.text) == 1 or not shown:
                # What stands nowhere, as the quotes of a key that has none, cannot be written either.
                way = shown if _is_written(piece, outer) else None
                for one in piece.text:
                    self._ways.setdefault(one, set()).add(way)

    def written(self, edit: TextEdit) -> str:
        """Write the text of an edit. Raises `Unmappable` for one that the outer text could take otherwise."""
        if _OPENS_A_TEMPLATE.search(edit.text):
            raise Unmappable

        def way(match: re.Match[str]) -> str:
            if match[0] == "\n":
                return self._line_break(edit, match.end())
            if match[0] not in self._runs:
                self._runs[match[0]] = "".join(map(self._way, match[0]))
            return self._runs[match[0]]

        return _NOT_PLAIN.sub(way, edit.text)

    def _way(self, character: str) -> str:
        (way,) = ways if len(ways := self._ways.get(character, {None})) == 1 else (None,)
        if way is None:
            raise Unmappable
        return way

    def _line_break(self, edit: TextEdit, after: int) -> str:
        """Write a line break as the nearest one before is written, with the indent that the outer text adds."""
        if edit.text[after : after + 1] not in (" ", "\t"):
            raise Unmappable
        if edit.start not in self._breaks:
            self._breaks[edit.start] = self._break_before(edit.start)
        return self._breaks[edit.start]

    def _break_before(self, start: int) -> str:
        text = self._mapping.text
        before = text.rfind("\n", 0, start)
        while before >= 0 and text[before + 1 : before + 2] in ("", "\n", "\r"):
            before = text.rfind("\n", 0, before)
        if before < 0:
            raise Unmappable
        begin = self._mapping.outward(before, before + 1)[0]
        end = self._mapping.outward(before + 1, before + 2)[0]
        shown = self._outer[begin:end]
        if shown != "\\n" and not _LINE_BREAK.fullmatch(shown):
            raise Unmappable
        return shown
