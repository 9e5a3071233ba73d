"""Stale results, by reaching definitions: answers that are read after another Lambda function has replaced them.

Each call replaces all that the one before answered. That a key is meant to be the first function's shows in a block
that reads it right after that one. The second function may answer the same key itself: it is taken to where the flow
compares the key after it, or reads it there on a path on which no other function has answered it.

A forward may-analysis for each key that two blocks read: of the function that answered last, which is the definition
that reaches a block, and of the one that the key was read of.

See docs/semantics.md#stale-results.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from operator import eq
from typing import NamedTuple

from flowlint.analysis.engine import MODULE_CALL, Facts, Path, happened
from flowlint.analysis.semantics import (
    ConsistentSearch,
    FaultyRead,
    Read,
    compared,
    defined_by,
    names_of,
    nearest_per_cause,
    path_to_last,
    reads_of,
)
from flowlint.model.flow import Block, Transition
from flowlint.model.references import Reference, references_in

_ANSWERS = ("External", "LambdaInvocation.ResultData")
"""The two namespaces of one answer."""
_FUNCTION = "LambdaFunctionARN"


class _KeyState(NamedTuple):
    """What is known of one key on the way to a block: the function that answered last, and the one it was read of."""

    key: str
    function: str | None = None
    read_of: str | None = None


class StaleRead(NamedTuple):
    """A read of an answer that is gone, the block that replaced the answer, and the last one that read it before that.

    `path` is the shortest one that shows it. `more` counts the other blocks that read what the same call replaced.
    """

    read: Read
    replaced_by: Block
    read_before_by: Block
    path: Path
    more: int


def stale_reads(facts: Facts) -> tuple[StaleRead, ...]:
    """Give the reads of answers that are gone, one for each call that replaced an answer."""
    return tuple(_stale_read(facts, fault) for fault in nearest_per_cause(_stale(facts)))


def _stale_read(facts: Facts, fault: FaultyRead) -> StaleRead:
    by_id, key = facts.flow.by_id, _key(fault.read.reference)
    until_replaced = path_to_last(facts.flow, fault.path, {fault.cause})
    before = next(edge.source for edge in reversed(until_replaced) if key in facts(_reads)[edge.source])
    return StaleRead(fault.read, by_id[fault.cause], by_id[before], fault.path, fault.more)


def _stale(facts: Facts) -> Iterator[FaultyRead]:
    flow, paths, given = facts.flow, facts(_paths), facts(_given)
    for block_id, keys in facts(_reads).items():
        for state in paths.states(block_id):
            gone = state.read_of not in (None, state.function) and (state.function, state.key) not in given
            path = paths.path(block_id, partial(eq, state)) if gone and state.key in keys else None
            if path:
                yield FaultyRead(path_to_last(flow, path, facts(_calls))[-1].source, keys[state.key], path)


def _paths(facts: Facts) -> ConsistentSearch[_KeyState]:
    """Search all paths for all keys that two blocks read, each for itself."""
    flow, calls, reading = facts.flow, facts(_calls), facts(_reads)

    def successors(edge: Transition, before: _KeyState) -> tuple[_KeyState]:
        block = flow.by_id[edge.source]
        state = before
        if state.key in reading[block.id] and state.read_of is None:
            state = state._replace(read_of=state.function)
        if block.id not in calls or not happened(block, edge):
            return (state,)
        function = calls[block.id]
        return (_KeyState(state.key) if function is None else state._replace(function=function),)

    blocks = Counter(key for one in reading.values() for key in one)
    twice = sorted(key for key, count in blocks.items() if count > 1) if flow.entry else []
    return ConsistentSearch(facts, [(flow.start or "", _KeyState(key)) for key in twice], successors)


def _given(facts: Facts) -> frozenset[tuple[str | None, str]]:
    """Give the functions that answer a key themselves, as the flow shows, with the key."""
    paths, by_id = facts(_paths), facts.flow.by_id
    looked_at = {block_id: compared(by_id[block_id]) for block_id in paths}
    return frozenset(
        (state.function, state.key)
        for block_id, reference in looked_at.items()
        for state in paths.states(block_id)
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
