"""Unchecked stored input, by taint analysis: it may be the word Timeout, which stands there if nothing was typed.

Taint analysis is a forward may-analysis: what stores input is a source, a test a sanitizer, and each use a sink.

See docs/semantics.md#stored-input.
"""

from collections.abc import Callable, Iterator, Mapping

from flowlint.analysis.engine import Facts, happened
from flowlint.analysis.semantics import (
    NO_MATCH,
    STORED_INPUT,
    ConsistentSearch,
    FaultyRead,
    Name,
    Read,
    compared,
    defined_by,
    looked_at,
    named_in,
    names_of,
    nearest_per_cause,
    path_to_last,
    reads_of,
)
from flowlint.model.flow import Block, Transition
from flowlint.model.references import is_filled_in

_TIMED_OUT = "timeout"
_MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "Equals": str.__eq__,
    "TextContains": str.__contains__,
    "TextEndsWith": str.endswith,
    "TextStartsWith": str.startswith,
}


def unchecked_input(facts: Facts) -> tuple[FaultyRead, ...]:
    """Give the uses of stored input that a path reaches with no test; the cause is the block that stored it."""
    return nearest_per_cause(_unchecked(facts))


def _unchecked(facts: Facts) -> Iterator[FaultyRead]:
    flow = facts.flow
    storing = {block.id for block in flow.by_id.values() if (STORED_INPUT, "") in defined_by(block)}
    for block in flow.by_id.values() if storing else ():
        read = next((one for one in reads_of(block) if _counts(facts, one)), None)
        path = facts(_paths).path(block.id, lambda untested: untested) if read else None
        if read and path:
            yield FaultyRead(path_to_last(flow, path, storing)[-1].source, read, path)


def _paths(facts: Facts) -> ConsistentSearch[bool]:
    """Search all paths for whether the input may hold the word: something stored it, and nothing tested it since."""
    flow = facts.flow

    def successors(edge: Transition, untested: bool) -> tuple[bool]:
        block = flow.by_id[edge.source]
        if (STORED_INPUT, "") in defined_by(block) and happened(block, edge):
            return (block.has("may_store_timeout"),)
        return (untested and not _tests(block, edge),)

    starts = [] if flow.entry is None else [(flow.entry.id, False)]
    return ConsistentSearch(facts, starts, successors)


def _tests(block: Block, edge: Transition) -> bool:
    """Tell whether a branch is one that input which timed out does not take, or takes because it was asked for."""
    reference = compared(block)
    if reference is None or reference.parts != (STORED_INPUT,):
        return edge.kind == "condition" and any(one.parts == (STORED_INPUT,) for one in named_in(block, edge))
    return edge.label != NO_MATCH or _asks_for_timeout(block)


def _asks_for_timeout(block: Block) -> bool:
    """Tell whether a condition of a block may match the word, however it is capitalised."""
    return any(
        is_filled_in(one.operand) or _MATCHES.get(one.operator, _always)(_TIMED_OUT, one.operand.strip().casefold())
        for one in block.transitions
        if one.kind == "condition" and not one.operator.startswith("Number")
    )


def _always(text: str, operand: str) -> bool:
    return True


def _counts(facts: Facts, read: Read) -> bool:
    """Tell whether a read is a use that the word Timeout can spoil.

    Not where the block tests the value itself, nor where it sets an attribute that the flow compares instead.
    """
    if read.namespace.name != STORED_INPUT or read.block.has("tests_its_value"):
        return False
    copies = {name for name in defined_by(read.block) if name[1] in read.reference.at[2:]}
    return copies.isdisjoint(facts(_attributes_compared))


def _attributes_compared(facts: Facts) -> frozenset[Name]:
    """Give the attributes that some block of the flow compares which a path reaches."""
    named = (one for block_id in facts(_paths) for one in looked_at(facts.flow.by_id[block_id]))
    return frozenset(name for found in map(names_of, named) if found is not None for name in found[1])
