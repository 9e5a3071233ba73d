"""What shapes are built of: blocks, flows, and chains of blocks."""

import json
from collections.abc import Callable, Iterable
from typing import Any

FULL = 250
"""The blocks that Connect takes of a flow; its 1 MB is `LETTERS` for each."""
LETTERS = 4_000
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:"

Json = dict[str, Any]
Shape = Callable[[int], str]
"""Gives a text for a number of blocks."""


def block(
    name: str,
    kind: str,
    parameters: Json,
    to: str | None = None,
    conditions: Iterable[tuple[str, str]] = (),
    errors: Iterable[tuple[str, str]] = (),
    operator: str = "Equals",
) -> Json:
    """Build a block; `conditions` are operands with targets, `errors` types with targets."""
    transitions: Json = {} if to is None else {"NextAction": to}
    transitions["Conditions"] = [
        {"NextAction": target, "Condition": {"Operator": operator, "Operands": [operand]}}
        for operand, target in conditions
    ]
    transitions["Errors"] = [{"NextAction": target, "ErrorType": error} for error, target in errors]
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def document(*blocks: Json, name: str = "shape", **metadata: Any) -> Json:
    """Build a flow that begins with the first of some blocks and ends with a block called “end”."""
    return {
        "Version": "2019-10-30",
        "StartAction": blocks[0]["Identifier"],
        "Metadata": {"name": name, **metadata},
        "Actions": [*blocks, block("end", "DisconnectParticipant", {})],
    }


def flow(*blocks: Json, **metadata: Any) -> str:
    """Write what `document` builds."""
    return json.dumps(document(*blocks, **metadata))


def says(text: str, name: str = "a", to: str = "end") -> Json:
    """Build a block that plays a prompt."""
    return block(name, "MessageParticipant", {"Text": text}, to, errors=[("NoMatchingError", to)])


def sets(attributes: Json, name: str = "a", to: str = "end") -> Json:
    """Build a block that sets attributes."""
    parameters = {"Attributes": attributes, "TargetContact": "Current"}
    return block(name, "UpdateContactAttributes", parameters, to, errors=[("NoMatchingError", to)])


def chain(of: Callable[[int, str, str], Json]) -> Shape:
    """Give flows of blocks in a row: each by its number, its id and that of the next."""

    def shape(size: int) -> str:
        return flow(*(of(one, str(one), str(one + 1) if one + 1 < size else "end") for one in range(size)))

    return shape
