"""Branch conditions: what a block looks at in order to branch, as Check contact attributes does.

See docs/semantics.md#comparisons.
"""

from flowlint import language
from flowlint.model.flow import Block
from flowlint.model.references import Reference, references_in
from flowlint.report import JsonPath

NO_MATCH = "NoMatchingCondition"
"""The error branch that is taken where no condition matches what was looked at."""


def compared(block: Block) -> Reference | None:
    """Give the reference that a block compares, where it compares one and nothing else; its `at` is empty."""
    text = compared_text(block)
    return next((one for one in references_in(text) if one.text == text.strip()), None)


def compared_text(block: Block) -> str:
    """Give the text that a block compares, with what references it may hold; "" where it compares none."""
    parameter = language.compared_parameter(block.type)
    text = block.parameters.get(parameter) if parameter else None
    return text if isinstance(text, str) else ""


def is_compared(block: Block, at: JsonPath) -> bool:
    """Tell whether what stands at a path below a block is only looked at there, in order to branch."""
    return at[1] == language.compared_parameter(block.type)
