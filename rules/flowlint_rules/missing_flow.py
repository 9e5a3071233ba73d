"""A block leads to a flow or module that the instance does not have.

Needs an inventory of the instance beside the flows, which `flowlint export` writes. What is held against it is the ARN
of a flow or module of that instance, wherever a block names one, and an id alone in flows that were exported from
there.

Why it matters
    Whoever deletes a flow is not told which others hand over to it. There, the contact takes the error branch, and
    where a whisper or hold flow is missing hears nothing or the wrong thing.

How to fix in the designer
    Open the block and choose a flow or module that exists, or publish the missing one again and choose it here.

Limits
    Says nothing without an inventory, of flows that an attribute names, and of those that are in the same run. The
    inventory may be older than the flow: run `flowlint export` again.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/delete-contact-flow.html
    https://docs.aws.amazon.com/connect/latest/APIReference/API_DeleteContactFlow.html
"""

from collections.abc import Iterator

from flowlint.analysis.resources import absent_flows
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("deployment",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that lead to flows which the instance does not have."""
    for one in facts(absent_flows):
        yield at_block(
            one.block,
            f"{one.block.label} names the {one.kind} {one.short_name}, which flowlint-inventory.json does not list; "
            "choose one that exists.",
            one.at,
            fingerprint_key=one.name,
        )
