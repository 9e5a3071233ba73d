"""Exceptional control flow: branches taken since something went wrong, an error, a timeout, an unfit answer.

See docs/semantics.md#failures.
"""

from flowlint import language
from flowlint.model.flow import Block, Transition, once_per_block


def is_failure(block: Block, branch: Transition) -> bool:
    """Tell whether a branch is taken where the block failed.

    Not where it is the ordinary way on: a menu that asks for no key goes on by its timeout, a bot whose intents are
    not told apart by its default branch.
    """
    if branch.kind != "error":
        return False
    return bool(block.conditions) or not language.is_ordinary(block.type, branch.label)


def joins_success(block: Block, branch: Transition) -> bool:
    """Tell whether a branch leads to the very block that a branch of success leads to: the author joined the two."""
    return branch.target in _successes(block)


@once_per_block
def _successes(block: Block) -> frozenset[str]:
    return frozenset(other.target for other in block.live_branches if other.kind != "error")
