"""What a file of infrastructure code holds, whatever it is written in: values, each with its place in the file."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from flowlint.mapped_text import MappedText, Piece
from flowlint.reading.template import as_text
from flowlint.source import Source
from flowlint.text.json_values import JsonPath

_TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')
MOST_NODES = 200_000
"""How many values of one expression are written out: aliases of YAML may stand for billions."""


_MOST_LETTERS = 5_000_000
"""How long a text may be that is made, in code points: as long as infrastructure code may be that is read."""
_LETTERS_OF_A_PIECE = 10
"""What a piece of a text counts for besides its letters, for the memory that it takes."""
_MOST_MADE = 20_000_000
"""How long all texts together may be that are made for one reading of a file, counted alike."""


class TooLarge(Exception):
    """An expression that stands for more than anybody writes."""


class TooSlow(TooLarge):
    """An expression that takes longer to work out than anybody waits."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value in a file; offsets in code points of the text of `source`."""

    source: Source
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Scalar(Node):
    """A text, a number, a boolean or nothing. `text` is what is written, without quotes and escapes."""

    text: MappedText
    value: Any

    @property
    def string(self) -> str | None:
        """The text of a scalar that is one."""
        return self.value if isinstance(self.value, str) else None


@dataclass(frozen=True, slots=True, eq=False)
class Items(Node):
    """A list."""

    items: tuple[Node, ...]

    @property
    def is_open(self) -> bool:
        """Whether it has items that only a deployment knows how many there are of."""
        return any(isinstance(one, Hole) and one.is_many for one in self.items)


Member = tuple[Scalar, Node]
"""A key, which is a scalar with a text, and its value."""


@dataclass(frozen=True, slots=True, eq=False)
class Members(Node):
    """An object: its keys and its values. Of a key written twice the last counts."""

    members: tuple[Member, ...]

    def get(self, key: str) -> Node | None:
        """Give the value at a key."""
        return next((value for name, value in reversed(self.members) if name.text.text == key), None)


@dataclass(frozen=True, slots=True, eq=False)
class Hole(Node):
    """What only a deployment knows; `name` is what stands between the braces of its placeholder.

    With `is_many` it stands in a list for any number of items.
    """

    name: str
    is_many: bool = False

    @property
    def placeholder(self) -> str:
        """The placeholder that a text has in its place."""
        return as_text("${" + self.name + "}")


class Made:
    """Counts the texts that are made for one reading of a file."""

    def __init__(self) -> None:
        self._letters = 0

    def count(self, node: Node | None) -> None:
        """Count a value that has been made. Raises `TooLarge`."""
        if isinstance(node, Scalar):
            self._letters += len(node.text.text) + _LETTERS_OF_A_PIECE * len(node.text.pieces)
            if self._letters > _MOST_MADE:
                raise TooLarge


def merged(objects: Sequence[Sequence[Member]]) -> tuple[Member, ...]:
    """Give the members of some objects, of which each overrides those before it. A key that one has twice stays so."""
    taken: set[str] = set()
    kept: list[list[Member]] = []
    for members in reversed(objects):
        kept.append([member for member in members if member[0].text.text not in taken])
        taken.update(key.text.text for key, _ in members)
    return tuple(chain.from_iterable(reversed(kept)))


def in_order(held: Members) -> list[Member]:
    """Give the members of an object by their keys, in the order in which Terraform goes through them, each key once."""
    by_key = {key.text.text: (key, value) for key, value in held.members}
    return [by_key[key] for key in sorted(by_key)]


def text_of(node: Node | None) -> str | None:
    """Give the text of a scalar, or the placeholder of what is not known; None for anything else."""
    if isinstance(node, Hole):
        return node.placeholder
    if isinstance(node, Scalar) and node.value is not None:
        return node.text.text
    return None


def mapped(node: Node, source: Source, start: int, end: int) -> MappedText:
    """Give a text or a placeholder as part of a text in `source`; one of another file stands at the place given."""
    text = MappedText((Piece(node.placeholder, node.start, node.end),)) if isinstance(node, Hole) else _plain(node)
    return text if node.source is source else text.as_one(start, end)


def _plain(node: Node) -> MappedText:
    assert isinstance(node, Scalar)
    return node.text


def at_path(node: Node | None, *path: str) -> Node | None:
    """Give the value at a path of keys."""
    for key in path:
        node = node.get(key) if isinstance(node, Members) else None
    return node


