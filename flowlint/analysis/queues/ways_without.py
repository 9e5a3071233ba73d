"""Ways without a queue: how a module that sets the queue on some ways returns without having set one.

See docs/semantics.md#no-queue.
"""

from collections.abc import Mapping

from flowlint.analysis.engine import (
    Facts,
    Leg,
    Path,
    Result,
    reachable_blocks,
    returned_calls,
    soonest_return,
    with_modules,
)
from flowlint.analysis.queues.solution import queue_solution
from flowlint.analysis.queues.state import QueueState
from flowlint.analysis.queues.use import SETS_QUEUE
from flowlint.analysis.semantics import ConsistentSearch
from flowlint.model.flow import Transition

_NO_QUEUE = frozenset({QueueState()})


def ways_without_queue(facts: Facts, path: Path) -> Mapping[int, Leg]:
    """Give the ways through the modules that a path without a queue calls and that set one on other ways.

    Each at its last call, by the place in the path of the branch by which the module comes back.
    """
    ways = ((call.place, _way_back(call.module, call.results)) for call in returned_calls(facts, path))
    return {place: way for place, way in ways if way is not None}


def _way_back(module: Facts, results: frozenset[Result]) -> Leg | None:
    """Give the shortest way on which a module returns, saying one of these, without having set a queue.

    None where it sets none on any way.
    """
    flow, solution = module.flow, module.project(queue_solution)
    if flow.entry is None or not _may_set_queue(module):
        return None

    def successors(edge: Transition, _: bool) -> tuple[bool, ...]:
        # After a module that is not in the run there may be a queue.
        after = solution.after(flow, edge, _NO_QUEUE)
        return (True,) if any(state.queue is None and not state.elsewhere for state in after) else ()

    search = ConsistentSearch(module, [(flow.entry.id, True)], successors)
    found = soonest_return(module, results, lambda block: search.path(block.id))
    if found is None:
        return None
    block, path = found
    setters = (flow.by_id[edge.source] for edge in reversed(path))
    failed = next((one for one in setters if one.type == SETS_QUEUE), None)
    notes = {failed.id: "failed, so no queue is set"} if failed else {block.id: "returns with no queue set"}
    return Leg(flow, block, path, notes, ways_without_queue(module, path))


def _may_set_queue(module: Facts) -> bool:
    """Tell whether a block of a module sets the queue, or one of a module that it calls."""
    flows = map(module.project.of, module(with_modules))
    return any(block.type == SETS_QUEUE for facts in flows for block in facts(reachable_blocks))
