"""A block uses what AWS no longer supports.

That is a bot of Lex V1, and Voice ID.

Why it matters
    What is no longer supported stops working on a day that somebody else chooses. From then on the block takes its
    error branch for every contact: the bot does not answer, the caller is not recognised.

How to fix in the designer
    For a bot: build it in Lex V2, for which the Lex console has a migration, and choose it and its alias in “Get
    customer input”. Voice ID has no successor in Connect: take its blocks out, and ask for what the caller knows or
    has instead.

Limits
    Only what the flow itself shows is seen: a bot whose ARN an attribute brings may be of any version.

See also
    https://docs.aws.amazon.com/lex/latest/dg/what-is.html
    https://docs.aws.amazon.com/connect/latest/adminguide/voice-id.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import retired_blocks
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.WARNING, pillar="operational-excellence", tags=("upkeep", "deprecated"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that use what is no longer supported."""
    for block, retired in facts(retired_blocks):
        yield at_block(
            block,
            f"{block.label} uses {retired.name}, for which AWS ended support on {retired.ended}; {retired.instead}.",
            ("Parameters", retired.parameter) if retired.parameter else ("Type",),
            fingerprint_key=retired.name,
        )
