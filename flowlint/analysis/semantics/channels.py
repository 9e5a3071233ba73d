"""Branches that look at the channel of a contact, and those that nobody listens on.

See docs/semantics.md#channels.
"""

from flowlint import language
from flowlint.analysis.semantics.comparison import NO_MATCH, compared
from flowlint.model.flow import Block, Transition

_CHANNEL = "$.Channel"


def nobody_listens(block: Block, branch: Transition) -> bool:
    """Tell whether only tasks and emails take a branch: nobody is on the line for them."""
    looked_at = compared(block)
    if looked_at is None or looked_at.text != _CHANNEL:
        return False
    if branch.label == NO_MATCH:
        others = {one.operand for one in block.transitions if one.operator == "Equals"}
        return others.issuperset(language.channels_with("checked"))
    return branch.operator == "Equals" and branch.operand in language.channels_with("unchecked")
