"""Blocks that lack their NextAction, and blocks that are an end and yet lead on."""

from typing import NamedTuple

from flowlint.analysis.engine import Facts
from flowlint.analysis.wiring.certain import certain_blocks
from flowlint.analysis.wiring.conditions import lacking_operands
from flowlint.analysis.wiring.error_branches import lacking_errors
from flowlint.model.flow import Block


class MissingWayOn(NamedTuple):
    """A block that Connect refuses for having no NextAction.

    `is_copy` says that NextAction would only repeat another of its branches: a contact goes on without it.
    """

    block: Block
    is_copy: bool


def missing_ways_on(facts: Facts) -> tuple[MissingWayOn, ...]:
    """Give the blocks without the NextAction that Connect demands of them, in file order.

    Where it would repeat a branch that is missing too, that branch is what is missing, and the block is not given.
    """
    return tuple(
        MissingWayOn(block, is_copy)
        for block in facts(certain_blocks)
        if _lacks_next(block)
        and not ((is_copy := not lacks_way_on(block)) and (lacking_errors(block) or lacking_operands(block)))
    )


def branches_after_end(facts: Facts) -> tuple[Block, ...]:
    """Give the blocks that are an end and have branches, in file order: whoever wrote them meant it to go on."""
    return tuple(filter(leads_on_after_end, facts(certain_blocks)))


def leads_on_after_end(block: Block) -> bool:
    """Tell whether a block is an end and has branches."""
    return block.action is not None and block.action.terminal and bool(block.transitions)


def lacks_way_on(block: Block) -> bool:
    """Tell whether a contact would go on by a block's NextAction, had it one."""
    if block.action is None:
        return not block.transitions
    return not (
        block.action.terminal
        or any(branch.kind == "next" for branch in block.transitions)
        or block.has("leaves_on_success")
        or block.has("mirrored_next")
    )


def _lacks_next(block: Block) -> bool:
    needed = block.action is not None and block.action.needs_next
    return needed and all(branch.kind != "next" for branch in block.transitions)
