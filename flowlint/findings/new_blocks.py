"""Blocks that a fix adds to a flow: their ids, their places in the designer, and the changes that put them there."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flowlint.editing import Add, Change
from flowlint.model.flow import Block, Flow
from flowlint.model.positions import Position
from flowlint.text.json_values import value_at

_IDS = uuid.UUID("5c1f0d1e-8a55-5d0b-9a6c-0d0c5b7f3a11")
"""The namespace of the ids that are made here."""
_WIDTH, _HEIGHT = 240, 200
"""How much room a block takes in the designer, with what is around it."""
_METADATA = ("Metadata", "ActionMetadata")


class NewBlocks:
    """Blocks to be added to a flow, each with an id made from what it is for, and a place on top of no other."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._added: dict[str, dict[str, Any]] = {}
        self._placed: dict[str, Position] = {}

    def add(self, block_type: str, parameters: Mapping[str, Any], transitions: Mapping[str, Any], near: Block) -> str:
        """Add a block, in the designer near another one, and give its id: the same for the same block of a flow."""
        content = json.dumps([near.id, block_type, parameters, transitions], sort_keys=True)
        taken = self._flow.by_id, self._added
        block_id = next(one for one in _ids(content) if not any(one in ids for ids in taken))
        self._added[block_id] = {
            "Identifier": block_id,
            "Type": block_type,
            "Parameters": dict(parameters),
            "Transitions": dict(transitions),
        }
        if near.position is not None:
            self._placed[block_id] = self._free_place(*near.position)
        return block_id

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that add the blocks: in the order in which they were added, after all others."""
        blocks = [Add(("Actions",), block) for block in self._added.values()]
        places = [Add(_METADATA, {"position": {"x": x, "y": y}}, block_id) for block_id, (x, y) in self._placed.items()]
        return (*blocks, *places)

    def _free_place(self, x: float, y: float) -> Position:
        """Find the first place below another one, or below and further right, where nothing stands."""
        for column in range(50):
            for row in range(1, 50):
                place = (round(x + column * _WIDTH, 2), round(y + row * _HEIGHT, 2))
                near = (one for cell in _cells_around(place) for one in _places_in(self._flow).get(cell, ()))
                if not any(_overlap(place, one) for one in (*self._placed.values(), *near)):
                    return place
        taken = (*self._placed.values(), *(one for places in _places_in(self._flow).values() for one in places))
        return x, max(one[1] for one in taken) + _HEIGHT


@lru_cache(maxsize=16)
def _places_in(flow: Flow) -> Mapping[Position, Sequence[Position]]:
    """Give where the blocks of a flow stand in the designer, by cells as large as a block: the same for all fixes."""
    places: dict[Position, list[Position]] = {}
    for block in flow.blocks:
        if block.position is not None:
            places.setdefault(_cell(block.position), []).append(block.position)
    return places


def _cell(place: Position) -> Position:
    return place[0] // _WIDTH, place[1] // _HEIGHT


def _cells_around(place: Position) -> Iterator[Position]:
    """Give the cells in which a block may stand that a place is on top of."""
    across, down = _cell(place)
    return ((across + right, down + below) for right in (-1, 0, 1) for below in (-1, 0, 1))


def _overlap(one: Position, other: Position) -> bool:
    return abs(one[0] - other[0]) < _WIDTH and abs(one[1] - other[1]) < _HEIGHT


def may_be_rewired(flow: Flow) -> bool:
    """Tell whether a fix can lead branches elsewhere: all of them are known, and each id names one block."""
    return not (
        flow.translated
        or flow.malformed
        or flow.opaque
        or flow.is_open
        or len(flow.by_id) < len(flow.blocks)
        or not isinstance(value_at(flow.document, ("Actions",)), list)
    )


def _ids(content: str) -> Iterator[str]:
    number = 0
    while True:
        yield str(uuid.uuid5(_IDS, f"{content} {number}"))
        number += 1
