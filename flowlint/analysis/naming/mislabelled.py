"""Resources that the designer shows under names which contradict what the blocks use.

A name is unique within its kind and instance, so the same name for two ids, or two names for one id, shows that one
note is not of the resource that the block uses. So does a block that has the name of another resource of the flow.
"""

import re
from typing import Literal, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, positions
from flowlint.analysis.naming.resource_names import ResourceName, names_of_blocks
from flowlint.model.flow import Block
from flowlint.model.references import is_filled_in

_ID = re.compile(
    r"(?:arn:aws[a-z-]*:connect:[^:]*:[^:]*:(?P<instance>instance/[^/]+)/[a-z-]+/)?"
    r"(?P<id>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?::[\w$.-]+)?"
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
_SHORTEST_NAME = 3
"""Letters of a word that can tell one resource from another: less is a number or an abbreviation of anything."""

Contradiction = Literal["one name", "two names", "own note", "name of the block"]


class Label(NamedTuple):
    """The name of a resource as the designer notes it beside a block; `id` is the resource that the block uses."""

    resource: ResourceName
    block: Block
    id: str
    instance: str

    @property
    def name(self) -> str:
        """The name that is noted."""
        return self.resource.name


class Mislabelled(NamedTuple):
    """A label that contradicts another one; the block of `other` is reached first, or is the same.

    `why` says how: two resources have one name; one resource has two names; the notes of one block name a resource by
    the id of another; or the block itself has the name of the resource that `other` is.
    """

    label: Label
    other: Label
    why: Contradiction

    @property
    def cause(self) -> str:
        """What it is known by, whichever block is reached first: the id that has two names, or else the name."""
        return self.label.id if self.why == "two names" else self.label.name.casefold()


def mislabelled_resources(facts: Facts) -> tuple[Mislabelled, ...]:
    """Give the labels that contradict another one, nearest first: once for each name, or for each id of two names."""
    found: dict[tuple[str, str], Mislabelled] = {}
    distinct: list[Label] = []
    for label in _labels(facts):
        for other in distinct:
            if (one := _contradiction(label, other)) is not None:
                found.setdefault((one.label.resource.kind, one.cause), one)
        if not any(_tells_nothing_more(label, other) for other in distinct):
            distinct.append(label)
    return tuple(found.values())


def _labels(facts: Facts) -> list[Label]:
    """Give the labels of resources whose ids are written out, those of the block that is reached first at first."""
    found = [
        Label(one, one.block, match["id"].casefold(), match["instance"] or "")
        for one in facts(names_of_blocks)
        if one.block is not None and not is_filled_in(one.name)
        for written in one.ids
        if (match := _ID.fullmatch(written)) is not None
    ]
    place = facts(positions)
    return sorted(found, key=lambda label: place[label.block.id])


def _tells_nothing_more(label: Label, other: Label) -> bool:
    """Tell whether a label says what another one says, of a block whose name is not looked at."""
    same_block = label.block is other.block or not label.block.has_friendly_name
    return same_block and (label.resource.kind, label.name, label.id) == (other.resource.kind, other.name, other.id)


def _contradiction(label: Label, other: Label) -> Mislabelled | None:
    of_one_kind = label.resource.kind == other.resource.kind
    if not of_one_kind or ("" not in (label.instance, other.instance) and label.instance != other.instance):
        return None
    one_name, one_id = label.name.casefold() == other.name.casefold(), label.id == other.id
    if one_name and one_id:
        return None
    if one_name:
        return Mislabelled(label, other, "own note" if label.block is other.block else "one name")
    if one_id:
        return Mislabelled(label, other, "two names")
    if _is_named_after(label, other):
        return Mislabelled(label, other, "name of the block")
    return Mislabelled(other, label, "name of the block") if _is_named_after(other, label) else None


def _is_named_after(label: Label, other: Label) -> bool:
    """Tell whether the block of a label has the whole name of another resource in its own name, and none of its own."""
    if not label.block.has_friendly_name or label.block is other.block:
        return False
    kind = _words(f"{label.resource.kind} {label.block.designer_name}")
    own, others, block = (_words(name) - kind for name in (label.name, other.name, label.block.name))
    telling = any(len(word) >= _SHORTEST_NAME and word.isalpha() for word in others)
    return telling and others <= block and own.isdisjoint(block) and not language.is_aws_resource(other.name)


def _words(name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(name))
