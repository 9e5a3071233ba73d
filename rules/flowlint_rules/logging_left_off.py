"""Logging is turned off for stored input and never on again.

A path leads from Set logging behavior (Disable) over Store customer input to the end of the flow, or to where it hands
the contact on, and passes no Set logging behavior that turns logging on again.

Why it matters
    The setting goes with the contact: the queue flow, the whispers and every flow after this one are not logged
    either. When a customer complains about that call there is nothing to look at, and nobody knows why.

How to fix in the designer
    Put a Set logging behavior block set to Enable after Store customer input, on its Success branch as well as on its
    Error branch, after the blocks that use what the customer typed.

Limits
    A path that hangs up soon after is not reported: it must ask the customer something more first. Nor is a transfer
    to a flow among the files checked that turns logging on first.

    A module may leave logging off for the flow that calls it to turn on again: that flow is reported instead, where it
    is among the files checked. Behind a module that is not among them nothing is reported, as it may set logging.

    Logging that a module or a flow before turned on counts along a branch for what it noted of it: in its result, a
    contact attribute or the data it returns, also where the next flow copies that once.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-logs.html
    https://docs.aws.amazon.com/connect/latest/adminguide/set-logging-behavior.html
"""

from collections.abc import Iterator

from flowlint.analysis.logging import left_off
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="operational-excellence", tags=("logging", "paths"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that turn logging off for stored input on a path that never turns it on again."""
    for left in facts(left_off):
        block = left.block
        yield at_block(
            block,
            f"{block.label} turns logging off for stored input, and a path never turns it on again; "
            "add “Set logging behavior” (Enable).",
            witness=Witness(
                left.path, {**left.notes, left.end.id: "leaves the flow with logging still off"}, through=left.through
            ),
        )
