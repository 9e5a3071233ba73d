"""Dataflow over all flows of a run: what a flow starts with, and what a flow module comes back with.

A flow that others of the run hand a contact over to starts with the join of what they know. A module that is in the
run is followed into, with what is known at the very call; one that is not may do anything, and what the problem
calls unknown holds behind it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flowlint.analysis.dataflow import solve
from flowlint.analysis.facts import Facts, ProjectFacts, graph
from flowlint.model.flow import Flow, Transition

V = TypeVar("V")

MODULE_CALL = "InvokeFlowModule"
MODULE_RETURN = "EndFlowModuleExecution"


@dataclass(frozen=True, eq=False)
class Problem(Generic[V]):
    """A dataflow problem over the flows of a run; values must be hashable.

    `alone` gives what holds at the entry of a flow that nobody in the run hands over to. `transfer(flow, edge,
    value)` gives what holds behind an edge; it is not asked about the success branches of module calls. `handed`
    gives what of a value the next flow still sees, `called` what a module sees of it. `returned(before, after)`
    joins what the caller had before the call with what the module ends with. `unknown(value)` holds behind a
    module that cannot be followed.
    """

    alone: Callable[[Flow], V]
    transfer: Callable[[Flow, Transition, V], V]
    join: Callable[[V, V], V]
    handed: Callable[[V], V]
    called: Callable[[V], V]
    returned: Callable[[V, V], V]
    unknown: Callable[[V], V]


class Solution(Generic[V]):
    """What holds before each reachable block of each flow of a run. Made once per problem and run."""

    def __init__(self, project: ProjectFacts, problem: Problem[V]) -> None:
        self._project = project
        self._problem = problem
        self._module_ends: dict[tuple[Flow, V], V | None] = {}
        self._calling: list[Flow] = []
        self._entries = self._solve_entries()
        self._before: dict[Flow, dict[str, V]] = {}

    def entry(self, flow: Flow) -> V:
        """Give what holds where a flow starts."""
        return self._entries.get(flow, self._problem.alone(flow))

    def before(self, flow: Flow) -> dict[str, V]:
        """Give what holds before each block that can be reached, by block id; empty without an entry block."""
        if flow not in self._before:
            self._before[flow] = self._solve_flow(flow, self.entry(flow))
        return self._before[flow]

    def behind(self, flow: Flow, edge: Transition, value: V) -> V:
        """Give what holds behind an edge, where the edge may be the return of a module."""
        block = flow.by_id[edge.source]
        if block.type != MODULE_CALL or edge.kind == "error":
            return self._problem.transfer(flow, edge, value)
        module = self._project.project.target(block)
        end = self._end_of(module, self._problem.called(value)) if module is not None else None
        return self._problem.unknown(value) if end is None else self._problem.returned(value, end)

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

        That is a module that calls itself, straight or round about, and one from which no path returns.
        """
        if module in self._calling:
            return None
        key = module, value
        if key not in self._module_ends:
            self._calling.append(module)
            before = self._solve_flow(module, value)
            self._calling.pop()
            ends = [before[block.id] for block in module.of_type(MODULE_RETURN) if block.id in before]
            end: V | None = ends[0] if ends else None
            for other in ends[1:]:
                assert end is not None
                end = self._problem.join(end, other)
            self._module_ends[key] = end
        return self._module_ends[key]

    def _solve_entries(self) -> dict[Flow, V]:
        """Hand values on from flow to flow until nothing changes, from the flows that nobody hands over to.

        A ring of flows that only hand over to each other has no such beginning: each is taken to start alone.
        """
        callers = self._project.project.callers
        entries = {flow: self._problem.alone(flow) for flow, by in callers.items() if not by}
        waiting = list(entries)
        rest = [flow for flow, by in callers.items() if by]
        while waiting or rest:
            if not waiting:
                ring = rest.pop(0)
                if ring in entries:
                    continue
                entries[ring] = self._problem.alone(ring)
                waiting = [ring]
            flow = waiting.pop(0)
            before = self._solve_flow(flow, entries[flow])
            for block_id, value in before.items():
                block = flow.by_id[block_id]
                target = self._project.project.target(block)
                if target is None:
                    continue
                given = self._problem.called(value) if block.type == MODULE_CALL else self._problem.handed(value)
                joined = self._problem.join(entries[target], given) if target in entries else given
                if target not in entries or joined != entries[target]:
                    entries[target] = joined
                    if target not in waiting:
                        waiting.append(target)
        return entries


def facts_of(facts: Facts, solution: Callable[[ProjectFacts], Solution[V]]) -> dict[str, V]:
    """Give what a solution says of this flow: what holds before each of its reachable blocks."""
    return facts.project(solution).before(facts.flow)
