"""Blocks of which it is certain how they may be wired."""

from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block


def certain_blocks(facts: Facts) -> tuple[Block, ...]:
    """Give the blocks of types that Connect was seen to take, in file order, as far as all of them could be read.

    None of a flow in the console's old export format: the branches it writes are not those that Connect checks.
    """
    flow = facts.flow
    if flow.translated:
        return ()
    return tuple(
        block
        for block in flow.blocks
        if block.action is not None and block.action.accepted and block not in flow.malformed_blocks
    )
