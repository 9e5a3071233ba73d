"""Time: how long the rules may look at one flow, in seconds of the processor."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 60.0
"""The time for a flow, where settings have none: thirty times what the largest that Connect takes may need."""


class TookTooLong(BaseException):
    """Raised in the middle of whatever runs when the time is over; no rule that catches exceptions keeps it."""


class TimeLimit:
    """The time that is left for one flow; a busy machine takes none of it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self._left <= 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time of what runs within, and end it with `TookTooLong` when the time is over.

        Where there are no timers, on Windows or in a thread, it comes to its end, and the time is over then.
        """
        begin = time.process_time()
        can_end = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGVTALRM, _end) if can_end else None
        try:
            if can_end:
                signal.setitimer(signal.ITIMER_VIRTUAL, max(self._left, 0.001))
            yield
        finally:
            if can_end:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
                signal.signal(signal.SIGVTALRM, before)
            self._left -= time.process_time() - begin


def _end(number: int, frame: FrameType | None) -> None:
    raise TookTooLong
