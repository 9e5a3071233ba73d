"""Transfers to a queue that some path reaches without a check of the opening hours or of the staffing.

See docs/semantics.md#queue-checks.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from flowlint.analysis.engine import Facts, Leg, Path, called_module, happened, with_modules
from flowlint.analysis.queues.solution import QueueStates, legs_before, path_to, queue_solution
from flowlint.analysis.queues.state import (
    CHECKS_HOURS,
    GETS_METRICS,
    QueueState,
    at_transfer,
    came_without_queue,
    checks_staffing,
    may_be_same,
)
from flowlint.analysis.queues.use import LACKED, NOT_SET_HERE, OF_AN_AGENT, SETS_QUEUE, Queue, queue_named, transfers
from flowlint.model.flow import Block


@dataclass(frozen=True)
class _Check:
    """A kind of check: how to tell that a path lacks it by its state, and which blocks make it."""

    lacks: Callable[[QueueState], bool]
    made_by: Callable[[Block], bool]


_Loss = Literal["failed", "replaced", "not in module", "of another queue"]
"""Why a check is missing: it took its error branch, another queue was set after it, a module that makes it came back
without it.

Or it named another queue than the one that was set.
"""


@dataclass(frozen=True)
class UncheckedTransfer:
    """A transfer that can be reached without a check, and the shortest path that shows it.

    `losses` tell at which blocks of the path the check was missed, by block id; there are none where no block checks.
    """

    transfer: Block
    path: Path
    losses: Mapping[str, _Loss]
    before: tuple[Leg, ...]
    """The way here from the flow that set the queue, where none on the path does."""


def _lacks_hours(state: QueueState) -> bool:
    known = state.hours != "unchecked" or state.own_hours is not None
    agents_own = state.queue is not None and state.queue[0] == OF_AN_AGENT
    return not (known or agents_own or state.elsewhere or state.exempt)


def _lacks_staffing(state: QueueState) -> bool:
    known = any(_counts_for(state.queue, checked) for checked in state.staffing_of)
    return not (known or state.elsewhere or state.exempt)


def _counts_for(queue: Queue | None, checked: Queue | None) -> bool:
    """Tell whether a check of a queue, None for one that nobody knows, counts for the one that is set."""
    return queue in NOT_SET_HERE or checked in (LACKED, None) or may_be_same(queue, checked)


_HOURS = _Check(_lacks_hours, lambda block: block.type == CHECKS_HOURS)
_STAFFING = _Check(_lacks_staffing, lambda block: checks_staffing(block) or block.type == GETS_METRICS)


def unchecked_hours(facts: Facts) -> tuple[UncheckedTransfer, ...]:
    """Give the transfers to a queue that some path reaches without a check of the hours, in the order of the file.

    A transfer for which no queue was set is passed over: its queue came with the contact, and so may have the check.
    """
    return tuple(_gaps(facts, _HOURS))


def unchecked_staffing(facts: Facts) -> tuple[UncheckedTransfer, ...]:
    """Give the transfers to a queue that some path reaches without a check of the staffing, in the order of the file.

    A transfer for which no queue was set is passed over here too.
    """
    return tuple(_gaps(facts, _STAFFING))


def _gaps(facts: Facts, check: _Check) -> Iterator[UncheckedTransfer]:
    for transfer in transfers(facts.flow):
        is_gap = partial(_is_gap, check, transfer)
        path = path_to(facts, transfer, is_gap)
        if path is not None:
            set_here = queue_named(transfer) or any(facts.flow.by_id[edge.source].type == SETS_QUEUE for edge in path)
            before = () if set_here else legs_before(facts, transfer, is_gap, came_without_queue)
            yield UncheckedTransfer(transfer, path, _losses(facts, check, transfer, path), before)


def _is_gap(check: _Check, transfer: Block, state: QueueState) -> bool:
    there = at_transfer(transfer, state)
    return there.queue not in NOT_SET_HERE and check.lacks(there)


def _losses(facts: Facts, check: _Check, transfer: Block, path: Path) -> Mapping[str, _Loss]:
    losses, _ = _lost_on(facts, check, path)
    for place, edge in enumerate(path):
        if losses.get(edge.source) == "failed":
            block = facts.flow.by_id[edge.source]
            done = next((branch for branch in block.live_branches if happened(block, branch)), edge)
            lost_anyway, known = _lost_on(facts, check, (*path[:place], done, *path[place + 1 :]))
            if "replaced" in lost_anyway.values() and any(_is_gap(check, transfer, state) for state in known):
                losses = lost_anyway  # had it not failed, another queue would have been set after it all the same
    return losses


def _is_of_another(check: Block, before: QueueStates) -> bool:
    """Tell whether a check names another queue than the one that was set before it."""
    return queue_named(check) is not None and all(state.queue not in NOT_SET_HERE for state in before)


def _is_made_in_module(facts: Facts, check: _Check, call: Block) -> bool:
    """Tell whether a block calls a module in which a check is made, if not on all ways."""
    module = called_module(facts, call)
    return module is not None and any(check.made_by(block) for one in module(with_modules) for block in one.blocks)


def _lost_on(facts: Facts, check: _Check, path: Path) -> tuple[dict[str, _Loss], QueueStates]:
    """Give where a path loses what a check tells, by block id, and what is known at its end."""
    flow, solution = facts.flow, facts.project(queue_solution)
    losses: dict[str, _Loss] = {}
    known = solution.entry_state(flow)
    for edge in path:
        block = flow.by_id[edge.source]
        before, known = known, solution.after(flow, edge, known)
        if not any(map(check.lacks, known)):
            losses.clear()
        elif not any(map(check.lacks, before)):
            losses[block.id] = "replaced"
        elif happened(block, edge) and _is_made_in_module(facts, check, block):
            losses[block.id] = "not in module"
        elif check.made_by(block) and edge.kind == "error":
            losses[block.id] = "failed"
        elif check is _STAFFING and checks_staffing(block) and _is_of_another(block, before):
            losses[block.id] = "of another queue"
    return losses, known
