"""The automated part of a call is recorded before the customer hears that it is.

A path leads from the beginning of the flow over a “Set recording and analytics behavior” block that records the
automated interaction to the first prompt, menu or bot, and that does not speak of a recording.

Why it matters
    The recording of the automated interaction begins at that block, and not only when an agent is there: what customers
    say to the menu or the bot is recorded from the first second. In many countries they must be told before.

How to fix in the designer
    Put a “Play prompt” that announces the recording before “Set recording and analytics behavior”, or right after it
    and before anything else is said. If only the conversation with the agent is to be recorded, turn off the automated
    interaction in that block.

Limits
    Confidence is middling: the words of a prompt tell whether it speaks of a recording, in some thirty languages, and
    what an audio prompt says, or a text that an attribute or a template fills in, is not known. So nothing is reported
    where something was played before, or where such a prompt is the first thing to be heard. Only flows that say they
    are inbound, and to which no other of the files checked leads, are looked at.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/set-recording-behavior.html
    https://docs.aws.amazon.com/connect/latest/adminguide/set-up-recordings.html
"""

from collections.abc import Iterator

from flowlint.analysis.privacy import recorded_menus
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="security", tags=("paths", "recording"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that record the automated part of a call before anything is said of it."""
    for one in facts(recorded_menus):
        yield at_block(
            one.block,
            f"{one.block.label} records the automated part of the call with nothing said of it; play a prompt before.",
            witness=Witness(
                one.path, {one.block.id: "records from here on", one.heard.id: "is heard first, and announces nothing"}
            ),
        )
