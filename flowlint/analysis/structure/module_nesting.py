"""Modules that call each other: deeper than Connect runs them, or in a ring.

Longest paths and strongly connected components of the call graph. See docs/semantics.md#module-nesting.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from flowlint.analysis.engine import DEEPEST_MODULE, MODULE_CALL, Facts, ProjectFacts, handovers, rings
from flowlint.model.flow import Block, Flow

if TYPE_CHECKING:
    import networkx as nx


class ModuleCall(NamedTuple):
    """A block that calls a module of the run."""

    caller: Flow
    block: Block
    module: Flow


class NestedCall(NamedTuple):
    """A call that goes too deep, or into a ring.

    `on_the_way` are the calls of a ring that follow `call` and lead back to it, or, with `is_ring` false, those that
    come before it on the longest way down; in order.
    """

    call: ModuleCall
    is_ring: bool
    on_the_way: tuple[ModuleCall, ...]


def nested_calls(facts: Facts) -> tuple[NestedCall, ...]:
    """Give the calls of this flow that go one level deeper than Connect runs, and those that begin a ring.

    Of a ring one call is given, in the flow that comes first in the run. What is called deeper still is left out, since
    it is never reached.
    """
    return facts.project(_nested).get(facts.flow, ())


def _nested(project: ProjectFacts) -> Mapping[Flow, tuple[NestedCall, ...]]:
    first: dict[tuple[Flow, Flow], ModuleCall] = {}
    for flow in project.project.flows:
        for block, module in project.of(flow)(handovers):
            if block.type == MODULE_CALL:
                first.setdefault((flow, module), ModuleCall(flow, block, module))
    if not first:
        return {}
    import networkx as nx

    calls: nx.DiGraph[Flow] = nx.DiGraph()
    calls.add_edges_from((*pair, {"call": call}) for pair, call in first.items())
    found: dict[Flow, list[NestedCall]] = {}
    for ring in _rings(calls, project.project.flows):
        found.setdefault(ring.call.caller, []).append(ring)
    for deep in _too_deep(calls):
        found.setdefault(deep.call.caller, []).append(deep)
    return {flow: tuple(sorted(calls, key=lambda one: one.call.block.index)) for flow, calls in found.items()}


def _rings(calls: "nx.DiGraph[Flow]", in_order: tuple[Flow, ...]) -> Iterator[NestedCall]:
    """Give the shortest ring of each component, and take all components that are rings out of the graph."""
    for ring in rings(calls, in_order):
        first, *others = (calls.edges[pair]["call"] for pair in ring.edges)
        yield NestedCall(first, True, tuple(others))
        calls.remove_nodes_from(ring.component)


def _too_deep(calls: "nx.DiGraph[Flow]") -> Iterator[NestedCall]:
    """Give the calls that begin the first level which is too deep; there is no ring in the graph any more."""
    import networkx as nx

    above: dict[Flow, tuple[ModuleCall, ...]] = {}
    depth: dict[Flow, int] = {}
    for flow in nx.topological_sort(calls):
        callers = [(depth[caller], calls.edges[caller, flow]["call"]) for caller in calls.predecessors(flow)]
        deepest, call = max(callers, key=lambda one: one[0], default=(0, None))
        # A module that nothing calls here is called from elsewhere, if at all.
        depth[flow] = deepest + 1 if call or flow.is_module else 0
        above[flow] = (*above[call.caller], call) if call else ()
        if depth[flow] > DEEPEST_MODULE:
            for caller_depth, deep in callers:
                if caller_depth == DEEPEST_MODULE:
                    yield NestedCall(deep, False, above[deep.caller])
