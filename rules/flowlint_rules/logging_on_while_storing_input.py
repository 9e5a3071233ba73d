"""A customer's input is stored while flow logging is on.

A path turns logging on and reaches Store customer input without turning it off. Logging may have been turned on before
this flow: by all flows of the run that hand over to it, or that set it to run on an event.

Why it matters
    With logging on, what the customer types goes to the flow's log group, in plain text: card numbers, PINs, account
    numbers. Whoever can read the logs can read them.

How to fix in the designer
    Put a Set logging behavior block set to Disable right before Store customer input, and another set to Enable after
    it, on its Success branch as well as on its Error branch.

Limits
    A single digit, which is a choice as in a menu, is not reported, nor is input that the block encrypts.

    Where this flow has not set logging yet, and only some of the flows before it turn it on, another rule says so.
    Nothing is reported after a flow module that is not among the files checked, since it may set logging itself.

    Nor is anything reported along a branch for what a module or a flow before noted after it had turned logging on: in
    its result, a contact attribute or the data it returns, also where the next flow copies that once.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
    https://docs.aws.amazon.com/connect/latest/adminguide/compliance-validation-best-practices-PCI.html
"""

from collections.abc import Iterator

from flowlint.analysis.logging import stored_while_on
from flowlint.rule import (
    Block,
    Draft,
    Facts,
    Flow,
    FlowFix,
    Level,
    NewBlocks,
    SetValue,
    Witness,
    at_block,
    may_be_rewired,
    rule,
)

_SETS_LOGGING = "UpdateFlowLoggingBehavior"


@rule(level=Level.WARNING, pillar="security", tags=("logging", "sensitive-data"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find stored input that some path reaches with logging on."""
    for logged in facts(stored_while_on):
        block, by = logged.block, logged.turned_on
        yield at_block(
            block,
            f"{block.label} stores what the customer types while logging is on; "
            "put “Set logging behavior” (Disable) before it.",
            witness=Witness(
                logged.path, {**by.notes, block.id: "stores what the customer types"}, logged.before, by.through
            ),
            fix=_fix(flow, block, logged.is_always_on),
        )


def _fix(flow: Flow, block: Block, is_always_on: bool) -> FlowFix | None:
    """Turn logging off on every way in and on again on every way out.

    Where it may also be off when the contact comes, turning it on afterwards changes what the flow does.
    """
    targets = list(dict.fromkeys(branch.target for branch in block.transitions))
    if not may_be_rewired(flow) or not targets or not all(target in flow.by_id for target in targets):
        return None
    new = NewBlocks(flow)
    off = new.add(_SETS_LOGGING, {"FlowLoggingBehavior": "Disabled"}, {"NextAction": block.id}, block)
    on = {target: target for target in targets if flow.by_id[target].type == _SETS_LOGGING}
    for target in targets:
        if target not in on:
            following = {"NextAction": off if target == block.id else target}
            on[target] = new.add(_SETS_LOGGING, {"FlowLoggingBehavior": "Enabled"}, following, block)
    leading_in = [branch for one in flow.blocks for branch in one.transitions if branch.target == block.id]
    ways_in = [SetValue(branch.path, off) for branch in leading_in if branch.source != block.id]
    if flow.start == block.id:
        ways_in.append(SetValue(flow.start_path, off))
    ways_out = [SetValue(one.path, on[one.target]) for one in block.transitions if on[one.target] != one.target]
    words = "turn logging off before it, and on again after each of its branches"
    return FlowFix(words, (*new.changes, *ways_in, *ways_out), safe=is_always_on)
