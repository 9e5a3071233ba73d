"""A block's conditions are not those that Connect takes.

A condition on a kind of block that has none; an operator that is not known; nothing to compare with; one half of a
pair, “True” without “False” on a “Check hours of operation”; a “Check contact attributes” without any condition.

Why it matters
    Connect refuses the flow. What is missing is also what a contact would need: without the condition “False” nothing
    says where callers go when you are closed.

How to fix in the designer
    Open the block and connect every branch that it offers; in a “Check contact attributes”, add at least one
    condition. In a file, write what the message names into `Transitions.Conditions`: each condition has one operator
    and one operand that is not empty. Where a block takes no conditions, put a “Check contact attributes” (Compare)
    behind it.

Limits
    A warning, and no error, is what AWS's pages alone say or what is only pointless: an operator that other kinds of
    block have, several operands, a “Distribute by percentage” without a share. Kinds of block that Connect was not
    seen to take are passed over, and so are flows in the console's old export format.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.wiring import (
    certain_blocks,
    lacking_operands,
    lacks_conditions,
    refuses_conditions,
    with_many_operands,
    without_operand,
    wrong_operators,
)
from flowlint.rule import Block, Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks with conditions that they cannot have, and blocks that lack some."""
    for block in certain_blocks(flow):
        if block.action is None or block.action.terminal:
            continue  # an end may have no branch at all
        if refuses_conditions(block):
            if block.conditions:
                message = f"{block.label} can have no conditions; put a “Check contact attributes” behind it."
                yield at_block(block, message, ("Transitions", "Conditions"))
            continue
        yield from _lacking(block)
        yield from _wrong(block)


def _lacking(block: Block) -> Iterator[Draft]:
    if lacking := lacking_operands(block):
        names = " and ".join(f"“{one}”" for one in lacking)
        what, those = ("conditions", "these branches") if len(lacking) > 1 else ("the condition", "that branch")
        yield at_block(block, f"{block.label} lacks {what} {names}; connect {those}.")
    elif lacks_conditions(block):
        level = Level.ERROR if block.action and block.action.conditions.at_least_one else Level.WARNING
        yield at_block(block, f"{block.label} has no condition to tell contacts apart by; add one.", level=level)


def _wrong(block: Block) -> Iterator[Draft]:
    for one in wrong_operators(block):
        named = f"the operator “{one.operator[:30]}”" if one.operator else "a condition without an operator"
        heal = f"write {one.right}" if one.right else "use one that it has"
        message = f"{block.label} has {named}, which it cannot use; {heal}."
        level = Level.ERROR if one.certain else Level.WARNING
        yield _at(block, one.place, "Operator", message, one.operator, level)
    for place in without_operand(block):
        message = f"{block.label} has a condition with nothing to compare with; write what it should match."
        yield _at(block, place, "Operands", message, str(place), Level.ERROR)
    for place in with_many_operands(block)[:1]:
        message = f"{block.label} has a condition with several operands, where one is allowed; leave the one to match."
        yield _at(block, place, "Operands", message, "several", Level.WARNING)


def _at(block: Block, place: int, part: str, message: str, subject: str, level: Level) -> Draft:
    at = ("Transitions", "Conditions", place, "Condition", part)
    return at_block(block, message, at, fingerprint_key=subject, level=level)
