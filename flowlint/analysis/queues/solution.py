"""Disjunctive dataflow: the states of all paths to each block over all flows of a run, and the paths that show them.

The solution of a may-analysis over sets of states with the join ∪, widened to top where these are too many.

See docs/semantics.md#queues.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from flowlint.analysis.engine import (
    MODULE_CALL,
    Facts,
    Leg,
    Path,
    Problem,
    ProjectFacts,
    Solution,
    Successors,
    ahead_of,
    entry_groups,
    legs_to,
)
from flowlint.analysis.queues.state import (
    CHECKS_HOURS,
    GETS_METRICS,
    OF_NO_QUEUE,
    Hours,
    QueueState,
    Update,
    at_transfer,
    checks_staffing,
    is_closed,
    is_open,
    updates,
    with_outcome,
)
from flowlint.analysis.queues.use import LACKED, NOT_SET_HERE, SETS_QUEUE, UNSEEN, may_start_with_queue, transfers
from flowlint.analysis.semantics import ConsistentSearch, asked_outcomes, joins_success, nobody_is_on_the_line
from flowlint.model.flow import INBOUND, Block, Flow, Transition

QueueStates = frozenset[QueueState]

_End = Callable[[Transition, QueueStates], QueueStates | None]
"""Gives what a module ends with by a branch of its call, called in a state."""

_NONE: QueueStates = frozenset()
_ELSEWHERE = QueueState(queue=UNSEEN, elsewhere=True)

_DOES = {SETS_QUEUE: "sets the queue", CHECKS_HOURS: "checks the hours"}
"""What is said of blocks in the flows before."""

_MOST_STATES = 500
"""How many states are told apart at a block; a menu of forty queues, all checked before each, has some 250."""

_TOP: QueueStates = frozenset({QueueState(elsewhere=True, exempt=True)})
"""The top element, for more states than are worth telling apart: nothing is said of what comes after."""


def _with_hours(state: QueueState) -> QueueState:
    """Give what is known where somebody tells that the hours were checked, or decided without a check."""
    return state if state.hours != "unchecked" else state._replace(own_hours=state.own_hours or OF_NO_QUEUE)


_NOTED: tuple[tuple[Callable[[Facts], frozenset[Transition]], Update], ...] = (
    (
        asked_outcomes(lambda block: block.type == CHECKS_HOURS),
        _with_hours,
    ),
    (
        asked_outcomes(lambda block: block.type == GETS_METRICS or checks_staffing(block)),
        lambda state: state._replace(staffing_of=state.staffing_of or frozenset({LACKED})),
    ),
    (
        asked_outcomes(lambda block: block.type == SETS_QUEUE),
        lambda state: state._replace(queue=state.queue or UNSEEN),
    ),
)
"""The branches that tell what a module or the flow before noted, with what is known after them."""


def paths(facts: Facts) -> ConsistentSearch[QueueState]:
    """Search all paths of a flow; none that leads through top, where the search would lose itself."""
    return ConsistentSearch(facts, entry_states(facts), facts(states_after))


def entry_states(facts: Facts) -> list[tuple[str, QueueState]]:
    """Give the states at the entry of a flow, each with the id of its first block; none where that is top."""
    flow, known = facts.flow, facts.project(queue_solution).entry_state(facts.flow)
    return [] if flow.entry is None or known == _TOP else [(flow.entry.id, state) for state in _in_order(known)]


def states_after(facts: Facts) -> Successors[QueueState]:
    """Give the transition relation: the states after an edge, from one before its block; none where that is top."""
    flow, solution = facts.flow, facts.project(queue_solution)
    known = solution.in_states(flow)

    def successors(edge: Transition, state: QueueState) -> Iterable[QueueState]:
        return () if known[edge.target] == _TOP else _in_order(solution.after(flow, edge, frozenset({state})))

    return successors


def path_to(facts: Facts, block: Block, shows: Callable[[QueueState], bool]) -> Path | None:
    """Give the shortest path to a block in a state for which `shows` is true; None where nobody surely takes one.

    In a group of flows there must be such a path whichever of them the contact came in at.
    """
    search = facts(paths)
    came_in = {state.came_in for state in search.states(block.id) if shows(state)}
    groups = facts.project(entry_groups)
    if any(flow is None or groups[flow] <= came_in for flow in came_in):
        return search.path(block.id, shows)
    return None


def legs_before(
    facts: Facts, block: Block, shows: Callable[[QueueState], bool], began: Callable[[QueueState], bool]
) -> tuple[Leg, ...]:
    """Give the way by which a contact came to the flow that takes the path of `path_to`, from where it `began`."""
    start = facts(paths).start(block.id, shows)
    if start is None or began(start):
        return ()
    legs = legs_to(facts, start, paths, lambda state: _seen_by_next(frozenset({state})), began)
    return tuple(replace(leg, notes=_on_the_way(leg)) for leg in legs)


def _on_the_way(leg: Leg) -> dict[str, str]:
    passed = (leg.flow.by_id[edge.source] for edge in leg.path)
    return {block.id: _DOES[block.type] for block in passed if block.type in _DOES}


def queue_solution(project: ProjectFacts) -> Solution[QueueStates]:
    """Give the states at each block of each flow of the run."""
    in_group = {flow for flow, group in project(entry_groups).items() if len(group) > 1}

    def entry_state(flow: Flow) -> QueueStates:
        if flow.type not in (None, INBOUND) or project.project.has_unknown_callers(flow):
            return frozenset({_ELSEWHERE})
        facts = project.of(flow)
        queue = UNSEEN if facts(may_start_with_queue) else None
        came_in = flow if flow in in_group else None
        return frozenset({QueueState(queue, exempt=facts(nobody_is_on_the_line), came_in=came_in)})

    def transfer(flow: Flow, edge: Transition, states: QueueStates) -> QueueStates:
        if _as_good_as_run(project, flow, edge):
            return _after_unknown_call(states)
        facts = project.of(flow)
        update = facts(_all_updates).get(edge)
        if update is None or states == _TOP:
            return states
        done = facts(_worked_out)
        # States come to a block one after another: only those that came since are worked out.
        before, after = done.get(edge, (_NONE, _NONE))
        if not before <= states:
            return frozenset(map(update, states))
        if len(before) < len(states):
            after |= frozenset(map(update, states - before))
            done[edge] = states, after
        return after

    def after_return(
        flow: Flow,
        edge: Transition,
        before: QueueStates,
        after: QueueStates,
        end: _End,
    ) -> QueueStates:
        # A branch says closed where the module has found so on all ways that lead to it. What it found closed on some
        # alone it may have noted.
        known = after if all(map(is_closed, _found(end, edge))) else _with_outcome(after, "closed", "checked")
        told = project.of(flow)(_told).get(edge)
        if told is not None and known != _TOP:
            known = frozenset(map(told, known))
        return _taken_for_closed(flow, edge, known, end)

    return Solution(
        project,
        Problem(
            entry_state=entry_state,
            transfer=transfer,
            join=_join,
            on_transfer=_seen_by_next,
            # That a module cannot see the metrics its caller got is for another rule to say.
            on_call=_seen_by_next,
            on_event=_at_event,
            on_return=after_return,
            on_unknown_call=_after_unknown_call,
            on_failed_call=_taken_for_closed,
            never=_NONE,
        ),
    )


def _found(end: _End, by: Transition) -> QueueStates:
    """Give what a module itself finds where it comes back by a branch; nothing where it does not."""
    return end(by, frozenset({QueueState(queue=UNSEEN)})) or _NONE


def _taken_for_closed(flow: Flow, edge: Transition, known: QueueStates, end: _End) -> QueueStates:
    """Give what is known after a branch of a call that joins one by which the module says closed, and none for open.

    Somebody decided to take it for closed, as where the failure of a check joins its branch for closed hours.
    """
    branches = flow.by_id[edge.source].live_branches
    joined = [_found(end, one) for one in branches if one is not edge and one.target == edge.target]
    says_closed = any(states and all(map(is_closed, states)) for states in joined)
    if known == _TOP or not says_closed or any(is_open(state) for states in joined for state in states):
        return known
    return frozenset(map(_with_hours, known))


def _told(facts: Facts) -> Mapping[Transition, Update]:
    """Give what is known after the branches that tell what a module or the flow before noted."""
    found: dict[Transition, Update] = {}
    for asks_for, update in _NOTED:
        for edge in facts(asks_for):
            found[edge] = _after(found.get(edge), update)
    return found


def _all_updates(facts: Facts) -> Mapping[Transition, Update]:
    """Give what the branches change that tell what a module or the flow before noted, and all others."""
    first = facts(updates)
    return {**first, **{edge: _after(first.get(edge), told) for edge, told in facts(_told).items()}}


def _after(first: Update | None, then: Update) -> Update:
    return then if first is None else lambda state: then(first(state))


def _at_event(facts: Facts, block: Block, states: Mapping[str, QueueStates]) -> QueueStates:
    """Give what is known on an event: the queues that the contact may have been put in by then.

    What may have been checked, nobody knows, nor which queue a module or the next flow puts the contact in.
    """
    found, to_queue = set[QueueState](), frozenset(transfers(facts.flow))
    for one in ahead_of(facts, block):
        if one in to_queue:
            known = (at_transfer(one, state) for state in states[one.id])
            queues = ((UNSEEN if state.queue in NOT_SET_HERE else state.queue, state.exempt) for state in known)
            found |= {QueueState(queue, elsewhere=True, exempt=exempt) for queue, exempt in queues}
        elif one.type == MODULE_CALL or one.has("leaves_on_success"):
            found.add(_ELSEWHERE)
    return frozenset(found or {_ELSEWHERE})


def _in_order(states: QueueStates) -> Iterable[QueueState]:
    """Put states into an order that is the same in every run."""
    return states if len(states) == 1 else sorted(states, key=_sort_key)


def _sort_key(state: QueueState) -> Any:
    staffing, metrics = (sorted(queue or () for queue in queues) for queues in (state.staffing_of, state.metrics_of))
    return (state.queue or (), state.hours, state.own_hours or (), staffing, metrics, state.elsewhere, state.exempt)


def _join(one: QueueStates, other: QueueStates) -> QueueStates:
    states = one if other <= one else one | other
    return _TOP if len(states) > _MOST_STATES or states >= _TOP else states


def _seen_by_next(states: QueueStates) -> QueueStates:
    return _with_outcome(states, "closed", "closed before")


def _with_outcome(states: QueueStates, old: Hours, new: Hours) -> QueueStates:
    return frozenset(with_outcome(state, old, new) for state in states)


def _worked_out(facts: Facts) -> dict[Transition, tuple[QueueStates, QueueStates]]:
    """Give the place for what is worked out of each edge so far: states before it, with those after it."""
    return {}


def _as_good_as_run(project: ProjectFacts, flow: Flow, error: Transition) -> bool:
    """Tell whether a module outside the run counts as run although it failed: its author joined that to its success."""
    block = flow.by_id[error.source]
    return block.type == MODULE_CALL and project.project.target(flow, block) is None and joins_success(block, error)


def _after_unknown_call(states: QueueStates) -> QueueStates:
    """Give the states after a module that cannot be seen: it may set a queue and check what it likes."""
    if states == _TOP:
        return states
    return frozenset(QueueState(queue=UNSEEN, exempt=True) if state.exempt else _ELSEWHERE for state in states)
