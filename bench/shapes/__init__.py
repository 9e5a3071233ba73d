"""Texts that are as hard as Connect takes them, each of one kind of thing: `SHAPES`, by name.

Each gives a text for a number of blocks: a flow of so many, or one of `LETTERS` characters for each.
"""

from . import graphs, keys, names, notes, texts, wrapped
from .building import FULL, Shape

__all__ = ["FULL", "SHAPES", "Shape"]

SHAPES: dict[str, Shape] = {
    name: shape for part in (texts, keys, graphs, names, notes, wrapped) for name, shape in part.SHAPES.items()
}
