"""Blocks that use what AWS no longer supports."""

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.language import Retirement
from flowlint.model.flow import Block


def retired_blocks(facts: Facts) -> tuple[tuple[Block, Retirement], ...]:
    """Give the blocks that use what is no longer supported, with what that is, in file order."""
    flow = facts.flow
    return tuple(
        (block, retired)
        for block in flow.blocks
        if (retired := language.retired(block.type, block.parameters)) is not None
        and not (retired.unless_beside and any(flow.of_type(retired.unless_beside)))
    )
