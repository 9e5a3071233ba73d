"""What a flow names outside itself: ARNs, of one environment or several, and placeholders left open.

Nothing is looked up: only what is written in the flows of a run is compared.
"""

from flowlint.analysis.resources.arn import Arn, arns, mixed_environments
from flowlint.analysis.resources.placeholders import left_open

__all__ = ["Arn", "arns", "left_open", "mixed_environments"]
