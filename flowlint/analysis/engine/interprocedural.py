"""Dataflow over all flows of a run: what a flow starts with, and what a flow module comes back with.

A flow that others of the run hand a contact over to starts with the join of what they know; in a ring of flows that
only hand over to each other each is taken to start alone as well. A module that is in the run is followed into, with
what is known at the very call; one that is not may do anything, and what the problem calls unknown holds behind it.

See docs/semantics.md#several-flows.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Generic, TypeVar

from flowlint.analysis.engine.dataflow import solve
from flowlint.analysis.engine.effects import happened
from flowlint.analysis.engine.facts import Facts, ProjectFacts, graph
from flowlint.analysis.engine.reach import reachable
from flowlint.model.flow import Block, Flow, Transition

if TYPE_CHECKING:
    import networkx as nx

V = TypeVar("V")

MODULE_CALL = "InvokeFlowModule"
MODULE_RETURN = "EndFlowModuleExecution"

_DEEPEST_MODULE = 5
"""How deep modules may call modules: Connect runs no more."""


@dataclass(frozen=True, eq=False)
class Problem(Generic[V]):
    """A dataflow problem over the flows of a run; values must be hashable.

    `entry_state(flow)` holds at the entry of a flow that nobody in the run hands over to. `transfer(flow, edge, value)`
    gives what holds after an edge; it is not asked about the branches by which a module comes back. `on_transfer`
    gives what of a value the next flow still sees, `on_call` what a module sees of it. `on_return(before, after)`
    joins what the caller had before the call with what the module ends with. `on_unknown_call(value)` holds after a
    module that cannot be followed.
    """

    entry_state: Callable[[Flow], V]
    transfer: Callable[[Flow, Transition, V], V]
    join: Callable[[V, V], V]
    on_transfer: Callable[[V], V]
    on_call: Callable[[V], V]
    on_return: Callable[[V, V], V]
    on_unknown_call: Callable[[V], V]


class Solution(Generic[V]):
    """What holds before each reachable block of each flow of a run. Made once per problem and run."""

    def __init__(self, project: ProjectFacts, problem: Problem[V]) -> None:
        self._project = project
        self._problem = problem
        self._module_ends: dict[tuple[Flow, V], V | None] = {}
        self._before: dict[Flow, dict[str, V]] = {}
        self._entries = {flow: problem.entry_state(flow) for ring in project(entry_groups) for flow in ring}
        self._hand_on()

    def entry(self, flow: Flow) -> V:
        """Give what holds where a flow starts."""
        return self._entries[flow]

    def before(self, flow: Flow) -> dict[str, V]:
        """Give what holds before each block that can be reached, by block id; empty without an entry block."""
        if flow not in self._before:
            self._before[flow] = self._solve_flow(flow, self._entries[flow])
        return self._before[flow]

    def behind(self, flow: Flow, edge: Transition, value: V) -> V:
        """Give what holds behind an edge, where the edge may be the return of a module."""
        block = flow.by_id[edge.source]
        if block.type != MODULE_CALL or not happened(block, edge):
            return self._problem.transfer(flow, edge, value)
        module = self._project.project.target(block)
        end = self._end_of(module, self._problem.on_call(value)) if module is not None else None
        return self._problem.on_unknown_call(value) if end is None else self._problem.on_return(value, end)

    def _solve_flow(self, flow: Flow, value: V) -> dict[str, V]:
        if flow.entry is None:
            return {}
        return solve(
            self._project.of(flow)(graph),
            flow.entry.id,
            value,
            lambda edge, before: self.behind(flow, edge, before),
            self._problem.join,
        )

    def _end_of(self, module: Flow, value: V) -> V | None:
        """Give what a module ends with when it starts with `value`; None where it cannot be followed.

        That is also one from which no path returns.
        """
        if module not in self._project(_modules_to_follow):
            return None
        key = module, value
        if key not in self._module_ends:
            before = self._solve_flow(module, value)
            ends = [end for block_id, end in before.items() if module.by_id[block_id].type == MODULE_RETURN]
            self._module_ends[key] = reduce(self._problem.join, ends) if ends else None
        return self._module_ends[key]

    def _hand_on(self) -> None:
        """Hand values on from flow to flow until nothing changes."""
        waiting = deque(flow for flow in self._entries if self._project.of(flow)(_handovers))
        while waiting:
            flow = waiting.popleft()
            self._before[flow] = before = self._solve_flow(flow, self._entries[flow])
            for block, target in self._project.of(flow)(_handovers):
                value = before[block.id]
                given = self._problem.on_call(value) if block.type == MODULE_CALL else self._problem.on_transfer(value)
                joined = self._problem.join(self._entries[target], given) if target in self._entries else given
                if target not in self._entries or joined != self._entries[target]:
                    self._entries[target] = joined
                    if target not in waiting and self._project.of(target)(_handovers):
                        waiting.append(target)


def facts_of(facts: Facts, solution: Callable[[ProjectFacts], Solution[V]]) -> dict[str, V]:
    """Give what a solution says of this flow: what holds before each of its reachable blocks."""
    return facts.project(solution).before(facts.flow)


def entry_groups(project: ProjectFacts) -> tuple[frozenset[Flow], ...]:
    """Give the flows at which contacts come into the run, in groups.

    A group is a flow that nobody hands over to or that settings call an entry, or a ring of flows that only hand over
    to each other: contacts come in at one of the ring at least, and nobody knows at which.
    """
    import networkx as nx

    links: nx.DiGraph[Flow] = _links(project)
    entries = {flow for flow in links if project.project.is_entry(flow)}
    rings = nx.strongly_connected_components(links)
    alone = (
        frozenset(ring) for ring in rings if all(before in ring for flow in ring for before in links.predecessors(flow))
    )
    told = (frozenset({flow}) for flow in project.project.flows if flow in entries)
    return (*told, *(ring for ring in alone if not ring & entries))


def _handovers(facts: Facts) -> tuple[tuple[Block, Flow], ...]:
    """Give the reachable blocks of a flow that hand over to a flow of the run or call one, with that flow."""
    return tuple(
        (block, target)
        for block in facts.flow.by_id.values()
        if block.id in facts(reachable) and (target := facts.project.project.target(block)) is not None
    )


def _links(project: ProjectFacts, *types: str) -> "nx.DiGraph[Flow]":
    """Give who hands over to whom, by blocks of these types where any are given."""
    import networkx as nx

    links: nx.DiGraph[Flow] = nx.DiGraph()
    links.add_nodes_from(project.project.flows)
    for flow in project.project.flows:
        links.add_edges_from(
            (flow, target) for block, target in project.of(flow)(_handovers) if not types or block.type in types
        )
    return links


def _modules_to_follow(project: ProjectFacts) -> frozenset[Flow]:
    """Give the flows that can be followed into where they are called as a module.

    Not those that call themselves, straight or round about, nor those that call deeper than Connect runs them.
    """
    import networkx as nx

    calls = _links(project, MODULE_CALL)
    for ring in list(nx.strongly_connected_components(calls)):
        if len(ring) > 1 or any(calls.has_edge(flow, flow) for flow in ring):
            calls.remove_nodes_from(ring)
    depth: dict[Flow, int] = {}
    for flow in reversed(list(nx.topological_sort(calls))):
        depth[flow] = 1 + max((depth[called] for called in calls.successors(flow)), default=0)
    return frozenset(flow for flow in depth if depth[flow] <= _DEEPEST_MODULE)
