"""The state of a path to a block: the queue, its opening hours and its staffing, and what each branch changes in it.

The state is relational: it keeps hours and staffing with the queue they are of, so that a check of one queue is not
taken for one of another. Paths with the same state count once.

See docs/semantics.md#queues.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from typing import Literal, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts, happened
from flowlint.analysis.queues.use import LACKED, NOT_SET_HERE, SETS_QUEUE, Queue, id_in, queue_named, queue_uses
from flowlint.analysis.semantics import (
    Name,
    asks,
    compared,
    defined_by,
    looked_at,
    named_in,
    names_of,
    nobody_listens,
    text_put,
)
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import is_filled_in, reference_alone, references

CHECKS_HOURS = "CheckHoursOfOperation"
CHECKS_METRIC = "CheckMetricData"
GETS_METRICS = "GetMetricData"

_UNNAMED: Queue = "QueueId", ""

Hours = Literal["unchecked", "open", "closed", "closed before", "checked"]
"""What a check found: "closed before" the contact came to this flow, "checked" where it is not known what it found."""

_OUTCOMES: Mapping[str, Hours] = {"True": "open", "False": "closed"}


class OwnHours(NamedTuple):
    """What a check of hours that it names itself found: it holds for whatever queue is set."""

    id: str
    outcome: Hours
    checked_for: Queue = LACKED
    """The queue that was set before the check, where no other hours were checked for it; LACKED for none."""


OF_NO_QUEUE = OwnHours("", "checked")
"""Stands for the hours that a check asked for where no queue was set: they count for whatever queue is set next."""


class QueueState(NamedTuple):
    """What is known of queues where a path comes to a block."""

    queue: Queue | None = None
    """The queue that was set last; None where there is none for sure, and no block needed one."""
    hours: Hours = "unchecked"
    """What the last check found of the hours of this very queue, if none of other hours came after it."""
    own_hours: OwnHours | None = None
    """What the last check of hours of its own found."""
    staffing_of: frozenset[Queue | None] = frozenset()
    """The queues whose staffing was checked since. Whether agents were there is not kept: no rule asks."""
    metrics_of: frozenset[Queue | None] = frozenset()
    """The queue whose metrics the last Get metrics since got; empty where there was none."""
    elsewhere: bool = False
    """Whether checks may have been made where this run cannot see them."""
    exempt: bool = False
    """Whether the contact needs no check: it is of a channel that may wait, or was called when somebody was there."""
    came_in: Flow | None = None
    """The flow that the contact came in at, where that is one of a group and nobody knows which."""


Update = Callable[[QueueState], QueueState]
"""The transfer function of a branch, for one state."""


def at_transfer(transfer: Block, state: QueueState) -> QueueState:
    """Give what is known where a contact is put in a queue: one that the transfer names itself counts as set."""
    named = queue_named(transfer)
    return state if named is None else with_queue(state, named)


def came_without_queue(state: QueueState) -> bool:
    """Tell whether no queue was set where a path starts in a state: what is known of one came about on the path."""
    return state.queue in NOT_SET_HERE


def own_hours_of(check: Block) -> str | None:
    """Give the hours that a check names itself; None where it asks for those of the queue."""
    named = check.parameters.get("HoursOfOperationId")
    return None if named is None else id_in(named)


def checks_staffing(block: Block) -> bool:
    """Tell whether a block is Check staffing, and not Check queue status."""
    metric = block.parameters.get("MetricType")
    return block.type == CHECKS_METRIC and isinstance(metric, str) and metric in language.metrics_with("staffing")


def with_queue(state: QueueState, queue: Queue, noted: Container[Queue | None] = ()) -> QueueState:
    """Give what is known where this queue is set: what was learned of the one before, or of others, is thrown away.

    Those `noted` may be this one, and so may that of a check which named one before any such was set, where something
    fills in either.
    """

    def is_of_it(checked: Queue | None) -> bool:
        return checked == queue or checked in noted or (checked != state.queue and may_be_same(queue, checked))

    return state._replace(
        queue=queue,
        hours=state.hours if queue == state.queue or state.queue in noted else "unchecked",
        staffing_of=frozenset(one for one in state.staffing_of if one == LACKED or is_of_it(one)),
        metrics_of=frozenset(filter(is_of_it, state.metrics_of)),
    )


def may_be_same(one: Queue | None, other: Queue | None) -> bool:
    """Tell whether two queues may be one, as far as is known: what something fills in may be any."""
    return one == other or (
        one is not None and other is not None and any(is_filled_in(name) for _, name in (one, other))
    )


def with_outcome(state: QueueState, old: Hours, new: Hours) -> QueueState:
    """Put one outcome of the checks in place of another."""
    own = state.own_hours
    return state._replace(
        hours=new if state.hours == old else state.hours,
        own_hours=own._replace(outcome=new) if own and own.outcome == old else own,
    )


def is_closed(state: QueueState) -> bool:
    """Tell whether the last check found that it is closed, be it of the queue's own hours or of others."""
    own = state.own_hours
    return state.hours == "closed" or (state.hours == "unchecked" and own is not None and own.outcome == "closed")


