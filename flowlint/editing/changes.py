"""Changes of a JSON document: what is set, renamed, added and removed, each at its path."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flowlint.text.json_values import JsonPath


class Misfit(Exception):
    """A change that a document has no place for: its path leads nowhere, or the new key is taken."""


@dataclass(frozen=True, slots=True)
class SetValue:
    """Put a value in the place of another; with a `span`, in code points, a text in that of a part of a text."""

    path: JsonPath
    value: Any
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Give the value at a path another key; no other member of its object may have it."""

    path: JsonPath
    name: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Take an item out of a list, or a member out of an object."""

    path: JsonPath


@dataclass(frozen=True, slots=True)
class Add:
    """Add a value at the end of the list or object at a path; in an object under a `key` that it does not have."""

    path: JsonPath
    value: Any
    key: str | None = None


Change = SetValue | RenameKey | Remove | Add
"""One change. Paths are those before any change is made, and no two changes may be about the same place."""


def changed(document: Any, changes: Iterable[Change]) -> Any:
    """Give a document with changes, and leave the one that is given as it is. Raises `Misfit`.

    What no change is about is the same object in both. A renamed key is the last of its object.
    """
    order = {SetValue: 0, Add: 1, RenameKey: 2, Remove: 3}
    own: set[int] = set()
    # From the last to the first: what is done leaves the paths of what is to be done as they are.
    for change in sorted(changes, key=lambda one: (order[type(one)], _backwards(one))):
        document = _with_own(document, change.path if isinstance(change, Add) else change.path[:-1], own)
        _change(document, change)
    return document


def _with_own(value: Any, path: JsonPath, own: set[int]) -> Any:
    """Copy the objects and lists on a path that are not in `own` yet, each without what it holds. Raises `Misfit`."""
    if isinstance(value, dict | list) and id(value) not in own:
        value = copy.copy(value)
        own.add(id(value))
    if path:
        held = exactly_at(value, path[:1])
        value[path[0]] = _with_own(held, path[1:], own)
    return value


def _backwards(change: Change) -> tuple[Any, ...]:
    """Order removals by their index from the last on, renamed keys from the innermost on, parts of texts likewise."""
    if isinstance(change, SetValue):
        return (-change.span[0],) if change.span else (0,)
    if isinstance(change, Remove):
        return tuple((-part, "") if isinstance(part, int) else (1, part) for part in change.path)
    return (-len(change.path),) if isinstance(change, RenameKey) else (0,)


def _change(document: Any, change: Change) -> None:
    if isinstance(change, Add):
        _add(exactly_at(document, change.path), change)
        return
    if not change.path:
        raise Misfit("the root cannot be changed as a whole")
    last = change.path[-1]
    holder = exactly_at(document, change.path[:-1])
    old = exactly_at(holder, (last,))
    if isinstance(change, SetValue):
        holder[last] = with_part(old, change)
    elif isinstance(change, Remove):
        del holder[last]
    else:
        if not isinstance(holder, dict) or change.name in holder:
            raise Misfit(f"the key {change.name!r} is taken")
        holder[change.name] = holder.pop(last)


def _add(holder: Any, change: Add) -> None:
    if change.key is None and isinstance(holder, list):
        holder.append(change.value)
    elif isinstance(holder, dict) and change.key is not None and change.key not in holder:
        holder[change.key] = change.value
    else:
        raise Misfit("nothing can be added there")


def with_part(old: Any, change: SetValue) -> Any:
    """Give what stands in the place of an old value after it was set. Raises `Misfit`."""
    if change.span is None:
        return change.value
    start, end = change.span
    if not isinstance(old, str) or not isinstance(change.value, str) or not 0 <= start < end <= len(old):
        raise Misfit("there is no such part of a text")
    return old[:start] + change.value + old[end:]


def exactly_at(document: Any, path: JsonPath) -> Any:
    """Give what stands at a path. Raises `Misfit` where nothing does."""
    for part in path:
        if isinstance(document, dict):
            found = part in document
        else:
            found = isinstance(document, list) and isinstance(part, int) and 0 <= part < len(document)
        if not found:
            raise Misfit("the path leads nowhere")
        document = document[part]
    return document
