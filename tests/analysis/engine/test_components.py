"""Strongly connected components, against what networkx makes of the same graph."""

import networkx as nx
from hypothesis import given

from flowlint.analysis.engine import components
from kit.graphs import Targets, targets


@given(targets())
def test_components_are_those_of_networkx(graph: Targets) -> None:
    linked: nx.DiGraph[str] = nx.DiGraph(graph)

    found = components(graph)

    assert {frozenset(one) for one in found} == set(map(frozenset, nx.strongly_connected_components(linked)))
    assert sorted(node for one in found for node in one) == sorted(graph)


@given(targets())
def test_each_comes_after_those_that_it_leads_to(graph: Targets) -> None:
    given_before: set[str] = set()
    for component in components(graph):
        given_before.update(component)
        assert given_before.issuperset(target for node in component for target in graph[node])


def test_nodes_that_lead_to_none_need_not_be_named() -> None:
    assert components({"a": ["b", "a"]}) == [("b",), ("a",)]


def test_a_long_way_takes_no_stack() -> None:
    assert components({number: [number + 1] for number in range(5_000)}) == [(n,) for n in range(5_000, -1, -1)]
