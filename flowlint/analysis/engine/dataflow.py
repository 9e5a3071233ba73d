"""The dataflow solver all path analyses share: a value to begin with, a join, and a transfer for each edge.

Effects belong to edges, never to blocks: what a block does has happened on its success branch and has not on its
error branch. The solver runs a worklist to the fixpoint. It takes blocks in the order in which contacts come by, so
that a flow without loops is done in one pass; the result does not depend on that order, nor on that of the file.

See docs/semantics.md#dataflow.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeVar

from flowlint.model.flow import Transition
from flowlint.model.graph import edges_out

if TYPE_CHECKING:
    from flowlint.model.graph import FlowGraph

V = TypeVar("V")


def solve(
    graph: "FlowGraph",
    entry: str,
    value: V,
    transfer: Callable[[Transition, V], V],
    join: Callable[[V, V], V],
) -> dict[str, V]:
    """Compute what holds before each block that can be reached from `entry`.

    `value` holds before the entry block. `transfer` gives what holds behind an edge from what holds before its
    block; it must be monotone, and `join` (of what two edges into a block bring) idempotent, commutative and
    associative over values of finite height, or this does not end.
    """
    before: dict[str, V] = {entry: value}
    worklist = _Worklist(reversed(postorder(graph, entry)))
    worklist.add(entry)
    while worklist:
        block_id = worklist.take()
        for edge in edges_out(graph, block_id):
            brought = transfer(edge, before[block_id])
            if edge.target in before:
                brought = join(before[edge.target], brought)
                if brought == before[edge.target]:
                    continue
            before[edge.target] = brought
            worklist.add(edge.target)
    return before


def solve_backward(
    graph: "FlowGraph",
    order: Sequence[str],
    value: V,
    transfer: Callable[[Transition, V], V],
    join: Callable[[V, V], V],
) -> dict[str, V]:
    """Compute what lies ahead of each block in `order`, which holds with a block all that it leads to.

    `value` lies ahead of a block that no edge leaves. `transfer` gives what lies ahead on taking an edge from what
    lies ahead of the block it leads to; what is said of `solve` holds of it and of `join`, which may also join `value`.
    The blocks are taken in their order, so it is done soonest with the `postorder`.
    """
    ahead = dict.fromkeys(order, value)
    worklist = _Worklist(order)
    for block_id in order:
        worklist.add(block_id)
    while worklist:
        block_id = worklist.take()
        brought = (transfer(edge, ahead[edge.target]) for edge in edges_out(graph, block_id))
        joined = reduce(join, brought, ahead[block_id])
        if joined != ahead[block_id]:
            ahead[block_id] = joined
            for before in graph.predecessors(block_id):
                if before in ahead:
                    worklist.add(before)
    return ahead


def postorder(graph: "FlowGraph", entry: str) -> list[str]:
    """Give the blocks that can be reached from `entry`, each behind those that a first walk reaches from it."""
    import networkx as nx

    return list(nx.dfs_postorder_nodes(graph, entry))


class _Worklist:
    """Blocks that wait, each once; the first in a given order is taken first."""

    def __init__(self, order: Iterable[str]) -> None:
        self._order = tuple(order)
        self._rank = {block_id: rank for rank, block_id in enumerate(self._order)}
        self._heap: list[int] = []
        self._waiting: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._heap)

    def add(self, block_id: str) -> None:
        rank = self._rank[block_id]
        if rank not in self._waiting:
            self._waiting.add(rank)
            heappush(self._heap, rank)

    def take(self) -> str:
        rank = heappop(self._heap)
        self._waiting.discard(rank)
        return self._order[rank]
