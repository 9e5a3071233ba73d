"""The attributes that Amazon Connect has, as a trie of their parts, and the real one most like a wrong one."""

from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from flowlint import language
from flowlint.text.closest import closest, closest_meant, may_be_meant

_LIKE_ENOUGH = 0.7
_HOLDERS = frozenset(("ContactData", "Details"))
"""What holds the attributes in the event that a Lambda function gets; no attribute is meant by these themselves."""
_REMEMBERED = 4096
"""For so many attributes it is remembered what they are: one that is named once is named in many places."""

Parts = tuple[str, ...]
"""The parts of a reference after `$`."""

_Prefix = tuple[str | None, ...]
"""The first parts of an attribute of the catalogue; None where any key may stand."""


class WrongPart(NamedTuple):
    """The first part of a reference that cannot stand where it does, and the names that could."""

    depth: int
    names: tuple[str, ...]


@lru_cache(maxsize=_REMEMBERED)
def names_one(parts: Parts) -> bool:
    """Tell whether the catalogue has an attribute that is named by these parts, or by the first of them."""
    below, ends = _tree()
    prefixes: list[_Prefix] = [()]
    for part in parts:
        prefixes = [(*prefix, name) for prefix in prefixes for name in (part, None) if name in below.get(prefix, ())]
        if any(prefix in ends for prefix in prefixes):
            return True
    return False


def has_free_key(parts: Parts) -> bool:
    """Tell whether the last of these parts is a key that people choose, so that any other could stand there."""
    return first_wrong((*parts[:-1], "any key")) is None


@cache
def roots() -> frozenset[str]:
    """Give the parts that attributes of Amazon Connect begin with: `Attributes`, `Channel`, `Queue` and so on."""
    return frozenset(str(name) for name in _tree()[0][()])


def is_root(name: str) -> bool:
    """Tell whether attributes of Amazon Connect begin with this part."""
    return name in roots()


@lru_cache(maxsize=4096)
def first_wrong(parts: Parts) -> WrongPart | None:
    """Find the part that leads away from all attributes of the catalogue.

    None where there is one; where more parts follow one, which may be text; and where parts are left out.
    """
    below, ends = _tree()
    prefixes: list[_Prefix] = [()]
    for depth, part in enumerate(parts):
        further = [(*prefix, name) for prefix in prefixes for name in (part, None) if name in below.get(prefix, ())]
        if not further:
            names = (name for prefix in prefixes for name in below.get(prefix, ()) if name is not None)
            return None if any(prefix in ends for prefix in prefixes) else WrongPart(depth, tuple(sorted(names)))
        prefixes = further
    return None


@lru_cache(maxsize=_REMEMBERED)
def closest_attribute(parts: Parts) -> Parts | None:
    """Give the attribute that is written most like a wrong one; None where none is much like it.

    Where something stands before one that there is, as in the event that a Lambda function gets
    (`$.ContactData.Attributes.x`), it is that one.
    """
    same = _by_letters().get(_letters(*parts))
    if same is not None:
        return same
    root = None if is_root(parts[0]) else _misspelt_root(parts[0])
    if root is not None and names_one((root, *parts[1:])):
        return (root, *parts[1:])
    within = next(filter(None, (_in_other_letters(parts[at:]) for at in range(1, len(parts)))), None)
    if within is not None and not is_root(parts[0]):
        return within
    while (wrong := first_wrong(parts)) is not None:
        part = parts[wrong.depth]
        if part in _HOLDERS:
            return None
        guess = wrong.depth == 0 or language.is_fully_listed(parts[0])
        close = closest_meant(part, wrong.names, like_enough=_LIKE_ENOUGH) if guess else None
        close = close or next(iter(closest(part, wrong.names, like_enough=1, plain=_letters)), None)
        if close is None:
            return None
        parts = (*parts[: wrong.depth], close, *parts[wrong.depth + 1 :])
    return parts if names_one(parts) else None


def _misspelt_root(name: str) -> str | None:
    """Give the root that a name is a slip of; what stands below it stays, even where it is like a root too."""
    close = closest(name, roots(), like_enough=_LIKE_ENOUGH, plain=_letters)
    return next((root for root in close if may_be_meant(name, root)), None)


def _in_other_letters(parts: Parts) -> Parts | None:
    """Give the attribute that these parts name but for capitals: all of it, or its root where keys are free."""
    same = _by_letters().get(_letters(*parts))
    root = next((root for root in sorted(roots()) if _letters(root) == _letters(parts[0])), parts[0])
    right = same or (root, *parts[1:])
    return right if names_one(right) else None


@cache
def _tree() -> tuple[dict[_Prefix, set[str | None]], frozenset[_Prefix]]:
    """Give what can follow each beginning of an attribute, None for any key; and where attributes end."""
    ends = frozenset(known.parts for known in language.known_attributes())
    below: dict[_Prefix, set[str | None]] = defaultdict(set)
    for parts in ends:
        for depth, part in enumerate(parts):
            below[parts[:depth]].add(part)
    return dict(below), ends


@cache
def _by_letters() -> dict[str, Parts]:
    """Give the attributes without free keys by their letters alone."""
    plain = (tuple(part for part in known.parts if part is not None) for known in language.known_attributes())
    whole = (parts for known, parts in zip(language.known_attributes(), plain, strict=True) if parts == known.parts)
    return {_letters(*parts): parts for parts in whole}


@lru_cache(maxsize=_REMEMBERED)
def _letters(*parts: str) -> str:
    return "".join(one for one in "".join(parts).casefold() if one.isalnum())
