"""A customer's input is stored while flow logging is on.

A path turns logging on and reaches Store customer input without turning it off. Logging may have been turned on before
this flow: by all flows of the run that hand over to it, or that set it to run on an event.

Why it matters
    With logging on, what the customer types goes to the flow's log group, in plain text: card numbers, PINs, account
    numbers. Whoever can read the logs can read them.

How to fix in the designer
    Put a Set logging behavior block set to Disable right before Store customer input, and another set to Enable after
    it, on its Success branch as well as on its Error branch.

Limits
    A single digit, which is a choice as in a menu, is not reported, nor is input that the block encrypts.

    Where this flow has not set logging yet, and only some of the flows before it turn it on, another rule says so.
    Nothing is reported after a flow module that is not among the files checked, since it may set logging itself.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
    https://docs.aws.amazon.com/connect/latest/adminguide/compliance-validation-best-practices-PCI.html
"""

from collections.abc import Iterator

from flowlint.analysis.logging import stored_while_on
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="security", tags=("logging", "sensitive-data"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find stored input that some path reaches with logging on."""
    for logged in facts(stored_while_on):
        block, setter = logged.block, logged.turned_on_by
        turned_on = {setter.id: "turns logging on"} if setter else {}
        yield at_block(
            block,
            f"{block.label} stores what the customer types while logging is on; "
            "put “Set logging behavior” (Disable) before it.",
            witness=Witness(logged.path, {**turned_on, block.id: "stores what the customer types"}, logged.before),
        )
