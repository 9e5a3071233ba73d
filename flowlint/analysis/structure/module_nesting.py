"""Modules that call each other: deeper than Connect runs them, or in a ring.

Longest paths and strongly connected components of the call graph. See docs/semantics.md#module-nesting.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from flowlint.analysis.engine import DEEPEST_MODULE, MODULE_CALL, Facts, ProjectFacts, components, handovers, rings
from flowlint.model.flow import Block, Flow


class ModuleCall(NamedTuple):
    """A block that calls a module of the run."""

    caller: Flow
    block: Block
    module: Flow


class NestedCall(NamedTuple):
    """A call that goes too deep, or into a ring.

    `on_the_way` are the calls of a ring that follow `call` and lead back to it, or, with `is_ring` false, those that
    come before it on the longest way down; in order. `own` are the calls that no other finding counts as its own: of a
    ring, or, with `is_ring` false, `call` and what is called deeper.
    """

    call: ModuleCall
    is_ring: bool
    on_the_way: tuple[ModuleCall, ...]
    own: tuple[ModuleCall, ...]


def nested_calls(facts: Facts) -> tuple[NestedCall, ...]:
    """Give the calls of this flow that go one level deeper than Connect runs, and those that begin a ring.

    Of a ring one call is given. What is called deeper still is left out, since it is never reached.
    """
    return facts.project(_nested).get(facts.flow, ())


def _nested(project: ProjectFacts) -> Mapping[Flow, tuple[NestedCall, ...]]:
    first: dict[tuple[Flow, Flow], ModuleCall] = {}
    for flow in project.project.flows:
        for block, module in project.of(flow)(handovers):
            if block.type == MODULE_CALL:
                first.setdefault((flow, module), ModuleCall(flow, block, module))
    found: dict[Flow, list[NestedCall]] = defaultdict(list)
    in_rings: set[Flow] = set()
    for ring in rings(_links(first), project.project.flows):
        call, *others = map(first.__getitem__, ring.edges)
        found[call.caller].append(NestedCall(call, True, tuple(others), tuple(map(first.__getitem__, ring.own))))
        in_rings.update(flow for flow, _ in ring.edges)
    for deep in _too_deep({pair: call for pair, call in first.items() if in_rings.isdisjoint(pair)}):
        found[deep.call.caller].append(deep)
    return {flow: tuple(sorted(calls, key=lambda one: one.call.block.index)) for flow, calls in found.items()}


def _links(pairs: Iterable[tuple[Flow, Flow]]) -> Mapping[Flow, list[Flow]]:
    links: dict[Flow, list[Flow]] = defaultdict(list)
    for caller, module in pairs:
        links[caller].append(module)
    return links


def _too_deep(calls: Mapping[tuple[Flow, Flow], ModuleCall]) -> Iterator[NestedCall]:
    """Give the calls that begin the first level which is too deep, of calls that make no ring."""
    callers = _links((module, caller) for caller, module in calls)
    above: dict[Flow, tuple[ModuleCall, ...]] = {}
    depth: dict[Flow, int] = {}
    found: dict[ModuleCall, tuple[ModuleCall, ...]] = {}
    deeper: dict[ModuleCall, list[ModuleCall]] = defaultdict(list)
    for (flow,) in components(callers):
        deepest = max(callers.get(flow, ()), key=depth.__getitem__, default=None)
        # A module that nothing calls here is called from elsewhere, if at all.
        depth[flow] = 1 + depth[deepest] if deepest is not None else int(flow.is_module)
        above[flow] = (*above[deepest], calls[deepest, flow]) if deepest is not None else ()
        if depth[flow] > DEEPEST_MODULE:
            for caller in callers[flow]:
                call = calls[caller, flow]
                if depth[caller] == DEEPEST_MODULE:
                    found[call] = above[caller]
                elif depth[caller] > DEEPEST_MODULE:
                    deeper[next(one for one in above[caller] if one in found)].append(call)
    for call, on_the_way in found.items():
        yield NestedCall(call, False, on_the_way, (call, *deeper[call]))
