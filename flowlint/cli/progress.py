"""How far a command has come, shown on a terminal while it works."""

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

_LONG_RUN = 50
"""From how many things on a terminal shows how many of them are done."""

T = TypeVar("T")


def with_progress(things: Sequence[T], what: str) -> Iterable[T]:
    """Go through things, and show on a terminal how far many of them have come; `what` says what is done to them."""
    if len(things) < _LONG_RUN or sys.stderr is None or not sys.stderr.isatty():
        return things
    from rich.console import Console
    from rich.progress import track

    return track(things, what, console=Console(stderr=True), transient=True)
