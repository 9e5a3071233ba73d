"""Whether a contact comes to an end, and hears something on the way.

Endless loops and unbounded retries, and failures and waits in silence.
"""

from flowlint.analysis.progress.function_waits import long_rows, silent_functions
from flowlint.analysis.progress.loops import endless_loops
from flowlint.analysis.progress.retries import unbounded_retries
from flowlint.analysis.progress.silence import silent_ends

__all__ = ["endless_loops", "long_rows", "silent_ends", "silent_functions", "unbounded_retries"]
