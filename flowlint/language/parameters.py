"""What single parameters of blocks are for: what they compare, hand on, say, or may differ in."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from flowlint.language.documents import fact

Naming = Literal["transfer", "module", "event", "new_contact", "new_task"]
"""What a parameter names a flow for."""


@cache
def compared_parameter(block_type: str) -> str | None:
    """Give the parameter that blocks of a type look at in order to branch on it; None where there is none."""
    return _parameter("compared", block_type)


@cache
def program_parameter(block_type: str) -> str | None:
    """Give the parameter by which blocks of a type hand values to a program, whose answers may go in again."""
    return _parameter("asks_a_program", block_type)


def _parameter(name: str, block_type: str) -> str | None:
    types: Mapping[str, str] = fact("parameters", name)["of"]
    return types.get(block_type)


@cache
def spoken_parameters(block_type: str) -> tuple[str, ...]:
    """Give the parameters of a block type whose texts are spoken or shown to the customer."""
    return tuple(fact("parameters", "spoken")["of"].get(block_type, ()))


def set_before(block_type: str) -> Mapping[str, str]:
    """Give the parameters that a type of block has not, each with the type that sets what is meant before it."""
    types: Mapping[str, Mapping[str, str]] = fact("parameters", "set_before")["of"]
    return types.get(block_type, {})


@cache
def hands_out(block_type: str) -> Mapping[str, str]:
    """Give the parameters of a block type that hand values to others than the flow, with what is done: "says it"."""
    types: Mapping[str, Mapping[str, str]] = fact("parameters", "hands_out")["of"]
    return types.get(block_type, {})


@cache
def flow_parameters(*what_for: Naming) -> Mapping[str, str]:
    """Give the types of blocks that name flows for one of these, each with its parameter; see `names_flow`."""
    return {
        block_type: parameter
        for block_type, parameters in fact("parameters", "names_flow")["of"].items()
        for parameter, naming in parameters.items()
        if naming in what_for
    }


@cache
def resource_parameters() -> Mapping[str, Mapping[tuple[str, ...], str]]:
    """Give the types of blocks that name resources, each with the paths of these parameters and what they name."""
    types: Mapping[str, Mapping[str, str]] = fact("parameters", "names_resource")["of"]
    return {
        block_type: {tuple(path.split(".")): kind for path, kind in parameters.items()}
        for block_type, parameters in types.items()
    }


def may_identify(kind: str, value: str) -> bool:
    """Tell whether a text has the form of what names a resource of a kind; True where the form is not known."""
    forms: Mapping[str, Mapping[str, Any]] = fact("parameters", "resource_forms")["of"]
    if any(re.match(form["arn"], value) for other, form in forms.items() if other != kind):
        return False
    form = forms.get(kind)
    if form is None:
        return True
    return re.match(form["arn"], value) is not None or (form.get("id", False) and is_uuid(value))


def is_uuid(value: str) -> bool:
    """Tell whether a text is an id as Connect gives them to queues, flows, prompts and the like."""
    return re.match(fact("parameters", "resource_forms")["uuid"], value) is not None


@cache
def carried_over(block_type: str) -> Mapping[str, str]:
    """Give the parameters of a block type that hand answers on, each with the namespace of these answers."""
    types: Mapping[str, Mapping[str, str]] = fact("parameters", "carried_over")["of"]
    return types.get(block_type, {})


def differs_in_copies(parameter: str) -> bool:
    """Tell whether copies of a section may differ in the texts of a parameter: what it says, what it names."""
    return parameter in _differing_in_copies()


@cache
def _differing_in_copies() -> frozenset[str]:
    return frozenset(fact("parameters", "differ_in_copies")["of"])
