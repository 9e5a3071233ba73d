"""A section of blocks that occurs twice or more, in one flow or in several.

Copies have blocks of the same types, with the same parameters and branches, that lead to each other in the same way.
What they say, and which prompts, queues, functions and other resources they name, may differ. All that is
compared is the flows that are checked together.

Why it matters
    What has to change changes in one copy and is forgotten in the others, and callers are treated differently
    depending on the way they came.

How to fix in the designer
    Make a flow module of one of the copies and put “Invoke module” in the place of each. What differs between them, a
    text or a queue, becomes an input of the module or a contact attribute that is set before. Where the section goes
    on to several blocks, let the module return a result for each.

Limits
    Only sections that are entered at their first block, that lead to three blocks at most, and that are not nearly all
    of their flow are looked at. Flows that are versions of one flow, by their name or by more than three quarters
    of their blocks, are not compared with each other.

Options
    `min-blocks`: how many blocks a section has at least, not counting those that only end the contact.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowlint.analysis.structure import duplicated_sections
from flowlint.rule import Draft, Facts, Flow, Level, RelatedBlock, at_block, rule


@dataclass(frozen=True, slots=True)
class Options:
    """What a team can set."""

    min_blocks: int = 4
    """How many blocks a section has at least, not counting those that only end the contact."""


@rule(
    level=Level.NOTE,
    pillar="operational-excellence",
    tags=("structure", "size"),
    since="0.1.0",
    options=Options,
)
def check(flow: Flow, facts: Facts, options: Options) -> Iterator[Draft]:
    """Find sections that stand several times, at the first of their copies."""
    for first, *others in facts.project(duplicated_sections(options.min_blocks)).get(flow, ()):
        times = "twice" if len(others) == 1 else f"{len(others) + 1} times"
        start, size = first.blocks[0], len(first.blocks)
        message = f"{start.label} begins a section of {size} blocks that occurs {times}; make it a flow module."
        related = tuple(
            RelatedBlock(
                copy.blocks[0],
                f"The same {size} blocks, from {copy.blocks[0].label} to {copy.blocks[-1].label}.",
                copy.flow,
            )
            for copy in others
        )
        yield at_block(start, message, related=related)
