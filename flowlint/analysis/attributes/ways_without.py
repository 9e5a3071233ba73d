"""Ways without an attribute: paths of a flow on which nothing sets what is asked for, also not the modules they call.

See docs/semantics.md#undefined-reads.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from flowlint.analysis.engine import (
    MODULE_CALL,
    Facts,
    Path,
    Result,
    ahead,
    block_bits,
    returned_calls,
    soonest_return,
)
from flowlint.analysis.semantics import (
    ConsistentSearch,
    Known,
    added_by,
    known_before,
    names_of_run,
    set_by_modules,
)
from flowlint.model.flow import Block, Flow, Transition


class WayWithout(NamedTuple):
    """A path of a flow that does not set an attribute, to a block that hands over, calls a module or returns from one.

    `turn` is the branch of that path after which no block sets it any more; None where no block before could have.
    """

    flow: Flow
    block: Block
    turn: Transition | None
    path: Path
    """The path, from where the flow starts."""
    through: Mapping[int, "WayWithout"]
    """The ways through the modules that it calls and that may set the attribute, each by the place in `path` of the
    branch by which the module comes back."""


def way_without(facts: Facts, block: Block, asked: Known, path: Path) -> WayWithout:
    """Give the way of a path that `path_without` gives."""
    turn, through = _turn(facts, block, asked, path), ways_through(facts, path, asked) or {}
    return WayWithout(facts.flow, block, turn, path, through)


def ways_through(facts: Facts, path: Path, asked: Known) -> Mapping[int, WayWithout] | None:
    """Give the ways through the modules that a path calls and that may set what it does not, each at its last call.

    By the place in the path of the branch by which the module comes back. None where a module has no such way that does
    not contradict itself: then the path has none either.
    """
    found: dict[int, WayWithout] = {}
    may_set, names = facts(set_by_modules), facts.project(names_of_run)
    for call in returned_calls(facts, path):
        if call.block.id not in may_set or not names.known(may_set[call.block.id]) & asked:
            continue
        way = call.module(_ways_back)(asked, call.results)
        if way is None:
            return None
        found[call.place] = way
    return found


def _ways_back(module: Facts) -> Callable[[Known, frozenset[Result]], WayWithout | None]:
    """Give the search of the shortest way on which a module returns without having set what is asked for.

    It returns saying one of some results.
    """

    @cache
    def search(asked: Known, results: frozenset[Result]) -> WayWithout | None:
        found = soonest_return(module, results, lambda block: path_without(module, block, asked))
        return None if found is None else way_without(module, found[0], asked, found[1])

    return search


def path_without(facts: Facts, block: Block, asked: Known) -> Path | None:
    """Give the shortest path to a block on which nothing sets what is asked for; None where all paths do."""
    known = facts(known_before)
    if block.id not in known or known[block.id] & asked or facts.flow.start is None:
        return None
    setting = frozenset(edge for edge, added in facts(added_by).items() if added & asked)
    return facts(_paths_without)(setting).path(block.id)


def _paths_without(facts: Facts) -> Callable[[frozenset[Transition]], ConsistentSearch[bool]]:
    """Give the search of the paths that take none of some branches: most reads ask for what the same ones set."""
    starts = [(facts.flow.start or "", True)]

    @cache
    def search(setting: frozenset[Transition]) -> ConsistentSearch[bool]:
        return ConsistentSearch(facts, starts, lambda edge, _: () if edge in setting else (True,))

    return search


def branches_setting(facts: Facts, block: Block, asked: Known) -> list[Transition]:
    """Give the branches that a contact can take, that set what is asked for, and from which a path leads to a block."""
    project, by_id, known = facts.project.project, facts.flow.by_id, facts(known_before)
    before = _before(facts, block.id)
    return [
        edge
        for edge, added in facts(added_by).items()
        if added & asked
        and edge.source in known
        and edge.target in before
        and not (by_id[edge.source].type == MODULE_CALL and project.target(facts.flow, by_id[edge.source]) is None)
    ]


def _turn(facts: Facts, block: Block, asked: Known, path: Path) -> Transition | None:
    """Give the last branch of a path before which what is asked for could still be set."""
    in_time = frozenset[str]().union(*(_before(facts, edge.source) for edge in branches_setting(facts, block, asked)))
    return next((edge for edge in reversed(path) if edge.source in in_time), None)


def _before(facts: Facts, block_id: str) -> frozenset[str]:
    """Give the ids of a block and of those from which a path leads to it."""
    bit = facts(block_bits)[block_id]
    return frozenset([block_id, *(one for one, those in facts(ahead).items() if those & bit)])
