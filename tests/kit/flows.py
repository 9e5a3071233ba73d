"""Made flows: one block, and a flow of blocks, as documents of the Flow language."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def block(
    name: str,
    block_type: str,
    parameters: Mapping[str, Any] | None = None,
    next: str | None = None,
    is_: Mapping[str, str] | None = None,
    **errors: str,
) -> Json:
    """Make a block; `is_` gives the targets of its conditions by what equals them, `errors` those of errors by type."""
    transitions: Json = {} if next is None else {"NextAction": next}
    transitions["Conditions"] = [
        {"NextAction": target, "Condition": {"Operator": "Equals", "Operands": [operand]}}
        for operand, target in (is_ or {}).items()
    ]
    transitions["Errors"] = [{"NextAction": target, "ErrorType": error} for error, target in errors.items()]
    return {
        "Identifier": name,
        "Type": block_type,
        "Parameters": {} if parameters is None else parameters,
        "Transitions": transitions,
    }


def flow(*blocks: Json, **more: Any) -> Json:
    """Make a flow that begins at its first block; `more` is added to the document or replaces what is there."""
    start = blocks[0]["Identifier"] if blocks else "gone"
    return {"Version": "2019-10-30", "StartAction": start, "Actions": list(blocks), **more}


END = block("end", "DisconnectParticipant")