def is_open(state: QueueState) -> bool:
    """Tell whether the last check found that it is open, be it of the queue's own hours or of others."""
    own = state.own_hours
    return "open" in (state.hours, own.outcome if own is not None else None)


def updates(facts: Facts) -> Mapping[Transition, Update]:
    """Give the transfer functions of the branches that change what is known."""
    found: dict[Transition, Update] = {}
    uses = facts(queue_uses)
    for block in facts.flow.by_id.values():
        make = _UPDATES.get(block.type)
        for branch in block.live_branches:
            # Of hours, a failure may tell something too.
            is_told = happened(block, branch) or block.type == CHECKS_HOURS
            update = make(facts, block, branch) if make and is_told else None
            if _shows_campaign(block, branch):
                update = _exempt
            if block.id in uses:
                update = _needing_queue(block, update)
            if update is not None:
                found[branch] = update
    return found


def _needing_queue(block: Block, update: Update | None) -> Update:
    """Take it that there is a queue, and that it is checked, where a block needs one and there is none.

    That is reported at the first such block, and nothing more is said of it on the paths after.
    """

    def transfer(state: QueueState) -> QueueState:
        if state.queue not in (None, LACKED):
            return state if update is None else update(state)
        state = state._replace(queue=LACKED)
        if block.type == CHECKS_HOURS:
            own = state.own_hours or OF_NO_QUEUE
            return state._replace(own_hours=own if own.outcome == "open" else own._replace(outcome="checked"))
        if checks_staffing(block) or block.type == GETS_METRICS:
            return state._replace(staffing_of=state.staffing_of | {LACKED})
        return state

    return transfer


def _set_queue(facts: Facts, block: Block, branch: Transition) -> Update | None:
    queue = queue_named(block) or _UNNAMED
    reference = reference_alone(queue[1])
    found = names_of(reference) if reference else None
    if found is None:
        return lambda state: with_queue(state, queue)
    noted = facts.project(_queues_noted)
    may_be = frozenset[Queue | None]().union(*(noted.get(name, ()) for name in found[1]))
    return lambda state: with_queue(state, queue, may_be)


def _queues_noted(project: ProjectFacts) -> Mapping[Name, set[Queue | None]]:
    """Give the queues that blocks of the run put into each attribute: a module says so which one it has checked."""
    found: dict[Name, set[Queue | None]] = defaultdict(set)
    for flow in project.project.flows:
        for block in flow.of_type("UpdateContactAttributes"):
            for name in defined_by(block):
                if text := text_put(block, name):
                    found[name].add(("QueueId", id_in(text)))
    return found


