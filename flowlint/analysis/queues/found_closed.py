"""What found that a queue is closed on a path: a check of its flow, or one of a module whose branch says so.

See docs/semantics.md#closed-queues.
"""

from collections.abc import Mapping

from flowlint.analysis.engine import Facts, Leg, Path, Result, returned_calls, returns_with, soonest_return
from flowlint.analysis.queues.solution import states_after
from flowlint.analysis.queues.state import CHECKS_HOURS, QueueState, is_closed
from flowlint.analysis.queues.use import UNSEEN
from flowlint.analysis.semantics import ConsistentSearch
from flowlint.model.flow import Block


def found_closed(facts: Facts, path: Path) -> tuple[Block | None, Mapping[int, Leg]]:
    """Give the last block of a path that found it closed, None where none did.

    For one that calls a module, with the way through that, by the place in the path of the branch by which it returns.
    """
    calls = {call.place: call for call in returned_calls(facts, path)}
    for place, edge in reversed([*enumerate(path)]):
        block = facts.flow.by_id[edge.source]
        if block.type == CHECKS_HOURS and edge.operand == "False":
            return block, {}
        way = _way_back(calls[place].module, calls[place].results) if place in calls else None
        if way is not None:
            return block, {place: way}
    return None, {}


def _way_back(module: Facts, results: frozenset[Result]) -> Leg | None:
    """Give the shortest way on which a module returns, saying one of these; None where it is not closed on all."""
    flow = module.flow
    if flow.entry is None:
        return None
    search = ConsistentSearch(module, [(flow.entry.id, QueueState(queue=UNSEEN))], module(states_after))
    if not all(is_closed(state) for block in returns_with(module, results) for state in search.states(block.id)):
        return None
    found = soonest_return(module, results, lambda block: search.path(block.id))
    if found is None:
        return None
    check, through = found_closed(module, found[1])
    notes = {check.id: "the hours are checked, and it is closed"} if check is not None and not through else {}
    return Leg(flow, *found, notes, through)
