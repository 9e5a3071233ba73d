"""What a flow names outside itself: ARNs, of one environment or several, and placeholders left open.

Nothing is looked up: what is written in the flows of a run is compared, with each other and with the inventory of an
instance that stands beside them.
"""

from flowlint.analysis.resources.absent import Absent, absent_flows, absent_resources
from flowlint.analysis.resources.arns import fixed_arns, mixed_environments
from flowlint.analysis.resources.placeholders import open_placeholders
from flowlint.analysis.resources.wrong_types import WrongType, flows_of_wrong_type

__all__ = [
    "Absent", "WrongType", "absent_flows", "absent_resources", "fixed_arns", "flows_of_wrong_type",
    "mixed_environments", "open_placeholders",
]  # fmt: skip
