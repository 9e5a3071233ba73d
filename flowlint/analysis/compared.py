"""What a block looks at in order to branch: Check contact attributes."""

from flowlint import language
from flowlint.model.flow import Block
from flowlint.model.references import Reference, references_in


def compared(block: Block) -> Reference | None:
    """Give the reference that a block compares, where it compares one and nothing else; its `at` is empty."""
    parameter = language.parameter("compared", block.type)
    text = block.parameters.get(parameter) if parameter else None
    if not isinstance(text, str):
        return None
    return next((one for one in references_in(text) if one.text == text.strip()), None)
