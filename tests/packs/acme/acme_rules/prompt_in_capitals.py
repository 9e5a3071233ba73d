"""A prompt that is written in capital letters.

Why it matters
    The voice may spell out words in capitals letter by letter, and in a chat they read as shouting.

How to fix in the designer
    Open the block and write the text in ordinary letters.
"""

from collections.abc import Iterator

from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.WARNING, pillar="operational-excellence", tags=("prompts",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find prompts of two words or more without a small letter."""
    for block in flow.of_type("MessageParticipant"):
        text = block.parameters.get("Text")
        if isinstance(text, str) and text.isupper() and " " in text.strip():
            message = f"{block.label} is written in capitals; write it in ordinary letters."
            yield at_block(block, message, ("Parameters", "Text"))
