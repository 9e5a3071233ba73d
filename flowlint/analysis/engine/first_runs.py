"""What can happen before a block runs for the first time: dominators and reachability, as bit sets.

What is asked for a block has a bit of its own, so that one pass over the graph answers for all of them.

See docs/semantics.md#witnesses.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import and_, or_

from flowlint.analysis.engine.dataflow import solve, solve_backward
from flowlint.model.flow import Transition
from flowlint.model.graph import FlowGraph


class FirstRuns:
    """The first runs of blocks that can be reached from the entry; `bits` are what is asked for each, by block id."""

    def __init__(self, graph: FlowGraph, entry: str, bits: Mapping[str, int]) -> None:
        self._graph, self._entry, self._bits = graph, entry, bits
        # Forward must: the strict dominators of a block, which every path to it has passed.
        self._passed = solve(graph, entry, 0, lambda edge, passed: passed | bits.get(edge.source, 0), and_)
        # Backward may: the blocks that some path from a block leads to.
        self._ahead = solve_backward(graph, entry, 0, lambda edge, ahead: ahead | bits.get(edge.target, 0), or_)

    def after(self, blocks: Iterable[str]) -> int:
        """Give the bits of the blocks that one of these can run before, though they have not run yet."""
        found = 0
        for block_id in blocks:
            found |= self._ahead[block_id] & ~(self._passed[block_id] | self._bits.get(block_id, 0))
        return found

    def ahead(self, blocks: Iterable[str]) -> int:
        """Give the bits of the blocks that some path leads to from one of these."""
        found = 0
        for block_id in blocks:
            found |= self._ahead[block_id]
        return found

    def ahead_through(self, served: Callable[[Transition], int]) -> dict[str, int]:
        """Give for each block the bits that a path from it, to the next run of their block, passes an edge for.

        `served` tells for which bits an edge is such an edge.
        """

        def transfer(edge: Transition, through: int) -> int:
            there = self._bits.get(edge.target, 0)
            return (through & ~there) | ((self._ahead[edge.target] | there) & served(edge))

        return solve_backward(self._graph, self._entry, 0, transfer, or_)
