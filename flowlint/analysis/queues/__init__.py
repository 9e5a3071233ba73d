"""What is known of the queue on each path to a transfer: whether one is set, is open, and has agents.

A disjunctive dataflow over all flows of a run; each rule asks for one kind of gap.
"""

from flowlint.analysis.queues.checks import UncheckedTransfer, unchecked_hours, unchecked_staffing
from flowlint.analysis.queues.closed import ClosedTransfer, closed_transfers
from flowlint.analysis.queues.unset import UnsetQueue, unset_at_transfers, unset_at_uses
from flowlint.analysis.queues.use import may_start_with_queue

__all__ = [
    "ClosedTransfer",
    "UncheckedTransfer",
    "UnsetQueue",
    "closed_transfers",
    "may_start_with_queue",
    "unchecked_hours",
    "unchecked_staffing",
    "unset_at_transfers",
    "unset_at_uses",
]
