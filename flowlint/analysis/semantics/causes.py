"""What is wrong for one cause is reported once, at its first block, with the other blocks.

See docs/semantics.md#causes.
"""

from collections.abc import Callable, Container, Hashable, Iterable
from typing import NamedTuple, TypeVar

from flowlint.analysis.engine import Path, happened
from flowlint.analysis.semantics.reads import Read
from flowlint.model.flow import Block, Flow

T = TypeVar("T")


class FaultyRead(NamedTuple):
    """A read that is at fault, the id of the block that is the cause, and the shortest path that shows it.

    `others` are the other blocks that are at fault for the same cause.
    """

    cause: str
    read: Read
    path: Path
    others: tuple[Block, ...] = ()


def first_per_cause(
    faults: Iterable[T], cause: Callable[[T], Hashable], block: Callable[[T], Block]
) -> tuple[tuple[T, tuple[Block, ...]], ...]:
    """Give the first fault of each cause, with the other blocks that have one for the same cause, in file order."""
    first: dict[Hashable, T] = {}
    blocks: dict[Hashable, set[Block]] = {}
    for fault in faults:
        key = cause(fault)
        first.setdefault(key, fault)
        blocks.setdefault(key, set()).add(block(fault))
    return tuple(
        (fault, tuple(sorted(blocks[key] - {block(fault)}, key=lambda one: one.index))) for key, fault in first.items()
    )


def nearest_per_cause(faults: Iterable[FaultyRead]) -> tuple[FaultyRead, ...]:
    """Give the fault of each cause that has the shortest path.

    A block counts for one cause alone, the one nearest to it: what heals the block there heals it for all.
    """
    by_block: dict[Block, FaultyRead] = {}
    for fault in sorted(faults, key=lambda one: len(one.path)):
        by_block.setdefault(fault.read.block, fault)
    causes = first_per_cause(by_block.values(), lambda one: one.cause, lambda one: one.read.block)
    return tuple(fault._replace(others=others) for fault, others in causes)


def path_to_last(flow: Flow, path: Path, block_ids: Container[str]) -> Path:
    """Cut a path after the last of these blocks that did its work on it; empty where none did."""
    for end in range(len(path), 0, -1):
        edge = path[end - 1]
        if edge.source in block_ids and happened(flow.by_id[edge.source], edge):
            return path[:end]
    return ()
