"""Branch conditions: what a block looks at in order to branch, as Check contact attributes does.

See docs/semantics.md#comparisons.
"""

from collections.abc import Iterator

from flowlint import language
from flowlint.analysis.semantics.names import Name, names_of
from flowlint.model.flow import Block, Transition, once_per_block
from flowlint.model.references import Reference, reference_alone, references_in
from flowlint.text.json_values import JsonPath

NO_MATCH = "NoMatchingCondition"
"""The error branch that is taken where no condition matches what was looked at."""


@once_per_block
def compared(block: Block) -> Reference | None:
    """Give the reference that a block compares, where it compares one and nothing else; its `at` is empty."""
    text = compared_text(block)
    return reference_alone(text) if text else None


@once_per_block
def compared_attribute(block: Block) -> Name | None:
    """Give the attribute that a block compares; None where it compares something else, or a namespace as a whole."""
    reference = compared(block)
    found = names_of(reference) if reference else None
    return next(iter(found[1]), None) if found is not None and found[0].keyed_by else None


def compared_text(block: Block) -> str:
    """Give the text that a block compares, with what references it may hold; "" where it compares none."""
    parameter = language.compared_parameter(block.type)
    text = block.parameters.get(parameter) if parameter else None
    return text if isinstance(text, str) else ""


def looked_at(block: Block) -> Iterator[Reference]:
    """Give all references that a block looks at in order to branch: what it compares, and what its conditions name."""
    yield from references_in(compared_text(block))
    if language.compared_parameter(block.type):
        for branch in block.conditions:
            yield from named_in(block, branch)


def named_in(block: Block, branch: Transition) -> Iterator[Reference]:
    """Give the references in a condition that may look at them, and not only compare with them.

    A part of a compound condition may look at an attribute of its own; what is asked whether it exists is named.
    """
    of_existence = block.action.conditions.without_operand if block.action else ()
    if branch.condition.parts or branch.operator in of_existence:
        for text in branch.condition.texts:
            yield from references_in(text)


def asks(branch: Transition) -> bool:
    """Tell whether a branch is taken only where what is compared has some value."""
    return branch.kind == "condition" and "" not in branch.operands


def is_compared(block: Block, at: JsonPath) -> bool:
    """Tell whether what stands at a path below a block is only looked at there, in order to branch."""
    return at[1] == language.compared_parameter(block.type)
