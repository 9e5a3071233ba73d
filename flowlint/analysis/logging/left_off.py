"""Logging that is turned off for stored input and that no block turns on again before the contact leaves the flow.

See docs/semantics.md#logging.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from operator import eq
from typing import NamedTuple

from flowlint.analysis.engine import (
    MODULE_CALL,
    MODULE_RETURN,
    Facts,
    Leg,
    Path,
    Result,
    called_module,
    happened,
    nearness,
    results_along,
    returns_with,
)
from flowlint.analysis.logging.paths import LoggingState, input_is_stored, logging_paths, paths_from
from flowlint.analysis.logging.setting import turns_on_first
from flowlint.analysis.semantics import stores_input
from flowlint.model.flow import Block


class LeftOff(NamedTuple):
    """A block that turns logging off, and the shortest path from the entry on which it stays off for good.

    `notes` say where logging is turned off and where input is stored after it the last time, also inside of modules;
    `end` is where the contact leaves.
    """

    block: Block
    end: Block
    path: Path
    notes: Mapping[str, str]
    through: Mapping[int, Leg]


def left_off(facts: Facts) -> tuple[LeftOff, ...]:
    """Give the blocks that turn logging off where a path stores input then and nothing turns it on again.

    The path leads to where the contact leaves the flow. Where no other flow follows, the customer was asked something
    more on it: what comes after the last answer, a goodbye and the like, nobody misses in the logs. A module of the
    run that comes back with logging off counts as the block that turned it off in the flows that call it.
    """
    by_id = facts.flow.by_id
    if not any(stores_input(block) or block.type == MODULE_CALL for block in by_id.values()):
        return ()
    paths = facts(logging_paths)
    blamed = {
        state.off_by
        for block_id in paths
        for state in paths.states(block_id)
        if _is_missed(facts, by_id[block_id], state)
    }
    return tuple(_left_off(facts, block) for block in by_id.values() if block.id in blamed)


def _left_off(facts: Facts, block: Block) -> LeftOff:
    by_id = facts.flow.by_id
    path = facts(logging_paths).nearest(
        lambda block_id, state: state.off_by == block.id and _is_missed(facts, by_id[block_id], state)
    )
    assert path  # the search reached such a state, and not at the entry
    notes, through = _shown(facts, path, block.id, True)
    return LeftOff(block, by_id[path[-1].target], path, notes, through)


def _shown(
    facts: Facts, path: Path, off_by: str | None, is_stored: bool
) -> tuple[Mapping[str, str], Mapping[int, Leg]]:
    """Give what to say on a path of the block that turns logging off, and of the last one that stores input.

    For one that calls a module it is the way through that, by the place in the path of the branch by which it returns.
    """
    done = [place for place, edge in enumerate(path) if happened(facts.flow.by_id[edge.source], edge)]
    turned_off = min((place for place in done if path[place].source == off_by), default=-1)
    stored = max(
        (place for place in done if is_stored and input_is_stored(facts, path[place], place > turned_off)), default=None
    )
    last = len(path) if stored is None else stored
    off = max((place for place in done if path[place].source == off_by and place <= last), default=None)
    notes, through = dict[str, str](), dict[int, Leg]()
    for place in sorted({one for one in (off, stored) if one is not None}):
        block = facts.flow.by_id[path[place].source]
        module = called_module(facts, block)
        way = None
        if module is not None:
            results = results_along(module, block, path[place])
            way = module(_ways_back)(results, place == off, place == stored)
        if way is not None:
            through[place] = way
        else:
            notes[block.id] = "turns logging off" if place == off else "stores what the customer types"
    return notes, through


def _ways_back(module: Facts) -> Callable[[frozenset[Result], bool, bool], Leg | None]:
    """Give the search of the shortest way on which a module turns logging off, stores input with it off, or does both.

    It returns saying one of some results. None where no way on which it does returns with logging off.
    """

    @cache
    def search(results: frozenset[Result], turns_off: bool, stores: bool) -> Leg | None:
        paths = paths_from(module, LoggingState("inherited" if turns_off else "off"))
        found = [
            (block, path, state.off_by)
            for block in returns_with(module, results)
            for state in paths.states(block.id)
            if state.setting == "off" and (state.stored or not stores) and (state.off_by or not turns_off)
            if (path := paths.path(block.id, partial(eq, state))) is not None
        ]
        if not found:
            return None
        block, path, off_by = min(found, key=lambda one: nearness(module, *one[:2]))
        return Leg(module.flow, block, path, *_shown(module, path, off_by if turns_off else None, stores))

    return search


def _is_missed(facts: Facts, end: Block, state: LoggingState) -> bool:
    """Tell whether the contact leaves the flow at a block with logging off, and what comes after is not logged."""
    counts = state.asked if end.has("nothing_follows") else state.stored
    return counts and _leaves(facts, end)


def _leaves(facts: Facts, block: Block) -> bool:
    """Tell whether the contact leaves the flow at a block, and nothing of the run is known to turn logging on then."""
    project = facts.project.project
    if block.type == MODULE_RETURN:
        return not (project.callers[facts.flow] or project.has_unknown_callers(facts.flow))
    if block.action is None or not (block.action.terminal or block.has("leaves_on_success")):
        return False
    follows = project.possible_targets(block)
    return not any(turns_on_first(facts.project, flow) for flow in follows)
