"""What flow logging is where customers type: on, off, or as the flow before left it.

A may-analysis of the setting over all flows of a run.
"""

from flowlint.analysis.logging.logging import (
    left_off,
    never_enabled,
    setters_on,
    stored_while_inherited,
    stored_while_on,
    stores_input,
)

__all__ = ["left_off", "never_enabled", "setters_on", "stored_while_inherited", "stored_while_on", "stores_input"]
