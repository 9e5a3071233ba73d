"""Ways without an attribute: paths of a flow on which nothing sets what is asked for, also not the modules they call.

See docs/semantics.md#undefined-reads.
"""

from collections.abc import Callable, Mapping
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from flowlint.analysis.engine import (
    MODULE_CALL,
    Facts,
    Path,
    Result,
    ahead,
    block_bits,
    handovers,
    returned_calls,
    soonest_return,
    summary,
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


class AtHandover(NamedTuple):
    """What is known where a flow hands over at a block: what all paths set, and what some path may have set."""

    always: Known
    perhaps: Known
    """What this flow sets on a way there; not what came with the contact."""
    is_reached: bool
    """Whether a path leads there that does not contradict itself."""


@summary
def known_at_handovers(facts: Facts) -> Mapping[str, AtHandover]:
    """Give what is known where a flow hands over or calls, by block id, of the blocks that a path reaches.

    Of a large run each flow is asked for it for each attribute that another one reads.
    """
    known = facts(known_before)
    blocks = [block for block, _ in facts(handovers) if block.id in known]
    reached = frozenset(facts(_paths_without)(frozenset())) if blocks else frozenset()
    settings = [(edge, added) for edge, added in facts(added_by).items() if added and _may_set(facts, edge)]

    def perhaps(block: Block) -> Known:
        before = _before(facts, block.id)
        return reduce(or_, (added for edge, added in settings if edge.target in before), 0)

    return {block.id: AtHandover(known[block.id], perhaps(block), block.id in reached) for block in blocks}


def is_way_without(facts: Facts, block: Block, asked: Known) -> bool:
    """Tell whether a path leads to a block that hands over on which nothing sets what is asked for."""
    known = facts(known_at_handovers).get(block.id)
    if known is None or known.always & asked:
        return False
    return known.is_reached if not facts(_ever_added) & asked else path_without(facts, block, asked) is not None


@summary
def _ever_added(facts: Facts) -> Known:
    """Give all that some branch of a flow adds."""
    return reduce(or_, facts(added_by).values(), 0)


def _paths_without(facts: Facts) -> Callable[[frozenset[Transition]], ConsistentSearch[bool]]:
    """Give the search of the paths that take none of some branches: most reads ask for what the same ones set."""
    starts = [(facts.flow.start or "", True)]

    @cache
    def search(setting: frozenset[Transition]) -> ConsistentSearch[bool]:
        return ConsistentSearch(facts, starts, lambda edge, _: () if edge in setting else (True,))

    return search


def branches_setting(facts: Facts, block: Block, asked: Known) -> list[Transition]:
    """Give the branches that a contact can take, that set what is asked for, and from which a path leads to a block."""
    before = _before(facts, block.id)
    return [
        edge
        for edge, added in facts(added_by).items()
        if added & asked and edge.target in before and _may_set(facts, edge)
    ]


def _may_set(facts: Facts, edge: Transition) -> bool:
    """Tell whether a contact can take a branch, and whether it is known what that sets."""
    source = facts.flow.by_id[edge.source]
    is_unknown = source.type == MODULE_CALL and facts.project.project.target(facts.flow, source) is None
    return source.id in facts(known_before) and not is_unknown


def _turn(facts: Facts, block: Block, asked: Known, path: Path) -> Transition | None:
    """Give the last branch of a path before which what is asked for could still be set."""
    in_time = frozenset[str]().union(*(_before(facts, edge.source) for edge in branches_setting(facts, block, asked)))
    return next((edge for edge in reversed(path) if edge.source in in_time), None)


def _before(facts: Facts, block_id: str) -> frozenset[str]:
    """Give the ids of a block and of those from which a path leads to it."""
    bit = facts(block_bits)[block_id]
    return frozenset([block_id, *(one for one, those in facts(ahead).items() if those & bit)])
