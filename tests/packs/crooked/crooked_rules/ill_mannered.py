"""Breaks what of the contract a rule can break and still run, with a title that is too long and ends in no full stop

How to fix in the designer
    Nothing helps.

Why it matters

Another heading
    Which there is not.
"""

from dataclasses import dataclass

from flowlint.model.flow import Block
from flowlint.rule import Level, at_block, rule


@dataclass(frozen=True)
class Options:
    """Of which the page says nothing."""

    how_often: int = 1


@rule(level=Level.NOTE, pillar="elegance", since="9.0", options=Options)
def check(flow, facts, options):
    """Finds the first block of the file, whatever it is."""
    first: Block = flow.blocks[0]
    yield at_block(first, "something " * 20)
