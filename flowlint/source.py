"""The text of a document, and where in its file every value of it stands.

A rule names a value by its JSON path; lines and columns are worked out here, and only for findings that are
reported. A flow may be held in another document: in a string (the `Content` of an API answer), in a block of YAML, in
pieces that a template joins. Then places are those in the outer file, escape sequences and indentation and all.
"""

import bisect
import json
import re
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate
from sys import intern
from typing import Any, NamedTuple

from flowlint.found_out import FindsOut
from flowlint.mapped_text import MappedText, json_string
from flowlint.report import Place
from flowlint.text.json_values import JsonPath

# Possessive: a string of megabytes is passed in one go, without a way back for each of its characters.
_QUOTED = r'"(?:[^"\\]++|\\.)*+"'
_WORD = r'[^\s{}\[\],:"]++'
_SPACE = r"[ \t\n\r]*+"
_MEMBER = re.compile(
    rf"{_SPACE},?{_SPACE}(?:({_QUOTED}){_SPACE}:{_SPACE})?(?:({_QUOTED}|{_WORD})|(?=[{{\[]))", re.DOTALL
)
"""What an object or a list holds next: a key, and a single value or the beginning of another object or list."""
_TO_BRACKET = re.compile(rf'(?:[^{{}}\[\]"]++|{_QUOTED})*+([{{}}\[\]])', re.DOTALL)
_QUOTED_TO_END = rf"{_QUOTED[:-1]}(?:\"|\Z)"
"""A string of a text that may end in the middle of one."""
_BRACKET_OR_STRING = re.compile(rf"[{{}}\[\]]|{_QUOTED_TO_END}", re.DOTALL)
_WORD_OR_STRING = re.compile(rf"{_QUOTED_TO_END}|{_WORD}", re.DOTALL)
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_LITTLE_MORE = 2
"""In times of a document: how long one is, at most, that holds it and little else."""
_SHORT = 40
"""How long words are that documents have in common: types, names of parameters and branches, ids; in code points."""


class Span(NamedTuple):
    """Where a value stands in its document's text, and the key it stands behind; offsets in code points.

    `key_start` and `key_end` are -1 for list items and for the root.
    """

    start: int
    end: int
    key_start: int = -1
    key_end: int = -1


