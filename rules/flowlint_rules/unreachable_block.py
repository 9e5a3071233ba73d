"""Blocks that no path from the entry point reaches.

One finding for each group of blocks that are connected with each other, named by the block at which a path would
enter it. Some NextActions are written and never taken: that of a menu or a check, which leaves by its branches, and
that of a transfer, from which the contact does not come back.

Why it matters
    What stands there never happens: often it is a message or a check that somebody believes to be in place, cut
    off when a connector was moved. Left over on purpose, it makes every later change harder to read.

How to fix in the designer
    Look for the branch that should lead to the group and connect it. If no branch should, delete the group.

Limits
    Nothing is said while the entry point is not connected, or while a block that is reached lacks a branch or has one
    that leads nowhere: that branch probably leads to the group once it is connected, and has a finding of its own.
    Nor of a block that is reached under some of the conditions of a template.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/create-contact-flow.html
"""

from collections.abc import Iterator

from flowlint.analysis.structure import UnreachableGroup, has_loose_end, unreachable_groups
from flowlint.rule import Draft, Facts, Flow, FlowFix, Level, Remove, at_block, fitted, may_be_rewired, rule


@rule(level=Level.WARNING, pillar="operational-excellence", tags=("structure", "unused"), since="0.1.0", fix="unsafe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks of the flow that no path from the entry reaches."""
    if facts(has_loose_end):
        return
    for group in facts(unreachable_groups):
        yield at_block(group.first, _message(group), fix=_fix(flow, group))


def _fix(flow: Flow, group: UnreachableGroup) -> FlowFix | None:
    """Take the blocks out, with what the designer notes of them."""
    if group.misled_by is not None or not may_be_rewired(flow):
        return None
    noted = [Remove(("Metadata", "ActionMetadata", block.id)) for block in group.blocks if block.noted]
    blocks = "the block" if group.size == 1 else f"the {group.size} blocks"
    return FlowFix(f"delete {blocks}", (*(Remove(block.path) for block in group.blocks), *noted), safe=False)


def _message(group: UnreachableGroup) -> str:
    label, others = group.first.label, group.size - 1
    if group.misled_by is not None:
        said = "No path reaches {}: the NextAction of {block} is never taken; lead another branch there."
        return fitted(said, label, block=group.misled_by.label)
    if not others:
        return f"No path reaches {label}; lead a branch to it or delete it."
    blocks = "block" if others == 1 else f"{others} blocks"
    return f"No path reaches {label} and the {blocks} connected with it; lead a branch there or delete them."
