"""Answers of Lambda functions that are read after another function has replaced them.

Each call replaces all that the one before answered. That a key is meant to be the first function's shows in a block
that reads it right behind that one. The second function may answer the same key itself: it is taken to where the flow
compares the key behind it, or reads it there on a path on which no other function has answered it.

See docs/semantics.md#stale-results.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from operator import eq
from typing import NamedTuple

from flowlint.analysis.engine import MODULE_CALL, Facts, happened
from flowlint.analysis.semantics import (
    ConsistentSearch,
    Fault,
    Read,
    compared,
    defined_by,
    names_of,
    one_per_cause,
    reads_of,
    way_to_last,
)
from flowlint.model.flow import Block, Transition
from flowlint.model.references import Reference, references_in

_ANSWERS = ("External", "LambdaInvocation.ResultData")
"""The two namespaces of one answer."""
_FUNCTION = "LambdaFunctionARN"


class _State(NamedTuple):
    """What is known of one key on the way to a block: the function that answered last, and the one it was read of."""

    key: str
    function: str | None = None
    read_of: str | None = None


def stale_reads(facts: Facts) -> Iterator[tuple[Fault, Block]]:
    """Give the reads of answers that are gone; the cause is the call that replaced them.

    With each comes the last block that read the key before that.
    """
    for fault in one_per_cause(_stale(facts)):
        key = _key(fault.read.reference)
        until_replaced = way_to_last(facts.flow, fault.path, {fault.cause})
        meant = next(edge.source for edge in reversed(until_replaced) if key in facts(_reads)[edge.source])
        yield fault, facts.flow.by_id[meant]


def _stale(facts: Facts) -> Iterator[Fault]:
    flow, search, given = facts.flow, facts(_search), facts(_given)
    for block_id, keys in facts(_reads).items():
        for state in search.states(block_id):
            gone = state.read_of not in (None, state.function) and (state.function, state.key) not in given
            path = search.path(block_id, partial(eq, state)) if gone and state.key in keys else None
            if path:
                yield Fault(way_to_last(flow, path, facts(_calls))[-1].source, keys[state.key], path)


def _search(facts: Facts) -> ConsistentSearch[_State]:
    """Search all paths for all keys that two blocks read, each for itself."""
    flow, calls, reading = facts.flow, facts(_calls), facts(_reads)

    def step(edge: Transition, before: _State) -> tuple[_State]:
        block = flow.by_id[edge.source]
        state = before
        if state.key in reading[block.id] and state.read_of is None:
            state = state._replace(read_of=state.function)
        if block.id not in calls or not happened(block, edge):
            return (state,)
        function = calls[block.id]
        return (_State(state.key) if function is None else state._replace(function=function),)

    blocks = Counter(key for one in reading.values() for key in one)
    twice = sorted(key for key, count in blocks.items() if count > 1) if flow.entry else []
    return ConsistentSearch(facts, [(flow.start or "", _State(key)) for key in twice], step)


def _given(facts: Facts) -> frozenset[tuple[str | None, str]]:
    """Give the functions that answer a key themselves, as the flow shows, with the key."""
    search, by_id = facts(_search), facts.flow.by_id
    looked_at = {block_id: compared(by_id[block_id]) for block_id in search}
    return frozenset(
        (state.function, state.key)
        for block_id, reference in looked_at.items()
        for state in search.states(block_id)
        if (state.key in facts(_reads)[block_id] and state.read_of is None)
        or (reference is not None and _key(reference) == state.key)
    )


def _calls(facts: Facts) -> Mapping[str, str | None]:
    """Give the blocks that replace the answer, by id, with the function called; None where that is not known.

    A module may call functions as well, none of which is known.
    """
    return {
        block.id: _function(block)
        for block in facts.flow.by_id.values()
        if block.type == MODULE_CALL or (_ANSWERS[0], "") in defined_by(block)
    }


def _function(block: Block) -> str | None:
    name = block.parameters.get(_FUNCTION)
    return name if isinstance(name, str) and not any(references_in(name)) else None


def _reads(facts: Facts) -> dict[str, dict[str, Read]]:
    """Give what each block reads of functions' answers, by block id and by key."""
    return {
        block.id: {key: read for read in reads_of(block) if (key := _key(read.reference))}
        for block in facts.flow.by_id.values()
    }


def _key(reference: Reference) -> str | None:
    """Give the key of a function's answer that a reference means; None for all else."""
    found = names_of(reference)
    if found is None or found[0].name not in _ANSWERS:
        return None
    return ".".join(reference.parts[len(found[0].name.split(".")) :])
