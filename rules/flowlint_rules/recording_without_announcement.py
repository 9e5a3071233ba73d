"""The customer is recorded, and is told nothing before the agent answers.

A path leads from the beginning of the flow over “Set recording and analytics behavior” to the queue, and passes no
prompt, menu or bot.

Why it matters
    In many countries a customer must be told about a recording before it begins, and in some be asked. What was
    recorded without that may not be used, and may cost a fine.

How to fix in the designer
    Put a “Play prompt” that announces the recording on the way to the queue, before or after “Set recording and
    analytics behavior”. For calls that agents make, put it into the outbound whisper flow.

Limits
    Confidence is high that nothing is said before the agent is there. On calls that agents make it is a note, since the
    agent may say it first thing.

    Anything that is played counts, whatever it says, but no blank text. The flows that the flow chooses as customer
    queue flow or customer whisper flow may announce the recording, so nothing is reported after such a choice, nor
    after a flow module. That an agent is recorded alone is not reported, nor what no call takes: the branches of chats,
    and blocks for them, which have a transcript in any case.

    Only flows that say they are inbound, and to which no other of the files checked leads, are looked at, and outbound
    whisper flows.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/set-recording-behavior.html
    https://docs.aws.amazon.com/connect/latest/adminguide/set-up-recordings.html
"""

from collections.abc import Iterator

from flowlint.analysis.privacy import unannounced_recordings
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="security", tags=("paths", "recording"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that turn recording on for a customer who is told nothing."""
    for one in facts(unannounced_recordings):
        yield at_block(
            one.block,
            f"{one.block.label} turns recording on, and a path leads to the agent with nothing said to the customer; "
            "play a prompt.",
            level=Level.NOTE if flow.type == "OUTBOUND_WHISPER" else None,
            witness=Witness(
                one.path,
                {one.block.id: "turns recording on", one.before_agent.id: "leads to the agent, and nothing was said"},
            ),
        )
