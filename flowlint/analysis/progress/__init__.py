"""Whether a contact comes to an end, and hears something on the way.

Endless loops and unbounded retries, and failures and waits in silence.
"""

from flowlint.analysis.progress.bot_languages import BotLanguage, bots_without_language
from flowlint.analysis.progress.function_waits import FunctionRow, SilentFunction, long_rows, silent_functions
from flowlint.analysis.progress.loops import EndlessLoop, endless_loops
from flowlint.analysis.progress.retries import IdleLoop, UnboundedRetry, idle_loops, unbounded_retries
from flowlint.analysis.progress.silence import SilentEnd, silent_ends
from flowlint.analysis.progress.silent_queues import SilentQueue, silent_queues
from flowlint.analysis.progress.wrong_channels import WrongChannel, wrong_channels

__all__ = [
    "BotLanguage",
    "EndlessLoop",
    "FunctionRow",
    "IdleLoop",
    "SilentEnd",
    "SilentFunction",
    "SilentQueue",
    "UnboundedRetry",
    "WrongChannel",
    "bots_without_language",
    "endless_loops",
    "idle_loops",
    "long_rows",
    "silent_ends",
    "silent_functions",
    "silent_queues",
    "unbounded_retries",
    "wrong_channels",
]
