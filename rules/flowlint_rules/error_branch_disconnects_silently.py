"""An error branch hangs up on the customer without a word.

A block that the customer waits for fails, times out or finds no match: a menu, a bot, a Lambda function, a transfer to
a queue or a phone number, a callback. The path from that branch reaches Disconnect, or in an inbound flow End flow,
which hangs up there too, and on it nothing is played, said or asked. All branches that reach one such block this way
are one finding.

Why it matters
    The caller hears the line go dead in the middle of the conversation. They do not know whether what they asked for
    was done, call again, and start from the beginning; a message that was played before the failure tells them nothing
    of it.

How to fix in the designer
    Put Play prompt before the block that ends the contact, or on the error branch, and say what happened and what the
    customer can do: call later, stay on the line, use the website. Or lead the branch to an agent instead.

Limits
    A flow module counts as heard, since it may speak, and so does a block of an unknown type. Not reported are flows
    in which nothing is ever said to a customer (they run for tasks, or guide an agent), whispers, holds and transfer
    flows that an agent listens to, and branches that only tasks and emails take.

    Where the path takes the error branch of a second block as well, the first one is not to blame and is not named. An
    error branch of a menu, a bot or a Lambda function that leads to the same block as one of its other branches is
    taken as meant; but not where that block ends the contact, which all ends of a flow may share, unless the block has
    no other way on or the customer gave no answer. A flow in which nothing is said has a customer all the same if it
    sets a voice or records a call.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
    https://docs.aws.amazon.com/connect/latest/adminguide/disconnect-hang-up.html
    https://docs.aws.amazon.com/connect/latest/adminguide/end-flow-resume.html
"""

from collections.abc import Iterator, Sequence

from flowlint.analysis.progress import silent_ends
from flowlint.rule import (
    Block,
    Draft,
    Facts,
    Flow,
    FlowFix,
    Level,
    NewBlocks,
    RelatedBlock,
    Transition,
    Witness,
    at_block,
    fitted,
    may_be_rewired,
    rule,
)
from flowlint_rules._apologies import led_to, message_before


@rule(level=Level.WARNING, pillar="reliability", tags=("errors", "path"), since="0.1.0", fix="unsafe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that end the contact after a failure of which nothing was said."""
    for silent in facts(silent_ends):
        failed = [(flow.by_id[branch.source], branch) for branch in silent.branches]
        (first, branch), *others = failed
        more = f" and {len(others)} more branch{'es' if len(others) > 1 else ''}" if others else ""
        leads = f"{more} lead" if others else " leads"
        yield at_block(
            silent.end,
            fitted(
                "“{branch}” of {block}{} silently to {}; play a message first.",
                leads,
                silent.end.label,
                branch=first.branch_name(branch),
                block=first.label,
            ),
            witness=Witness(
                silent.path,
                {first.id: "fails here", silent.end.id: "ends the contact, and the customer heard nothing since"},
            ),
            related=tuple(
                RelatedBlock(block, f"“{block.branch_name(branch)}” of {block.label} leads there too.")
                for block, branch in others
            ),
            fix=_fix(flow, failed),
        )


def _fix(flow: Flow, failed: Sequence[tuple[Block, Transition]]) -> FlowFix | None:
    """Put a message on each branch; branches that lead to one block share it."""
    if not may_be_rewired(flow):
        return None
    new = NewBlocks(flow)
    messages: dict[str, str] = {}
    by_block: dict[tuple[Block, str], list[Transition]] = {}
    for block, branch in failed:
        if branch.target not in messages:
            messages[branch.target] = message_before(new, block, branch.target)
        by_block.setdefault((block, branch.target), []).append(branch)
    led = [one for (block, to), branches in by_block.items() for one in led_to(block, branches, messages[to])]
    words = "say that something went wrong, in words that you should look at"
    return FlowFix(words, (*new.changes, *led), safe=False)
