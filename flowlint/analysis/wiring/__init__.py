"""What Connect refuses of the branches of a block: missing ones, ones it cannot have, conditions that never hold.

Only blocks of which it is certain how they may be wired.
"""

from flowlint.analysis.wiring.catalogued import certain_blocks
from flowlint.analysis.wiring.conditions import (
    lacking_operands,
    lacks_conditions,
    refuses_conditions,
    with_many_operands,
    without_operand,
    wrong_operators,
)
from flowlint.analysis.wiring.missing_branches import ends_too_soon, lacking_errors, lacks_next, lacks_way_on
from flowlint.analysis.wiring.shadowed import Shadowed, shadowed_conditions
from flowlint.analysis.wiring.unsupported import UnsupportedError, unsupported_errors

__all__ = [
    "Shadowed",
    "UnsupportedError",
    "certain_blocks",
    "ends_too_soon",
    "lacking_errors",
    "lacking_operands",
    "lacks_conditions",
    "lacks_next",
    "lacks_way_on",
    "refuses_conditions",
    "shadowed_conditions",
    "unsupported_errors",
    "with_many_operands",
    "without_operand",
    "wrong_operators",
]
