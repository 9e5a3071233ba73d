"""A block that ends the contact or the flow has branches all the same.

Empty lists of conditions and errors are no branches, and may stay.

Why it matters
    Connect refuses the flow: “Action does not support transitions”. Whoever wrote the branch expects something to
    happen there, and it never would: nothing runs after such a block.

How to fix in the designer
    The designer draws no connectors on these blocks; such branches come from files that were written by hand or by a
    program. If something should happen at the end, a goodbye say, put it before the block. Then take the branches
    out, so that `Transitions` is `{}`.

Limits
    Flows in the console's old export format are not looked at.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.wiring import branches_after_end
from flowlint.rule import Block, Draft, Facts, Flow, FlowFix, Level, Remove, at_block, rule, short


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that are an end and have branches."""
    for block in facts(branches_after_end):
        first, *more = block.transitions
        what = f"{len(more) + 1} branches" if more else f"the branch “{short(block.branch_name(first))}”"
        fix = FlowFix(
            "take the branches out",
            tuple(Remove((*block.path, "Transitions", key)) for key in dict.fromkeys(_holders(block))),
        )
        message = f"{block.label} ends here and yet has {what}; nothing may follow it."
        yield at_block(block, message, ("Transitions",), fix=fix)


def _holders(block: Block) -> Iterator[str | int]:
    """Give the members of Transitions that hold the branches of a block."""
    return (branch.path[len(block.path) + 1] for branch in block.transitions)
