"""Blocks with a loose end: where all their branches will lead is not known yet."""

from flowlint.analysis.engine import Facts
from flowlint.analysis.wiring.conditions import lacks_conditions
from flowlint.analysis.wiring.error_branches import lacking_errors
from flowlint.analysis.wiring.ways_on import lacks_way_on, leads_on_after_end
from flowlint.model.flow import Block, Flow


def loose_ends(facts: Facts) -> frozenset[Block]:
    """Give the blocks with a branch that leads to no block, lacks, could not be read, or cannot be there.

    Of all types and in all formats: other analyses say nothing that such a block may explain.
    """
    return frozenset(block for block in facts.flow.blocks if _is_loose(facts.flow, block))


def _is_loose(flow: Flow, block: Block) -> bool:
    return (
        block in flow.malformed_blocks
        or any(branch.target not in flow.by_id for branch in block.transitions)
        or block.has("form_unknown")
        or lacks_way_on(block)
        or bool(lacking_errors(block))
        # What conditions an old console export must have, nobody knows.
        or (not flow.translated and (lacks_conditions(block) or leads_on_after_end(block)))
    )
