"""Attribute references in a block's parameters, and the names that it gives to attributes.

A reference starts with `$.` and a namespace: `$.Attributes.key`, `$.Attributes['a key']`, `$.External.a.b`. It may be
a whole value or stand inside text. The dot or comma that ends a sentence is not part of it, nor is a letter that is
not ASCII: `$.Attributes.name您好` reads `name`.

A reference is a JSONPath of the simplest kind: names, and in brackets quoted names and indices.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flowlint.model.flow import Block, once_per_block
from flowlint.text.json_values import JsonPath, matching

_NAME = r"[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*"
_QUOTED = r"""\[\s*(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")\s*\]"""
_INDEX = r"\[\d+\]"
# Connect wants the part with an array index in backticks: $.DataTableList.ResultData.`rows[0]`.name
_TICKED = rf"\.?`(?:{_NAME}|{_INDEX})(?:\.{_NAME}|{_INDEX})*`"
_REFERENCE = re.compile(rf"\$(?=\.[A-Za-z]|\.?\[\s*['\"])(?:\.{_NAME}|\.?{_QUOTED}|{_INDEX}|{_TICKED})+", re.DOTALL)
_MOST_PARTS = 50
"""How many parts a key is tried with when text may follow it; a reference of more parts names nothing anyway."""
_PLAIN = re.compile(_NAME)
_STEP = re.compile(
    rf"""\[\s*(?P<quote>['"])(?P<quoted>(?:\\.|(?!(?P=quote)).)*+)(?P=quote)|\[(?P<index>\d+)|(?P<name>{_NAME})""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# None begins within another, so that a text of nothing but beginnings is passed in one go.
PLACEHOLDER = re.compile(
    r"\$\{[^}$]*+\}|%\{[^}$%]*+(?:%(?!\{)[^}$%]*+)*+\}|\{%[^%]*+%\}|\{\{[^{}]*+\}\}|<<[^<>]*+>>|%%[^%]*+%%"
    r"|%[A-Za-z_]\w*+%|<%=[^%]*+%>"
)
"""What a template leaves for something else to fill in: `${x}`, `{{x}}`, `<<x>>`, `%%x%%`, `%x%`, `<%= x %>`."""
_FIRST = "$%{<"
"""The characters that placeholders and references begin with."""
_TAIL = re.compile(rf"{PLACEHOLDER.pattern}|(?![\x00-\x7f])\w[\w-]*")


class Reference(NamedTuple):
    """A reference and where it is written: its parts after `$`, and the path of the text below the block."""

    parts: tuple[str, ...]
    at: JsonPath
    text: str
    """The reference as it is written."""
    span: tuple[int, int]
    """Its start and its end, in code points of the string that it stands in; `at_block` takes it as it is."""
    tail: str = ""
    """What follows directly: text, or the end of an unusual key: letters that are not ASCII, a placeholder."""

    @property
    def namespace(self) -> str:
        """The first part: Attributes, External, Lex or another."""
        return self.parts[0]

    @property
    def key(self) -> str:
        """The parts after the namespace, joined by dots; "" where there are none."""
        return ".".join(self.parts[1:])

    @property
    def possible_keys(self) -> tuple[str, ...]:
        """The keys that may be meant, longest first.

        Keys may hold dots, and text may follow one: `$.Attributes.name.Welcome` reads `name.Welcome` or `name`.
        """
        if len(self.parts) == 2 and not self.tail:  # as nearly all have
            return self.parts[1:]
        ends = (len(self.parts), *_fewer(self.parts)) if len(self.parts) > 1 else ()
        shorter = tuple(".".join(self.parts[1:end]) for end in ends)
        return (shorter[0] + self.tail, *shorter) if self.tail and shorter else shorter


def _fewer(parts: Sequence[str]) -> range:
    return range(min(len(parts) - 1, _MOST_PARTS), 1, -1)


class NamedKey(NamedTuple):
    """A name that a person gave: the key of an attribute, a Lambda input, a tag. `at` is below the block."""

    name: str
    value: Any
    at: JsonPath


def references_in(text: str, at: JsonPath = ()) -> Iterator[Reference]:
    """Give the references in a text, in order."""
    for match in _REFERENCE.finditer(text):
        written = match.group()
        plain = "[" not in written and "`" not in written
        parts = tuple(written.split(".")[1:] if plain else _parts(written))
        tail = _TAIL.match(text, match.end())
        yield Reference(parts, at, written, match.span(), tail.group() if tail else "")


def reference_spans(text: str) -> Iterator[tuple[int, int]]:
    """Give where the references in a text stand, in order."""
    return (match.span() for match in _REFERENCE.finditer(text))


def filled_in_spans(text: str) -> list[tuple[int, int]]:
    """Give where the references and a template's placeholders in a text stand; some may lie in others."""
    return sorted([*reference_spans(text), *(match.span() for match in PLACEHOLDER.finditer(text))])


def read_in_short(namespace: str, key: str) -> tuple[str, ...]:
    """Give the keys that `$.NAMESPACE.key` may read, longest first: of an unsafe key it reads the beginning alone."""
    if _PLAIN.fullmatch(key):
        return (key,)
    return tuple(one for reference in references_in(f"$.{namespace}.{key}") for one in reference.possible_keys)


def write_reference(parts: Sequence[str]) -> str:
    """Write a reference, so that it is read as these parts: `$.Attributes.journey`, `$.Attributes['first name']`."""
    root, *others = parts
    return f"$.{root}" + "".join(f".{part}" if _PLAIN.fullmatch(part) else f"['{_escaped(part)}']" for part in others)


def _escaped(part: str) -> str:
    return part.replace("\\", r"\\").replace("'", r"\'")


def _parts(written: str) -> Iterator[str]:
    for step in _STEP.finditer(written, 1):
        if step["quote"]:
            yield _ESCAPE.sub(r"\1", step["quoted"])
        else:
            yield step["name"] or step["index"].lstrip("0") or "0"


def is_filled_in(text: str) -> bool:
    """Tell whether a text holds a reference or a template's placeholder, so that it reads otherwise in the end."""
    may_be = any(map(text.__contains__, _FIRST))
    return may_be and (_REFERENCE.search(text) is not None or PLACEHOLDER.search(text) is not None)


def reference_alone(text: str) -> Reference | None:
    """Give the reference that a text is, with nothing but spaces around it; None for any other text."""
    first = next(references_in(text), None)
    return first if first is not None and first.text == text.strip() else None


@once_per_block
def references(block: Block) -> tuple[Reference, ...]:
    """Give every reference in a block's parameters, in document order."""
    return tuple(one for _, _, found in texts_with_references(block) for one in found)


@once_per_block
def distinct_references(block: Block) -> tuple[Reference, ...]:
    """Give the references in a block's parameters, of those that a text repeats the first."""
    found: dict[tuple[JsonPath, str, str], Reference] = {}
    for one in references(block):
        found.setdefault((one.at, one.text, one.tail), one)
    return tuple(found.values())


@once_per_block
def texts_with_references(block: Block) -> tuple[tuple[JsonPath, str, tuple[Reference, ...]], ...]:
    """Give the texts in a block's parameters in which a reference may stand, with its path and those that do."""
    return tuple((at, text, tuple(references_in(text, at))) for at, text in block.texts if "$" in text)


def named_keys(block: Block) -> Iterator[NamedKey]:
    """Give the names that a block gives to attributes, inputs or tags, sorted at each place that the catalogue names.

    The order of keys says nothing in JSON, and what writes it may change it.
    """
    for steps in block.action.named_keys if block.action else ():
        for at, named in matching(block.parameters, steps, ("Parameters",)):
            if isinstance(named, dict):
                for name, value in sorted(named.items()):
                    yield NamedKey(name, value, (*at, name))
