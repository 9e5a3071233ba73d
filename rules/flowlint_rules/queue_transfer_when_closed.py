"""A transfer to a queue can be reached although the queue is closed.

A path leads from the Out of hours branch of Check hours of operation to Transfer to queue: to the very queue that was
checked. Where the check named hours of its own, that is the queue that was set before the check, or one that is used
while these hours are open as well.

Why it matters
    The check was made, and its answer makes no difference: after hours the caller is put in a queue where nobody
    answers, hears music until they give up, and counts as abandoned. In the designer the flow looks as if it were safe.

How to fix in the designer
    Lead the Out of hours branch to a message, a voicemail or a callback; see that the two branches are not swapped. If
    somebody works after hours, put Set working queue with their queue on that branch, before Transfer to queue.

Limits
    A queue that is set after the Out of hours branch and not used while the same hours are open is taken for one that
    is there after hours. Where other hours were checked before, those of a second check may be those of holidays, and
    say nothing of the queue that was set; nor do hours whose name, or that of their check, speaks of holidays or
    closures. An agent's own queue has no hours. After the Error branch nothing is known, and tasks and emails may wait.
    A Check staffing on the way makes no difference: mostly open and closed lead to the same one. Where it is there for
    agents who work late, suppress the finding, and say so.

    An attribute in which this flow notes that it is closed is followed, up to eight of them, unless it is compared by
    another operator than Equals or copied.

    What a module found is reported where the branch by which it comes back says so: it was closed on all ways to the
    returns that lead there. Otherwise the module may have noted it in an attribute. What it noted is not looked at: a
    module that notes one text for open and for closed is not reported. What the flow before found, or the flow that
    calls this module, is no longer reported after a Check contact attributes, which may look at what they noted; nor is
    what this flow found before it called a module.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/check-hours-of-operation.html
    https://docs.aws.amazon.com/connect/latest/adminguide/set-working-queue.html
"""

from collections.abc import Iterator

from flowlint.analysis.queues import closed_transfers
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("queue",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find transfers to a queue that some path reaches although a check said that it is closed."""
    for closed in facts(closed_transfers):
        if closed.check is None:
            when = "although an hours check before this flow said closed; lead the contact elsewhere"
            notes = dict[str, str]()
        elif closed.through:
            when = f"after {closed.check.label} found it closed; lead that branch elsewhere"
            notes = {}
        else:
            when = f"when {closed.check.label} says closed; lead its Out of hours branch elsewhere"
            notes = {closed.check.id: "the hours are checked, and it is closed"}
        yield at_block(
            closed.transfer,
            f"{closed.transfer.label} can be reached {when}.",
            witness=Witness(
                closed.path,
                {**notes, closed.transfer.id: "puts the contact in the queue all the same"},
                closed.before,
                closed.through,
            ),
        )
