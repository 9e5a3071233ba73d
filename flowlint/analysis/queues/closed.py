"""Transfers to a queue on ways on which a check of the opening hours told that it is closed.

See docs/semantics.md#closed-queues.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from flowlint.analysis.engine import Facts, Path
from flowlint.analysis.queues.solution import path_to, states_after, ways_in
from flowlint.analysis.queues.state import CHECKS_HOURS, QueueState, at_transfer
from flowlint.analysis.queues.use import LACKED, OF_AN_AGENT, Queue, transfers
from flowlint.analysis.semantics import ConsistentSearch
from flowlint.model.flow import Block, Transition

UsedWhenOpen = frozenset[tuple[str, Queue | None]]
"""The hours that checks named themselves, each with a queue that contacts are put in where these are open."""

_Opened = tuple[QueueState, str | None]
"""A way, and hours that were open on it and not checked since."""

_CLOSED = ("closed", "closed before")


@dataclass(frozen=True)
class ClosedTransfer:
    """A transfer to a queue that is closed, the shortest path that shows it, and the check that told so.

    `check` is None where the contact came to this flow with what was told.
    """

    transfer: Block
    path: Path
    check: Block | None


def closed_transfers(facts: Facts) -> Iterator[ClosedTransfer]:
    """Give the transfers that some path reaches although the queue is known to be closed, in the order of the file.

    A check of the queue's own hours tells it of this very queue. Hours that a check names itself belong to no queue:
    they tell it of the queues that this flow puts contacts in where the same hours are open. Any other is taken for one
    that is there after hours.
    """
    for transfer in transfers(facts.flow):
        path = path_to(facts, transfer, partial(_is_closed, facts, transfer))
        if path is not None:
            told = (facts.flow.by_id[edge.source] for edge in reversed(path) if edge.operand == "False")
            yield ClosedTransfer(transfer, path, next((block for block in told if block.type == CHECKS_HOURS), None))


def _is_closed(facts: Facts, transfer: Block, way: QueueState) -> bool:
    there = at_transfer(transfer, way)
    if there.exempt or there.queue in (None, LACKED) or there.queue[0] == OF_AN_AGENT:
        return False
    if there.hours != "unchecked" or there.own_hours is None:
        return there.hours in _CLOSED
    return there.own_hours.told in _CLOSED and (there.own_hours.id, there.queue) in facts(_used_when_open)


def _used_when_open(facts: Facts) -> UsedWhenOpen:
    """Search on from each open branch until the same hours are checked again, through checks of other hours too."""
    behind = facts(states_after)

    def step(edge: Transition, before: _Opened) -> Iterable[_Opened]:
        way, opened = before
        for after in behind(edge, way):
            yield from _opened(after, opened)

    starts = [(entry, one) for entry, way in ways_in(facts) for one in _opened(way, None)]
    search = ConsistentSearch(facts, starts, step)
    return frozenset(
        (opened, at_transfer(one, way).queue)
        for one in transfers(facts.flow)
        for way, opened in search.states(one.id)
        if opened is not None and not way.exempt
    )


def _opened(way: QueueState, opened: str | None) -> Iterator[_Opened]:
    """Give what is to be followed on a way behind which these hours are open, None to follow none.

    Kept of the way is no more than tells queues and hours apart.
    """
    slim, own = QueueState(queue=way.queue, own_hours=way.own_hours, exempt=way.exempt), way.own_hours
    if own is None or own.told == "open" or own.id != opened:
        yield slim, opened
    if own is not None and own.told == "open":
        yield slim, own.id
