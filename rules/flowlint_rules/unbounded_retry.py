"""A block that fails is tried again and again without a limit.

An error, a timeout or an answer that fits nothing leads back round to the same block, and on the way nothing counts
the tries: no Loop block, no attribute that is set and compared, nothing that the customer answers. A Loop block whose
Complete branch leads back as well counts nothing.

Why it matters
    A caller who put the phone down, or a Lambda function that is out of order, keeps the flow going round until
    somebody hangs up. The line stays busy, every minute and every call of the function is billed, and a customer who
    cannot use the menu never reaches an agent.

How to fix in the designer
    Put a Loop block on the way back, set to two or three rounds: lead its Looping branch to the block that is tried
    again and its Complete branch to an agent, a callback, or a message that ends the call. Where there is a Loop block
    already, lead its Complete branch there.

Limits
    Flows that play while a contact waits in a queue or on hold go round on purpose and are not looked at. A way back is
    taken as bounded where the customer chose it from a menu, where it passes a block that plays a loop of prompts or is
    of an unknown type, or where it compares an attribute or an answer that is set on the way, whatever its value; and
    where it passes a flow module that may count the rounds, as one outside the files checked may. The fix puts in one
    Loop block for each block that the failures lead to, and there is none where they lead to more than five.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/loop.html
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

from collections.abc import Iterator

from flowlint.analysis.progress import UnboundedRetry, idle_loops, unbounded_retries
from flowlint.rule import (
    Draft,
    Facts,
    Flow,
    FlowFix,
    Level,
    NewBlocks,
    SetValue,
    Witness,
    at_block,
    fitted,
    joined,
    may_be_rewired,
    rule,
)
from flowlint_rules._apologies import end_of_contact, led_to, message_before

_ROUNDS = "2"
"""How often what failed is tried again."""
_MOST_LOOPS = 5
"""How many Loop blocks a fix puts around one block: whoever needs more leads the branches to one block first."""


@rule(level=Level.WARNING, pillar="reliability", tags=("errors", "path"), since="0.1.0", fix="unsafe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks whose failure leads back to them without a limit."""
    for retry in facts(unbounded_retries):
        names = dict.fromkeys(f"“{retry.block.branch_name(branch)}”" for branch in retry.branches)
        leads = "lead" if len(names) > 1 else "leads"
        remedy = "put a “Loop” block on the way"
        notes = {retry.block.id: "tried again, as often as it fails"}
        if retry.loop is not None:
            remedy = "lead “Complete” of {loop} elsewhere"
            notes[retry.loop.id] = "its Complete branch leads back too, so it limits nothing"
        yield at_block(
            retry.block,
            fitted(
                f"{{}} {leads} back to {{}} with no limit; {remedy}.",
                joined(names),
                retry.block.label,
                loop=retry.loop.label if retry.loop else "",
            ),
            witness=Witness(retry.path, notes),
            fix=_fix(flow, retry) if retry.loop is None else None,
        )
    for loop, target, path in facts(idle_loops):
        yield at_block(
            loop,
            fitted(
                "Both branches of {} lead to {target}, so it limits nothing; lead “Complete” elsewhere.",
                loop.label,
                target=target.label,
            ),
            witness=Witness(path),
        )


def _fix(flow: Flow, retry: UnboundedRetry) -> FlowFix | None:
    """Put a Loop on each branch that leads back, for branches to one block the same, and end the contact after it."""
    if not may_be_rewired(flow):
        return None
    new, block = NewBlocks(flow), retry.block
    end = end_of_contact(flow, new, block)
    if end is None:
        return None
    targets = dict.fromkeys(branch.target for branch in retry.branches)
    if len(targets) > _MOST_LOOPS:
        return None
    enough = message_before(new, block, end)
    led: list[SetValue] = []
    for target in targets:
        ways = (("ContinueLooping", target), ("DoneLooping", enough))
        conditions = [
            {"NextAction": to, "Condition": {"Operator": "Equals", "Operands": [operand]}} for operand, to in ways
        ]
        transitions = {
            "NextAction": enough,
            "Conditions": conditions,
            "Errors": [{"NextAction": enough, "ErrorType": "NoMatchingError"}],
        }
        loop = new.add("Loop", {"LoopCount": _ROUNDS}, transitions, block)
        led += led_to(block, [branch for branch in retry.branches if branch.target == target], loop)
    words = f"try it {_ROUNDS} times more, then say that something went wrong, in words that you should look at"
    return FlowFix(words, (*new.changes, *led), safe=False)
