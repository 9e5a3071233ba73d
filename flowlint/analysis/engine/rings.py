"""Rings of flows: cycles that cover each edge of the strongly connected components of a graph.

See docs/semantics.md#module-nesting and #transfer-cycles.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flowlint.analysis.engine.components import components
from flowlint.model.flow import Flow

Edge = tuple[Flow, Flow]


class Ring(NamedTuple):
    """Flows that lead to each other in turn.

    `edges` are a shortest ring through the first of them. `own` are those that no ring before has: each edge is one
    ring's own, whichever rings are found.
    """

    edges: tuple[Edge, ...]
    own: tuple[Edge, ...]


def rings(links: Mapping[Flow, Collection[Flow]], in_order: Sequence[Flow]) -> tuple[Ring, ...]:
    """Give rings that together have each edge which lies in one; a flow that leads to itself is one.

    `links` are the flows that each leads to, `in_order` all flows: a ring begins in the first of those it may begin in.
    """
    rank = {flow: place for place, flow in enumerate(in_order)}
    sorted_links = {flow: sorted(links[flow], key=rank.__getitem__) for flow in sorted(links, key=rank.__getitem__)}
    component = {flow: number for number, flows in enumerate(components(sorted_links)) for flow in flows}
    found: list[Ring] = []
    covered: set[Edge] = set()
    for flow, targets in sorted_links.items():
        for target in targets:
            if component[flow] == component[target] and (flow, target) not in covered:
                edges = ((flow, target), *_shortest(sorted_links, target, flow))
                found.append(Ring(edges, tuple(edge for edge in edges if edge not in covered)))
                covered.update(edges)
    return tuple(found)


def _shortest(links: Mapping[Flow, Collection[Flow]], first: Flow, last: Flow) -> tuple[Edge, ...]:
    """Give the edges of the shortest way from a flow to another; there must be one."""
    came_from: dict[Flow, Flow | None] = {first: None}
    waiting = deque([first])
    while last not in came_from:
        flow = waiting.popleft()
        for target in links.get(flow, ()):
            if target not in came_from:
                came_from[target] = flow
                waiting.append(target)
    edges: list[Edge] = []
    there = last
    while (before := came_from[there]) is not None:
        edges.append((before, there))
        there = before
    return tuple(reversed(edges))
