"""Typestate of logging and stored input along each path of a flow: one search for all that the room asks.

See docs/semantics.md#logging.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, Leg, happened, legs_to, reachable_blocks
from flowlint.analysis.logging.setting import SETS_LOGGING, Logging, logging_settings
from flowlint.analysis.semantics import ConsistentSearch, stores_input
from flowlint.model.flow import Transition

_SETS_EVENTS = language.flow_parameters("event")


class LoggingState(NamedTuple):
    """What is known on the way to a block."""

    setting: Logging
    off_by: str | None = None
    """While it is off: the id of the block of this flow that turned it off; the last one before input is stored."""
    stored: bool = False
    """Whether input was stored since."""
    asked: bool = False
    """Whether the customer was asked something more since input was stored."""


def logging_paths(facts: Facts) -> ConsistentSearch[LoggingState]:
    """Search all paths of the flow."""
    flow, solution = facts.flow, facts.project(logging_settings)

    def successors(edge: Transition, before: LoggingState) -> Iterator[LoggingState]:
        for setting in sorted(solution.after(flow, edge, frozenset({before.setting}))):
            yield _while_off(facts, edge, before) if setting == "off" else LoggingState(setting)

    first = settings_at_entry(facts) if flow.entry is not None else ()
    return ConsistentSearch(facts, [(flow.start or "", LoggingState(setting)) for setting in sorted(first)], successors)


def turned_on_before(facts: Facts) -> tuple[Leg, ...]:
    """Give the way by which contacts come to a flow that all before turn logging on for, from where one does."""
    legs = legs_to(
        facts,
        LoggingState("on"),
        logging_paths,
        lambda state: (LoggingState(state.setting),),
        lambda state: state.setting != "on",
        by_events=True,
    )
    return tuple(replace(leg, notes=_notes(leg)) for leg in legs)


def _notes(leg: Leg) -> dict[str, str]:
    blocks = (leg.flow.by_id[edge.source] for edge in reversed(leg.path))
    setter = next((block for block in blocks if block.type == SETS_LOGGING), None)
    notes = {setter.id: "turns logging on"} if setter else {}
    return notes | ({leg.block.id: "sets the next flow to run on an event"} if leg.block.type in _SETS_EVENTS else {})


def settings_at_entry(facts: Facts) -> frozenset[Logging]:
    """Give the settings in which contacts come to a flow.

    On is what all that lead here turn it on; where only some do, another one decides, and it is inherited.
    """
    settings = facts.project(logging_settings).entry_state(facts.flow)
    if settings == {"on"} and not facts.project.project.has_unknown_callers(facts.flow):
        return settings
    return frozenset("off" if one == "off" else "inherited" for one in settings)


def input_is_stored(facts: Facts, edge: Transition) -> bool:
    """Tell whether input was stored where an edge is taken, by its block or by the module of the run that it calls."""
    block = facts.flow.by_id[edge.source]
    if not happened(block, edge):
        return False
    module = facts.project.project.target(facts.flow, block) if block.type == MODULE_CALL else None
    run = (block,) if module is None else (block, *facts.project.of(module)(reachable_blocks))
    return any(map(stores_input, run))


def _while_off(facts: Facts, edge: Transition, before: LoggingState) -> LoggingState:
    """Give what is known after an edge that leaves logging off."""
    block = facts.flow.by_id[edge.source]
    turned_off = before.setting != "off" or (block.type == SETS_LOGGING and not before.stored)
    state = LoggingState("off", off_by=block.id) if turned_off else before
    if input_is_stored(facts, edge):
        return state._replace(stored=True)
    asks = block.has("asks") and not stores_input(block)
    return state._replace(asked=True) if asks and before.stored else state
