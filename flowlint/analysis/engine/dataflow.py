"""Monotone dataflow analysis of one flow, forward and backward: a worklist algorithm with a transfer per edge.

Effects belong to edges, never to blocks: what a block does has happened on its success branch and has not on its
error branch. The worklist takes blocks in reverse postorder (backward: in postorder), round after round, so that a flow
without loops is done in one round; the fixpoint does not depend on that order, nor on that of the file.

See docs/semantics.md#dataflow.
"""

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import TypeVar

from flowlint.model.flow import Transition
from flowlint.model.graph import FlowGraph

V = TypeVar("V")


def solve(
    graph: FlowGraph,
    entry: str,
    entry_state: V,
    transfer: Callable[[Transition, V], V],
    join: Callable[[V, V], V],
) -> dict[str, V]:
    """Solve a forward problem: give the in-state of each block that can be reached from `entry`, by block id.

    `entry_state` holds before the entry block. `transfer` gives the out-state on an edge from the in-state of its
    block; it must be monotone, and `join` (of the out-states on two edges into a block: ∪ for may, ∩ for must)
    idempotent, commutative and associative over a lattice of finite height, or this does not end.
    """
    in_states: dict[str, V] = {entry: entry_state}
    worklist = _Worklist(reversed(graph.postorder(entry)), [entry])
    while worklist:
        block_id = worklist.take()
        for edge in graph.branches[block_id]:
            state = transfer(edge, in_states[block_id])
            if edge.target in in_states:
                state = join(in_states[edge.target], state)
                if state == in_states[edge.target]:
                    continue
            in_states[edge.target] = state
            worklist.add(edge.target)
    return in_states


def solve_backward(
    graph: FlowGraph,
    entry: str | None,
    initial: V,
    transfer: Callable[[Transition, V], V],
    join: Callable[[V, V], V],
) -> dict[str, V]:
    """Solve a backward problem: give the state ahead of each block that can be reached from `entry`, by block id.

    Without an entry, of all blocks. `initial` is where each block starts from, and what is ahead of one that no edge
    leaves. `transfer` gives the state on taking an edge from that ahead of its target; what `solve` asks of it and of
    `join`, which also joins `initial`, is asked here too.
    """
    order = graph.postorder(entry)
    ahead = dict.fromkeys(order, initial)
    worklist = _Worklist(order, order)
    branches, sources = graph.branches, graph.sources
    while worklist:
        block_id = worklist.take()
        joined = ahead[block_id]
        for edge in branches[block_id]:
            joined = join(joined, transfer(edge, ahead[edge.target]))
        if joined != ahead[block_id]:
            ahead[block_id] = joined
            for predecessor in sources.get(block_id, ()):
                if predecessor in ahead:
                    worklist.add(predecessor)
    return ahead


class _Worklist:
    """A queue of block ids, each in it once at most; it gives them in a given order, round after round.

    What is added once its turn has passed waits for the next round: to go back to it at once would work out anew, for
    each edge that leads back, all blocks in between.
    """

    def __init__(self, order: Iterable[str], begin: Iterable[str]) -> None:
        """Take the order, and the block ids to begin with."""
        self._order = tuple(order)
        self._rank = {block_id: rank for rank, block_id in enumerate(self._order)}
        self._waiting = {self._rank[block_id] for block_id in begin}
        self._round = sorted(self._waiting)
        self._next_round: list[int] = []
        self._taken = -1

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, block_id: str) -> None:
        rank = self._rank[block_id]
        if rank not in self._waiting:
            self._waiting.add(rank)
            heappush(self._round if rank > self._taken else self._next_round, rank)

    def take(self) -> str:
        if not self._round:
            self._round, self._next_round = self._next_round, []
        self._taken = heappop(self._round)
        self._waiting.discard(self._taken)
        return self._order[self._taken]
