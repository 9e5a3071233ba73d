"""What is known of opening hours and staffing where a contact is transferred to a queue.

The ways to a block are told apart, so that an hours check on one is not taken for one on another; ways behind which the
same is known count once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flowlint import language
from flowlint.analysis.across import MODULE_CALL, Problem, Solution, beginnings
from flowlint.analysis.effects import happened
from flowlint.analysis.facts import Facts, ProjectFacts
from flowlint.analysis.values import consistent_path
from flowlint.analysis.witness import Path
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import references

Queue = tuple[str, str]
"""A queue as a block names it: the parameter, QueueId or AgentId, and the id or reference that stands there."""

_OF_AN_AGENT = "AgentId"
_UNNAMED: Queue = "QueueId", ""
_INBOUND = "CONTACT_FLOW"
_CHECKS_HOURS = "CheckHoursOfOperation"
_CHECKS_METRIC = "CheckMetricData"
_GETS_METRICS = "GetMetricData"

_MOST_WAYS = 500
"""How many ways to a block are told apart; a menu of forty queues, all checked before each, has some 250."""

Hours = Literal["unchecked", "open", "closed"]
_OUTCOMES: Mapping[str, Hours] = {"True": "open", "False": "closed"}


class Way(NamedTuple):
    """What is known behind one way to a block; ways behind which the same is known are one."""

    queue: Queue | None = None
    """The queue that was set last; None for the one that the contact came with, if any."""
    hours: Hours = "unchecked"
    own_hours: bool = False
    """Whether a check named hours of its own: these stay what they are when another queue is set."""
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


Ways = frozenset[Way]
Step = Callable[[Way], Way]

_ELSEWHERE = Way(elsewhere=True)
_EXEMPT = Way(exempt=True)
_TANGLED: Ways = frozenset({Way(elsewhere=True, exempt=True)})
"""Stands for more ways than are worth telling apart: nothing is said of what comes behind."""


@dataclass(frozen=True)
class Check:
    """A kind of check: how to tell that a way lacks it, and which blocks make it."""

    lacks: Callable[[Way], bool]
    made_by: Callable[[Block], bool]


Loss = Literal["failed", "replaced", "not in module"]
"""Why a check is missing: it took its error branch, another queue was set after it, a module came back without it."""


@dataclass(frozen=True)
class Gap:
    """A transfer that can be reached without a check, and the shortest path that shows it.

    `losses` tell at which blocks of the path the check was missed, by block id; there are none where no block checks.
    """

    transfer: Block
    path: Path
    losses: Mapping[str, Loss]


def _lacks_hours(way: Way) -> bool:
    agents_own = way.queue is not None and way.queue[0] == _OF_AN_AGENT
    return way.hours == "unchecked" and not (agents_own or way.elsewhere or way.exempt)


def _lacks_staffing(way: Way) -> bool:
    return not (way.staffing_of or way.elsewhere or way.exempt)


def _checks_staffing(block: Block) -> bool:
    metric = block.parameters.get("MetricType")
    return block.type == _CHECKS_METRIC and isinstance(metric, str) and language.listed("staffing_metrics", metric)


HOURS = Check(_lacks_hours, lambda block: block.type == _CHECKS_HOURS)
STAFFING = Check(_lacks_staffing, lambda block: _checks_staffing(block) or block.type == _GETS_METRICS)


def gaps(facts: Facts, check: Check) -> Iterator[Gap]:
    """Give the transfers to a queue that some path reaches without a check, in the order of the file.

    A transfer for which no queue was set is passed over: its queue came with the contact, and so may have the check.
    """
    ways = facts.project(_solution).before(facts.flow)
    for block_id, block in facts.flow.by_id.items():
        if block.type == "TransferContactToQueue" and block_id in ways:
            came_in = {way.came_in for way in ways[block_id] if _is_gap(check, block, way)}
            # In a ring of flows there must be such a way whichever of them the contact came in at.
            if None in came_in or any(ring <= came_in for ring in facts.project(beginnings)):
                yield from _gap(facts, check, block)


def _is_gap(check: Check, transfer: Block, way: Way) -> bool:
    return check.lacks(way) and (way.queue or _named(transfer)) is not None


def _gap(facts: Facts, check: Check, transfer: Block) -> Iterator[Gap]:
    """Show the gap, if a path does that does not contradict itself."""
    flow, solution = facts.flow, facts.project(_solution)
    known = solution.before(flow)
    path = consistent_path(
        facts,
        solution.entry(flow),
        # No path to a finding leads through a tangle, where the search would lose itself.
        lambda edge, ways: None if known[edge.target] == _TANGLED else solution.behind(flow, edge, ways),
        lambda block_id, ways: block_id == transfer.id and any(_is_gap(check, transfer, way) for way in ways),
    )
    if path is not None:
        yield Gap(transfer, path, _losses(flow, solution, check, path))


def _losses(flow: Flow, solution: Solution[Ways], check: Check, path: Path) -> Mapping[str, Loss]:
    losses: dict[str, Loss] = {}
    ways = solution.entry(flow)
    for edge in path:
        block = flow.by_id[edge.source]
        before, ways = ways, solution.behind(flow, edge, ways)
        if not any(map(check.lacks, ways)):
            losses.clear()
        elif not any(map(check.lacks, before)):
            losses[block.id] = "replaced"
        elif block.type == MODULE_CALL and happened(block, edge):
            losses[block.id] = "not in module"
        elif check.made_by(block) and edge.kind == "error":
            losses[block.id] = "failed"
    return losses


def _solution(project: ProjectFacts) -> Solution[Ways]:
    in_ring = {flow for ring in project(beginnings) if len(ring) > 1 for flow in ring}

    def alone(flow: Flow) -> Ways:
        if flow.type not in (None, _INBOUND):
            return frozenset({_ELSEWHERE})
        return frozenset({Way(came_in=flow if flow in in_ring else None)})

    return Solution(
        project,
        Problem(
            alone=alone,
            transfer=_behind,
            join=_join,
            handed=lambda ways: ways,
            # That a module cannot see the metrics its caller got is for another rule to say.
            called=lambda ways: ways,
            returned=lambda before, after: after,
            unknown=lambda ways: frozenset(way if way.exempt else _ELSEWHERE for way in ways),
        ),
    )


def _join(one: Ways, other: Ways) -> Ways:
    ways = one | other
    return _TANGLED if len(ways) > _MOST_WAYS or ways >= _TANGLED else ways


def _behind(flow: Flow, edge: Transition, ways: Ways) -> Ways:
    block = flow.by_id[edge.source]
    if block.type not in _STEPS or not happened(block, edge):
        return ways
    step = _STEPS[block.type](block, edge)
    return frozenset(way if way.exempt else step(way) for way in ways)


def _set_queue(block: Block, branch: Transition) -> Step:
    queue = _named(block) or _UNNAMED
    return lambda way: way._replace(
        queue=queue,
        hours=way.hours if way.own_hours or queue == way.queue else "unchecked",
        staffing_of=way.staffing_of & {queue},
        metrics_of=way.metrics_of & {queue},
    )


def _check_hours(block: Block, branch: Transition) -> Step:
    own = block.parameters.get("HoursOfOperationId") is not None
    return lambda way: way._replace(
        hours=_OUTCOMES.get(branch.operand, way.hours),
        own_hours=way.own_hours or (own and branch.operand in _OUTCOMES),
    )


def _check_metric(block: Block, branch: Transition) -> Step:
    if not _checks_staffing(block):
        return _nothing
    named = _named(block)
    return lambda way: way._replace(staffing_of=way.staffing_of | {named or way.queue})


def _get_metrics(block: Block, branch: Transition) -> Step:
    named = _named(block)
    return lambda way: way._replace(metrics_of=frozenset({named or way.queue}))


def _compare(block: Block, branch: Transition) -> Step:
    looked_at = {reference.parts for reference in references(block)}
    agents = tuple(language.document("behaviour")["staffing_metrics"]["reference"].split("."))
    if any(parts[: len(agents)] == agents for parts in looked_at):
        return lambda way: way._replace(staffing_of=way.staffing_of | way.metrics_of)
    if branch.operator == "Equals" and language.listed("channels_without_checks", branch.operand):
        return lambda way: _EXEMPT if ("Channel",) in looked_at else way
    return _nothing


def _nothing(way: Way) -> Way:
    return way


def _named(block: Block) -> Queue | None:
    """Give the queue that a block names; None for the current one. An ARN and the id at its end are one name."""
    for parameter in ("QueueId", _OF_AN_AGENT):
        name = block.parameters.get(parameter)
        if name is not None:
            return parameter, name.rsplit("/", 1)[-1] if isinstance(name, str) else ""
    return None


_STEPS: Mapping[str, Callable[[Block, Transition], Step]] = {
    _CHECKS_HOURS: _check_hours,
    _CHECKS_METRIC: _check_metric,
    _GETS_METRICS: _get_metrics,
    "Compare": _compare,
    "UpdateContactTargetQueue": _set_queue,
}
"""What taking a branch adds to what is known, by the type of its block, where what the block does has happened."""
