"""Flows in the Flow language itself, as CreateContactFlow takes them and today's console exports them."""

from collections.abc import Mapping
from typing import Any, TypeGuard

from flowlint.model.flow import FLOW_LANGUAGE_VERSION


def recognises(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a value is meant to be a flow, however badly made."""
    if not isinstance(value, Mapping):
        return False
    if "Actions" not in value:
        return "StartAction" in value and "Version" in value
    return (
        "StartAction" in value
        or value.get("Version") == FLOW_LANGUAGE_VERSION
        or (isinstance(value["Actions"], list) and any(_looks_like_block(one) for one in value["Actions"]))
    )


def _looks_like_block(value: Any) -> bool:
    return isinstance(value, Mapping) and "Identifier" in value and "Type" in value
