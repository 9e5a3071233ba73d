"""Transfers to a queue on ways on which a check of the opening hours told that it is closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from flowlint.analysis.facts import Facts
from flowlint.analysis.queue_paths import path_to, ways
from flowlint.analysis.queue_ways import CHECKS_HOURS, Way, at_transfer
from flowlint.analysis.queues import OF_AN_AGENT, Queue, transfers
from flowlint.analysis.witness import Path
from flowlint.model.flow import Block

UsedWhenOpen = frozenset[tuple[str, Queue | None]]
"""The hours that checks named themselves, each with a queue that contacts are put in where these are open."""

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
    used = _used_when_open(facts)
    for transfer in transfers(facts.flow):
        path = path_to(facts, transfer, partial(_is_closed, transfer, used))
        if path is not None:
            told = (facts.flow.by_id[edge.source] for edge in reversed(path) if edge.operand == "False")
            yield ClosedTransfer(transfer, path, next((block for block in told if block.type == CHECKS_HOURS), None))


def _is_closed(transfer: Block, used: UsedWhenOpen, way: Way) -> bool:
    there = at_transfer(transfer, way)
    if there.exempt or there.queue is None or there.queue[0] == OF_AN_AGENT:
        return False
    if there.hours != "unchecked" or there.own_hours is None:
        return there.hours in _CLOSED
    return there.own_hours.told in _CLOSED and (there.own_hours.id, there.queue) in used


def _used_when_open(facts: Facts) -> UsedWhenOpen:
    arriving = (at_transfer(one, way) for one in transfers(facts.flow) for way in facts(ways).states(one.id))
    return frozenset(
        (way.own_hours.id, way.queue) for way in arriving if way.own_hours and way.own_hours.told == "open"
    )
