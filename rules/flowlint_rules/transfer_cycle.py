"""Flows hand a contact over in a ring, and nobody is asked anything on the way.

Looks at the blocks “Transfer to flow” of all flows that are checked together: a path leads to each of them on which no
block asks, waits or decides. A ring is reported once, at a transfer that no ring reported before has.

Why it matters
    A contact that gets into the ring is handed over again and again. The caller hears the same words each time, or
    nothing, and reaches nobody; it goes on until Connect or the caller gives up. It happens when an error flow leads
    back to the flow in which the error comes up again.

How to fix in the designer
    Open the flow that should not hand over, and lead the branch elsewhere: to words for the caller and Disconnect, or
    to a queue. Where the contact is to try again, put “Get customer input”, “Wait” or a “Loop” block before the
    transfer.

Limits
    Only paths without a block that decides something are followed, since it may decide otherwise the next time round:
    hours of operation, staffing, an attribute. A module may end the contact, so no path through one counts. Where
    several files may be the flow that is meant, and where an attribute names it, the transfer is not followed.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/transfer-to-flow.html
"""

from collections.abc import Iterator

from flowlint.analysis.structure import Transfer, transfer_cycles
from flowlint.rule import Cause, Draft, Facts, Flow, Level, RelatedBlock, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("structure",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find rings of flows that hand over to each other."""
    for cycle in facts(transfer_cycles):
        first, *others = cycle.transfers
        target = f"{_named(first.target)}, {'which leads back here' if others else 'the flow it stands in'}"
        yield at_block(
            first.block,
            f"{first.block.label} hands over to {target}, and nobody is asked on the way; lead out of it.",
            related=tuple(RelatedBlock(one.block, _step(one), one.flow) for one in others),
            causes=tuple(Cause("", (one.flow, one.target)) for one in cycle.own),
        )


def _step(transfer: Transfer) -> str:
    return f"{transfer.block.label} of {_named(transfer.flow)} hands over to {_named(transfer.target)}."


def _named(flow: Flow) -> str:
    return f"“{flow.name}”" if flow.name else "a flow without a name"
