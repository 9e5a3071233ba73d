"""What a block was meant to be whose type is none of Connect's."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block
from flowlint.model.references import is_filled_in
from flowlint.text.closest import closest_name, words_of

_MOST_AKIN = 3
"""How many types that differ in their verb alone are worth naming."""


class UnknownType(NamedTuple):
    """A block whose type the catalogue does not have.

    `right` is the type it was meant to be where the wrong name is a well-known one, `closest` a type that is
    written much like it; both are None where there is none. `akin` are those that differ from it in the first word
    alone: what `PutCustomerProfile` is to do, `CreateCustomerProfile` or `UpdateCustomerProfile` does.
    """

    block: Block
    right: str | None
    closest: str | None
    akin: tuple[str, ...] = ()


def unknown_types(facts: Facts) -> tuple[UnknownType, ...]:
    """Give the blocks of a type that is not known, in file order; not those that have no type at all.

    Types that settings name are known. One of a deployed flow that is like no other is newer than the catalogue.
    """
    return tuple(
        one for one in _unknown(facts) if not facts.flow.is_deployed or one.right is not None or one.closest is not None
    )


def _unknown(facts: Facts) -> Iterator[UnknownType]:
    flow = facts.flow
    unlisted = [block for block in flow.blocks if block.action is None and block.type]
    if not unlisted:
        return
    real = language.legacy_types() if flow.translated else frozenset(language.actions())
    known = real | facts.declared.block_types
    wrong = {} if flow.translated else {name.lower(): right for name, right in language.wrong_names().items()}
    for block in unlisted:
        if block.type not in known and not is_filled_in(block.type):
            right, closest = wrong.get(block.type.strip().lower()), closest_name(block.type, real)
            yield UnknownType(block, right, closest, _akin(block.type, real) if right is closest is None else ())


def _akin(written: str, real: Iterable[str]) -> tuple[str, ...]:
    rest = words_of(written)[1:]
    found = tuple(one for one in sorted(real) if rest and words_of(one)[1:] == rest)
    return found if len(found) <= _MOST_AKIN else ()
