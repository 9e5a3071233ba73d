"""What flow logging is where customers type: on, off, or as the flow before left it.

A may-analysis of the setting over all flows of a run, and a search for the path that shows it.
"""

from flowlint.analysis.logging.left_off import LeftOff, left_off
from flowlint.analysis.logging.never_enabled import never_enabled
from flowlint.analysis.logging.stored import (
    LoggedInput,
    PerhapsLoggedInput,
    stored_while_inherited,
    stored_while_on,
)

__all__ = [
    "LeftOff",
    "LoggedInput",
    "PerhapsLoggedInput",
    "left_off",
    "never_enabled",
    "stored_while_inherited",
    "stored_while_on",
]
