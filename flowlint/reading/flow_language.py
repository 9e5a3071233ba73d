"""Flows in the Flow language itself, as CreateContactFlow takes them and today's console exports them."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from flowlint.model.flow import FLOW_LANGUAGE_VERSION, Flow, build_flow
from flowlint.report import JsonPath
from flowlint.source import Source


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


def read(
    source: Source,
    base: JsonPath,
    document: Mapping[str, Any],
    name: Any = None,
    type_text: Any = None,
    ids: Sequence[Any] = (),
) -> Flow:
    """Read a flow; `name`, `type_text` and `ids` come from the wrapper it stands in, if any."""
    return build_flow(source, base, document, name=name, type_text=type_text, ids=ids)
