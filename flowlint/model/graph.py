"""A flow as a networkx graph: a node is a block's id, an edge a branch that a contact can take."""

from typing import TYPE_CHECKING

from flowlint.model.flow import Flow, Transition

if TYPE_CHECKING:
    import networkx as nx

    FlowGraph = nx.MultiDiGraph[str]


def build_graph(flow: Flow) -> "FlowGraph":
    """Build the graph of a flow.

    Nodes are the ids of all blocks, in file order. Each edge has the branch it stands for as its attribute
    `transition` and the branch's rank as its key; each node has its branches as its attribute `branches`, in rank
    order. Branches that lead to no block are no edges.
    """
    import networkx as nx

    graph: FlowGraph = nx.MultiDiGraph()
    for block in flow.by_id.values():
        branches = tuple(one for one in block.live_branches if one.target in flow.by_id)
        graph.add_node(block.id, branches=branches)
    for block_id in flow.by_id:
        for branch in edges_out(graph, block_id):
            graph.add_edge(block_id, branch.target, key=branch.rank, transition=branch)
    return graph


def edges_out(graph: "FlowGraph", block_id: str) -> tuple[Transition, ...]:
    """Give the branches that leave a block, in rank order."""
    branches: tuple[Transition, ...] = graph.nodes[block_id]["branches"]
    return branches
