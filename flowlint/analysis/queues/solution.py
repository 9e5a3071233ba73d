"""The ways to each block over all flows of a run, and the paths that show them.

See docs/semantics.md#queues.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flowlint.analysis.engine import MODULE_CALL, Facts, Path, Problem, ProjectFacts, Solution, entry_groups
from flowlint.analysis.queues.state import Hours, QueueState, retell, steps
from flowlint.analysis.queues.use import UNSEEN, may_start_with_queue
from flowlint.analysis.semantics import ConsistentSearch, joins_success
from flowlint.model.flow import INBOUND, Block, Flow, Transition

QueueStates = frozenset[QueueState]

_ELSEWHERE = QueueState(queue=UNSEEN, elsewhere=True)

_MOST_WAYS = 500
"""How many ways to a block are told apart; a menu of forty queues, all checked before each, has some 250."""

_TOP: QueueStates = frozenset({QueueState(elsewhere=True, exempt=True)})
"""Stands for more ways than are worth telling apart: nothing is said of what comes behind."""


def ways(facts: Facts) -> ConsistentSearch[QueueState]:
    """Search all paths of a flow; no path leads through a tangle, where the search would lose itself."""
    return ConsistentSearch(facts, ways_in(facts), facts(states_after))


def ways_in(facts: Facts) -> list[tuple[str, QueueState]]:
    """Give the ways to the entry of a flow, each with the id of that; none where it is a tangle."""
    flow, known = facts.flow, facts.project(solution_of_ways).entry_state(facts.flow)
    return [] if flow.entry is None or known == _TOP else [(flow.entry.id, way) for way in _in_order(known)]


def states_after(facts: Facts) -> Callable[[Transition, QueueState], Iterable[QueueState]]:
    """Give a function that tells the ways behind an edge, from one before its block; none where that is a tangle."""
    flow, solution = facts.flow, facts.project(solution_of_ways)
    known = solution.in_states(flow)

    def behind(edge: Transition, way: QueueState) -> Iterable[QueueState]:
        return () if known[edge.target] == _TOP else _in_order(solution.after(flow, edge, frozenset({way})))

    return behind


def path_to(facts: Facts, block: Block, shows: Callable[[QueueState], bool]) -> Path | None:
    """Give the shortest path to a block on a way for which `shows` is true; None where nobody surely takes one.

    In a ring of flows there must be such a way whichever of them the contact came in at.
    """
    search = facts(ways)
    came_in = {way.came_in for way in search.states(block.id) if shows(way)}
    if None in came_in or any(ring <= came_in for ring in facts.project(entry_groups)):
        return search.path(block.id, shows)
    return None


def solution_of_ways(project: ProjectFacts) -> Solution[QueueStates]:
    """Give the ways to each block of each flow of the run."""
    in_ring = {flow for ring in project(entry_groups) if len(ring) > 1 for flow in ring}

    def entry_state(flow: Flow) -> QueueStates:
        if flow.type not in (None, INBOUND):
            return frozenset({_ELSEWHERE})
        queue = UNSEEN if may_start_with_queue(project.of(flow)) else None
        return frozenset({QueueState(queue, came_in=flow if flow in in_ring else None)})

    def transfer(flow: Flow, edge: Transition, ways: QueueStates) -> QueueStates:
        if _as_good_as_run(project, flow.by_id[edge.source], edge):
            return _behind_unknown(ways)
        step = project.of(flow)(steps).get(edge)
        return ways if step is None or ways == _TOP else frozenset(map(step, ways))

    return Solution(
        project,
        Problem(
            entry_state=entry_state,
            transfer=transfer,
            join=_join,
            on_transfer=_told_before,
            # That a module cannot see the metrics its caller got is for another rule to say.
            on_call=_told_before,
            # A module notes what it found in an attribute, and what it noted is not followed.
            on_return=lambda before, after: _retold(after, "closed", "checked"),
            on_unknown_call=_behind_unknown,
        ),
    )


def _in_order(ways: QueueStates) -> Iterable[QueueState]:
    """Put ways into an order that is the same in every run."""
    return ways if len(ways) == 1 else sorted(ways, key=_sort_key)


def _sort_key(way: QueueState) -> Any:
    staffing, metrics = (sorted(queue or () for queue in queues) for queues in (way.staffing_of, way.metrics_of))
    return (way.queue or (), way.hours, way.own_hours or (), staffing, metrics, way.elsewhere, way.exempt)


def _join(one: QueueStates, other: QueueStates) -> QueueStates:
    ways = one | other
    return _TOP if len(ways) > _MOST_WAYS or ways >= _TOP else ways


def _told_before(ways: QueueStates) -> QueueStates:
    return _retold(ways, "closed", "closed before")


def _retold(ways: QueueStates, old: Hours, new: Hours) -> QueueStates:
    return frozenset(retell(way, old, new) for way in ways)


def _as_good_as_run(project: ProjectFacts, block: Block, error: Transition) -> bool:
    """Tell whether a module outside the run counts as run although it failed: its author joined that to its success."""
    return block.type == MODULE_CALL and project.project.target(block) is None and joins_success(block, error)


def _behind_unknown(ways: QueueStates) -> QueueStates:
    """Give the ways behind a module that cannot be seen: it may set a queue and check what it likes."""
    if ways == _TOP:
        return ways
    return frozenset(QueueState(queue=UNSEEN, exempt=True) if way.exempt else _ELSEWHERE for way in ways)
