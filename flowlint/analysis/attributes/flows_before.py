"""Backward reachability in the call graph: the flows that a contact may have gone through before it comes to a flow.

See docs/semantics.md#never-defined.
"""

from collections.abc import Callable, Iterable, Iterator

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts
from flowlint.model.flow import Flow
from flowlint.model.references import is_filled_in

_TRANSFERS = language.flow_parameters("transfer")


def begins_unseen(facts: Facts) -> bool:
    """Tell whether nobody knows what goes before a flow.

    It is a module that only flows outside the run call, whatever these give it, or one that flows of the run may lead
    to or not.
    """
    project, flow = facts.project.project, facts.flow
    return project.has_unknown_callers(flow) or (flow.is_module and not project.callers[flow])


def flows_leading_to(facts: Facts) -> tuple[Facts, ...]:
    """Give the flows of the run that are known to lead here, straight or by way of others."""
    callers = facts.project.project.callers
    return _closure(facts, lambda flow: (caller for caller, _ in callers[flow]))


def flows_perhaps_leading_to(facts: Facts) -> tuple[Facts, ...]:
    """Give the flows of the run that may lead here, straight or by way of others.

    Before a flow of a type that starts with a queue, a whisper say, and before one that a block sets to run on a later
    event, any flow of the run may have come.
    """
    project, this = facts.project, facts.flow
    if this.type in language.flow_types_with("starts_with_queue") or project.project.is_hooked(this):
        return tuple(project.of(flow) for flow in project.project.flows if flow is not this)
    return _closure(facts, lambda flow: _possible_callers(project, flow))


def _closure(facts: Facts, callers: Callable[[Flow], Iterable[Flow]]) -> tuple[Facts, ...]:
    """Give the flows that one or more calls lead from, in the order in which they are found."""
    found: dict[Flow, None] = {}
    waiting = [facts.flow]
    while waiting:
        for flow in callers(waiting.pop()):
            if flow not in found:
                found[flow] = None
                waiting.append(flow)
    return tuple(map(facts.project.of, found))


def _possible_callers(project: ProjectFacts, flow: Flow) -> Iterator[Flow]:
    """Give the flows that hand over to a flow or call it, and those that may: nobody knows to whom they hand over."""
    yield from (caller for caller, _ in project.project.callers[flow])
    if not flow.is_module:
        yield from (caller for caller, target in project(_open_handovers) if not flow.ids or is_filled_in(target))


def _open_handovers(project: ProjectFacts) -> tuple[tuple[Flow, str], ...]:
    """Give the flows that hand over to one which is not known to be in the run, with what they name it."""
    return tuple(
        (flow, target)
        for flow in project.project.flows
        for block in flow.of_type(*_TRANSFERS)
        if project.project.target(flow, block) is None
        and isinstance(target := block.parameters.get(_TRANSFERS[block.type]), str)
    )
