"""Blocks with a loose end: nobody can tell yet where all their branches will lead."""

from flowlint.analysis.document import has_malformed_part
from flowlint.analysis.engine import Facts
from flowlint.analysis.wiring.error_branches import lacking_errors
from flowlint.analysis.wiring.ways_on import lacks_way_on
from flowlint.model.flow import Block


def loose_ends(facts: Facts) -> frozenset[Block]:
    """Give the blocks with a branch that leads to no block, lacks, or could not be read.

    Of all types and in all formats, as other analyses hold back where such a block is involved.
    """
    flow = facts.flow
    return frozenset(
        block
        for block in flow.blocks
        if has_malformed_part(flow, block)
        or any(branch.target not in flow.by_id for branch in block.transitions)
        or lacks_way_on(block)
        or lacking_errors(block)
    )
