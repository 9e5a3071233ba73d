"""Flow types: their names, and which blocks can stand in which."""

from collections.abc import Mapping, Set
from functools import cache
from typing import Any

from flowlint.language.catalogue import actions
from flowlint.language.documents import document, fact


def flow_type(text: Any) -> str | None:
    """Give the API's name of a flow type, however it is written; None for what is no flow type."""
    console_names = fact("names", "flow_types")["console"]
    if not isinstance(text, str):
        return None
    if text in console_names:
        return str(console_names[text])
    return text if text in console_names.values() or text == "MODULE" else None


def flow_type_name(flow_type: str) -> str:
    """Give the designer's word for a flow type, to stand before "flow": `customer queue`."""
    names: Mapping[str, str] = fact("names", "flow_types")["designer"]
    return names.get(flow_type, flow_type)


def flow_type_by_blocks(block_types: Set[str]) -> str | None:
    """Give the flow type that one of these blocks implies, as it stands in no other; the surest block comes first."""
    implied: Mapping[str, str] = fact("placement", "implies_flow_type")["of"]
    return next((flow_type for block_type, flow_type in implied.items() if block_type in block_types), None)


@cache
def flow_types_of(block_type: str) -> frozenset[str] | None:
    """Give the flow types, MODULE among them, in which some source lets blocks of a type stand.

    None where a source names none, where the type has no restriction, and where it is not known to work at all.
    """
    entry = next((one for one in document("actions")["actions"] if one["type"] == block_type), None)
    if entry is None or entry["status"] != "accepted" or not isinstance(entry["flow_types_allowed"], list):
        return None
    modules = {"MODULE"} if entry["module_allowed"] is not False else set()
    elsewhere = fact("placement", "elsewhere")["of"].get(block_type, ())
    return frozenset().union(entry["flow_types_allowed"], *entry["designer_palette"].values(), modules, elsewhere)


@cache
def flow_types_spoken_of() -> frozenset[str]:
    """Give the flow types that the lists of `flow_types_of` know: one that none of them names is not restricted."""
    return frozenset().union(*(flow_types_of(block_type) or () for block_type in actions()))


def flow_types_led_to(block_type: str) -> frozenset[str] | None:
    """Give the types of the flows to which a block hands over; None for one that hands over to none, or to any."""
    types = fact("placement", "transfers_to")["of"].get(block_type)
    return None if types is None else frozenset(types)


def agent_follows(flow_type: str | None) -> frozenset[str]:
    """Give the block types after which, in a flow of this type, the customer talks with an agent next."""
    return frozenset(fact("placement", "agent_follows")["of"].get(flow_type, ()))


def ends_contact(flow_type: str | None) -> frozenset[str]:
    """Give the block types that, in a flow of this type, end the contact as Disconnect does."""
    return frozenset(fact("placement", "ends_contact")["of"].get(flow_type, ()))
