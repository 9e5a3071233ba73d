"""Transfers, reads and checks that need a queue and that some path reaches before one is set.

See docs/semantics.md#no-queue.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from flowlint.analysis.engine import Facts, Leg, Path, nearness
from flowlint.analysis.queues.solution import legs_before, path_to
from flowlint.analysis.queues.state import QueueState, at_transfer
from flowlint.analysis.queues.use import SETS_QUEUE, may_start_with_queue, queue_uses, transfers
from flowlint.analysis.queues.ways_without import ways_without_queue
from flowlint.model.flow import Block
from flowlint.model.references import Reference


@dataclass(frozen=True)
class UnsetQueue:
    """A block that can be reached with no queue set, and the shortest path that shows it.

    `failed` is the last block on the path that was to set one. `read` is what the block reads of the queue, None for a
    check or a transfer. `others` are the other blocks that lack the queue for the same cause.
    """

    block: Block
    path: Path
    failed: Block | None
    before: tuple[Leg, ...] = ()
    """The way here from where the contact came in, where this flow sets no queue on the path."""
    through: Mapping[int, Leg] = field(default_factory=dict)
    """The ways through modules that set a queue on other ways, as in a `Leg`."""
    read: Reference | None = None
    others: tuple[Block, ...] = ()


def unset_at_transfers(facts: Facts) -> tuple[UnsetQueue, ...]:
    """Give the transfers that some path reaches with no queue set, in the order of the file.

    Only those where nothing on the path needed the queue before: that is what `unset_at_uses` gives.
    """
    if facts(_may_have_queue):
        return ()
    found = []
    for transfer in transfers(facts.flow):
        has_none = partial(_has_none_at, transfer)
        path = path_to(facts, transfer, has_none)
        if path is not None:
            failed = _failed(facts, path)
            before = _before(facts, transfer, has_none, failed)
            found.append(UnsetQueue(transfer, path, failed, before, ways_without_queue(facts, path)))
    return tuple(found)


def unset_at_uses(facts: Facts) -> tuple[UnsetQueue, ...]:
    """Give the blocks that read or check the current queue where some path has set none: one for each cause.

    Causes are the blocks that failed to set a queue, and that none was to set it. The block that is reached first is
    given.
    """
    if facts(_may_have_queue):
        return ()
    by_cause: dict[Block | None, list[tuple[Block, Path]]] = defaultdict(list)
    for block_id in facts(queue_uses):
        block = facts.flow.by_id[block_id]
        path = path_to(facts, block, _has_none)
        if path is not None:
            by_cause[_failed(facts, path)].append((block, path))
    found = []
    for failed, alike in by_cause.items():
        block, path = min(alike, key=lambda one: nearness(facts, *one))
        others = tuple(other for other, _ in alike if other is not block)
        before = _before(facts, block, _has_none, failed)
        through = ways_without_queue(facts, path)
        found.append(UnsetQueue(block, path, failed, before, through, facts(queue_uses)[block.id], others))
    return tuple(found)


def _before(
    facts: Facts, block: Block, has_none: Callable[[QueueState], bool], failed: Block | None
) -> tuple[Leg, ...]:
    return () if failed else legs_before(facts, block, has_none, lambda state: False)


def _may_have_queue(facts: Facts) -> bool:
    """Tell whether a contact may come with a queue, whatever is known; of a module, its callers know."""
    project, flow = facts.project.project, facts.flow
    is_known = flow.is_module and project.callers[flow] and not project.has_unknown_callers(flow)
    return not is_known and facts(may_start_with_queue)


def _has_none_at(transfer: Block, state: QueueState) -> bool:
    return at_transfer(transfer, state).queue is None


def _has_none(state: QueueState) -> bool:
    return state.queue is None


def _failed(facts: Facts, path: Path) -> Block | None:
    """Give the last block on a path that was to set a queue; on a path without a queue each of them failed."""
    setters = (facts.flow.by_id[edge.source] for edge in reversed(path))
    return next((block for block in setters if block.type == SETS_QUEUE), None)
