"""A customer's input is stored while the flow before decides whether it is logged.

A path reaches Store customer input and passes no Set logging behavior in this flow, so the setting that the contact
came with holds. All such blocks of a flow are reported once, at the one that is reached first.

Why it matters
    Flow logging goes with the contact from flow to flow. If the flow before turned it on, what the customer types goes
    to the log group: card numbers, PINs, account numbers. A change in that flow, by somebody who does not know this
    one, is enough.

How to fix in the designer
    Put a Set logging behavior block set to Disable right before Store customer input, and another set to Enable after
    it, on its Success branch as well as on its Error branch.

Limits
    Reported are flows that another goes before: those that a flow among the files leads to, and queue, transfer and
    hold flows and modules. A contact that comes in has logging off until a block turns it on.

    A flow that is only ever reached after a block turned logging off is not reported, nor is a single digit,
    which is a choice as in a menu, nor a phone number, nor input that the block encrypts.

    Nor is anything reported along a branch for what a module or a flow before noted after it had turned logging on: in
    its result, a contact attribute or the data it returns, also where the next flow copies that once.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-logs.html
    https://docs.aws.amazon.com/connect/latest/adminguide/compliance-validation-best-practices-PCI.html
"""

from collections.abc import Iterator

from flowlint.analysis.logging import stored_while_inherited
from flowlint.rule import Draft, Facts, Flow, Level, Witness, alike, at_block, rule, who


@rule(level=Level.NOTE, pillar="security", tags=("logging", "sensitive-data", "paths"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find the stored input that is reached first with logging never set in this flow."""
    for stored in facts(stored_while_inherited):
        block = stored.block
        yield at_block(
            block,
            f"{who(block.label, len(stored.others), 'store')} what is typed while the flow before decides on logging; "
            "turn it off first.",
            witness=Witness(stored.path, {block.id: "stores what the customer types, logged or not"}),
            once_per_flow=True,
            related=alike(stored.others, "stores"),
        )
