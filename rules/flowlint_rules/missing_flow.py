"""A block leads to a flow or module that is not there, or that it cannot lead to.

Where an inventory of the instance stands beside the flows, which `flowlint export` writes, it says what is there. What
is held against it is the ARN of a flow or module of that instance, wherever a block names one, and an id alone in flows
that were exported from there. Without an inventory, where settings call the flows complete and all of them are
checked, it is what they are.

Found as well are “Transfer to flow” blocks that name, by its id, a flow in the same run of a type that they do not hand
over to: they go on in inbound flows and in flows for transfers to agents and to queues.

Why it matters
    Whoever deletes a flow is not told which others hand over to it. There, the contact takes the error branch, and
    where a whisper or hold flow is missing hears nothing or the wrong thing.

How to fix in the designer
    Open the block and choose a flow or module that exists, or publish the missing one again and choose it here. Of a
    flow of the wrong type save its blocks as a flow of the right type, and choose that.

Limits
    Says nothing without an inventory or settings that say `complete = true`, of flows that an attribute names, and of
    those that are in the same run, be it in a file that cannot be read. The inventory may be older than the flow: run
    `flowlint export` again.

    Without an inventory nothing is said of the default and sample flows of AWS, of events whose flow the designer notes
    no name for, and of what may be one of the flows checked whose file tells neither its id nor its name.

    Of the type of a flow nothing is said where only its blocks tell it.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/transfer-to-flow.html
    https://docs.aws.amazon.com/connect/latest/adminguide/delete-contact-flow.html
    https://docs.aws.amazon.com/connect/latest/APIReference/API_DeleteContactFlow.html
"""

from collections.abc import Iterator

from flowlint.analysis.resources import absent_flows, flows_of_wrong_type
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule, short


@rule(level=Level.WARNING, pillar="reliability", tags=("deployment",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that lead to flows which are not there, or of the wrong type."""
    listed = facts.declared.inventory is not None
    lacks = "which flowlint-inventory.json does not list" if listed else "which is in no file, and these are all"
    for one in facts(absent_flows):
        yield at_block(
            one.block,
            f"{one.block.label} names the {one.kind} {one.short_name}, {lacks}; choose one that exists.",
            one.at,
            fingerprint_key=one.name,
        )
    for wrong in facts(flows_of_wrong_type):
        name = f"“{short(wrong.target.name)}”" if wrong.target.name else "a flow"
        article = "an" if wrong.target.kind_name[0] in "aeiou" else "a"
        yield at_block(
            wrong.block,
            f"{wrong.block.label} leads to {name}, {article} {wrong.target.kind_name}, and takes the error branch; "
            "choose an inbound or transfer flow.",
            wrong.at,
            fingerprint_key=wrong.target.name or "",
        )
