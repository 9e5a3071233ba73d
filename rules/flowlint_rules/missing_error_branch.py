"""A block lacks an error branch that every block of its kind must have.

Looks at every block, also at those that no path reaches: Connect does the same.

Why it matters
    Connect refuses to publish the flow. Where such a flow came to run all the same, a contact for which the block
    fails has nowhere to go: the call ends in silence.

How to fix in the designer
    Drag each branch that is named from the block's edge to the block that should handle it: a message that says
    what to do next, another attempt, or a queue. “Error” and “Timeout” want a message of their own, since
    the customer is still there.
    In a file, add an entry to the block's `Transitions.Errors`, with the `ErrorType` that is named and the
    Identifier of the next block as `NextAction`.

Limits
    Only branches that are known to be required are asked for. A few depend on the block's settings, and some of
    these are known from one source alone; nothing is said about those, nor about kinds of block that flowlint
    does not know. Flows in the console's old export format are not asked for branches that it cannot write.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.wiring import missing_error_branches
from flowlint.rule import Block, Draft, Facts, Flow, Level, at_block, joined, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks without an error branch that their type must have."""
    for block, errors in facts(missing_error_branches):
        names = joined(_named(block, error) for error in errors)
        lacks = f"the branch {names}; connect it to a block" if len(errors) == 1 else f"branches {names}; connect them"
        yield at_block(block, f"{block.label} lacks {lacks}.", fingerprint_key=" ".join(sorted(errors)))


def _named(block: Block, error: str) -> str:
    """Name an error as the designer does, and as the file does."""
    name = block.action.branch_name(error, block.parameters) if block.action else None
    return f"“{name}” ({error})" if name else error
