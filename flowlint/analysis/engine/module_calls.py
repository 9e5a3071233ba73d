"""Ways through modules: where a path calls a module of the run and comes back, and how a module returns soonest.

See docs/semantics.md#witnesses.
"""

from collections.abc import Callable, Iterator

from flowlint.analysis.engine.effects import happened
from flowlint.analysis.engine.facts import Facts
from flowlint.analysis.engine.interprocedural import MODULE_CALL, MODULE_RETURN
from flowlint.analysis.engine.reach import nearness
from flowlint.analysis.engine.search import Path
from flowlint.model.flow import Block


def called_module(facts: Facts, block: Block) -> Facts | None:
    """Give the module of the run that a block calls; None for one outside the run, and for a block that calls none."""
    module = facts.project.project.target(facts.flow, block) if block.type == MODULE_CALL else None
    return None if module is None else facts.project.of(module)


def returned_calls(facts: Facts, path: Path) -> Iterator[tuple[int, Block, Facts]]:
    """Give the blocks of a path that call a module of the run which comes back, each at its last call, with the module.

    The number is the place in the path of the branch by which the module comes back.
    """
    last = {edge.source: place for place, edge in enumerate(path) if happened(facts.flow.by_id[edge.source], edge)}
    for block_id, place in last.items():
        block = facts.flow.by_id[block_id]
        module = called_module(facts, block)
        if module is not None:
            yield place, block, module


def soonest_return(module: Facts, path_to: Callable[[Block], Path | None]) -> tuple[Block, Path] | None:
    """Give the block by which a module returns soonest, with the path; None where there is no path to any."""
    paths = ((block, path_to(block)) for block in module.flow.of_type(MODULE_RETURN))
    found = ((block, path) for block, path in paths if path is not None)
    return min(found, key=lambda one: nearness(module, *one), default=None)
