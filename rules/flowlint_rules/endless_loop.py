"""A loop that no branch leaves, but on an error, and that waits for nobody.

Why it matters
    A contact that gets into the loop never gets out: the caller hears the same message until they hang up, or
    nothing at all, and never reaches an agent. Connect bills every minute of it.

How to fix in the designer
    Follow the blocks of the loop and lead one of their branches to a block outside it. Where something should be
    done several times, put a “Loop” block on the way: its “Complete” branch leaves when the count is
    reached. Where the contact should wait, use “Wait” or ask for input.

Limits
    Flows that play while a contact waits in a queue or on hold go round on purpose and are not looked at. A module may
    run in one of these, and so may a flow whose file does not tell its type: there a loop that plays something is
    reported only if a path passes a block that stands in none of them.

    The Error branch of a block that does not fail now and then, as that of Play prompt, is no way out of a loop. Those
    of AWS Lambda function, of transfers and of what asks the customer are one.

    A loop through a flow module or through a block of an unknown type is not reported, since it may end there. A branch
    that leads out counts even where the attribute it asks for was set to another value: that may change from outside.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

from collections.abc import Iterator

from flowlint.analysis.progress import endless_loops
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("structure", "path"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find loops that a contact never leaves."""
    for loop in facts(endless_loops):
        where = f"begins a loop of {loop.size} blocks" if loop.size > 1 else "leads back to itself, a loop"
        leaves, lead = ("only an error leaves", "another") if loop.left_on_error else ("no branch leaves", "a")
        message = f"{loop.head.label} {where} that {leaves} and that waits for nobody; lead {lead} branch out of it."
        notes = {loop.head.id: "back where the loop began"}
        yield at_block(loop.head, message, witness=Witness(loop.path, notes))
