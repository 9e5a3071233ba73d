"""A block stands in a flow of a type that does not support it.

Why it matters
    Some blocks make sense only at one place of a contact's way: “Loop prompts” while somebody waits, “Return” at the
    end of a flow module. Connect refuses some of them in the wrong flow, “Disconnect” in a whisper or hold flow for
    one. The others it takes, and then they lead straight to their error branch, and what they were for does not happen.

How to fix in the designer
    Move the block to a flow of a type that has it, and lead the contact there, or do without it. The type of a flow
    cannot be changed: a flow that was made with the wrong type has to be made anew.

Limits
    A block is reported only where all that is known agrees: the documentation of the block, what the designer offers
    in such a flow, and flows seen in use. Where these differ, for “End flow / Resume” say, nothing is said.

    The type of the flow must stand in the file. A flow whose type is not written there is not looked at, nor is a
    campaign journey.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-block-definitions.html
    https://docs.aws.amazon.com/connect/latest/adminguide/create-contact-flow.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import misplaced_blocks
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that the type of their flow does not support."""
    for block, here, elsewhere in facts(misplaced_blocks):
        yield at_block(block, f"{block.label} does not work in {here}; take it out, or use it in {elsewhere}.")
