"""Reads at fault, put together by what is at fault for them, so that one cause is told once.

See docs/semantics.md#causes.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from flowlint.analysis.engine import Path, happened
from flowlint.analysis.semantics.reads import Read
from flowlint.model.flow import Flow


class Fault(NamedTuple):
    """A read at fault, the id of the block that is the cause, and the shortest path that shows it.

    `more` counts the other blocks that are at fault for the same cause.
    """

    cause: str
    read: Read
    path: Path
    more: int = 0


def one_per_cause(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Give one fault for each cause, that with the shortest path.

    A block counts for one cause alone, the one nearest to it: what heals the block there heals it for all.
    """
    by_block: dict[str, Fault] = {}
    for fault in sorted(faults, key=lambda one: len(one.path)):
        by_block.setdefault(fault.read.block.id, fault)
    by_cause: dict[str, list[Fault]] = defaultdict(list)
    for fault in by_block.values():
        by_cause[fault.cause].append(fault)
    for first, *others in by_cause.values():
        yield first._replace(more=len(others))


def way_to_last(flow: Flow, path: Path, block_ids: Container[str]) -> Path:
    """Cut a path behind the last of these blocks that did its work on it; empty where none did."""
    for end in range(len(path), 0, -1):
        edge = path[end - 1]
        if edge.source in block_ids and happened(flow.by_id[edge.source], edge):
            return path[:end]
    return ()
