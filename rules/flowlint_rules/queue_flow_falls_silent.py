"""A customer queue flow ends, and the caller in the queue hears nothing more.

A path leads from the beginning of the flow to End flow and passes no Loop prompts block.

Why it matters
    The flow ends, but the contact stays in the queue, for minutes, until an agent answers. Callers who hear nothing
    take the line for dead and hang up.

How to fix in the designer
    Put a Loop prompts block with music or messages where the flow ends. To ask or tell something in between, set its
    Interrupt option, and lead the Timeout branch to that block and from there to End flow: that resumes the music.

Limits
    Only flows that say they are customer queue flows are looked at. Nothing is reported after a flow module, which may
    play something, after a Wait block, on an Error branch, and where Check contact attributes leaves no calls. A flow
    that only chats take may end so: say so with a Check contact attributes block for the channel, or suppress the
    finding.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/loop-prompts.html
    https://docs.aws.amazon.com/connect/latest/adminguide/end-flow-resume.html
"""

from collections.abc import Iterator

from flowlint.analysis.progress import silent_queues
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("path", "queue"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find ends of customer queue flows that a caller comes to with nothing that plays on."""
    for end, path in facts(silent_queues):
        yield at_block(
            end,
            f"{end.label} leaves the caller in the queue with nothing to hear; put “Loop prompts” in its place.",
            witness=Witness(path, {end.id: "ends the flow, and the caller waits in silence"}),
        )
