"""A flow with too many independent paths.

What counts is how often a way through the flow can turn off: the different pairs of a block and a block that it leads
to, less the blocks, plus two. Branches of one block that lead to the same block count once, and a flow that goes
straight on has 1. It is a measure of how many contacts it takes to test the flow once through.

Why it matters
    With every place where the ways part, the flow gets harder to test and to change: nobody knows any more which
    callers come by a block, and whether all of them should.

How to fix in the designer
    Move parts that do one thing, a menu with its second tries say, into flow modules or into flows of their own. Give
    branches that end in the same way one block to lead to. Let a Lambda function or a data table decide where
    several “Check contact attributes” in a row do.

Options
    `max-complexity`: how many ways through a flow there may be.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowlint.analysis.structure import cyclomatic_complexity
from flowlint.rule import Draft, Facts, Flow, Level, at_flow, rule


@dataclass(frozen=True, slots=True)
class Options:
    """What a team can set."""

    max_complexity: int = 30
    """How many ways through a flow there may be."""


@rule(
    level=Level.WARNING,
    pillar="operational-excellence",
    tags=("structure", "size"),
    since="0.1.0",
    options=Options,
)
def check(flow: Flow, facts: Facts, options: Options) -> Iterator[Draft]:
    """Find flows with more independent ways through them than the limit."""
    ways = facts(cyclomatic_complexity)
    if flow.blocks and ways > options.max_complexity:
        what = "flow module" if flow.is_module else "flow"
        message = (
            f"This {what} has {ways} independent paths, more than {options.max_complexity}; "
            "move parts that do one thing into flow modules."
        )
        yield at_flow(message, flow.blocks[0].path[:-1])
