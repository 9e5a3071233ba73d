"""Dominators and postdominators, and the single-entry single-exit (SESE) regions of a graph that follow from them.

A region is a set of blocks that is entered at its first block only, and whose leaving edges all lead to one block, its
exit; or none leaves it, and contacts end inside. So its first block dominates the others, and its exit, or the end of
the contact, postdominates them.

See docs/semantics.md#regions.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from heapq import heappop, heappush
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from flowlint.analysis.engine.reach import breadth_first
from flowlint.model.graph import FlowGraph

if TYPE_CHECKING:
    import networkx as nx


_END = ""
"""Stands for the end of the contact among the ids of blocks: the virtual exit node, where all paths come together."""


class Region(NamedTuple):
    """The blocks of a single-entry single-exit region by id, in breadth-first order from the entry of the flow.

    The first is the entry of the region. `exit` is the block outside that all edges which leave it lead to, None where
    contacts end inside.
    """

    blocks: tuple[str, ...]
    exit: str | None


def regions(graph: FlowGraph, entry: str, fewest: int, most: int) -> tuple[Region, ...]:
    """Give all regions of `fewest` to `most` blocks, the largest first, and of one size the one that comes first.

    Blocks that are not reached from `entry`, or from which no contact comes to an end, are in none.
    """
    dominance = _Dominance(graph, entry)
    return tuple(dominance.region(*one) for one in dominance.regions(fewest, most))


def disjoint_regions(
    graph: FlowGraph, entry: str, fewest: int, most: int, without: Collection[str]
) -> Iterator[Region]:
    """Choose among the `regions`, in their order, those that share no block with one chosen before, nor `without`."""
    dominance = _Dominance(graph, entry)
    taken = set(without)
    counts = dominance.prefix_counts(taken)
    for first, exit_ in dominance.regions(fewest, most):
        if not dominance.count(counts, first, exit_):
            region = dominance.region(first, exit_)
            yield region
            taken.update(region.blocks)
            counts = dominance.prefix_counts(taken)


class _Leaving(NamedTuple):
    """The edges that leave what a block dominates, as far as it matters where: see `_Dominance._is_region`.

    `first` and `last` are the smallest and largest numbers of their sources, `targets` those of their targets. `top`
    tells how deep in the tree the deepest of them leads: twice the depth of the nearest block that dominates both its
    ends, and one more where that is not its target itself.
    """

    first: int
    last: int
    top: int
    targets: tuple[int, int]


class _Collection:
    """Edges, of which those are forgotten that lead to a certain depth of the dominator tree: first the deepest."""

    def __init__(self) -> None:
        self._heaps: tuple[list[tuple[int, int]], ...] = ([], [], [], [], [])
        """For each number that matters, its negative where the largest does: that of some edges, and their depth."""

    def add(self, edges: _Leaving, depth: int) -> None:
        """Add some edges that lead to one depth."""
        numbers = edges.first, -edges.last, -edges.top, edges.targets[0], -edges.targets[1]
        for heap, number in zip(self._heaps, numbers, strict=True):
            heappush(heap, (number, depth))

    def above(self, depth: int) -> _Leaving | None:
        """Forget the edges that do not lead above a depth, and tell what is to be known of the others."""
        for heap in self._heaps:
            while heap and heap[0][1] >= depth:
                heappop(heap)
        if not self._heaps[0]:
            return None
        first, last, top, least, most = (heap[0][0] for heap in self._heaps)
        return _Leaving(first, -last, -top, (least, -most))

    def united(self, other: "_Collection") -> "_Collection":
        """Give the edges of both."""
        large, small = (self, other) if len(self._heaps[0]) > len(other._heaps[0]) else (other, self)
        for heap, items in zip(large._heaps, small._heaps, strict=True):
            for item in items:
                heappush(heap, item)
        return large


class _Dominance:
    """The dominator tree of a graph, its nodes numbered in preorder, and the immediate postdominator of each.

    What one block dominates without what another does are the candidates for regions; there may be many, and so whether
    one is a region is told by a few numbers. A subtree of the dominator tree is an interval of the numbers.
    """

    def __init__(self, graph: FlowGraph, entry: str) -> None:
        import networkx as nx

        self._order = {block_id: number for number, block_id in enumerate(breadth_first(graph, entry))}
        branches: nx.DiGraph[str] = nx.DiGraph()
        for block_id in self._order:
            targets = [edge.target for edge in graph.branches[block_id]]
            branches.add_edges_from((block_id, target) for target in targets or [_END])
        ending = nx.ancestors(branches, _END) if _END in branches else set()
        self._postdominator = nx.immediate_dominators(branches.reverse(), _END) if ending else {}
        self._dominator = {one: by for one, by in nx.immediate_dominators(branches, entry).items() if one != entry}
        self._number_blocks(entry)
        self._endless = self.prefix_counts(self._order.keys() - ending)
        self._leaving = self._leaving_edges(branches)

    def regions(self, fewest: int, most: int) -> list[tuple[str, str]]:
        """Give the regions of `fewest` to `most` blocks: the first block of each and its exit or `_END`."""
        found = sorted(
            (-size, self._order[first], first, exit_)
            for first, exit_, size in self._candidates(most)
            if fewest <= size <= most and self._is_region(first, exit_)
        )
        return [(first, exit_) for _, _, first, exit_ in found]

    def region(self, first: str, exit_: str) -> Region:
        """Give a region with its blocks."""
        number = self._number[first]
        inside = self._blocks[number : number + self._size[first]]
        left_out = exit_ != _END and self._dominates(first, exit_)
        blocks = [one for one in inside if not (left_out and self._dominates(exit_, one))]
        return Region(tuple(sorted(blocks, key=self._order.__getitem__)), exit_ or None)

    def prefix_counts(self, blocks: Collection[str]) -> list[int]:
        """Count how many of some blocks have smaller numbers, for each number; `count` takes it."""
        return [0, *accumulate(block_id in blocks for block_id in self._blocks)]

    def count(self, prefix_counts: list[int], first: str, exit_: str) -> int:
        """Tell how many of the blocks that were counted a candidate holds."""
        number, end = self._number[first], self._number[first] + self._size[first]
        dominated = prefix_counts[end] - prefix_counts[number]
        inner = exit_ != _END and self._dominates(first, exit_)
        return dominated - self.count(prefix_counts, exit_, _END) if inner else dominated

    def _number_blocks(self, entry: str) -> None:
        """Number the dominator tree in preorder, with the depth of each block and the size of its subtree."""
        dominated: dict[str, list[str]] = {block_id: [] for block_id in self._order}
        for block_id in self._order:
            if block_id != entry:
                dominated[self._dominator[block_id]].append(block_id)
        self._depth, self._size = {entry: 0}, dict.fromkeys(self._order, 1)
        self._number: dict[str, int] = {}
        waiting = [entry]
        while waiting:
            block_id = waiting.pop()
            self._number[block_id] = len(self._number)
            self._depth.update((one, self._depth[block_id] + 1) for one in dominated[block_id])
            waiting += dominated[block_id]
        self._blocks = list(self._number)
        for block_id in reversed(self._blocks[1:]):
            self._size[self._dominator[block_id]] += self._size[block_id]

    def _leaving_edges(self, branches: "nx.DiGraph[str]") -> dict[str, _Leaving]:
        """Collect each edge at all blocks that dominate its source, but not its target.

        The edges of a block are those of the blocks that it dominates at once, and its own, but for those of which it
        dominates both ends. Of two collections the larger takes up the other, so that none is copied again and again.
        """
        collections: dict[str, _Collection] = {block_id: _Collection() for block_id in self._blocks}
        alike: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)  # of one source and depth
        for source, target in branches.edges:
            if target != _END:
                common = target if self._dominates(target, source) else self._dominator[target]
                depth = self._depth[common]
                alike[source, depth].append((2 * depth + (common != target), self._number[target]))
        for (source, depth), edges in alike.items():
            tops, targets = zip(*edges, strict=True)
            number = self._number[source]
            collections[source].add(_Leaving(number, number, max(tops), (min(targets), max(targets))), depth)
        found: dict[str, _Leaving] = {}
        for block_id in reversed(self._blocks):
            collection = collections.pop(block_id)
            leaving = collection.above(self._depth[block_id])
            if leaving is not None:
                found[block_id] = leaving
                by = self._dominator[block_id]
                collections[by] = collections[by].united(collection)
        return found

    def _dominates(self, one: str, other: str) -> bool:
        return 0 <= self._number[other] - self._number[one] < self._size[one]

    def _candidates(self, most: int) -> Iterator[tuple[str, str, int]]:
        """Give what may be regions: the first block of each, its exit or `_END`, and how many blocks it has.

        A region holds all that postdominates its first block as far as its exit, so of one with more than `most` blocks
        there is no need to know how it goes on.
        """
        for first in self._order.keys() & self._postdominator.keys():
            size, exit_ = self._size[first], self._postdominator[first]
            for _ in range(most):
                if exit_ == _END or not self._dominates(first, exit_):
                    yield first, exit_, size
                    break
                yield first, exit_, size - self._size[exit_]
                exit_ = self._postdominator[exit_]

    def _is_region(self, first: str, exit_: str) -> bool:
        """Tell whether the blocks of a candidate are entered at the first one only, and left to the exit only."""
        leaving = self._leaving.get(first)
        if self.count(self._endless, first, exit_):
            return False
        if exit_ == _END:
            return leaving is None
        if not self._dominates(first, exit_):
            return leaving is not None and leaving.targets == (self._number[exit_], self._number[exit_])
        # What the exit dominates is left out: all that leaves the rest must start there, and what leaves that must lead
        # to the first block, or past all that it dominates.
        number, back = self._number[exit_], self._leaving.get(exit_)
        starts_there = leaving is None or number <= leaving.first <= leaving.last < number + self._size[exit_]
        return starts_there and (back is None or back.top <= 2 * self._depth[first])
