"""A transfer to a queue can be reached with no queue set.

In an inbound flow a path leads to Transfer to queue on which no Set working queue ran, or on which it failed.

Why it matters
    Transfer to queue has no queue of its own: it takes the one that was set before. Without one it fails, and the
    caller goes down its Error branch instead of to an agent.

How to fix in the designer
    Put Set working queue before Transfer to queue on every path, and lead its Error branch to a message rather than on
    to the transfer.

Limits
    Only flows that are known to be inbound flows start without a queue. One that waits for customers who return, shows
    views, handles outbound calls, or is set by another of the files to run on an event is passed over: its contacts may
    have a queue already. A module that is not among the files may set one. What a flow that is not among the files sets
    before it hands over is not seen: check them together.

    A queue that a module or a flow before set counts along a branch for what it noted of it: in its
    result, a contact attribute or the data it returns, also where the next flow copies that once.

    Where a block before the transfer needs the queue already, `queue-attribute-before-queue` reports it there instead.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/set-working-queue.html
    https://docs.aws.amazon.com/connect/latest/adminguide/transfer-to-queue.html
"""

from collections.abc import Iterator

from flowlint.analysis.queues import unset_at_transfers
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("queue",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find transfers that some path reaches with no queue set."""
    for unset in facts(unset_at_transfers):
        heal = "put “Set working queue” before it"
        notes = {unset.block.id: "there is no queue to put the contact in"}
        if unset.failed is not None:
            heal = f"lead the Error branch of {unset.failed.label} elsewhere"
            notes[unset.failed.id] = "failed, so no queue is set"
        yield at_block(
            unset.block,
            f"{unset.block.label} can be reached with no queue set; {heal}.",
            witness=Witness(unset.path, notes, unset.before, unset.through),
        )
