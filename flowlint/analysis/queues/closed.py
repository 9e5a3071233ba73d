"""Transfers to a queue on paths on which a check of the opening hours found that it is closed.

See docs/semantics.md#closed-queues.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from flowlint import language
from flowlint.analysis.engine import Facts, Leg, Path, ProjectFacts
from flowlint.analysis.naming import hours_names
from flowlint.analysis.queues.found_closed import found_closed
from flowlint.analysis.queues.solution import entry_states, legs_before, path_to, states_after
from flowlint.analysis.queues.state import CHECKS_HOURS, QueueState, at_transfer, came_without_queue, own_hours_of
from flowlint.analysis.queues.use import LACKED, OF_AN_AGENT, Queue, transfers
from flowlint.analysis.semantics import ConsistentSearch
from flowlint.model.flow import Block, Transition

UsedWhenOpen = frozenset[tuple[str, Queue | None]]
"""The hours that checks named themselves, each with a queue that contacts are put in where these are open."""

_Opened = tuple[QueueState, str | None]
"""A state, and hours that were open on the path to it and not checked since."""

_CLOSED = ("closed", "closed before")


@dataclass(frozen=True)
class ClosedTransfer:
    """A transfer to a queue that is closed, the shortest path that shows it, and the check that found it.

    `check` is the one that found it, or the call of a module whose check did; None where that was known when the
    contact came to this flow.
    """

    transfer: Block
    path: Path
    check: Block | None
    before: tuple[Leg, ...]
    """The way here from the flow that set the queue, where it was known to be closed then."""
    through: Mapping[int, Leg] = field(default_factory=dict)
    """The way through the module that found it, as in a `Leg`."""


def closed_transfers(facts: Facts) -> tuple[ClosedTransfer, ...]:
    """Give the transfers that some path reaches although the queue is known to be closed, in the order of the file.

    A check of the queue's own hours says so of this very queue. Hours that a check names itself belong to no queue:
    they say so of the queue that was set before, and of those that this flow puts contacts in where the same hours are
    open. Any other is taken for one that is there after hours.
    """
    found = []
    for transfer in transfers(facts.flow):
        is_closed = partial(_is_closed, facts, transfer)
        path = path_to(facts, transfer, is_closed)
        if path is not None:
            check, through = found_closed(facts, path)
            before = () if check else legs_before(facts, transfer, is_closed, came_without_queue)
            found.append(ClosedTransfer(transfer, path, check, before, through))
    return tuple(found)


def _is_closed(facts: Facts, transfer: Block, state: QueueState) -> bool:
    there = at_transfer(transfer, state)
    if there.exempt or there.queue in (None, LACKED) or there.queue[0] == OF_AN_AGENT:
        return False
    if there.hours != "unchecked" or there.own_hours is None:
        return there.hours in _CLOSED
    if there.own_hours.outcome not in _CLOSED:
        return False
    own = there.own_hours
    was_checked = own.checked_for == there.queue and own.id not in facts.project(_holiday_hours)
    return was_checked or (own.id, there.queue) in facts(_used_when_open)


def _holiday_hours(project: ProjectFacts) -> frozenset[str]:
    """Give the ids of the hours that list the days off, as their own name says, or that of a check of them."""
    found = set()
    for flow in project.project.flows:
        checks = list(flow.of_type(CHECKS_HOURS))
        names = [(block, block.id) for block in checks] + [(block, own_hours_of(block) or "") for block in checks]
        for block, name in (*names, *project.of(flow)(hours_names)):
            if language.lists_holidays(name):
                found.add(own_hours_of(block) or "")
    return frozenset(found)


def _used_when_open(facts: Facts) -> UsedWhenOpen:
    """Search on from each open branch until the same hours are checked again, through checks of other hours too."""
    states = facts(states_after)

    def successors(edge: Transition, before: _Opened) -> Iterable[_Opened]:
        state, opened = before
        for after in states(edge, state):
            yield from _opened(after, opened)

    starts = [(entry, one) for entry, state in entry_states(facts) for one in _opened(state, None)]
    search = ConsistentSearch(facts, starts, successors)
    return frozenset(
        (opened, at_transfer(one, state).queue)
        for one in transfers(facts.flow)
        for state, opened in search.states(one.id)
        if opened is not None and not state.exempt
    )


def _opened(state: QueueState, opened: str | None) -> Iterator[_Opened]:
    """Give what is to be followed from a state in which these hours are open, None to follow none.

    Kept of the state is no more than tells queues and hours apart.
    """
    slim, own = QueueState(queue=state.queue, own_hours=state.own_hours, exempt=state.exempt), state.own_hours
    if own is None or own.outcome == "open" or own.id != opened:
        yield slim, opened
    if own is not None and own.outcome == "open":
        yield slim, own.id
