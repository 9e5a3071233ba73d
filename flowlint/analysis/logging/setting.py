"""The setting of flow logging at each block: a forward may-analysis over all flows of a run, joined by union.

The setting is "on" or "off" once a Set logging behavior block ran, and "inherited" before: it goes with the contact
from flow to flow. After a module that is not in the run the setting is "unknown", since a module may set it.

See docs/semantics.md#logging.
"""

from collections.abc import Mapping
from functools import partial
from typing import Literal

from flowlint import language
from flowlint.analysis.engine import (
    MODULE_CALL,
    Facts,
    Problem,
    ProjectFacts,
    Solution,
    ahead_of,
    graph,
    handovers,
    happened,
)
from flowlint.analysis.semantics import asked_outcomes
from flowlint.model.flow import Block, Flow, Transition

Logging = Literal["on", "off", "inherited", "unknown"]

SETS_LOGGING = "UpdateFlowLoggingBehavior"
_HANDS_OVER = frozenset(language.flow_parameters("transfer"))
_INHERITED: frozenset[Logging] = frozenset({"inherited"})
_UNKNOWN: frozenset[Logging] = frozenset({"unknown"})


def set_by(block: Block) -> Logging | None:
    """Give what a block sets logging to; None for one that does not set it."""
    if block.type != SETS_LOGGING:
        return None
    setting = block.parameters.get("FlowLoggingBehavior")
    return "on" if setting == "Enabled" else "off" if setting == "Disabled" else "unknown"


_asks_for_setting = asked_outcomes(lambda block: set_by(block) == "on")
"""Where logging may be on again, as a module or the flow before noted."""


def logging_settings(project: ProjectFacts) -> Solution[frozenset[Logging]]:
    """Solve for the settings that some path to each block leaves logging at."""

    def asks(flow: Flow, edge: Transition) -> bool:
        return edge in project.of(flow)(_asks_for_setting)

    return Solution(
        project,
        Problem(
            entry_state=lambda flow: _INHERITED,
            transfer=partial(_transfer, project),
            join=lambda one, other: one | other,
            on_transfer=lambda settings: settings,
            on_call=lambda settings: settings,
            on_event=_at_event,
            on_return=lambda flow, edge, before, after, end: _UNKNOWN if asks(flow, edge) else after,
            on_unknown_call=lambda settings: _UNKNOWN,
            never=frozenset(),
        ),
    )


def _transfer(project: ProjectFacts, flow: Flow, edge: Transition, settings: frozenset[Logging]) -> frozenset[Logging]:
    if edge in project.of(flow)(_asks_for_setting):
        return _UNKNOWN
    block = flow.by_id[edge.source]
    setting = set_by(block) if happened(block, edge) else None
    return settings if setting is None else frozenset({setting})


def _at_event(facts: Facts, block: Block, states: Mapping[str, frozenset[Logging]]) -> frozenset[Logging]:
    """Give the settings that an event may come with: those of all that a contact does after it was prepared for.

    A flow that it is handed over to may have any.
    """
    later = ahead_of(facts, block)
    leaves = any(one.type in _HANDS_OVER for one in later)
    return frozenset[Logging]().union(*(states[one.id] for one in later), _INHERITED if leaves else ())


def turns_on_first(project: ProjectFacts, flow: Flow) -> bool:
    """Tell whether what sets logging first in a flow, or in a module that it calls, turns it on, on some path."""
    seen, waiting = {flow}, [flow]
    while waiting:
        facts = project.of(waiting.pop())
        passed = _before_it_is_set(facts)
        if any(set_by(block) == "on" for block in passed):
            return True
        for block, target in facts(handovers):
            if block.type == MODULE_CALL and block in passed and target not in seen:
                seen.add(target)
                waiting.append(target)
    return False


def _before_it_is_set(facts: Facts) -> frozenset[Block]:
    """Give the blocks that a path reaches before another block of the flow set logging."""
    passed, ahead = set[Block](), [facts.flow.entry]
    while ahead:
        block = ahead.pop()
        if block is not None and block not in passed:
            passed.add(block)
            if set_by(block) is None:
                ahead += map(facts.flow.by_id.get, facts(graph).targets[block.id])
    return frozenset(passed)
