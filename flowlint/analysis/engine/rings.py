"""Rings of flows: of each strongly connected component of a graph the shortest cycle through its first flow.

See docs/semantics.md#module-nesting and #transfer-cycles.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from flowlint.model.flow import Flow

if TYPE_CHECKING:
    import networkx as nx


class Ring(NamedTuple):
    """The flows that lead to each other, and the edges of their shortest ring, from the first flow on."""

    component: frozenset[Flow]
    edges: tuple[tuple[Flow, Flow], ...]


def rings(links: "nx.DiGraph[Flow]", in_order: Sequence[Flow]) -> tuple[Ring, ...]:
    """Give one ring for each component that has any; a flow that leads to itself is one.

    `in_order` are all flows, and says which of a component is its first.
    """
    import networkx as nx

    found = []
    for component in nx.strongly_connected_components(links):
        first = next(flow for flow in in_order if flow in component)
        ways = (nx.shortest_path(links, one, first) for one in links.successors(first) if one in component)
        way = min(ways, key=len, default=None)
        if way is not None:
            found.append(Ring(frozenset(component), tuple(zip([first, *way], way, strict=False))))
    return tuple(found)
