"""A block has no NextAction, so nothing says where the contact goes from there.

Every block needs one, but those that end the contact or the flow, and “Loop prompts”. Connect also demands it where
it is never followed, as on a block that only branches.

Why it matters
    Connect refuses the flow: “Action is missing required property”. A draft can be saved with it; where such a flow
    came to run all the same, the contact would be stranded at this block.

How to fix in the designer
    Drag the connector of the block's way on to the block that should come next, or to “Disconnect” where the contact
    should end. The designer writes NextAction by itself once all branches are connected.
    In a file, write the Identifier of the next block as the block's `Transitions.NextAction`. A block that only
    branches, or that hands the contact on for good, takes the target of one of its other branches there, as the
    designer does: that of “No match” on a “Check contact attributes”, that of the error branch on a transfer.

Limits
    Flows in the console's old export format are not looked at: they have no NextAction where a block only branches.
    Where such a block lacks the other branches as well, these are reported and NextAction is not.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.wiring import missing_ways_on
from flowlint.rule import Add, Block, Draft, Facts, Flow, FlowFix, Level, at_block, rule

_REPEATED = ("NoMatchingCondition", "NoMatchingError")
"""The error branches that the designer repeats in NextAction, in this order."""


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks without the NextAction that Connect demands of them."""
    for block, is_copy in facts(missing_ways_on):
        fact = (
            "has no NextAction, which Connect demands here too; repeat one of its branches"
            if is_copy
            else "is a dead end: it has no NextAction; connect it to the next block"
        )
        yield at_block(block, f"{block.label} {fact}.", fix=_fix(block) if is_copy else None)


def _fix(block: Block) -> FlowFix | None:
    """Repeat the branch that the designer does: it is never followed."""
    targets = {branch.label: branch.target for branch in block.errors}
    target = next((targets[error] for error in _REPEATED if error in targets), None)
    if target is None:
        return None
    return FlowFix(
        "repeat “No match” or “Error” in NextAction", (Add((*block.path, "Transitions"), target, "NextAction"),)
    )
