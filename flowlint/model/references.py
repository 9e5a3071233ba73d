"""Attribute references in a block's parameters, and the names that it gives to attributes.

A reference starts with `$.` and a namespace: `$.Attributes.key`, `$.Attributes['a key']`, `$.External.a.b`. It may be
a whole value or stand inside text. The dot or comma that ends a sentence is not part of it, nor is a letter that is
not ASCII: `$.Attributes.name您好` reads `name`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flowlint.model.flow import Block
from flowlint.report import JsonPath

_NAME = r"[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*"
_QUOTED = r"\[\s*'[^']*'\s*\]"
_INDEX = r"\[\d+\]"
# Connect wants the part with an array index in backticks: $.DataTableList.ResultData.`rows[0]`.name
_TICKED = rf"\.?`(?:{_NAME}|{_INDEX})(?:\.{_NAME}|{_INDEX})*`"
_REFERENCE = re.compile(rf"\$(?=\.[A-Za-z]|\.?\[\s*')(?:\.{_NAME}|\.?{_QUOTED}|{_INDEX}|{_TICKED})+")
_PARTS = re.compile(rf"\[\s*'(?P<quoted>[^']*)'\s*\]|(?P<plain>{_NAME})")
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}|\{\{[^}]*\}\}|<<[^>]*>>|%%[^%]*%%")
_TAIL = re.compile(rf"{_PLACEHOLDER.pattern}|(?![\x00-\x7f])\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference and where it is written: the parts behind `$`, and the path of the text below the block."""

    parts: tuple[str, ...]
    at: JsonPath
    text: str
    """The reference as it is written."""
    tail: str = ""
    """What stands right behind and may be text, or the end of an odd key: letters that are not ASCII, a placeholder."""

    @property
    def namespace(self) -> str:
        """The first part: Attributes, External, Lex or another."""
        return self.parts[0]

    @property
    def key(self) -> str:
        """The parts behind the namespace, joined by dots; "" where there are none."""
        return ".".join(self.parts[1:])

    @property
    def possible_keys(self) -> tuple[str, ...]:
        """The keys that may be meant, longest first.

        Keys may hold dots, and text may follow one: `$.Attributes.name.Welcome` reads `name.Welcome` or `name`.
        """
        shorter = tuple(".".join(self.parts[1:end]) for end in range(len(self.parts), 1, -1))
        return (shorter[0] + self.tail, *shorter) if self.tail and shorter else shorter


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A name that a person gave: the key of an attribute, a Lambda input, a tag. `at` is below the block."""

    name: str
    value: Any
    at: JsonPath


def references_in(text: str, at: JsonPath = ()) -> Iterator[Reference]:
    """Give the references in a text, in order."""
    for match in _REFERENCE.finditer(text):
        parts = tuple(part["plain"] or part["quoted"] for part in _PARTS.finditer(match.group()))
        tail = _TAIL.match(text, match.end())
        yield Reference(parts, at, match.group(), tail.group() if tail else "")


def is_filled_in(text: str) -> bool:
    """Tell whether a text holds a reference or a template's placeholder, so that it reads otherwise in the end."""
    return _REFERENCE.search(text) is not None or _PLACEHOLDER.search(text) is not None


def texts(value: Any, at: JsonPath) -> Iterator[tuple[JsonPath, str]]:
    """Give every string value below a value with its path, in document order, however deep."""
    stack: list[tuple[JsonPath, Any]] = [(at, value)]
    while stack:
        path, one = stack.pop()
        if isinstance(one, str):
            yield path, one
        elif isinstance(one, Mapping):
            stack.extend(((*path, key), item) for key, item in reversed(list(one.items())))
        elif isinstance(one, list):
            stack.extend(((*path, index), one[index]) for index in reversed(range(len(one))))


def references(block: Block) -> Iterator[Reference]:
    """Give every reference in a block's parameters, in document order."""
    for at, text in texts(block.parameters, ("Parameters",)):
        if "$" in text:
            yield from references_in(text, at)


def named_keys(block: Block) -> Iterator[NamedKey]:
    """Give the names that a block gives to attributes, inputs or tags, as the catalogue says where they stand."""
    for expression in block.action.named_keys if block.action else ():
        for match in _compiled(expression).find(block.parameters):
            if isinstance(match.value, Mapping):
                at: JsonPath = ("Parameters", *_fields(match.full_path))
                for name, value in match.value.items():
                    yield NamedKey(name, value, (*at, name))


@cache
def _compiled(expression: str) -> Any:
    from jsonpath_ng.parser import parse

    return parse(expression)


def _fields(path: Any) -> Iterator[str | int]:
    """Turn the path of a jsonpath-ng match into keys and indices."""
    from jsonpath_ng import Child, Fields, Index

    if isinstance(path, Child):
        yield from _fields(path.left)
        yield from _fields(path.right)
    elif isinstance(path, Fields):
        yield from path.fields
    elif isinstance(path, Index):
        yield from path.indices
