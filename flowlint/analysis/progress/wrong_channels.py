"""Blocks that always fail for the contacts of a path, since only channels come by it on which they cannot run.

A path-sensitive search with the channels that a contact may be of as its state.

See docs/semantics.md#channels.
"""

from collections.abc import Iterable
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path
from flowlint.analysis.semantics import NO_MATCH, ConsistentSearch, channels_on, looks_at_channel
from flowlint.model.flow import Block, Transition


class WrongChannel(NamedTuple):
    """A block, the channels that the contacts of a path are of, in alphabetical order, and the shortest such path."""

    block: Block
    channels: tuple[str, ...]
    path: Path


def wrong_channels(facts: Facts) -> tuple[WrongChannel, ...]:
    """Give the blocks that some path reaches with contacts of such channels alone, in the order of the file."""
    flow = facts.flow
    if not any(map(looks_at_channel, flow.blocks)):
        return ()  # everywhere contacts may be of any channel, and no block fails on all
    found = []
    for block in flow.by_id.values():
        fails = language.fails_on(block.type, block.parameters)
        path = facts(_channels).path(block.id, fails.issuperset) if fails else None
        if path is not None:
            channels = next(one for one in facts(_channels).states(block.id) if fails.issuperset(one))
            found.append(WrongChannel(block, tuple(sorted(channels)), path))
    return tuple(found)


def _channels(facts: Facts) -> ConsistentSearch[frozenset[str]]:
    """Search all paths for the channels that a contact may be of; none is of two."""
    flow = facts.flow

    def successors(edge: Transition, before: frozenset[str]) -> Iterable[frozenset[str]]:
        after = before & _channels_by_decision(flow.by_id[edge.source], edge)
        return (after,) if after else ()

    return ConsistentSearch(facts, [] if flow.entry is None else [(flow.entry.id, language.channels())], successors)


def _channels_by_decision(block: Block, branch: Transition) -> frozenset[str]:
    """Give the channels of a branch; where no match leads to where conditions lead, those of all of them.

    The designer demands that it leads somewhere: who joins it to the way of calls has decided for what never comes.
    """
    if branch.label != NO_MATCH:
        return channels_on(block, branch)
    joined = (one for one in block.live_branches if one.target == branch.target)
    return frozenset[str]().union(*(channels_on(block, one) for one in joined))
