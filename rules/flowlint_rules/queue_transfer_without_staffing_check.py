"""A transfer to a queue can be reached without a check that agents are there.

A path leads to Transfer to queue on which nothing found out whether agents are staffed, online or available: there is
no check, it failed or named another queue, or another queue was set after it. Whatever it found counts as checked.

Why it matters
    Open does not mean staffed: a strike, a fire drill or a forgotten rota leaves a queue without a single agent in the
    middle of the day. Calls then wait for nobody, and no message says so.

How to fix in the designer
    Put Check staffing after the last Set working queue and before Transfer to queue. Lead its True branch on to the
    queue, and its False and Error branches to a message, another queue or a callback.

Limits
    Get metrics with a Check contact attributes on one of its agent metrics counts as well; the queue metrics of Check
    queue status do not. Tasks and emails may wait: after a Check contact attributes that found the channel to be one
    of them, or neither voice nor chat, nothing is reported. A check that is done by a Lambda function is not seen.

    What a module or a flow before found out counts along a branch for what it noted of it: in its result, a contact
    attribute or the data it returns, also where the next flow copies that once. What only a run tells, another operator
    than Equals among it, gives no warning.

    A call of an outbound campaign is made in its hours and for agents who are there: after a Check call progress that
    found one, nothing is reported either.

    Checks may have been made where they cannot be seen: nothing is reported where no queue was set on the path, after
    a module that is not among the files, and in modules and transfer flows that no flow among the files leads to.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/check-staffing.html
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

from collections.abc import Iterator

from flowlint.analysis.queues import unchecked_staffing
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule

_NOTES = {
    "failed": "the check failed, so the staffing is not known",
    "replaced": "sets another queue, whose staffing is not checked",
    "not in module": "the module may come back without a check",
    "of another queue": "checks the staffing of another queue than the one that is set",
}


@rule(level=Level.WARNING, pillar="reliability", tags=("queue",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find transfers to a queue that some path reaches with the staffing unchecked."""
    for gap in facts(unchecked_staffing):
        check_first = "put “Check staffing” before it"
        lost = gap.losses.values()
        in_module = "let the module check it on all ways by which it comes back here"
        otherwise = in_module if "not in module" in lost else check_first
        heal = "lead the check’s error branch elsewhere" if "failed" in lost else otherwise
        if "of another queue" in lost:
            heal = "check the staffing of its own queue"
        notes = {block_id: _NOTES[loss] for block_id, loss in gap.losses.items()}
        yield at_block(
            gap.transfer,
            f"{gap.transfer.label} can be reached without knowing whether agents are there; {heal}.",
            witness=Witness(
                gap.path, {**notes, gap.transfer.id: "puts the contact in the queue, staffed or not"}, gap.before
            ),
        )
