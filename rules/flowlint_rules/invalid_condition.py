"""A block's conditions are not those that Connect takes.

A condition on a kind of block that has none; an operator that is not known, or not for this metric; nothing to compare
with, or what the block never sees, “12” on a menu that reads one key, “Chat” for the channel that is CHAT; one half of
a pair, “True” without “False” on a “Check hours of operation”; a “Check contact attributes” without any condition, or
that compares all of `$.External`.

Why it matters
    Connect refuses the flow. What is missing is also what a contact would need: without the condition “False” nothing
    says where callers go when you are closed.

How to fix in the designer
    Open the block and connect every branch that it offers; in a “Check contact attributes”, add at least one
    condition. In a file, write what the message names into `Transitions.Conditions`: each condition has one operator
    and one operand that is not empty. Where a block takes no conditions, put a “Check contact attributes” (Compare)
    after it. Connect has no “not equals”: compare with `Equals`, and swap where the condition and No match lead.

Limits
    A warning, and no error, is what AWS's pages or one project alone say, or what is only pointless: an operator that
    other kinds of block have, several operands, a compound condition (And, Or) of fewer than 2 or more than 10
    conditions, a key that no phone has, a word that is no channel, a “Distribute by percentage” without a share or with
    one that cannot be. Into the parts of a compound condition nothing is looked: how one is written is not documented.
    Further branches of a “Check hours of operation” are taken for its overrides. Kinds of block that Connect was not
    seen to take are passed over, and so are flows in the console's old export format.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.wiring import ConditionFault, condition_faults
from flowlint.rule import Draft, Facts, Flow, FlowFix, Level, SetValue, at_block, is_misspelt, joined, rule, short


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks with conditions that they cannot have, and blocks that lack some."""
    for fault in facts(condition_faults):
        level = None if fault.certain else Level.WARNING
        fact, key = _fact(fault)
        message = f"{fault.block.label} {fact}."
        yield at_block(fault.block, message, fault.at, fingerprint_key=key, level=level, fix=_fix(fault))


def _fix(fault: ConditionFault) -> FlowFix | None:
    """Give the right operator in each condition that has the wrong one, where nothing else can be meant."""
    right = fault.right
    if fault.kind != "operator" or right is None or not is_misspelt(fault.written, right):
        return None
    wrong = [branch for branch in fault.block.conditions if branch.operator == fault.written]
    places = [(*branch.path[:-1], "Condition", "Operator") for branch in wrong]
    return FlowFix(f"write {right}", tuple(SetValue(place, right) for place in places))


def _fact(fault: ConditionFault) -> tuple[str, str]:
    """Say what is wrong and what heals it, and what distinguishes the fault from others of its block."""
    written, key = short(fault.written, 30), ""
    match fault.kind:
        case "refused":
            says = "can have no conditions; put a “Check contact attributes” after it"
        case "lacking":
            names = joined(f"“{operand}”" for operand in fault.lacking)
            one = len(fault.lacking) == 1
            what, those = ("the condition", "that branch") if one else ("conditions", "these branches")
            says = f"lacks {what} {names}; connect {those}"
        case "none":
            says = "has no condition to tell contacts apart by; add one"
        case "operator":
            named = f"the operator “{written}”" if written else "a condition without an operator"
            heal = f"write {fault.right}" if fault.right else "use one that it has"
            says, key = f"has {named}, which it cannot use; {heal}", fault.written
        case "negation":
            named = f"has the operator “{written}”, and Connect has no negation"
            says = f"{named}; write {fault.right}, and swap where the condition and No match lead"
            key = fault.written
        case "operand":
            says, key = f"has the operand “{written}”, which must be {fault.right}", fault.written
        case "namespace":
            says = f"compares “{fault.written}” as a whole; name a value in it, “{fault.written}.name”"
        case "no operand":
            says, key = "has a condition with nothing to compare with; write what it should match", str(fault.at[2])
        case "several operands":
            says = "has a condition with several operands, where one is allowed; leave the one to match"
            key = "several"
        case "compound":
            says, key = f"has a condition “{fault.written}” that {fault.odd}", f"compound {fault.at[2]}"
    return says, key
