"""A block always fails for the contacts that a path brings to it.

Check contact attributes asks for the channel, and one of its branches leads to a block that cannot run on what is left:
a menu of keys for a chat or an email, a callback for a chat, a transfer to a phone number for a task.

Why it matters
    The block takes its error branch for each such contact, every time: a chat is never asked, an email ends in the
    branch that was meant for faults.

How to fix in the designer
    Lead the branch for that channel past the block: to a Lex bot, which can ask in a chat, to Set working queue, or to
    Disconnect.

Limits
    A contact counts as of a channel only on a path that asks for `$.Channel`; a flow that never asks gets no finding.
    Where No match leads to where the branch of another channel leads, it counts as of that channel too.
    Blocks of which pages of AWS disagree, as Show view and Wait on calls, and blocks that go on without effect, as Play
    prompt for a task, are not reported.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/block-support-by-channel.html
    https://docs.aws.amazon.com/connect/latest/adminguide/check-contact-attributes.html
"""

from collections.abc import Iterator

from flowlint.analysis.progress import wrong_channels
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, joined, rule

_CONTACTS = {"CHAT": "chats", "EMAIL": "emails", "TASK": "tasks", "VOICE": "calls"}


@rule(level=Level.WARNING, pillar="reliability", tags=("channels", "path"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that a path reaches with contacts of channels on which they always fail."""
    for block, channels, path in facts(wrong_channels):
        contacts = joined([_CONTACTS[one] for one in channels])
        yield at_block(
            block,
            f"{block.label} always fails for {contacts}, and a path brings only these to it; lead them past it.",
            witness=Witness(path, {block.id: f"always fails for {contacts}"}),
        )
