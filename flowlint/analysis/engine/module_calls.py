"""Ways through modules: where a path calls a module of the run and comes back, and how a module returns soonest.

See docs/semantics.md#witnesses.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from flowlint.analysis.engine.effects import happened
from flowlint.analysis.engine.facts import Facts
from flowlint.analysis.engine.interprocedural import MODULE_CALL, MODULE_RETURN, modules_to_follow, results_of
from flowlint.analysis.engine.module_results import Result, comes_back_by, result_of
from flowlint.analysis.engine.reach import nearness
from flowlint.analysis.engine.search import Path
from flowlint.model.flow import Block, Transition


def called_module(facts: Facts, block: Block) -> Facts | None:
    """Give the module of the run that a block calls; None for one that cannot be followed, or where it calls none."""
    module = facts.project.project.target(facts.flow, block) if block.type == MODULE_CALL else None
    return None if module is None or module not in facts.project(modules_to_follow) else facts.project.of(module)


class ReturnedCall(NamedTuple):
    """A module of the run that a path calls and that comes back.

    `place` is that of the branch in the path by which it does, `results` what its returns say that lead there.
    """

    place: int
    block: Block
    module: Facts
    results: frozenset[Result]


def returned_calls(facts: Facts, path: Path) -> Iterator[ReturnedCall]:
    """Give the modules of the run that a path calls and that come back, each at its last call."""
    last = {edge.source: place for place, edge in enumerate(path) if happened(facts.flow.by_id[edge.source], edge)}
    for block_id, place in last.items():
        block = facts.flow.by_id[block_id]
        module = called_module(facts, block)
        if module is not None:
            yield ReturnedCall(place, block, module, results_along(module, block, path[place]))


def results_along(module: Facts, call: Block, branch: Transition) -> frozenset[Result]:
    """Give what the returns of a module say by which it may come back by a branch of its call."""
    return frozenset(result for result in module(results_of) if comes_back_by(call, branch, result))


def returns_with(module: Facts, results: frozenset[Result]) -> Iterator[Block]:
    """Give the blocks by which a module returns saying one of these."""
    return (block for block in module.flow.of_type(MODULE_RETURN) if result_of(block) in results)


def soonest_return(
    module: Facts, results: frozenset[Result], path_to: Callable[[Block], Path | None]
) -> tuple[Block, Path] | None:
    """Give the block by which a module returns soonest, saying one of these, with the path; None without any."""
    paths = ((block, path_to(block)) for block in returns_with(module, results))
    found = ((block, path) for block, path in paths if path is not None)
    return min(found, key=lambda one: nearness(module, *one), default=None)
