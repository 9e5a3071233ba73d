"""Names of resources: the flow's own, and those of the queues, prompts, hours, functions and flows it speaks of."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts, nearest_first
from flowlint.analysis.naming.key_names import unsafe_characters, without_marks
from flowlint.model.flow import Block
from flowlint.model.references import is_filled_in
from flowlint.text.json_values import JsonPath, matching, value_at

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_JOINTS = re.compile(r"(?<!_)_*+([.-])_*+")
_TO_FILL_IN = re.compile(r"[<%{\[].*[>%}\]]|(?:ENTER|SELECT|INSERT|YOUR|REPLACE) [A-Z ]+")
_KINDS = {"hours": "hours of operation", "function": "Lambda function"}
"""What other rooms call kinds of resources."""


class ResourceName(NamedTuple):
    """A resource's name and a place where it is written, from the root of the flow's document.

    `kind` is what messages call the resource; `block` is None for the flow's own name. `ids` are the resource's, as the
    block has it and as the note has it, where kinds have unique names and both are written.
    """

    name: str
    kind: str
    path: JsonPath
    block: Block | None = None
    ids: tuple[str, ...] = ()


class UnsafeResourceName(NamedTuple):
    """A resource's name with unsafe characters: these, each once, and a good name that the flow has not."""

    resource: ResourceName
    characters: tuple[str, ...]
    better: str | None


def unsafe_resource_names(facts: Facts) -> tuple[UnsafeResourceName, ...]:
    """Give the resources of a flow's document whose names have unsafe characters, each name once."""
    known = _resource_names(facts)
    return tuple(
        UnsafeResourceName(resource, characters, None if (better := safe_resource_name(name)) in known else better)
        for name, resource in known.items()
        if (characters := unsafe_in_resource(name))
    )


def hours_names(facts: Facts) -> tuple[tuple[Block, str], ...]:
    """Give the names of hours of operation that the document notes, each with the block that uses them."""
    return tuple(
        (one.block, one.name) for one in facts(names_of_blocks) if one.kind == "hours" and one.block is not None
    )


def resource_names_noted(facts: Facts) -> Mapping[tuple[Block, str], str]:
    """Give the names that the document notes for resources, by block and kind, of blocks that have one of the kind."""
    found: dict[tuple[Block, str], set[str]] = {}
    for one in facts(names_of_blocks):
        if one.block is not None:
            found.setdefault((one.block, _KINDS.get(one.kind, one.kind)), set()).add(one.name)
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def _resource_names(facts: Facts) -> dict[str, ResourceName]:
    """Give the names in a flow's document, each at its first place: the flow's own first, then by block.

    A flow of the run is not named again where others lead to it: its name is reported where it stands itself.
    """
    found: dict[str, ResourceName] = {}
    own = facts.flow.name
    if own is not None:
        found[own] = ResourceName(own, "flow module" if facts.flow.is_module else "flow", _own_place(facts))
    elsewhere = facts.project(_flow_names)
    for one in facts(names_of_blocks):
        if one.name not in elsewhere:
            found.setdefault(one.name, one)
    return found


def unsafe_in_resource(name: str) -> tuple[str, ...]:
    """Give the characters of a name that are not A-Z, a-z, 0-9, `_`, `-` or `.`, as `unsafe_characters` does.

    Empty for the names that AWS gives to what comes with an instance, and for those that are still to be filled in.
    """
    if language.is_aws_resource(name) or _TO_FILL_IN.fullmatch(name):
        return ()
    return unsafe_characters(name)


def safe_resource_name(name: str) -> str | None:
    """Give a good name that reads like this one: "Sales (north) - day.wav" is `Sales_north-day.wav`.

    None where letters would be lost.
    """
    plain = without_marks(name)
    if any(one.isalnum() and not one.isascii() for one in plain):
        return None
    return _JOINTS.sub(r"\1", _UNSAFE.sub("_", plain)).strip("_-.") or None


def _flow_names(project: ProjectFacts) -> frozenset[str]:
    return frozenset(flow.name for flow in project.project.flows if flow.name is not None)


def _own_place(facts: Facts) -> JsonPath:
    """Give where a flow's own name is written; the flow itself where the name stands around it."""
    flow = facts.flow
    path: JsonPath = ("metadata" if flow.translated else "Metadata", "name")
    return path if value_at(flow.document, path) == flow.name else ()


def names_of_blocks(facts: Facts) -> tuple[ResourceName, ...]:
    """Give the names of resources that are written in a flow's blocks and beside them, the nearest blocks first."""
    return tuple(_names_of_blocks(facts))


def _names_of_blocks(facts: Facts) -> Iterator[ResourceName]:
    flow = facts.flow
    document = flow.document
    for block in facts(nearest_first):
        # What the designer keeps of a block stands beside the blocks today, and stood in the block once.
        notes_at: JsonPath = (*block.path, "metadata") if flow.translated else ("Metadata", "ActionMetadata", block.id)
        notes = value_at(document, notes_at)
        exported = value_at(document, (*block.path, "parameters")) if flow.translated else None
        keys = {*_keys(notes), *_keys(value_at(notes, ("parameters",))), *block.parameters}
        for kind in language.resource_kinds():
            if exported is None and kind.keys.isdisjoint(keys):
                continue
            if kind.unless is not None and language.holds(kind.unless, block.parameters):
                continue
            noted = (found for steps in kind.notes for found in matching(notes, steps))
            written = [
                ((*notes_at, *at), text, _ids_beside(kind, block, notes, at))
                for at, text in noted
                if isinstance(text, str)
            ]
            written += [
                ((*block.path, "parameters", *at), text, _texts(value_at(exported, (at[0], "value"))))
                for at, text in _exported(kind, exported)
            ]
            for steps in kind.arns:
                written += [
                    (block.locate(("Parameters", *at)), text, ())
                    for at, text in matching(block.parameters, steps)
                    if isinstance(text, str) and text.startswith("arn:")
                ]
            for path, text, ids in written:
                if name := _name_in(text, kind):
                    yield ResourceName(name, kind.name, path, block, ids if kind.identified_by else ())


def _keys(value: Any) -> Iterable[str]:
    return value if isinstance(value, dict) else ()


def _ids_beside(kind: language.ResourceKind, block: Block, notes: Any, at: JsonPath) -> tuple[str, ...]:
    """Give the ids that belong to a noted name: that of the parameter which it notes, and one in the note itself."""
    of_parameter = at[1:-1] if at[0] == "parameters" else (kind.identified_by,)
    note = value_at(notes, (*at[:-1], "id")) if at[0] != "parameters" and len(at) > 1 else None
    return _texts(value_at(block.parameters, of_parameter), note)


def _texts(*values: Any) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str))


def _name_in(text: str, kind: language.ResourceKind) -> str:
    """Give the name that a text holds, "" for none: of ARNs only those of functions end in one."""
    if text.startswith("arn:"):
        text = text.partition(":function:")[2]
    return text.split(":", 1)[0] if kind.qualifier and not is_filled_in(text) else text.strip()


def _exported(kind: language.ResourceKind, parameters: Any) -> Iterator[tuple[JsonPath, str]]:
    """Give the names that an old console export notes beside its parameters."""
    for index, one in enumerate(parameters if isinstance(parameters, list) else ()):
        if isinstance(one, dict) and one.get("name") in kind.exported and isinstance(one.get("resourceName"), str):
            yield (index, "resourceName"), one["resourceName"]
