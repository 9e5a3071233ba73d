"""Reachability from the entry of a flow, by breadth-first search.

See docs/semantics.md#graph.
"""

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


def reachable(facts: Facts) -> frozenset[str]:
    """Give the ids of the blocks that some path from the entry reaches."""
    return frozenset(block.id for block in facts(reachable_blocks))
