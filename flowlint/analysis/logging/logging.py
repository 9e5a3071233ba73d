"""What flow logging is along each path: on where a customer's input is stored, left off behind it, or never set at all.

The setting is "on" or "off" once a Set logging behavior block of this flow ran, and "inherited" before: it goes with
the contact from flow to flow. A flow that those of the run only hand over with logging off starts with "off". Behind a
module that is not in the run the setting is "unknown", since a module may set it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flowlint import language
from flowlint.analysis.engine import (
    MODULE_CALL,
    MODULE_RETURN,
    Facts,
    Path,
    Problem,
    ProjectFacts,
    Solution,
    happened,
    reachable,
)
from flowlint.analysis.semantics import ConsistentSearch, is_first_inbound
from flowlint.model.flow import INBOUND, Block, Flow, Transition

Setting = Literal["on", "off", "inherited", "unknown"]
Settings = frozenset[Setting]

_SETS_LOGGING = "UpdateFlowLoggingBehavior"
_INHERITED: Settings = frozenset({"inherited"})
_IS_PHONE_NUMBER = {"InputValidation.PhoneNumberValidation": "present"}


class _State(NamedTuple):
    """What is known of logging on the way to a block."""

    setting: Setting
    off_by: str | None = None
    """While it is off: the id of the block of this flow that turned it off; the last one before input is stored."""
    stored: bool = False
    """Whether input was stored since."""
    asked: bool = False
    """Whether the customer was asked something more since input was stored."""


@dataclass(frozen=True)
class LeftOff:
    """A block that turns logging off, and the shortest path from the entry on which it stays off for good.

    On it `stores` is the last block that stores input, or calls a module that does; `end` is where the contact leaves.
    """

    block: Block
    stores: Block
    end: Block
    path: Path


def stores_input(block: Block) -> bool:
    """Tell whether a block stores what the customer types; a single digit is a choice, as in a menu, and is not."""
    return (
        block.type == "GetParticipantInput"
        and language.holds({"StoreInput": "True"}, block.parameters)
        and not language.holds({"InputValidation.CustomValidation.MaximumLength": "1"}, block.parameters)
    )


def stored_while_on(facts: Facts) -> tuple[tuple[Block, Path], ...]:
    """Give the blocks that store input unencrypted and that a path reaches with logging on, with the shortest path."""
    return tuple(_stored_while(facts, "on"))


def stored_while_inherited(facts: Facts) -> tuple[tuple[Block, Path], ...]:
    """Give the blocks that store input unencrypted and that a path reaches with logging never set, nearest first.

    That leaves out those that a path reaches with logging on, and all blocks of a flow that no other is known to go
    before: for a contact that comes in there logging is off, as nothing has turned it on. It leaves out phone numbers,
    too, asked for to call back: that a log may hold one is no reason to look for the setting in other flows.
    """
    flow = facts.flow
    before = {caller for caller, _ in facts.project.project.callers[flow]} - {flow}
    if not before and flow.type in (None, INBOUND):
        return ()
    on = {block for block, _ in facts(stored_while_on)}
    found = (
        (block, path)
        for block, path in _stored_while(facts, "inherited")
        if block not in on and not language.holds(_IS_PHONE_NUMBER, block.parameters)
    )
    return tuple(sorted(found, key=lambda one: len(one[1])))


def setters_on(flow: Flow, path: Path) -> tuple[Block, ...]:
    """Give the Set logging behavior blocks that a path leaves, in order."""
    return tuple(flow.by_id[edge.source] for edge in path if flow.by_id[edge.source].type == _SETS_LOGGING)


def left_off(facts: Facts) -> Iterator[LeftOff]:
    """Give the blocks that turn logging off where a path stores input then and nothing turns it on again.

    The path leads to where the contact leaves the flow. Where no other flow follows, the customer was asked something
    more on it: what comes behind the last answer, a goodbye and the like, nobody misses in the logs. A module of the
    run that comes back with logging off counts as the block that turned it off in the flows that call it.
    """
    by_id, search = facts.flow.by_id, facts(_search)
    blamed = {
        state.off_by
        for block_id in search
        for state in search.states(block_id)
        if _is_missed(facts, by_id[block_id], state)
    }
    return (_left_off(facts, block) for block in by_id.values() if block.id in blamed)


def never_enabled(facts: Facts) -> bool:
    """Tell whether this is an inbound flow where contacts come in and that turns logging on on no path.

    A module may turn it on as well; one that is not in the run does, for all that is known.
    """
    if not is_first_inbound(facts):
        return False
    flow, search = facts.flow, facts(_search)
    settings = {state.setting for block_id in search for state in search.states(block_id)}
    return settings.union(_set_by(flow.by_id[block_id]) for block_id in search).isdisjoint({"on", "unknown"})


def _stored_while(facts: Facts, setting: Setting) -> Iterator[tuple[Block, Path]]:
    for block in filter(stores_input, facts.flow.by_id.values()):
        if language.holds({"InputEncryption": "present"}, block.parameters):
            continue
        path = facts(_search).path(block.id, lambda state: state.setting == setting)
        if path is not None:
            yield block, path


def _left_off(facts: Facts, block: Block) -> LeftOff:
    by_id = facts.flow.by_id
    path = facts(_search).nearest(
        lambda block_id, state: state.off_by == block.id and _is_missed(facts, by_id[block_id], state)
    )
    assert path  # the search reached such a state, and not at the entry
    stores = next(by_id[edge.source] for edge in reversed(path) if _stores(facts, edge))
    return LeftOff(block, stores, by_id[path[-1].target], path)


def _is_missed(facts: Facts, end: Block, state: _State) -> bool:
    """Tell whether the contact leaves the flow at a block with logging off, and what comes behind is not logged."""
    counts = state.asked if language.listed("nothing_follows", end.type) else state.stored
    return counts and _leaves(facts, end)


def _search(facts: Facts) -> ConsistentSearch[_State]:
    """Search all paths of the flow once, for everything that is asked about logging."""
    flow, solution = facts.flow, facts.project(_solution)

    def step(edge: Transition, before: _State) -> Iterator[_State]:
        for setting in sorted(solution.behind(flow, edge, frozenset({before.setting}))):
            yield _off_behind(facts, edge, before) if setting == "off" else _State(setting)

    settings = solution.entry(flow) if flow.entry is not None else ()
    first: set[Setting] = {"off" if one == "off" else "inherited" for one in settings}
    return ConsistentSearch(facts, [(flow.start or "", _State(setting)) for setting in sorted(first)], step)


def _off_behind(facts: Facts, edge: Transition, before: _State) -> _State:
    """Give what is known behind an edge behind which logging is off."""
    block = facts.flow.by_id[edge.source]
    turned_off = before.setting != "off" or (block.type == _SETS_LOGGING and not before.stored)
    state = _State("off", off_by=block.id) if turned_off else before
    if _stores(facts, edge):
        return state._replace(stored=True)
    asks = language.says("asks", block.type, block.parameters) and not stores_input(block)
    return state._replace(asked=True) if asks and before.stored else state


def _stores(facts: Facts, edge: Transition) -> bool:
    """Tell whether input was stored where an edge is taken, by its block or by the module of the run that it calls."""
    block = facts.flow.by_id[edge.source]
    if not happened(block, edge):
        return False
    module = facts.project.project.target(block) if block.type == MODULE_CALL else None
    return stores_input(block) or (module is not None and any(map(stores_input, _reached(facts, module))))


def _leaves(facts: Facts, block: Block) -> bool:
    """Tell whether the contact leaves the flow at a block, and nothing of the run is known to turn logging on then."""
    project = facts.project.project
    if block.type == MODULE_RETURN:
        return not project.callers[facts.flow]
    if block.action is None or not (
        block.action.terminal or language.says("leaves_on_success", block.type, block.parameters)
    ):
        return False
    follows = project.target(block)
    return follows is None or not any(_set_by(one) == "on" for one in _reached(facts, follows))


def _reached(facts: Facts, flow: Flow) -> Iterator[Block]:
    """Give the blocks of a flow of the run that can run."""
    return (flow.by_id[block_id] for block_id in facts.project.of(flow)(reachable))


def _solution(project: ProjectFacts) -> Solution[Settings]:
    return Solution(
        project,
        Problem(
            entry_state=lambda flow: _INHERITED,
            transfer=_set_behind,
            join=lambda one, other: one | other,
            on_transfer=lambda settings: settings,
            on_call=lambda settings: settings,
            on_return=lambda before, after: after,
            on_unknown_call=lambda settings: frozenset({"unknown"}),
        ),
    )


def _set_behind(flow: Flow, edge: Transition, settings: Settings) -> Settings:
    block = flow.by_id[edge.source]
    setting = _set_by(block) if happened(block, edge) else None
    return settings if setting is None else frozenset({setting})


def _set_by(block: Block) -> Setting | None:
    """Give what a block sets logging to; None for one that does not set it."""
    if block.type != _SETS_LOGGING:
        return None
    setting = block.parameters.get("FlowLoggingBehavior")
    return "on" if setting == "Enabled" else "off" if setting == "Disabled" else "unknown"