def walk(node: Node, at: JsonPath = ()) -> Iterator[tuple[JsonPath, Node]]:
    """Give a value and all below it, in order. Raises `TooLarge`."""
    waiting, count = [(at, node)], 0
    while waiting:
        path, one = waiting.pop()
        count += 1
        if count > MOST_NODES:
            raise TooLarge
        yield path, one
        if isinstance(one, Members):
            waiting += [((*path, key.text.text), value) for key, value in reversed(one.members)]
        elif isinstance(one, Items):
            waiting += [((*path, index), one.items[index]) for index in reversed(range(len(one.items)))]


def is_null(node: Node) -> bool:
    """Tell whether a value is nothing."""
    return isinstance(node, Scalar) and node.value is None


def as_json(node: Node, *, with_nulls: bool = True) -> MappedText:
    """Write a value as JSON, each part of it at its place in the file of `node`. Raises `TooLarge`.

    Without `with_nulls`, members that are nothing are left out.
    """
    return _text(_written(node, node, with_nulls))


def as_value(node: Node | None) -> Any:
    """Give a value as JSON has it, None for none. Raises `TooLarge`."""
    return None if node is None else json.loads(as_json(node).text)


def _written(node: Node, root: Node, with_nulls: bool) -> Iterator[Piece]:
    """Write what is on a stack rather than by recursion, for nothing bounds how deep a file is."""
    waiting: list[Node | Piece] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Piece):
            yield one
            continue
        start, end = (one.start, one.end) if one.source is root.source else (root.start, root.end)
        opens = end if start == end else start + 1
        closes = max(opens, end - 1)
        if isinstance(one, Members):
            waiting.append(Piece("}", closes, end))
            members = [(key, value) for key, value in one.members if with_nulls or not is_null(value)]
            for number, (key, value) in reversed(list(enumerate(members))):
                waiting += [value, Piece(": ", key.end, key.end), _as_string(key)]
                waiting += [Piece(", ", key.start, key.start)] if number else []
            waiting.append(Piece("{", start, opens))
        elif isinstance(one, Items):
            waiting.append(Piece("]", closes, end))
            for number, value in reversed(list(enumerate(one.items))):
                waiting += [value] if not number else [value, Piece(", ", value.start, value.start)]
            waiting.append(Piece("[", start, opens))
        elif isinstance(one, Hole):
            yield Piece(json.dumps(one.placeholder, ensure_ascii=False), start, end)
        elif isinstance(one, Scalar):
            if isinstance(one.value, str):
                yield from _string(one) if one.source is root.source else [Piece(json.dumps(one.value), start, end)]
            else:
                yield Piece(json.dumps(one.value), start, end)


def _as_string(key: Scalar) -> Scalar:
    return key if isinstance(key.value, str) else Scalar(key.source, key.start, key.end, key.text, key.text.text)


def _string(node: Scalar) -> list[Piece]:
    """Write a text as a JSON string; a key or value without quotes begins and ends with its first and last letter."""
    text = node.text
    begin, end = text.outward(0, len(text.text)) if text.text else (node.end, node.end)
    pieces = [Piece('"', node.start, max(node.start, begin))]
    at = 0
    for match in _TO_ESCAPE.finditer(text.text):
        pieces += text.cut(at, match.start()).pieces
        pieces.append(Piece(json.dumps(match.group())[1:-1], *text.outward(match.start(), match.end())))
        at = match.end()
    pieces += text.cut(at, len(text.text)).pieces
    pieces.append(Piece('"', min(end, node.end), node.end))
    return pieces


def string(source: Source, start: int, end: int, texts: Iterable[MappedText]) -> Scalar:
    """Make a text of parts, which are asked for one by one. Raises `TooLarge` before it is too long."""
    text = _text(piece for one in texts for piece in one.pieces)
    return Scalar(source, start, end, text, text.text)


def _text(pieces: Iterable[Piece]) -> MappedText:
    """Put a text together. Every text that is made of others is made here. Raises `TooLarge`."""
    return MappedText(_counted(pieces))


def _counted(pieces: Iterable[Piece]) -> Iterator[Piece]:
    letters = 0
    for piece in pieces:
        letters += len(piece.text) + _LETTERS_OF_A_PIECE
        if letters > _MOST_LETTERS:
            raise TooLarge
        yield piece


def listed(source: Source, start: int, end: int, items: Iterable[Node]) -> Items:
    """Make a list of items, which are asked for one by one. Raises `TooLarge` before it is too long."""
    held = tuple(islice(items, MOST_NODES + 1))
    if len(held) > MOST_NODES:
        raise TooLarge
    return Items(source, start, end, held)
