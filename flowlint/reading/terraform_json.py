"""Terraform's JSON: the blocks that it says as objects."""

import json
from collections.abc import Iterator

from flowlint.reading import json_nodes
from flowlint.reading.hcl import Block, NotHcl
from flowlint.reading.nodes import Items, Member, Members, Node
from flowlint.source import Source, load

_LABELS = {"locals": 0, "variable": 1, "module": 1, "resource": 2}
"""How many labels the blocks have that are read, by their types."""


def in_json(source: Source) -> Block:
    """Read a file. Raises `NotHcl` for one that is no JSON."""
    try:
        load(source.text)
    except json.JSONDecodeError as problem:
        raise NotHcl(problem.lineno) from None
    return blocks_in(json_nodes.read(source))


def blocks_in(root: Node) -> Block:
    """Give what a file says as a block without type, with blocks of the types that are read."""
    whole = Block("", (), root.start)
    for key, value in _members(root):
        block_type = key.text.text
        if block_type in _LABELS:
            whole.blocks += _blocks(block_type, (), key.start, value)
    return whole


def _blocks(block_type: str, labels: tuple[str, ...], start: int, value: Node) -> Iterator[Block]:
    """Give the blocks that a value says, a level of labels after the other; a list says several."""
    if len(labels) < _LABELS[block_type]:
        for key, held in _members(value):
            yield from _blocks(block_type, (*labels, key.text.text), key.start, held)
        return
    for one in value.items if isinstance(value, Items) else (value,):
        if isinstance(one, Members):
            yield Block(block_type, labels, start, {key.text.text: held for key, held in one.members})


def _members(value: Node) -> Iterator[Member]:
    for one in value.items if isinstance(value, Items) else (value,):
        if isinstance(one, Members):
            yield from one.members
