"""SSML that cannot be spoken as it is written: not well-formed XML, not inside <speak>, or with tags of no use.

References and placeholders are opaque: what they come to is taken for words. One in a tag, or at the beginning or end
of the text, may bring what is missing.
"""

import re
from functools import cache
from typing import Literal, NamedTuple
from xml.parsers import expat

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block
from flowlint.model.references import filled_in_spans
from flowlint.text.json_values import JsonPath

_SSML = "SSML"
_OPAQUE = "\ua66e"
"""Stands for each character of a reference: a letter that may be part of a tag's name, and is of none."""
_BARE_AMPERSAND = re.compile(r"&(?!#[0-9]+;|#x[0-9A-Fa-f]+;|[A-Za-z][\w.-]*;)")
_ENTITY = re.compile(r"&[^;&]*;")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MISMATCH, _NO_END, _UNDEFINED = (
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_TAG_MISMATCH,
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNDEFINED_ENTITY,
    )
)


_Kind = Literal[
    "ampersand", "less than", "entity", "unclosed", "crossed", "never opened", "syntax", "outside", "unknown tag"
]


class _Fault(NamedTuple):
    kind: _Kind
    what: str
    span: tuple[int, int]


class SsmlFault(NamedTuple):
    """What is wrong with a text, at `at` below its block, and where: `span` counts code points.

    `what` is the tag or the entity that is at fault; "" where it is neither.
    """

    block: Block
    at: JsonPath
    kind: _Kind
    what: str
    span: tuple[int, int]


def ssml_faults(facts: Facts) -> tuple[SsmlFault, ...]:
    """Give the first fault of each SSML text of a flow, in file order."""
    return tuple(
        SsmlFault(block, at, *fault)
        for block in facts.flow.blocks
        for at, text in block.texts
        if at[-1] == _SSML and at[1] in language.spoken_parameters(block.type)
        if (fault := _fault(text)) is not None
    )


def is_marked_up(text: str) -> bool:
    """Tell whether a text has tags of SSML, not counting those that a reference may bring."""
    return _has_speech_tags(_hidden(text))


def _fault(text: str) -> _Fault | None:
    """Give the first fault of a text; None for one without tags, which is spoken as it is, and for one too long."""
    opaque = _hidden(text)
    if len(text) > language.limits().text_characters or not _has_speech_tags(opaque):
        return None
    fault = _Document(opaque).fault()
    return None if fault is None or _may_be_completed(opaque, fault) else fault


def _hidden(text: str) -> str:
    """Put opaque letters in place of references and placeholders, and of what is no character; none is moved."""
    text = _SURROGATE.sub(_OPAQUE, text)
    characters = list(text)
    for start, end in filled_in_spans(text):
        characters[start:end] = _OPAQUE * (end - start)
    return "".join(characters)


def _has_speech_tags(text: str) -> bool:
    """Tell whether a text was meant as SSML: it has a tag of it, or <speak> with its first character lost."""
    return _speech_tag().search(text) is not None


@cache
def _speech_tag() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(language.ssml_tags())))
    return re.compile(rf"</?(?:{names})(?![\w:-])|\bspeak\s*>", re.IGNORECASE)


def _may_be_completed(text: str, fault: _Fault) -> bool:
    """Tell whether a reference or placeholder may bring what is missing."""
    kind, start = fault.kind, fault.span[0]
    if kind in ("ampersand", "entity", "unknown tag"):
        return False
    in_tag = text[text.rfind("<", 0, start + 1) + 1 :].partition(">")[0]
    words = text.strip()
    return _OPAQUE in (words[0], words[-1]) or (kind != "unclosed" and _OPAQUE in in_tag)


class _Document:
    """A text as XML, with no entities but those of XML itself and no access to anything outside."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bytes = text.encode()
        self._before = len(self._bytes) - len(self._bytes.lstrip())
        self._root = ""
        self._open: list[tuple[str, int]] = []
        self._unknown: tuple[str, int] | None = None
        self._has_declarations = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = lambda name: self._open.pop()
        self._parser.StartDoctypeDeclHandler = self._declare

    def fault(self) -> _Fault | None:
        """Give the first thing that is wrong; None also for a text with declarations of its own, which is not read."""
        try:
            self._parser.Parse(self._bytes.strip(), True)
        except expat.ExpatError as error:
            return None if self._has_declarations else self._ill_formed(error.code)
        if self._root.casefold() != "speak":
            return _Fault("outside", "", (0, len(self._text)))
        return None if self._unknown is None else self._of_tag("unknown tag", *self._unknown)

    def _ill_formed(self, code: int) -> _Fault:
        at = self._characters(self._parser.ErrorByteIndex)
        fault = self._of_character(code, at) if self._root else None
        if fault is not None:
            return fault
        if not self._open:
            return _Fault("outside", "", (0, len(self._text)))
        name, opened = self._open[-1]
        if code == _NO_END:
            return self._of_tag("unclosed", name, opened)
        if code == _MISMATCH:
            closing = self._text[at:].partition(">")[0].strip()
            crossed = closing in (one for one, _ in self._open)
            return self._of_tag(*(("crossed", name) if crossed else ("never opened", closing)), at - 2)
        last = min(at, len(self._text) - 1)
        return _Fault("syntax", "", (last, last + 1))

    def _of_character(self, code: int, at: int) -> _Fault | None:
        """Give the fault of a character that begins markup where words were meant."""
        bare = _BARE_AMPERSAND.search(self._text)
        if bare is not None and bare.start() <= at:
            return _Fault("ampersand", "&", bare.span())
        entity = _ENTITY.match(self._text, at) if code == _UNDEFINED else None
        if entity is not None:
            return _Fault("entity", entity.group(), entity.span())
        begins_tag = self._open and code != _MISMATCH and self._text[at - 1 : at] == "<"
        return _Fault("less than", "<", (at - 1, at)) if begins_tag else None

    def _begin(self, name: str, attributes: object) -> None:
        at = self._characters(self._parser.CurrentByteIndex)
        self._root = self._root or name
        self._open.append((name, at))
        # Any tag with the prefix of Amazon counts as known: new ones may come.
        if not (name in language.ssml_tags() or name.startswith("amazon:") or _OPAQUE in name):
            self._unknown = self._unknown or (name, at)

    def _declare(self, *declaration: object) -> None:
        self._has_declarations = True
        raise expat.ExpatError

    def _characters(self, at_byte: int) -> int:
        return len(self._bytes[: self._before + at_byte].decode(errors="ignore"))

    def _of_tag(self, kind: _Kind, name: str, at: int) -> _Fault:
        end = self._text.find(">", at)
        return _Fault(kind, f"<{name}>", (at, end + 1 or len(self._text)))
