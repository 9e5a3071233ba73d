"""Breadth-first search, against the distances that the paths of each length give."""

from hypothesis import given

from flowlint.analysis.engine.reach import breadth_first
from kit.graphs import Targets, graph_of, reached_from, targets


def layers(graph: Targets, first: str) -> list[list[str]]:
    """The blocks by their distance from one; those of a layer as the branches of the layer before lead to them."""
    found, here = [], [first]
    while here:
        found.append(here)
        before = [one for layer in found for one in layer]
        here = list(dict.fromkeys(target for one in here for target in graph[one] if target not in before))
    return found


@given(targets())
def test_the_nearest_come_first_and_equally_near_ones_as_branches_lead_to_them(graph: Targets) -> None:
    found = breadth_first(graph_of(graph), "a")
    assert list(found) == [one for layer in layers(graph, "a") for one in layer]
    assert set(found) == reached_from(graph, "a")
