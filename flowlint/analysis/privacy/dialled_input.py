"""Numbers that customers type and the flow dials, by taint analysis with the path that shows it.

See docs/semantics.md#dialled-input.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from operator import eq
from typing import Any, NamedTuple

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, Path, happened
from flowlint.analysis.semantics import (
    STORED_INPUT,
    ConsistentSearch,
    Name,
    defined_by,
    looked_at,
    names_of,
    path_to_last,
    reads_of,
    stores_input,
)
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import Reference, references, references_in

_DIALS = "TransferParticipantToThirdParty"
_NUMBER = "ThirdPartyPhoneNumber"
_TIMEOUT = "Timeout"
_HAS_PREFIX = re.compile(r"\s*\+?\d")
_ONE_COUNTRY: Mapping[str, str] = {"InputValidation.PhoneNumberValidation.NumberFormat": "Local"}

Tainted = tuple[str, frozenset[Name]]
"""The id of the block that stored input, "" for none, and the names that hold this input."""

_CLEAN: Tainted = ("", frozenset())


class DialledInput(NamedTuple):
    """A block that dials what the customer typed, the block that stored it, and the shortest path from there."""

    block: Block
    reference: Reference
    stored_by: Block
    path: Path


def dialled_input(facts: Facts) -> tuple[DialledInput, ...]:
    """Give the blocks that dial a number which the customer typed and nothing looked at, in the order of the file."""
    return tuple(_dialled(facts))


def _dialled(facts: Facts) -> Iterator[DialledInput]:
    flow = facts.flow
    dials = [(block, number) for block in flow.of_type(_DIALS) if (number := _number_of(block)) is not None]
    if not dials or flow.entry is None:
        return
    search = ConsistentSearch(facts, [(flow.entry.id, _CLEAN)], lambda edge, tainted: (_after(flow, edge, tainted),))
    for block, number in dials:
        found = names_of(number)
        tainted = next((one for one in search.states(block.id) if found and not one[1].isdisjoint(found[1])), _CLEAN)
        path = search.path(block.id, partial(eq, tainted)) if tainted[1] else None
        if path:
            stored_by = tainted[0]
            whole = len(path_to_last(flow, path, {stored_by}))
            yield DialledInput(block, number, flow.by_id[stored_by], path[whole - 1 :])


def _number_of(block: Block) -> Reference | None:
    """Give the reference that a block dials, where that is all of the number."""
    return next((one for one in references(block) if one.at[1:] == (_NUMBER,) and _is_whole(block, one)), None)


def _is_whole(block: Block, reference: Reference) -> bool:
    return bool(str(block.parameters.get(_NUMBER)).strip() == reference.text)


def _after(flow: Flow, edge: Transition, before: Tainted) -> Tainted:
    """Give what holds unchecked input after an edge."""
    block = flow.by_id[edge.source]
    stored_by, names = before
    if _is_check(block, names):
        return _CLEAN
    if not happened(block, edge):
        return before
    made = defined_by(block)
    if (STORED_INPUT, "") in made:
        names = frozenset(name for name in names if name[0] != STORED_INPUT)
        if stores_input(block) and not language.holds(_ONE_COUNTRY, block.parameters):
            return block.id, frozenset({(STORED_INPUT, "")})
        return (stored_by, names) if names else _CLEAN
    names = (names - made) | frozenset(_copies(block, names))
    return (stored_by, names) if names else _CLEAN


def _is_check(block: Block, names: frozenset[Name]) -> bool:
    """Tell whether a block may look at unchecked input: it compares it, or hands it to a program or a module.

    To compare it with the word Timeout only tells that something was typed.
    """
    if not names:
        return False
    if block.type == MODULE_CALL or block.action is None:
        return True
    asked = any(not names.isdisjoint(found[1]) for one in looked_at(block) if (found := names_of(one)) is not None)
    if asked:
        return any(operand != _TIMEOUT for branch in block.conditions for operand in branch.operands)
    return any(read.asks_a_program and not names.isdisjoint(read.names) for read in reads_of(block))


def _copies(block: Block, names: frozenset[Name]) -> Iterator[Name]:
    """Give the attributes that a block sets from unchecked input; not those with the code of a country before it."""
    for namespace in language.attributes():
        values = block.parameters.get(namespace.keyed_by or "")
        for key, value in values.items() if isinstance(values, Mapping) else ():
            text = _text(value)
            found = () if _HAS_PREFIX.match(text) else map(names_of, references_in(text))
            if (namespace.name, key) in defined_by(block) and any(
                one and not names.isdisjoint(one[1]) for one in found
            ):
                yield namespace.name, key


def _text(value: Any) -> str:
    value = value.get("Value") if isinstance(value, Mapping) else value
    return value if isinstance(value, str) else ""
