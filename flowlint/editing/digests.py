"""Digests of what differs between two states of a document: they tell that edits do what they should, and no more."""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from flowlint.editing.changes import Add, Change, Remove, RenameKey
from flowlint.text.json_values import JsonPath

_BLOCKS = ("Actions",)
"""Where a flow has its blocks. They are known by their ids: one is the same wherever others are taken out."""
_NOTHING = object()
_in_order = json.JSONEncoder(sort_keys=True).encode

_Member = tuple[str | int, Any, Any, Sequence[Change] | None]
"""What a member is known by, what it is before and after, and the changes of it where they are known."""


def digests(place: JsonPath, before: Any, after: Any, changes: Sequence[Change] | None = None) -> tuple[str, ...]:
    """Give a digest of each value that is new, another or gone in a document, and of where that is; in no order.

    `place` is that of the document. `changes` are those that made one of the other, where they are known: all else is
    not looked at then. Several that are about different values have together the digests that each has alone.
    """
    found = _different((), before, after, changes)
    return tuple([hashlib.sha256(_in_order([place, *one]).encode()).hexdigest() for one in found])


def _different(path: JsonPath, before: Any, after: Any, changes: Sequence[Change] | None) -> Iterator[tuple[Any, ...]]:
    """Give the path of each value that is gone; of each that is new or another the path and the value."""
    if before is after or (changes is None and before == after):
        return
    if after is _NOTHING:
        yield (path,)
    elif before.__class__ is after.__class__ and isinstance(before, dict | list):
        look = _in_object if isinstance(before, dict) else _in_list
        members = look(path, before, after, changes) if changes else None
        for key, old, new, below in members or _members(path, before, after):
            yield from _different((*path, key), old, new, below)
    elif before != after:
        yield path, after


def _in_object(path: JsonPath, before: Any, after: Any, changes: Sequence[Change]) -> list[_Member]:
    """Give the members of an object that changes are about; one that is put in, taken out or renamed is another."""
    below: dict[Any, list[Change]] = {}
    moved: list[Any] = []
    for change in changes:
        held = change.path[len(path) :]
        if isinstance(change, Add) and not held:
            moved.append(change.key)
        elif isinstance(change, Remove | RenameKey) and len(held) == 1:
            moved += (*held, change.name) if isinstance(change, RenameKey) else held
        else:
            below.setdefault(held[0], []).append(change)
    return [(key, _at(before, key), _at(after, key), made) for key, made in (below | dict.fromkeys(moved)).items()]


def _in_list(path: JsonPath, before: Any, after: Any, changes: Sequence[Change]) -> list[_Member] | None:
    """Give the items of a list that changes are about; None where others are not known by what they were known by."""
    below: dict[Any, list[Change]] = {}
    gone: list[Any] = []
    added = 0
    for change in changes:
        held = change.path[len(path) :]
        if isinstance(change, Remove) and len(held) == 1:
            gone += held
        elif held:
            below.setdefault(held[0], []).append(change)
        else:
            added += 1
    gone.sort()
    kept = len(after) - added
    members: list[_Member] = [(index, before[index], _NOTHING, None) for index in gone]
    members += [(index, before[index], after[index - bisect_left(gone, index)], made) for index, made in below.items()]
    members += [(index, _NOTHING, after[index], None) for index in range(kept, len(after))]
    if path != _BLOCKS:
        return None if gone else members
    if any(_id(old) != _id(new) for _, old, new, _ in members if old is not _NOTHING and new is not _NOTHING):
        return None
    return [(_id(new if old is _NOTHING else old), old, new, made) for _, old, new, made in members]


def _members(path: JsonPath, before: Any, after: Any) -> Iterable[_Member]:
    """Give all members of two objects or two lists."""
    if isinstance(before, dict):
        return [(key, _at(before, key), _at(after, key), None) for key in before | after]
    if path == _BLOCKS:
        return _blocks(before, after)
    return [(index, old, new, None) for index, (old, new) in enumerate(zip_longest(before, after, fillvalue=_NOTHING))]


def _blocks(before: list[Any], after: list[Any]) -> Iterator[_Member]:
    """Give the blocks that are not the same; of several with one id each goes with the next that is not."""
    by_id: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for number, blocks in enumerate((before, after)):
        for block in blocks:
            by_id.setdefault(_id(block), ({}, {}))[number][_in_order(block)] = block
    for name, (was, now) in by_id.items():
        old = [block for text, block in was.items() if text not in now]
        new = [block for text, block in now.items() if text not in was]
        for one, other in zip_longest(old, new, fillvalue=_NOTHING):
            yield name, one, other, None


def _id(block: Any) -> str:
    named = block.get("Identifier") if isinstance(block, dict) else None
    return named if isinstance(named, str) else ""


def _at(holder: dict[Any, Any], key: Any) -> Any:
    return holder.get(key, _NOTHING)
