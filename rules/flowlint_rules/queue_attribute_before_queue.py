"""The current queue is read or checked where there may be none.

In an inbound flow a path leads to a block that reads `$.Queue.Name` or another attribute of the queue, or that checks
the hours, the staffing or the metrics of the current queue, and on that path no Set working queue ran, or it failed.

Why it matters
    Without a queue its attributes are empty: a prompt says “welcome to” and then nothing. Check hours of operation,
    Check staffing and Get metrics take their Error branch every time, and nobody learns whether the queue is open.

How to fix in the designer
    Put Set working queue before the block, and lead its Error branch elsewhere. Or name the hours of operation or the
    queue in the check itself.

Limits
    Check contact attributes looks in order to find out, and reads nothing. Blocks that lack the queue for one cause are
    one finding, at the block that is reached first; what comes after them on a path is not reported again.

    Only flows that are known to be inbound flows start without a queue. One that waits for customers who return, shows
    views, handles outbound calls, or is set by another of the files to run on an event is passed over: its contacts may
    have a queue already. A module that is not among the files may set one. What a flow that is not among the files sets
    before it hands over is not seen: check them together.

    A queue that a module or a flow before set counts along a branch for what it noted of it: in its
    result, a contact attribute or the data it returns, also where the next flow copies that once.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
    https://docs.aws.amazon.com/connect/latest/adminguide/set-working-queue.html
"""

from collections.abc import Iterator

from flowlint.analysis.queues import unset_at_uses
from flowlint.rule import Draft, Facts, Flow, Level, Witness, alike, at_block, fitted, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("queue",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find what needs the current queue where some path has set none."""
    for unset in facts(unset_at_uses):
        read = unset.read
        does, none = (f"reads {read.text}", "no queue") if read else ("checks the current queue", "none")
        heal = "put “Set working queue” before it"
        notes = {unset.block.id: does}
        if unset.failed is not None:
            heal = "lead the Error branch of {failed} elsewhere"
            notes[unset.failed.id] = "failed, so no queue is set"
        more = len(unset.others)
        others = f" (so do {more} more)" if more > 1 else " (so does 1 more)" if more else ""
        yield at_block(
            unset.block,
            fitted(
                f"{{}} {{}} where there may be {none}; {heal}.",
                unset.block.label,
                does + others,
                failed=unset.failed.label if unset.failed else "",
            ),
            read.at if read else ("Type",),
            span=read.span if read else None,
            witness=Witness(unset.path, notes, unset.before, unset.through),
            fingerprint_key=unset.failed.id if unset.failed else "",
            once_per_flow=True,
            related=alike(unset.others, "needs"),
        )
