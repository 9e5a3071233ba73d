"""Rings of flows: of each strongly connected component of a graph the shortest cycle through its first flow.

See docs/semantics.md#module-nesting and #transfer-cycles.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flowlint.analysis.engine.components import components
from flowlint.model.flow import Flow


class Ring(NamedTuple):
    """The flows that lead to each other, and the edges of their shortest ring, from the first flow on."""

    component: frozenset[Flow]
    edges: tuple[tuple[Flow, Flow], ...]


def rings(links: Mapping[Flow, Collection[Flow]], in_order: Sequence[Flow]) -> tuple[Ring, ...]:
    """Give one ring for each component that has any; a flow that leads to itself is one.

    `links` are the flows that each leads to. `in_order` are all flows, and says which of a component is its first.
    """
    found = []
    for component in map(frozenset, components(links)):
        first = next(flow for flow in in_order if flow in component)
        if any(one in component for one in links.get(first, ())):
            found.append(Ring(component, _shortest(links, first)))
    return tuple(found)


def _shortest(links: Mapping[Flow, Collection[Flow]], first: Flow) -> tuple[tuple[Flow, Flow], ...]:
    """Give the edges of the shortest way from a flow back to it; there must be one."""
    came_from: dict[Flow, Flow] = {}
    waiting = deque([first])
    while first not in came_from:
        flow = waiting.popleft()
        for target in links.get(flow, ()):
            if target not in came_from:
                came_from[target] = flow
                waiting.append(target)
    edges = [(came_from[first], first)]
    while edges[-1][0] is not first:
        there = edges[-1][0]
        edges.append((came_from[there], there))
    return tuple(reversed(edges))