class Source(FindsOut):
    """A JSON document: its text and, when asked for, the place of each value.

    `text` is the whole document without byte order mark; `value` is what it parses to. `outer` and `outer_path`
    are given when the document is held in another one; `written` then tells where each part of `text` is written
    there. Without it the document is the content of the JSON string at `outer_path`. `repeats` says that an object in
    it repeats a key, of which `value` has the last one.
    """

    __slots__ = ("outer", "outer_path", "path", "repeats", "text", "value", "written")

    def __init__(
        self,
        path: str,
        text: str,
        value: Any,
        outer: "Source | None" = None,
        outer_path: JsonPath = (),
        written: MappedText | None = None,
        *,
        repeats: bool = False,
    ) -> None:
        self.path = path
        self.text = text
        self.value = value
        self.outer = outer
        self.outer_path = outer_path
        self.written = written
        self.repeats = repeats

    def span(self, path: JsonPath) -> Span:
        """Give the span of the value at `path`, or of the nearest value around it that exists.

        The text must be valid JSON. Only what stands on the way to the value is looked at, and remembered.
        """
        span = self._root
        for depth, part in enumerate(path):
            if self.text[span.start] not in "{[":
                break
            members = self._members_from(path[:depth], span.start)
            if part not in members:
                break
            span = members[part]
        return span

    def members(self, path: JsonPath, start: int | None = None) -> dict[str | int, Span]:
        """Give the spans of what the object or list at `path` holds, by key or index, in the order of the text.

        Who knows already where it starts need not have it looked up.
        """
        return self._members_from(path, self.span(path).start if start is None else start)

    def _members_from(self, path: JsonPath, start: int) -> dict[str | int, Span]:
        if path not in self._members:
            self._members[path] = _members(self.text, start, self._ends)
        return self._members[path]

    @cached_property
    def _members(self) -> dict[JsonPath, dict[str | int, Span]]:
        """What objects and lists hold, by their paths, so far as somebody asked."""
        return {}

    @cached_property
    def _strings(self) -> dict[JsonPath, MappedText]:
        """Where parts of strings are written, by their paths, so far as somebody asked."""
        return {}

    @cached_property
    def _root(self) -> Span:
        return Span(len(self.text) - len(self.text.lstrip(" \t\n\r")), len(self.text.rstrip(" \t\n\r")))

    @cached_property
    def _ends(self) -> dict[int, int]:
        """Where each object and list ends, by where it begins; the document must be one of them."""
        ends: dict[int, int] = {}
        begun: list[int] = []
        for match in _TO_BRACKET.finditer(self.text, self._root.start, self._root.end):
            if match[1] in "{[":
                begun.append(match.end() - 1)
            else:
                ends[begun.pop()] = match.end()
        return ends

    def token(self, path: JsonPath, at_key: bool = False) -> tuple[int, int]:
        """Give the smallest token that names the value at `path`, as offsets into the text.

        A scalar is its own token. An object or a list is named by its key, or by its opening bracket when it
        has none, so that a region never spans lines. With `at_key` the key is the token in any case.
        """
        span = self.span(path)
        if span.key_start >= 0 and (at_key or self.text[span.start] in "{["):
            return span.key_start, span.key_end
        if self.text[span.start] in "{[":
            return span.start, span.start + 1
        return span.start, span.end

    def part(self, path: JsonPath, start: int, end: int, text: str) -> tuple[int, int] | None:
        """Give the characters `start` to `end` of the string at `path`, as offsets into the text.

        None unless there is at least one, and the string is the `text` that they were counted in.
        """
        held = self._strings.get(path)
        if held is None:
            span = self.span(path)
            if self.text[span.start] != '"':
                return None
            held = self._strings[path] = json_string(self.text, span.start, span.end)
        if held.text != text or not 0 <= start < end <= len(text):
            return None
        return held.outward(start, end)

    def place(self, start: int, end: int) -> Place:
        """Turn offsets into this document's text into a place in its file."""
        if self.outer is not None:
            return self.outer.place(*self.mapping.outward(start, end))
        line, column = self._line_and_column(start)
        end_line, end_column = self._line_and_column(end)
        wide = self._wide_before(start) - self._wide_before(start - column + 1)
        end_wide = self._wide_before(end) - self._wide_before(end - end_column + 1)
        return Place(line, column, end_line, end_column, (wide, end_wide))

    def _wide_before(self, offset: int) -> int:
        """Count the code points before an offset that are two units in UTF-16."""
        return bisect.bisect_left(self._wide, offset)

    @cached_property
    def _wide(self) -> list[int]:
        """The offsets of the code points that are two units in UTF-16."""
        return [] if self.text.isascii() else [match.start() for match in _WIDE.finditer(self.text)]

    @property
    def file(self) -> "Source":
        """The document that is the file itself."""
        return self if self.outer is None else self.outer.file

    @property
    def depth(self) -> int:
        """How many documents hold this one."""
        return 0 if self.outer is None else self.outer.depth + 1

    @property
    def path_in_file(self) -> JsonPath:
        """Where the document stands in its file, through all documents that hold it."""
        return () if self.outer is None else (*self.outer.path_in_file, *self.outer_path)

    @cached_property
    def lines_in_file(self) -> frozenset[int]:
        """The lines of its file in which some of the document is written, by number."""
        spans, source = [(0, len(self.text))], self
        while source.outer is not None:
            spans = [(piece.start, piece.end) for span in spans for piece in source.mapping.cut(*span).pieces]
            source = source.outer
        found = set[int]()
        for start, end in spans:
            first, last = source._line_and_column(start)[0], source._line_and_column(max(start, end - 1))[0]
            found.update(range(first, last + 1))
        return frozenset(found)

    def forget(self) -> None:
        """Forget what was found out about places; it is found out again where somebody asks.

        So does a document that holds little besides this one. Of others it is kept: what else they hold asks for it.
        """
        super().forget()
        if self.outer is not None and len(self.outer.text) < _LITTLE_MORE * len(self.text):
            self.outer.forget()

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line of the text begins."""
        lines = self.text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
        return list(accumulate([len(line) + 1 for line in lines[:-1]], initial=0))

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    @cached_property
    def mapping(self) -> MappedText:
        """Where the document's text is written in the outer one; there must be one."""
        if self.written is not None:
            return self.written
        assert self.outer is not None
        span = self.outer.span(self.outer_path)
        return json_string(self.outer.text, span.start, span.end)


