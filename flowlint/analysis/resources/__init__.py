"""What a flow names outside itself: ARNs, of one environment or several, and placeholders left open.

Nothing is looked up: only what is written in the flows of a run is compared.
"""

from flowlint.analysis.resources.arns import fixed_arns, mixed_environments
from flowlint.analysis.resources.placeholders import open_placeholders

__all__ = ["fixed_arns", "mixed_environments", "open_placeholders"]
