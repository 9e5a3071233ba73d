"""What Connect refuses of the branches of a block: missing ones, ones it cannot have, conditions that never hold.

Nothing here follows a path; only blocks of which it is certain how they may be wired are reported.
"""

from flowlint.analysis.wiring.conditions import ConditionFault, condition_faults
from flowlint.analysis.wiring.error_branches import missing_error_branches, unsupported_errors
from flowlint.analysis.wiring.loose_ends import loose_ends
from flowlint.analysis.wiring.shadowed import shadowed_conditions
from flowlint.analysis.wiring.ways_on import branches_after_end, missing_ways_on

__all__ = [
    "ConditionFault",
    "branches_after_end",
    "condition_faults",
    "loose_ends",
    "missing_error_branches",
    "missing_ways_on",
    "shadowed_conditions",
    "unsupported_errors",
]