def _members(text: str, start: int, ends: Mapping[int, int]) -> dict[str | int, Span]:
    """Give the spans of what an object or a list holds, by key or index; the last one where a key is repeated."""
    members: dict[str | int, Span] = {}
    position = start + 1
    while (member := _MEMBER.match(text, position)) is not None:
        key_start, key_end = member.span(1)
        begin, position = member.span(2)
        if begin < 0:
            begin = member.end()
            position = ends[begin]
        key = len(members) if key_start < 0 else _unquoted(member[1])
        members[key] = Span(begin, position, key_start, key_end)
    return members


def _unquoted(text: str) -> str:
    """Give what a JSON string says."""
    said: str = json.loads(text) if "\\" in text else text[1:-1]
    return said


def load(text: str, *, to_keep: bool = False) -> tuple[Any, list[JsonPath]]:
    """Parse JSON strictly: the value, and the paths of keys that an object repeats.

    A value `to_keep` shares its short words with all others that are kept: flows are made of the same ones, and a run
    of thousands then holds each once. That takes longer.

    Raises `json.JSONDecodeError` with the offset of what is wrong, also where Python alone would accept the
    text (NaN and Infinity) or fail in another way (numbers of thousands of digits, nesting too deep to hold).
    """
    repeats: list[dict[str, Any]] = []

    def note_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = (
            dict(pairs)
            if not to_keep
            else {
                intern(key): intern(held) if held.__class__ is str and len(held) < _SHORT else held
                for key, held in pairs
            }
        )
        if len(value) != len(pairs):
            repeats.append(value)
        return value

    def refuse(word: str) -> Any:
        raise json.JSONDecodeError(f"{word} is no JSON value", text, _offset_of(text, re.escape(word)))

    try:
        value = json.loads(text, object_pairs_hook=note_repeats, parse_constant=refuse)
        return value, _repeated_keys(text) if repeats else []
    except RecursionError:
        raise json.JSONDecodeError("Values are nested too deep", text, _deepest(text)) from None
    except json.JSONDecodeError:
        raise
    except ValueError:
        raise json.JSONDecodeError("A number has too many digits", text, _offset_of(text, r"-?\d{4300}")) from None


def _offset_of(text: str, pattern: str) -> int:
    """Find a bare word: the first outside strings that begins as the pattern says."""
    begins = re.compile(pattern)
    return next((match.start() for match in _WORD_OR_STRING.finditer(text) if begins.match(match.group())), 0)


def _deepest(text: str) -> int:
    """Find the bracket at which the text is nested deepest for the first time."""
    depth = deepest = at = 0
    for match in _BRACKET_OR_STRING.finditer(text):
        mark = match.group()[0]
        if mark in "{[":
            depth += 1
            if depth > deepest:
                deepest, at = depth, match.start()
        elif mark in "}]":
            depth -= 1
    return at


def _repeated_keys(text: str) -> list[JsonPath]:
    """Give the paths of the keys that stand more than once in one object."""
    repeated: set[JsonPath] = set()
    stack: list[tuple[JsonPath, Any]] = [((), json.loads(text, object_pairs_hook=_Pairs))]
    while stack:
        path, value = stack.pop()
        if isinstance(value, _Pairs):
            seen: set[str] = set()
            for key, item in value.pairs:
                if key in seen:
                    repeated.add((*path, key))
                seen.add(key)
                stack.append(((*path, key), item))
        elif isinstance(value, list):
            stack.extend(((*path, i), item) for i, item in enumerate(value))
    return sorted(repeated, key=str)


class _Pairs:
    """An object as the pairs it is written in."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs
