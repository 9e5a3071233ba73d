"""A flow's graph as networkx has it: the same blocks and branches, for rule packs that use its algorithms."""

import networkx as nx
import pytest
from hypothesis import given

from flowlint.model.flow import Transition
from flowlint.model.graph import FlowGraph
from kit.graphs import Targets, graph_of, targets


@given(targets())
def test_networkx_has_the_same_blocks_and_branches(leading: Targets) -> None:
    graph = graph_of(leading)
    found = graph.networkx

    assert list(found) == list(graph.branches)
    for block, branches in graph.branches.items():
        edges = found.out_edges(block, keys=True, data="transition")
        assert sorted(edges, key=lambda edge: edge[2]) == [(block, one.target, one.rank, one) for one in branches]


def test_a_rule_cannot_change_what_all_rules_share() -> None:
    one = Transition("a", "a", "next", "", 0, ())

    with pytest.raises(nx.NetworkXError):
        FlowGraph({"a": (one,)}).networkx.remove_node("a")
