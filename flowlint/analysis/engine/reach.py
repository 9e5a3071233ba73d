"""Reachability: from the entry of a flow by breadth-first search, and from each block to each other as bit sets.

See docs/semantics.md#graph.
"""

from collections import deque
from collections.abc import Mapping, Sized
from operator import or_

from flowlint.analysis.engine.dataflow import solve_backward
from flowlint.analysis.engine.facts import Facts, graph
from flowlint.model.flow import Block
from flowlint.model.graph import FlowGraph


def breadth_first(graph: FlowGraph, start: str) -> tuple[str, ...]:
    """Give the ids of the blocks that can be reached from one, itself first, in breadth-first order.

    Blocks that are equally near come in the order of the branches that lead to them.
    """
    reached = {start: None}
    waiting = deque(reached)
    while waiting:
        for target in graph.targets[waiting.popleft()]:
            if target not in reached:
                reached[target] = None
                waiting.append(target)
    return tuple(reached)


def reachable_blocks(facts: Facts) -> tuple[Block, ...]:
    """Give the blocks that some path from the entry reaches, nearest first; none where StartAction names no block."""
    entry = facts.flow.entry
    return () if entry is None else tuple(map(facts.flow.by_id.__getitem__, breadth_first(facts(graph), entry.id)))


def nearest_first(facts: Facts) -> tuple[Block, ...]:
    """Give all blocks: those that a path reaches, nearest first, and then the others by their ids.

    What is said of the first of some blocks in this order is the same wherever the blocks stand in the file. Blocks
    that share an id with an earlier one come last.
    """
    flow, reached = facts.flow, facts(reachable_blocks)
    rest = sorted(flow.by_id.keys() - {block.id for block in reached})
    return tuple(dict.fromkeys((*reached, *map(flow.by_id.__getitem__, rest), *flow.blocks)))


def positions(facts: Facts) -> Mapping[str, int]:
    """Give the place of each block in the order of `nearest_first`, by block id."""
    return {block_id: place for place, block_id in enumerate(dict.fromkeys(one.id for one in facts(nearest_first)))}


def nearness(facts: Facts, block: Block, path: Sized) -> tuple[int, int]:
    """Give what the nearest of some blocks has least of: the length of the path to it, and then its position."""
    return len(path), facts(positions)[block.id]


def reachable(facts: Facts) -> frozenset[str]:
    """Give the ids of the blocks that some path from the entry reaches."""
    return frozenset(block.id for block in facts(reachable_blocks))


def block_bits(facts: Facts) -> Mapping[str, int]:
    """Give each block a bit of its own, by block id, for sets of blocks."""
    return {block_id: 1 << number for number, block_id in enumerate(facts.flow.by_id)}


def ahead(facts: Facts) -> Mapping[str, int]:
    """Give the set of the blocks that some path from each block leads to, by block id; itself only where it leads back.

    So two blocks are in one strongly connected component where each is ahead of the other.
    """
    bits = facts(block_bits)
    return solve_backward(facts(graph), None, 0, lambda edge, ahead: ahead | bits[edge.target], or_)


def ahead_of(facts: Facts, block: Block) -> tuple[Block, ...]:
    """Give the blocks that some path leads to from a block, itself first, nearest first."""
    return tuple(map(facts.flow.by_id.__getitem__, breadth_first(facts(graph), block.id)))
