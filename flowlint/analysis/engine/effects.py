"""Whether a block's work is done on a branch: effects belong to edges, never to blocks.

See docs/semantics.md#effects.
"""

from flowlint import language
from flowlint.model.flow import Block, Transition, once_per_block


def happened(block: Block, branch: Transition) -> bool:
    """Tell whether what the block does (an attribute set, an answer got) is done when this branch is taken.

    It is on the success and condition branches, and on errors that come after the work. An error branch that the
    author led to the very block success goes to counts as done: nobody who joins the two means them apart.
    """
    return branch in _done_on(block)


@once_per_block
def _done_on(block: Block) -> frozenset[Transition]:
    after = language.errors_with("after_the_work")
    success = {other.target for other in block.transitions if other.kind == "next"}
    joined = success if block.has("joined_error_counts") else ()
    return frozenset(
        branch
        for branch in block.transitions
        if branch.kind != "error" or branch.label in after or branch.target in joined
    )
