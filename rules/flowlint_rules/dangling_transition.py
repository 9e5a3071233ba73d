"""A branch, or the entry point, leads to a block that does not exist.

Why it matters
    Connect refuses to publish the flow. A draft can be saved with it, so it often comes out only when the flow should
    go live.

How to fix in the designer
    Drag the branch's connector to the block that should come next. In a file, write that block's Identifier.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/create-contact-flow.html
"""

from collections.abc import Iterator

from flowlint.rule import Block, Draft, Facts, Flow, Level, Transition, at_branch, at_flow, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find branches, and a StartAction, whose target is no block of the flow."""
    if flow.start is not None and flow.entry is None and not (flow.is_open and flow.start):
        yield at_flow(f"The flow's entry point {_leads(flow.start)}; connect it.", flow.start_path)
    for block in flow.blocks:
        if block.action is not None and block.action.terminal:
            continue  # whatever branches it has are too many, wherever they lead
        for branch in block.transitions:
            may_come_in = flow.is_open and branch.target
            if branch.target not in flow.by_id and not may_come_in and not _is_copy(block, branch):
                name = block.branch_name(branch)
                yield at_branch(
                    block, branch, f"{block.label}: the branch “{name}” {_leads(branch.target)}; connect it."
                )


def _leads(target: str) -> str:
    return f"leads to “{target[:40]}”, which is no block here" if target else "leads nowhere"


def _is_copy(block: Block, branch: Transition) -> bool:
    """Tell whether this is the console's copy in NextAction of a branch that is reported itself."""
    return branch not in block.live_branches and any(
        other.target == branch.target for other in block.transitions if other is not branch
    )
