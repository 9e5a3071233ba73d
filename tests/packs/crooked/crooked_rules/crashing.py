"""Finds something, and then falls over the next block."""

from flowlint.rule import Level, at_block, rule


@rule(level=Level.NOTE, pillar="reliability", since="1.0")
def check(flow, facts):
    for block in flow.blocks:
        yield at_block(block, f"{block.label} is there.")
        raise KeyError("of something that is not there")
