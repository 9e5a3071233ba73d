"""What a customer types and a block stores: the namespace it is read from, and the blocks that store it.

See docs/semantics.md#stored-input.
"""

from flowlint import language
from flowlint.model.flow import Block

STORED_INPUT = "StoredCustomerInput"
"""The namespace of what a customer typed."""


def stores_input(block: Block) -> bool:
    """Tell whether a block stores what the customer types; a single digit is a choice, as in a menu, and is not."""
    return (
        block.type == "GetParticipantInput"
        and language.holds({"StoreInput": "True"}, block.parameters)
        and not language.holds({"InputValidation.CustomValidation.MaximumLength": "1"}, block.parameters)
    )
