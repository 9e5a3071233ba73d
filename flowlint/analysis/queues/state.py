"""What is known of the queue, its opening hours and its staffing behind a way to a block, and what blocks add to it.

The ways to a block are told apart, so that an hours check on one is not taken for one on another; ways behind which the
same is known count once.

See docs/semantics.md#queues.
"""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, happened
from flowlint.analysis.queues.use import LACKED, SETS_QUEUE, Queue, id_in, queue_named, queue_uses
from flowlint.analysis.semantics import compared, nobody_listens
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import references

CHECKS_HOURS = "CheckHoursOfOperation"
CHECKS_METRIC = "CheckMetricData"
GETS_METRICS = "GetMetricData"

_UNNAMED: Queue = "QueueId", ""

Hours = Literal["unchecked", "open", "closed", "closed before", "checked"]
"""What a check told: "closed before" the contact came to this flow, "checked" where it is not known what it told."""

_OUTCOMES: Mapping[str, Hours] = {"True": "open", "False": "closed"}


class OwnHours(NamedTuple):
    """What a check of hours that it names itself told: it holds for whatever queue is set."""

    id: str
    told: Hours


_OF_NO_QUEUE = OwnHours("", "checked")
"""Stands for the hours that a check asked for where no queue was set: they count for whatever queue is set next."""


class QueueState(NamedTuple):
    """What is known behind one way to a block; ways behind which the same is known are one."""

    queue: Queue | None = None
    """The queue that was set last; None where there is none for sure, and no block needed one."""
    hours: Hours = "unchecked"
    """What the last check told of the hours of this very queue, if none of other hours came after it."""
    own_hours: OwnHours | None = None
    """What the last check of hours of its own told."""
    staffing_of: frozenset[Queue | None] = frozenset()
    """The queues whose staffing was checked since. Whether agents were there is not kept: no rule asks."""
    metrics_of: frozenset[Queue | None] = frozenset()
    """The queue whose metrics the last Get metrics since got; empty where there was none."""
    elsewhere: bool = False
    """Whether checks may have been made where this run cannot see them."""
    exempt: bool = False
    """Whether the contact is of a channel that needs no check."""
    came_in: Flow | None = None
    """The flow that the contact came in at, where that is one of a ring and nobody knows which."""


Step = Callable[[QueueState], QueueState]


def at_transfer(transfer: Block, way: QueueState) -> QueueState:
    """Give what is known where a contact is put in a queue: one that the transfer names itself counts as set."""
    named = queue_named(transfer)
    return way if named is None else with_queue(way, named)


def checks_staffing(block: Block) -> bool:
    """Tell whether a block is Check staffing, and not Check queue status."""
    metric = block.parameters.get("MetricType")
    return block.type == CHECKS_METRIC and isinstance(metric, str) and language.listed("staffing_metrics", metric)


def with_queue(way: QueueState, queue: Queue) -> QueueState:
    """Give what is known where this queue is set: what was learned of another one is thrown away."""
    return way._replace(
        queue=queue,
        hours=way.hours if queue == way.queue else "unchecked",
        staffing_of=way.staffing_of & {queue, LACKED},
        metrics_of=way.metrics_of & {queue},
    )


def retell(way: QueueState, old: Hours, new: Hours) -> QueueState:
    """Put one outcome of the checks in place of another."""
    own = way.own_hours
    return way._replace(
        hours=new if way.hours == old else way.hours,
        own_hours=own._replace(told=new) if own and own.told == old else own,
    )


def steps(facts: Facts) -> Mapping[Transition, Step]:
    """Give what taking a branch adds to what is known, for the branches that add something."""
    found: dict[Transition, Step] = {}
    for block in facts.flow.by_id.values():
        make = _STEPS.get(block.type)
        for branch in block.live_branches:
            step = make(block, branch) if make and happened(block, branch) else None
            if block.id in facts(queue_uses):
                step = _needing_queue(block, step)
            if step is not None:
                found[branch] = step
    return found


def _needing_queue(block: Block, step: Step | None) -> Step:
    """Take it that there is a queue, and that it is checked, where a block needs one and there is none.

    That is told at the first such block, and nothing more is said of it on the ways behind.
    """

    def lack(way: QueueState) -> QueueState:
        if way.queue not in (None, LACKED):
            return way if step is None else step(way)
        way = way._replace(queue=LACKED)
        if block.type == CHECKS_HOURS:
            own = way.own_hours or _OF_NO_QUEUE
            return way._replace(own_hours=own if own.told == "open" else own._replace(told="checked"))
        if checks_staffing(block) or block.type == GETS_METRICS:
            return way._replace(staffing_of=way.staffing_of | {LACKED})
        return way

    return lack


def _set_queue(block: Block, branch: Transition) -> Step | None:
    queue = queue_named(block) or _UNNAMED
    return lambda way: with_queue(way, queue)


def _check_hours(block: Block, branch: Transition) -> Step | None:
    told, own = _OUTCOMES.get(branch.operand), block.parameters.get("HoursOfOperationId")
    if told is None:
        return None
    if own is None:
        return _learn(lambda way: way._replace(hours=told, own_hours=_that_counts(way.own_hours)))
    return _learn(lambda way: way._replace(hours="unchecked", own_hours=OwnHours(id_in(own), told)))


def _that_counts(own_hours: OwnHours | None) -> OwnHours | None:
    """Give hours of its own without those of no queue: they make up for one check, and here is another."""
    return None if own_hours == _OF_NO_QUEUE else own_hours


def _check_metric(block: Block, branch: Transition) -> Step | None:
    if not checks_staffing(block):
        return None
    named = queue_named(block)
    return _learn(lambda way: way._replace(staffing_of=way.staffing_of | {named or way.queue}))


def _get_metrics(block: Block, branch: Transition) -> Step | None:
    named = queue_named(block)
    return _learn(lambda way: way._replace(metrics_of=frozenset({named or way.queue})))


def _compare(block: Block, branch: Transition) -> Step | None:
    looked_at = {reference.parts for reference in references(block)}
    agents = tuple(language.document("behaviour")["staffing_metrics"]["reference"].split("."))
    if any(parts[: len(agents)] == agents for parts in looked_at):
        return _learn(lambda way: way._replace(staffing_of=way.staffing_of | way.metrics_of))
    if nobody_listens(block, branch):
        return lambda way: QueueState(queue=way.queue, exempt=True, came_in=way.came_in)
    if _shows_queue(block, branch):
        return lambda way: _asked(way._replace(queue=way.queue or LACKED))
    return _asked


def _shows_queue(block: Block, branch: Transition) -> bool:
    """Tell whether an attribute of the queue was compared on this branch, and matched: then there is a queue."""
    reference = compared(block)
    return reference is not None and reference.namespace == "Queue" and branch.operand != ""


def _asked(way: QueueState) -> QueueState:
    """Give what is known behind a comparison that tells nothing of the checks themselves."""
    # Whoever checked the hours before may have noted the outcome in what is compared here.
    return retell(way, "closed before", "checked")


def _learn(step: Step) -> Step:
    """Restrict what a check tells to the contacts that need it."""
    return lambda way: way if way.exempt else step(way)


_STEPS: Mapping[str, Callable[[Block, Transition], Step | None]] = {
    CHECKS_HOURS: _check_hours,
    CHECKS_METRIC: _check_metric,
    GETS_METRICS: _get_metrics,
    "Compare": _compare,
    SETS_QUEUE: _set_queue,
}
"""What taking a branch tells, by the type of its block, where what the block does has happened; None for nothing."""
