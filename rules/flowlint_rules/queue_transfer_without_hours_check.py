"""A transfer to a queue can be reached without a check of the opening hours.

A path leads to Transfer to queue on which no Check hours of operation found out whether the queue is open: there is
none, it failed, or another queue was set after it. Whatever the check found, open or closed, counts as checked: what
comes of it is for `queue-transfer-when-closed`.

Why it matters
    A call that is put in a queue after hours waits for agents who went home. The caller hears music until they give
    up, and the contact counts as abandoned in every report.

How to fix in the designer
    Put Check hours of operation after the last Set working queue and before Transfer to queue. Lead its In hours
    branch on to the queue, and its Out of hours and Error branches to a message, a voicemail or a callback.

Limits
    Tasks and emails may wait: after a Check contact attributes that found the channel to be one of them, or neither
    voice nor chat, nothing is reported, nor is a transfer to an agent's own queue. A check that is done by a Lambda
    function is not seen.

    What a module or a flow before found out counts along a branch for what it noted of it: in its result, a contact
    attribute or the data it returns, also where the next flow copies that once. What only a run tells, another operator
    than Equals among it, gives no warning.

    A call of an outbound campaign is made in its hours and for agents who are there: after a Check call progress that
    found one, nothing is reported either.

    Checks may have been made where they cannot be seen: nothing is reported where no queue was set on the path, after
    a module that is not among the files, and in modules and transfer flows that no flow among the files leads to.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/check-hours-of-operation.html
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

from collections.abc import Iterator

from flowlint.analysis.queues import unchecked_hours
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule

_NOTES = {
    "failed": "the check failed, so the hours are not known",
    "replaced": "sets another queue, whose hours are not checked",
    "not in module": "the module may come back without a check",
}


@rule(level=Level.WARNING, pillar="reliability", tags=("queue",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find transfers to a queue that some path reaches with the hours unchecked."""
    for gap in facts(unchecked_hours):
        check_first = "put “Check hours of operation” before it"
        lost = gap.losses.values()
        in_module = "let the module check it on all ways by which it comes back here"
        otherwise = in_module if "not in module" in lost else check_first
        heal = "lead the check’s error branch elsewhere" if "failed" in lost else otherwise
        notes = {block_id: _NOTES[loss] for block_id, loss in gap.losses.items()}
        yield at_block(
            gap.transfer,
            f"{gap.transfer.label} can be reached without knowing whether the queue is open; {heal}.",
            witness=Witness(
                gap.path, {**notes, gap.transfer.id: "puts the contact in the queue, open or not"}, gap.before
            ),
        )