def _check_hours(facts: Facts, block: Block, branch: Transition) -> Update | None:
    outcome = "checked" if _counts_as_closed(block, branch) else _OUTCOMES.get(branch.operand)
    own = own_hours_of(block)
    if outcome is None:
        return None
    if own is None:
        return _unless_exempt(lambda state: state._replace(hours=outcome, own_hours=_that_counts(state.own_hours)))
    return _unless_exempt(
        lambda state: state._replace(hours="unchecked", own_hours=OwnHours(own, outcome, _queue_checked(state, own)))
    )


def _counts_as_closed(block: Block, branch: Transition) -> bool:
    """Tell whether a failure of Check hours joins its branch for closed hours alone: somebody decided to take it so."""
    if branch.kind != "error":
        return False
    joined = {_OUTCOMES.get(one.operand) for one in block.conditions if one.target == branch.target}
    return joined == {"closed"}


def _queue_checked(state: QueueState, hours: str) -> Queue:
    """Give the queue that these hours are checked for: the one set, if nobody checked other hours for it before.

    Of two checks with hours of their own, the second may ask whether it is a holiday, and be closed on all other days.
    """
    first = state.hours == "unchecked" and (state.own_hours is None or state.own_hours.id == hours)
    return LACKED if state.queue is None or state.queue in NOT_SET_HERE or not first else state.queue


def _that_counts(own_hours: OwnHours | None) -> OwnHours | None:
    """Give hours of its own without those of no queue: they make up for one check, and here is another."""
    return None if own_hours == OF_NO_QUEUE else own_hours


def _check_metric(facts: Facts, block: Block, branch: Transition) -> Update | None:
    if not checks_staffing(block):
        return None
    named = queue_named(block)
    return _unless_exempt(lambda state: state._replace(staffing_of=state.staffing_of | {named or state.queue}))


def _get_metrics(facts: Facts, block: Block, branch: Transition) -> Update | None:
    named = queue_named(block)
    return _unless_exempt(lambda state: state._replace(metrics_of=frozenset({named or state.queue})))


def _compare(facts: Facts, block: Block, branch: Transition) -> Update | None:
    parts_seen = {reference.parts for reference in (*references(block), *looked_at(block))}
    agents = language.agent_metrics()
    if any(parts[: len(agents)] == agents for parts in parts_seen):
        return _unless_exempt(lambda state: state._replace(staffing_of=state.staffing_of | state.metrics_of))
    if nobody_listens(block, branch):
        return _exempt
    if _shows_queue(block, branch):
        return lambda state: _asked(state._replace(queue=state.queue or LACKED))
    return _asked


def _shows_campaign(block: Block, branch: Transition) -> bool:
    """Tell whether a branch is for calls of a campaign; one on which its failure joins them is too, by decision."""
    return block.has("called_by_campaign") and branch.target in {one.target for one in block.conditions}


def _exempt(state: QueueState) -> QueueState:
    """Give what is known of a contact that needs no check."""
    return QueueState(queue=state.queue, exempt=True, came_in=state.came_in)


def _shows_queue(block: Block, branch: Transition) -> bool:
    """Tell whether an attribute of the queue was compared on this branch, and matched: then there is a queue."""
    reference = compared(block)
    named = [*named_in(block, branch), *([reference] if reference else [])]
    return asks(branch) and any(one.namespace == "Queue" for one in named)


def _asked(state: QueueState) -> QueueState:
    """Give what is known after a comparison that tells nothing of the checks themselves."""
    # Whoever checked the hours before may have noted the outcome in what is compared here.
    return with_outcome(state, "closed before", "checked")


def _unless_exempt(update: Update) -> Update:
    """Restrict what a check tells to the contacts that need it."""
    return lambda state: state if state.exempt else update(state)


_UPDATES: Mapping[str, Callable[[Facts, Block, Transition], Update | None]] = {
    CHECKS_HOURS: _check_hours,
    CHECKS_METRIC: _check_metric,
    GETS_METRICS: _get_metrics,
    "Compare": _compare,
    SETS_QUEUE: _set_queue,
}
"""What taking a branch changes, by the type of its block, where what the block does has happened; None for nothing."""
