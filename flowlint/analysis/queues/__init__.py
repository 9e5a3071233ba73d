"""What is known of the queue on the way to a transfer: whether one is set, is open, and has agents.

A disjunctive dataflow over all flows of a run; each rule asks for one kind of gap.
"""

from flowlint.analysis.queues.checks import HOURS, STAFFING, gaps
from flowlint.analysis.queues.closed import closed_transfers
from flowlint.analysis.queues.unset import unset_at_transfers, unset_at_uses

__all__ = ["HOURS", "STAFFING", "closed_transfers", "gaps", "unset_at_transfers", "unset_at_uses"]
