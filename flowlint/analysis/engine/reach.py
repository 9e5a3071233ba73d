"""Reachability from the entry of a flow, by breadth-first search.

See docs/semantics.md#graph.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flowlint.analysis.engine.facts import Facts, graph
from flowlint.model.flow import Block

if TYPE_CHECKING:
    from flowlint.model.graph import FlowGraph


def breadth_first(graph: "FlowGraph", start: str) -> tuple[str, ...]:
    """Give the ids of the blocks that can be reached from one, itself first, in breadth-first order.

    Blocks that are equally near come in the order of the branches that lead to them.
    """
    import networkx as nx

    return (start, *(target for _, target in nx.bfs_edges(graph, start)))


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


def reachable(facts: Facts) -> frozenset[str]:
    """Give the ids of the blocks that some path from the entry reaches."""
    return frozenset(block.id for block in facts(reachable_blocks))
