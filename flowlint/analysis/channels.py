"""Which contacts take a branch of a block that looks at the channel."""

from flowlint import language
from flowlint.model.flow import Block, Transition

_CHANNEL = "$.Channel"
_NO_MATCH = "NoMatchingCondition"


def nobody_listens(block: Block, branch: Transition) -> bool:
    """Tell whether only tasks and emails take a branch: nobody is on the line for them."""
    parameter = language.parameter("compared", block.type)
    compared = block.parameters.get(parameter) if parameter else None
    if not isinstance(compared, str) or compared.strip() != _CHANNEL:
        return False
    if branch.label == _NO_MATCH:
        others = {one.operand for one in block.transitions if one.operator == "Equals"}
        return others.issuperset(language.document("behaviour")["channels_with_checks"]["types"])
    return branch.operator == "Equals" and language.listed("channels_without_checks", branch.operand)
