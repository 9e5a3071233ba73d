"""An inbound flow never turns logging on.

No path through the flow passes a Set logging behavior block that is set to Enable, nor a module that may hold one.

Why it matters
    A contact comes in with logging off, and the setting goes with it: none of the flows after this one is logged
    either. When a branch fails for one customer, there is nothing to look at.

How to fix in the designer
    Put a Set logging behavior block set to Enable first, right after Entry, and one set to Disable before each Store
    customer input. Logs have to be turned on for the instance as well.

Limits
    Not every inbound flow is where contacts come in: a flow that another one leads to inherits logging, but this is
    seen only where that other flow is among the files checked. Flows whose type is not known are not looked at.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-logs.html
    https://docs.aws.amazon.com/connect/latest/adminguide/set-logging-behavior.html
"""

from collections.abc import Iterator

from flowlint.analysis.logging import never_enabled
from flowlint.rule import Draft, Facts, Flow, Level, at_flow, rule


@rule(level=Level.NOTE, pillar="operational-excellence", tags=("logging",), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find an inbound flow where contacts come in that leaves logging off."""
    if facts(never_enabled):
        yield at_flow("The flow never turns logging on; put “Set logging behavior” (Enable) first.", flow.start_path)
