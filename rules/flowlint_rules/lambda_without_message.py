"""A customer waits for a Lambda function before hearing anything.

A function with a time limit of 4 seconds or more is called on a path on which nothing was played since the call came
in.

Why it matters
    The first thing that the customer hears is silence. After a few seconds callers take the line for dead, press keys
    that nothing waits for yet, or hang up.

How to fix in the designer
    Put a “Play prompt” before the function: a greeting, or “One moment, please”. It plays while nothing else happens,
    so the function does not answer later for it.

Limits
    Only flows that say they are inbound, and to which no other of the files checked leads, are looked at: in the others
    the customer may have heard something before. The time limit counts, not what the function takes.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
"""

from collections.abc import Iterator

from flowlint.analysis.progress import silent_functions
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.NOTE, pillar="performance-efficiency", tags=("lambda", "paths"), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find functions that may take long, called before anything was played."""
    for block, seconds, path in facts(silent_functions):
        yield at_block(
            block,
            f"{block.label} may take {seconds} s, and the customer has heard nothing yet; play a prompt before it.",
            ("Parameters", "InvocationTimeLimitSeconds"),
            witness=Witness(path, {block.id: f"may take {seconds} s of silence"}),
        )
