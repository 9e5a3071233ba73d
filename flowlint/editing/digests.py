"""Digests of what differs between two states of a document: they tell that edits do what they should, and no more."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
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
        members = changes and _changed_members(path, before, after, changes)
        for key, old, new, below in members or _members(path, before, after):
            yield from _different((*path, key), old, new, below)
    elif before != after:
        yield path, after


def _changed_members(path: JsonPath, before: Any, after: Any, changes: Sequence[Change]) -> list[_Member] | None:
    """Give the members that changes are about; None where they move what stays, and any member may be another."""
    below: dict[str | int, list[Change]] = {}
    moved: list[str | int] = []
    for change in changes:
        held = change.path[len(path) :]
        if isinstance(change, Add) and not held:
            moved.append(len(before) + len(moved) if change.key is None else change.key)
        elif isinstance(change, RenameKey) and len(held) == 1:
            moved += held[0], change.name
        elif isinstance(change, Remove) and len(held) == 1 and isinstance(before, dict):
            moved.append(held[0])
        elif not held or (isinstance(change, Remove) and len(held) == 1):
            return None
        else:
            below.setdefault(held[0], []).append(change)
    known = {**below, **dict.fromkeys(moved)}
    members: list[_Member] = [(key, _at(before, key), _at(after, key), made) for key, made in known.items()]
    if path != _BLOCKS or isinstance(before, dict):
        return members
    if any(old is not _NOTHING and _id(old) != _id(new) for _, old, new, _ in members):
        return None
    return [(_id(new), old, new, made) for _, old, new, made in members]


def _members(path: JsonPath, before: Any, after: Any) -> list[_Member]:
    """Give all members of two objects or two lists."""
    if isinstance(before, dict):
        return [(key, _at(before, key), _at(after, key), None) for key in before | after]
    if path != _BLOCKS:
        return [(key, _at(before, key), _at(after, key), None) for key in range(max(len(before), len(after)))]
    old, new = _by_id(before), _by_id(after)
    return [(key[0], _at(old, key), _at(new, key), None) for key in old | new]


def _by_id(blocks: list[Any]) -> dict[Any, Any]:
    """Give blocks by their ids, each with how many before have the same."""
    seen: Counter[str] = Counter()
    found: dict[Any, Any] = {}
    for block in blocks:
        name = _id(block)
        found[name, seen[name]] = block
        seen[name] += 1
    return found


def _id(block: Any) -> str:
    named = block.get("Identifier") if isinstance(block, dict) else None
    return named if isinstance(named, str) else ""


def _at(holder: Any, key: Any) -> Any:
    if isinstance(holder, dict):
        return holder.get(key, _NOTHING)
    return holder[key] if key < len(holder) else _NOTHING
