"""A flow as a networkx graph: a node is a block's id, an edge a branch that a contact can take."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flowlint.model.flow import Flow, Transition

if TYPE_CHECKING:
    import networkx as nx

    FlowGraph = nx.MultiDiGraph[str]


def build_graph(flow: Flow) -> "FlowGraph":
    """Build the graph of a flow.

    Nodes are the ids of all blocks, in file order. Each edge has the branch it stands for as its attribute
    `transition` and the branch's rank as its key. Branches that lead to no block are no edges.
    """
    import networkx as nx

    graph: FlowGraph = nx.MultiDiGraph()
    graph.add_nodes_from(flow.by_id)
    for block in flow.by_id.values():
        for transition in block.paths:
            if transition.target in flow.by_id:
                graph.add_edge(block.id, transition.target, key=transition.rank, transition=transition)
    return graph


def edges_out(graph: "FlowGraph", block_id: str) -> list[Transition]:
    """Give the branches that leave a block, in rank order."""
    edges: Iterable[tuple[str, str, Transition]] = graph.out_edges(block_id, data="transition")
    return sorted((transition for _, _, transition in edges), key=lambda transition: transition.rank)
