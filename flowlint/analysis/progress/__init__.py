"""Whether a contact comes to an end, and hears something on the way.

Endless loops and unbounded retries, and failures and waits in silence.
"""

from flowlint.analysis.progress.function_waits import FunctionRow, SilentFunction, long_rows, silent_functions
from flowlint.analysis.progress.loops import EndlessLoop, endless_loops
from flowlint.analysis.progress.retries import IdleLoop, UnboundedRetry, idle_loops, unbounded_retries
from flowlint.analysis.progress.silence import SilentEnd, silent_ends

__all__ = [
    "EndlessLoop",
    "FunctionRow",
    "IdleLoop",
    "SilentEnd",
    "SilentFunction",
    "UnboundedRetry",
    "endless_loops",
    "idle_loops",
    "long_rows",
    "silent_ends",
    "silent_functions",
    "unbounded_retries",
]
