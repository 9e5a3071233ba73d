"""Typestate of logging and stored input along each path of a flow: one search for all that the room asks.

See docs/semantics.md#logging.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import (
    MODULE_CALL,
    Facts,
    Leg,
    Path,
    Result,
    called_module,
    happened,
    legs_to,
    results_along,
    returns_with,
    soonest_return,
)
from flowlint.analysis.logging.setting import SETS_LOGGING, Logging, logging_settings, set_by
from flowlint.analysis.semantics import ConsistentSearch, stores_input
from flowlint.model.flow import Block, Transition

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


class TurnedOn(NamedTuple):
    """What turned logging on: a block of the flow, or one of a module that it calls, with the way through that."""

    block: Block | None = None
    through: Mapping[int, Leg] = MappingProxyType({})
    """As in a `Leg`."""

    @property
    def notes(self) -> dict[str, str]:
        """What a witness says at the block, by its id."""
        return {self.block.id: "turns logging on"} if self.block else {}


def logging_paths(facts: Facts) -> ConsistentSearch[LoggingState]:
    """Search all paths of the flow."""
    first = settings_at_entry(facts) if facts.flow.entry is not None else ()
    return paths_from(facts, *map(LoggingState, sorted(first)))


def paths_from(facts: Facts, *states: LoggingState) -> ConsistentSearch[LoggingState]:
    """Search all paths of the flow that start in one of these states."""
    flow, solution = facts.flow, facts.project(logging_settings)

    def successors(edge: Transition, before: LoggingState) -> Iterator[LoggingState]:
        for setting in sorted(solution.after(flow, edge, frozenset({before.setting}))):
            yield _while_off(facts, edge, before) if setting == "off" else LoggingState(setting)

    starts = [(flow.entry.id, state) for state in states] if flow.entry is not None else []
    return ConsistentSearch(facts, starts, successors)


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
    return tuple(_with_notes(facts.project.of(leg.flow), leg) for leg in legs)


def turned_on(facts: Facts, path: Path) -> TurnedOn:
    """Give what turned logging on last on a path on which it is on; nothing where flows before did."""
    for place, edge in reversed([*enumerate(path)]):
        block = facts.flow.by_id[edge.source]
        if not happened(block, edge):
            continue
        if set_by(block) == "on":
            return TurnedOn(block)
        module = called_module(facts, block)
        way = _turned_on_within(module, results_along(module, block, edge)) if module is not None else None
        if way is not None:
            return TurnedOn(through={place: way})
    return TurnedOn()


def _turned_on_within(module: Facts, results: frozenset[Result]) -> Leg | None:
    """Give the shortest way on which a module turns logging on and returns, saying one of these; None without any."""
    search = paths_from(module, LoggingState("inherited"))
    found = soonest_return(module, results, lambda block: search.path(block.id, lambda state: state.setting == "on"))
    return None if found is None else _with_notes(module, Leg(module.flow, *found))


def _with_notes(facts: Facts, leg: Leg) -> Leg:
    """Say on a way at whose end logging is on where it was turned on, and where it sets a flow to run."""
    by = turned_on(facts, leg.path)
    events = {leg.block.id: "sets the next flow to run on an event"} if leg.block.type in _SETS_EVENTS else {}
    return replace(leg, notes={**by.notes, **events}, through=by.through)


def settings_at_entry(facts: Facts) -> frozenset[Logging]:
    """Give the settings in which contacts come to a flow.

    On is what all that lead here turn it on; where only some do, another one decides, and it is inherited.
    """
    settings = facts.project(logging_settings).entry_state(facts.flow)
    if settings == {"on"} and not facts.project.project.has_unknown_callers(facts.flow):
        return settings
    return frozenset("off" if one == "off" else "inherited" for one in settings)


def input_is_stored(facts: Facts, edge: Transition, was_off: bool) -> bool:
    """Tell whether input was stored where an edge is taken, by its block or by the module of the run that it calls.

    In a module that comes back with logging off only what was stored while it was off counts; `was_off` tells whether
    it was at the call.
    """
    block = facts.flow.by_id[edge.source]
    if block.type != MODULE_CALL:
        return stores_input(block) and happened(block, edge)
    module = called_module(facts, block)
    if module is None or not happened(block, edge):
        return False
    paths = module(_paths_while_off if was_off else _paths_from_elsewhere)
    returns = returns_with(module, results_along(module, block, edge))
    return any(state.stored for returning in returns for state in paths.states(returning.id))


def _paths_while_off(module: Facts) -> ConsistentSearch[LoggingState]:
    return paths_from(module, LoggingState("off"))


def _paths_from_elsewhere(module: Facts) -> ConsistentSearch[LoggingState]:
    return paths_from(module, LoggingState("inherited"))


def _while_off(facts: Facts, edge: Transition, before: LoggingState) -> LoggingState:
    """Give what is known after an edge that leaves logging off."""
    block = facts.flow.by_id[edge.source]
    turned_off = before.setting != "off" or (block.type == SETS_LOGGING and not before.stored)
    state = LoggingState("off", off_by=block.id) if turned_off else before
    if input_is_stored(facts, edge, before.setting == "off"):
        return state._replace(stored=True)
    asks = block.has("asks") and not stores_input(block)
    return state._replace(asked=True) if asks and before.stored else state
