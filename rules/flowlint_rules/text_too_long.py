"""A prompt is longer than Connect can speak or show.

Connect takes up to 6,000 characters for one prompt, and of these up to 3,000 that are billed: all but the SSML tags.

Why it matters
    A text that is too long is not cut: the block fails, and the customer hears nothing of it, not even its beginning.

How to fix in the designer
    Spread the text over several “Play prompt” blocks, or record it and play the recording. What fills ten minutes in
    the ear of a caller is better sent as a message.

Limits
    Only what is written in the flow is counted. What a reference or a placeholder in the text comes to is not known,
    and counts as nothing.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/play.html
    https://docs.aws.amazon.com/connect/latest/adminguide/get-customer-input.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import long_texts
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "prompts", "size"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find texts that are too long to be spoken or shown."""
    for long in facts(long_texts):
        what = "characters besides its tags" if long.billed else "characters with its tags"
        yield at_block(
            long.block,
            f"{long.block.label} has a text of {long.length:,} {what}, and Connect takes {long.most:,}; spread it over "
            "several blocks.",
            long.at,
        )
