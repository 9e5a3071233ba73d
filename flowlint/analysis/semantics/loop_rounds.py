"""Loop blocks that go round a fixed number of times: their Complete branch comes after a round, never at once.

See docs/semantics.md#consistent-paths.
"""

from flowlint.analysis.semantics.names import Name
from flowlint.model.flow import Block, Transition

LOOP = "Loop"
"""The type of the block that counts rounds."""
ROUND = "ContinueLooping"
"""The operand of the branch that begins a round."""
COMPLETE = "DoneLooping"
"""The operand of the branch after the last round."""
_COUNT = "LoopCount"


def rounds_of(block: Block) -> Name | None:
    """Give the name in an environment for the rounds of a block; None for one that may go round no time at all."""
    count = str(block.parameters.get(_COUNT)) if block.type == LOOP else ""
    return ("rounds of a Loop", block.id) if count.isascii() and count.isdigit() and count.strip("0") else None


def begins_round(branch: Transition) -> bool:
    """Tell whether a branch of a Loop block begins a round."""
    return branch.kind == "condition" and branch.operand == ROUND


def ends_rounds(branch: Transition) -> bool:
    """Tell whether a branch of a Loop block comes after its last round."""
    return branch.kind == "condition" and branch.operand == COMPLETE
