"""References to attributes that Amazon Connect does not have, and the real one that each was meant to be.

Most of the catalogue's roots hold keys that people choose, or parts that it may not list yet. Below those a name is
wrong only where a real one has the same letters: `$.Customer.firstname`. No root but those listed is expected.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.analysis.references.reported import ReferenceFault, keys_set, texts_with_references, told_once
from flowlint.model.flow import Flow
from flowlint.model.references import Reference, references_in, write_reference
from flowlint.text.closest import closest

_LIKE_ENOUGH = 0.7

Parts = tuple[str, ...]
_Way = tuple[str | None, ...]


def unknown_attributes(facts: Facts) -> tuple[ReferenceFault, ...]:
    """Give the references to no attribute that there is, each wrong name once, at the block reached first."""
    return told_once(_unknown(facts))


def names_one(parts: Parts) -> bool:
    """Tell whether the catalogue has an attribute that is named by these parts, or by the first of them."""
    below, ends = _tree()
    ways: list[_Way] = [()]
    for part in parts:
        ways = [(*way, name) for way in ways for name in (part, None) if name in below.get(way, ())]
        if any(way in ends for way in ways):
            return True
    return False


def has_free_key(parts: Parts) -> bool:
    """Tell whether the last of these parts is a key that people choose, so that any other could stand there."""
    return _first_wrong((*parts[:-1], "any key")) is None


@cache
def roots() -> frozenset[str]:
    """Give the parts that attributes of Amazon Connect begin with: `Attributes`, `Channel`, `Queue` and so on."""
    return frozenset(str(name) for name in _tree()[0][()])


def is_root(name: str) -> bool:
    """Tell whether attributes of Amazon Connect begin with this part."""
    return name in roots()


def _unknown(facts: Facts) -> Iterator[tuple[str, ReferenceFault]]:
    """Give each with the wrong beginning that makes it one."""
    keys = facts(keys_set)
    for block, at, text in facts(texts_with_references):
        for reference in references_in(text):
            wrong = _first_wrong(reference.parts)
            if wrong is None:
                continue
            nearest = _nearest(reference.parts)
            if nearest is None and wrong.depth and not language.is_fully_listed(reference.namespace):
                continue
            name = ".".join(reference.parts)
            nearest = next(((space, name) for space in sorted(keys) if name in keys[space]), nearest)
            if _is_meant(facts.flow, reference, text, wrong.depth, nearest):
                right = write_reference(nearest) if nearest else None
                fault = ReferenceFault(block, at, reference.span, reference.text, right)
                yield write_reference(reference.parts[: wrong.depth + 1]), fault


def _is_meant(flow: Flow, reference: Reference, text: str, depth: int, nearest: Parts | None) -> bool:
    """Tell whether a text surely holds this as a reference, and all of it.

    What only looks like one: "5 US$.Thanks"; a name that a template or a letter that is not ASCII goes on; and what
    an old export names without its root, which its translation has to guess.
    """
    if text.strip() == reference.text:
        return not flow.translated
    runs_on = bool(reference.tail) and depth == len(reference.parts) - 1
    is_price = text[: reference.span[0]][-1:].isalnum() or (len(reference.parts) == 1 and nearest is None)
    return not runs_on and not is_price


class _Wrong(NamedTuple):
    """The first part of a reference that cannot stand where it does, and the names that could."""

    depth: int
    names: tuple[str, ...]


@lru_cache(maxsize=4096)
def _first_wrong(parts: Parts) -> _Wrong | None:
    """Find the part that leads away from all attributes of the catalogue.

    None where there is one; where more parts stand behind one, which may be text; and where parts are left out.
    """
    below, ends = _tree()
    ways: list[_Way] = [()]
    for depth, part in enumerate(parts):
        further = [(*way, name) for way in ways for name in (part, None) if name in below.get(way, ())]
        if not further:
            names = (name for way in ways for name in below.get(way, ()) if name is not None)
            return None if any(way in ends for way in ways) else _Wrong(depth, tuple(sorted(names)))
        ways = further
    return None


@cache
def _tree() -> tuple[dict[_Way, set[str | None]], frozenset[_Way]]:
    """Give what can follow each beginning of an attribute, None for any key; and where attributes end."""
    ends = frozenset(known.parts for known in language.known_attributes())
    below: dict[_Way, set[str | None]] = defaultdict(set)
    for parts in ends:
        for depth, part in enumerate(parts):
            below[parts[:depth]].add(part)
    return dict(below), ends


def _nearest(parts: Parts) -> Parts | None:
    """Give the attribute that is written most like a wrong one; None where none is much like it."""
    same = _by_letters().get(_letters(*parts))
    if same is not None:
        return same
    while (wrong := _first_wrong(parts)) is not None:
        part = parts[wrong.depth]
        guess = wrong.depth == 0 or language.is_fully_listed(parts[0])
        close = closest(part, wrong.names, like_enough=_LIKE_ENOUGH if guess else 1, plain=_letters)
        if not close:
            return None
        parts = (*parts[: wrong.depth], close[0], *parts[wrong.depth + 1 :])
    return parts if names_one(parts) else None


@cache
def _by_letters() -> dict[str, Parts]:
    """Give the attributes without free keys by their letters alone."""
    plain = (tuple(part for part in known.parts if part is not None) for known in language.known_attributes())
    whole = (parts for known, parts in zip(language.known_attributes(), plain, strict=True) if parts == known.parts)
    return {_letters(*parts): parts for parts in whole}


def _letters(*parts: str) -> str:
    return "".join(one for one in "".join(parts).casefold() if one.isalnum())
