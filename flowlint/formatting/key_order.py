"""The order of keys: as the console writes them, and by name where the console itself has no fixed order.

Seen in 252 public exports, which agree but for a few. Maps whose keys a team chose, attributes say, keep their order.
"""

from collections.abc import Callable, Mapping
from typing import Any

Ordered = Callable[[Any], Any]
"""Gives a value of JSON with its keys in order; what has another shape than it should stays as it is."""

_FLOW = ("Version", "StartAction", "Metadata", "Actions", "Settings")
_METADATA = (
    "entryPointPosition", "snapToGrid", "ActionMetadata", "Annotations", "name", "description", "type", "status",
    "hash",
)  # fmt: skip
_BLOCK = ("Parameters", "Identifier", "Type", "Transitions")
_TRANSITIONS = ("NextAction", "Errors", "Conditions")
_CONDITION = ("Operator", "Operands")


def in_order(document: Mapping[str, Any]) -> Any:
    """Give a flow's document with its keys in order. Blocks and their conditions keep theirs, which a person chose."""
    blocks = document.get("Actions")
    ids = (
        [block.get("Identifier") for block in blocks if isinstance(block, Mapping)] if isinstance(blocks, list) else []
    )
    described = _each_described(tuple(one for one in ids if isinstance(one, str)))
    metadata = _object(_METADATA, ActionMetadata=described, entryPointPosition=_object(("x", "y")))
    return _object(_FLOW, Metadata=metadata, Actions=_list_of(_object(_BLOCK, **_OF_BLOCK)))(document)


def _object(first: tuple[str, ...] = (), **held: Ordered) -> Ordered:
    """Put these keys first, the others after them by name, and what `held` names in an order of its own."""

    def ordered(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        keys = [*(key for key in first if key in value), *sorted(key for key in value if key not in first)]
        return {key: held.get(key, _as_it_is)(value[key]) for key in keys}

    return ordered


def _list_of(item: Ordered) -> Ordered:
    return lambda value: [item(one) for one in value] if isinstance(value, list) else value


def _each_described(ids: tuple[str, ...]) -> Ordered:
    """Put what is noted of blocks in the order of the blocks."""
    each = _object(("position",), position=_object(("x", "y")))

    def ordered(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        keys = dict.fromkeys([*(one for one in ids if one in value), *sorted(value)])
        return {key: each(value[key]) for key in keys}

    return ordered


def _as_it_is(value: Any) -> Any:
    return value


_ERRORS = _list_of(_object(("NextAction", "ErrorType")))
_CONDITIONS = _list_of(_object(("NextAction", "Condition"), Condition=_object(_CONDITION)))
_OF_BLOCK = {
    "Parameters": _object(),
    "Transitions": _object(_TRANSITIONS, Errors=_ERRORS, Conditions=_CONDITIONS),
}
