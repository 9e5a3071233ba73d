"""Interprocedural dataflow over all flows of a run: what a flow starts with, and what a flow module comes back with.

Handing a contact over is context-insensitive: the next flow starts with the join of what all flows of the run that
hand over to it know, or that set it to run on a later event. Calling a module is context-sensitive, by the functional
approach: a module of the run is solved for each state it is called in, and its summary is memoised: what it ends with
for each result that its returns say, which goes along the branches for that result alone. A module that is not in the
run, calls itself or calls too deep may do anything; what the problem says of an unknown call holds after it.

See docs/semantics.md#several-flows.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

from flowlint.analysis.engine.components import components
from flowlint.analysis.engine.dataflow import solve
from flowlint.analysis.engine.effects import happened
from flowlint.analysis.engine.facts import Facts, ProjectFacts, graph, summary
from flowlint.analysis.engine.module_results import Result, comes_back_by, is_connects_own, result_of
from flowlint.analysis.engine.reach import reachable
from flowlint.model.flow import Block, Flow, Transition

V = TypeVar("V")

MODULE_CALL = "InvokeFlowModule"
"""The type of the blocks that run a module."""
MODULE_RETURN = "EndFlowModuleExecution"
"""The type of the blocks by which a module goes back to the flow that called it."""

DEEPEST_MODULE = 5
"""How deep modules may call modules: Connect runs no more."""


@dataclass(frozen=True, eq=False)
class Problem(Generic[V]):
    """A dataflow problem over the flows of a run; states must be hashable.

    `entry_state(flow)` holds at the entry of a flow that nobody in the run hands over to or sets to run on an event.
    `transfer(flow, edge, state)` gives the out-state on an edge; it is not asked about the branches by which a module
    comes back. `on_transfer` gives what of a state the next flow still sees, `on_call` what a module sees of it.
    `on_event(facts, block, states)` gives what a flow starts with that a block sets to run on a later event, from the
    states before the blocks of its own flow: what comes between block and event counts as well.
    `on_return(flow, edge, before, after, end)` combines what the caller had before the call with what the module ends
    with where it comes back by this edge; `end(edge, state)` gives what it ends with by any edge of the call, called in
    another state; None where it does not come back by that. `on_failed_call(flow, edge, after, end)` may change what
    `transfer` gives where the call fails. `on_unknown_call(state)` holds after a module that cannot be followed.
    `never` holds where nobody comes, as after a branch by which no module comes back, and on from there; it is neutral
    to `join`.
    """

    entry_state: Callable[[Flow], V]
    transfer: Callable[[Flow, Transition, V], V]
    join: Callable[[V, V], V]
    on_transfer: Callable[[V], V]
    on_call: Callable[[V], V]
    on_event: Callable[[Facts, Block, Mapping[str, V]], V]
    on_return: Callable[[Flow, Transition, V, V, Callable[[Transition, V], V | None]], V]
    on_unknown_call: Callable[[V], V]
    never: V
    on_failed_call: Callable[[Flow, Transition, V, Callable[[Transition, V], V | None]], V] = (
        lambda flow, edge, after, end: after
    )


class Solution(Generic[V]):
    """The fixpoint of a problem: the state before each reachable block of each flow. Made once per problem and run."""

    def __init__(self, project: ProjectFacts, problem: Problem[V]) -> None:
        self._project = project
        self._problem = problem
        self._summaries: dict[tuple[Flow, V], Mapping[Result, V]] = {}
        self._entry_states = {flow: problem.entry_state(flow) for flow in project(entry_groups)}
        self._hand_over()

    def entry_state(self, flow: Flow) -> V:
        """Give the state in which a flow starts."""
        return self._entry_states[flow]

    def in_states(self, flow: Flow) -> dict[str, V]:
        """Give the state before each block that can be reached, by block id; empty without an entry block.

        It is worked out each time: of all flows of a run, what is kept is the state at the entry alone.
        """
        return self._solve_flow(flow, self._entry_states[flow])

    def after(self, flow: Flow, edge: Transition, state: V) -> V:
        """Give the state after an edge, which may be the return of a module, from the state before its block."""
        block = flow.by_id[edge.source]
        if state == self._problem.never:
            return state
        if block.type != MODULE_CALL:
            return self._problem.transfer(flow, edge, state)
        module = self._project.project.target(flow, block)
        if module is not None and module not in self._project(modules_to_follow):
            module = None

        def end(by: Transition, entry_state: V) -> V | None:
            ways = [
                one
                for result, one in (self._summary(module, entry_state) if module else {}).items()
                if happened(block, by) and comes_back_by(block, by, result)
            ]
            return reduce(self._problem.join, ways) if ways else None

        if not happened(block, edge):
            return self._problem.on_failed_call(flow, edge, self._problem.transfer(flow, edge, state), end)
        after = end(edge, self._problem.on_call(state)) if module else None
        if after is not None:
            return self._problem.on_return(flow, edge, state, after, end)
        if module and edge in self._project.of(flow)(never_taken):
            return self._problem.never
        return self._problem.on_unknown_call(state)

    def _solve_flow(self, flow: Flow, entry_state: V) -> dict[str, V]:
        if flow.entry is None:
            return {}
        return solve(
            self._project.of(flow)(graph),
            flow.entry.id,
            entry_state,
            lambda edge, state: self.after(flow, edge, state),
            self._problem.join,
        )

    def _summary(self, module: Flow, entry_state: V) -> Mapping[Result, V]:
        """Give what a module returns with, by what it says, when it is called in this state.

        Nothing where no path returns.
        """
        key = module, entry_state
        if key not in self._summaries:
            ends: dict[Result, V] = {}
            for block_id, state in self._solve_flow(module, entry_state).items():
                block = module.by_id[block_id]
                if block.type == MODULE_RETURN:
                    result = result_of(block)
                    ends[result] = self._problem.join(ends[result], state) if result in ends else state
            self._summaries[key] = ends
        return self._summaries[key]

    def _hand_over(self) -> None:
        """Hand states over from flow to flow until nothing changes."""
        waiting = deque(flow for flow in self._entry_states if self._leads_on(flow))
        are_waiting = set(waiting)
        while waiting:
            flow = waiting.popleft()
            are_waiting.remove(flow)
            given_to = self._given(flow, self.in_states(flow))
            with_variants = self._project.project.with_variants
            for target, given in ((one, state) for led_to, state in given_to for one in with_variants(led_to)):
                first = target not in self._entry_states
                joined = given if first else self._problem.join(self._entry_states[target], given)
                if first or joined != self._entry_states[target]:
                    self._entry_states[target] = joined
                    if target not in are_waiting and self._leads_on(target):
                        waiting.append(target)
                        are_waiting.add(target)

    def _leads_on(self, flow: Flow) -> bool:
        facts = self._project.of(flow)
        return bool(facts(handovers) or facts(event_flows))

    def _given(self, flow: Flow, in_states: Mapping[str, V]) -> Iterator[tuple[Flow, V]]:
        """Give the flows that a flow leads to, each with what it gives them to start with."""
        problem, facts = self._problem, self._project.of(flow)
        for block, target in facts(handovers):
            state = in_states[block.id]
            seen_of = problem.on_call if block.type == MODULE_CALL else problem.on_transfer
            yield target, state if state == problem.never else seen_of(state)
        for block, target in facts(event_flows):
            yield target, problem.on_event(facts, block, in_states)


def entry_groups(project: ProjectFacts) -> Mapping[Flow, frozenset[Flow]]:
    """Give the flows at which contacts come into the run, each with its group.

    A group is a flow that settings call an entry, or a strongly connected component of the flows that nobody outside
    of it hands over to, or sets to run on an event: mostly one flow alone. Contacts come in at one flow of a component
    at least, and nobody knows at which.
    """
    flows = project.project.flows
    entries = {flow for flow in flows if project.project.is_entry(flow)}
    declared = [frozenset({flow}) for flow in flows if flow in entries]
    groups = (*declared, *(component for component in _sources(project) if not component & entries))
    return {flow: group for group in groups for flow in group}


def _sources(project: ProjectFacts) -> Iterator[frozenset[Flow]]:
    """Give the strongly connected components of the flows that nobody outside of them leads to."""
    if not any(project.of(flow)(way) for flow in project.project.flows for way in (handovers, event_flows)):
        yield from (frozenset({flow}) for flow in project.project.flows)
        return
    links = _links(project)
    found = list(map(frozenset, components(links)))
    component_of = {flow: component for component in found for flow in component}
    led_to = {target for flow, targets in links.items() for target in targets if target not in component_of[flow]}
    yield from filter(led_to.isdisjoint, found)


@summary
def handovers(facts: Facts) -> tuple[tuple[Block, Flow], ...]:
    """Give the reachable blocks of a flow that hand over to a flow of the run or call one, with that flow."""
    return _leading_on(facts, facts.project.project.target)


def with_modules(facts: Facts) -> tuple[Flow, ...]:
    """Give a flow and the modules of the run that it calls, and that these call in turn."""
    found, waiting = {facts.flow: None}, [facts.flow]
    while waiting:
        for block, target in facts.project.of(waiting.pop())(handovers):
            if block.type == MODULE_CALL and target not in found:
                found[target] = None
                waiting.append(target)
    return tuple(found)


def never_taken(facts: Facts) -> frozenset[Transition]:
    """Give the branches of calls by which the module of the run that is called never comes back, as its returns say.

    Nothing after such a branch is looked at, so each one of a condition is reported: see the rule `module-contract`.
    """
    return frozenset(
        edge
        for block, module in facts(handovers)
        if block.type == MODULE_CALL and module in facts.project(modules_to_follow)
        if (results := facts.project.of(module)(results_of)) and not module.is_open
        for edge in facts(graph).branches[block.id]
        if happened(block, edge)
        and not is_connects_own(edge)
        and not any(comes_back_by(block, edge, result) for result in results)
    )


@summary
def results_of(module: Facts) -> frozenset[Result]:
    """Give what the returns of a module say that some path reaches; nothing where none is reached."""
    reached = module(reachable)
    return frozenset(result_of(block) for block in module.flow.of_type(MODULE_RETURN) if block.id in reached)


@summary
def event_flows(facts: Facts) -> tuple[tuple[Block, Flow], ...]:
    """Give the reachable blocks of a flow that set a flow of the run to run on a later event, with that flow."""
    return _leading_on(facts, facts.project.project.event_flow)


def _leading_on(facts: Facts, target_of: Callable[[Flow, Block], Flow | None]) -> tuple[tuple[Block, Flow], ...]:
    reached = facts(reachable)
    leading = (
        (block, target)
        for block in facts.flow.by_id.values()
        if block.id in reached and (target := target_of(facts.flow, block)) is not None
    )
    # By id: of several ways to another flow the first one counts, and it is the same however blocks stand in the file.
    return tuple(sorted(leading, key=lambda one: one[0].id))


def _links(project: ProjectFacts, *types: str) -> dict[Flow, dict[Flow, None]]:
    """Give to whom each flow hands over or whom it sets to run on an event, by blocks of any or of these types."""
    return {
        flow: {
            one: None
            for block, target in (*project.of(flow)(handovers), *project.of(flow)(event_flows))
            if not types or block.type in types
            for one in project.project.with_variants(target)
        }
        for flow in project.project.flows
    }


def modules_to_follow(project: ProjectFacts) -> frozenset[Flow]:
    """Give the flows that can be followed into where they are called as a module.

    Not those that call themselves, straight or round about, nor those that call deeper than Connect runs them.
    """
    flows = project.project.flows
    if not any(block.type == MODULE_CALL for flow in flows for block, _ in project.of(flow)(handovers)):
        return frozenset(flows)
    calls = _links(project, MODULE_CALL)
    depth: dict[Flow, int] = {}
    for flow, *others in components(calls):
        if not others and flow not in calls[flow]:
            depth[flow] = 1 + max((depth.get(called, 0) for called in calls[flow]), default=0)
    return frozenset(flow for flow in depth if depth[flow] <= DEEPEST_MODULE)
