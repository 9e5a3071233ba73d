"""Logging that is turned off for stored input and that no block turns on again before the contact leaves the flow.

See docs/semantics.md#logging.
"""

from typing import NamedTuple

from flowlint.analysis.engine import MODULE_CALL, MODULE_RETURN, Facts, Path
from flowlint.analysis.logging.paths import LoggingState, input_is_stored, logging_paths
from flowlint.analysis.logging.setting import turns_on_first
from flowlint.analysis.semantics import stores_input
from flowlint.model.flow import Block


class LeftOff(NamedTuple):
    """A block that turns logging off, and the shortest path from the entry on which it stays off for good.

    On it `stores` is the last block that stores input, or calls a module that does; `end` is where the contact leaves.
    """

    block: Block
    stores: Block
    end: Block
    path: Path


def left_off(facts: Facts) -> tuple[LeftOff, ...]:
    """Give the blocks that turn logging off where a path stores input then and nothing turns it on again.

    The path leads to where the contact leaves the flow. Where no other flow follows, the customer was asked something
    more on it: what comes after the last answer, a goodbye and the like, nobody misses in the logs. A module of the
    run that comes back with logging off counts as the block that turned it off in the flows that call it.
    """
    by_id = facts.flow.by_id
    if not any(stores_input(block) or block.type == MODULE_CALL for block in by_id.values()):
        return ()
    paths = facts(logging_paths)
    blamed = {
        state.off_by
        for block_id in paths
        for state in paths.states(block_id)
        if _is_missed(facts, by_id[block_id], state)
    }
    return tuple(_left_off(facts, block) for block in by_id.values() if block.id in blamed)


def _left_off(facts: Facts, block: Block) -> LeftOff:
    by_id = facts.flow.by_id
    path = facts(logging_paths).nearest(
        lambda block_id, state: state.off_by == block.id and _is_missed(facts, by_id[block_id], state)
    )
    assert path  # the search reached such a state, and not at the entry
    stores = next(by_id[edge.source] for edge in reversed(path) if input_is_stored(facts, edge))
    return LeftOff(block, stores, by_id[path[-1].target], path)


def _is_missed(facts: Facts, end: Block, state: LoggingState) -> bool:
    """Tell whether the contact leaves the flow at a block with logging off, and what comes after is not logged."""
    counts = state.asked if end.has("nothing_follows") else state.stored
    return counts and _leaves(facts, end)


def _leaves(facts: Facts, block: Block) -> bool:
    """Tell whether the contact leaves the flow at a block, and nothing of the run is known to turn logging on then."""
    project = facts.project.project
    if block.type == MODULE_RETURN:
        return not (project.callers[facts.flow] or project.has_unknown_callers(facts.flow))
    if block.action is None or not (block.action.terminal or block.has("leaves_on_success")):
        return False
    follows = project.possible_targets(block)
    return not any(turns_on_first(facts.project, flow) for flow in follows)
