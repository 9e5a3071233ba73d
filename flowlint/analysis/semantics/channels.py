"""Branches that look at the channel of a contact: which channels take them, and whether anybody listens there.

See docs/semantics.md#channels.
"""

from flowlint import language
from flowlint.analysis.semantics.comparison import NO_MATCH, compared, looked_at
from flowlint.model.flow import Block, Transition

_CHANNEL = "$.Channel"


def looks_at_channel(block: Block) -> bool:
    """Tell whether a block compares the channel, and nothing else."""
    reference = compared(block)
    return reference is not None and reference.text == _CHANNEL


def nobody_listens(block: Block, branch: Transition) -> bool:
    """Tell whether only tasks and emails take a branch: nobody is on the line for them."""
    if branch.condition.parts and _may_leave_all_out(block, branch):
        return True
    if not looks_at_channel(block):
        return False
    if branch.label == NO_MATCH:
        others = frozenset[str]().union(*(one.condition.matched for one in block.conditions))
        return others.issuperset(language.channels_with("checked"))
    wanted = branch.condition.wanted
    return wanted is not None and wanted <= language.channels_with("unchecked")


def _may_leave_all_out(block: Block, branch: Transition) -> bool:
    """Tell whether a compound condition, which may say what it looks at itself, may leave out who listens."""
    names_channel = any(one.text == _CHANNEL for one in looked_at(block))
    return names_channel and not language.channels_with("unchecked").isdisjoint(branch.condition.texts)


def channels_on(block: Block, branch: Transition) -> frozenset[str]:
    """Give the channels whose contacts may take a branch: all of them where the block does not ask for the channel."""
    known = language.channels()
    if not looks_at_channel(block):
        return known
    if branch.label == NO_MATCH:
        return known.difference(*(one.condition.matched for one in block.conditions))
    wanted = branch.condition.wanted
    return known if wanted is None else known & wanted or known
