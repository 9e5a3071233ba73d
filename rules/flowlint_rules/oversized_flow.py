"""A flow with so many blocks that nobody can follow it any more.

Why it matters
    A large flow takes long to read, long to open in the designer and is risky to change: what is moved in one
    corner breaks another. Connect refuses more than 250 blocks.

How to fix in the designer
    Look for parts that do one thing, “identify the customer” say, and that are entered at one block and left
    at one. Make each a flow module and call it with “Invoke module”. Parts that end the contact or hand it on can
    become flows of their own, reached with “Transfer to flow”.

Options
    `max-blocks`: how many blocks a flow may have.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowlint.rule import Draft, Facts, Flow, Level, at_flow, rule


@dataclass(frozen=True, slots=True)
class Options:
    """What a team can set."""

    max_blocks: int = 50
    """How many blocks a flow may have."""


@rule(
    level=Level.WARNING,
    pillar="operational-excellence",
    tags=("structure", "size"),
    since="0.1.0",
    options=Options,
)
def check(flow: Flow, facts: Facts, options: Options) -> Iterator[Draft]:
    """Find flows with more blocks than the limit."""
    if flow.blocks and len(flow.blocks) > options.max_blocks:
        what = "flow module" if flow.is_module else "flow"
        message = (
            f"This {what} has {len(flow.blocks)} blocks, more than {options.max_blocks}; "
            "move parts that do one thing into flow modules."
        )
        yield at_flow(message, flow.blocks[0].path[:-1])
