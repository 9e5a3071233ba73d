"""A limit to the time that something takes, in seconds of the processor: a busy machine takes none of it.

A timer of the system interrupts what runs, a regular expression too. On Windows there is none, and elsewhere than in
the main thread it cannot be used: there everything comes to its end.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SHORTEST = 0.001
"""What a limit is set to of which nothing is left: 0 would be none."""


class TookTooLong(BaseException):
    """Raised in the middle of whatever runs when its time is over; no code that catches exceptions keeps it."""


@contextmanager
def timer() -> Iterator[None]:
    """Take the timer of the process for many limits within; one that stands alone takes it by itself."""
    if not _can_interrupt() or signal.getsignal(signal.SIGVTALRM) is _stop:
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TookTooLong` in what takes more seconds of this process. Limits may be inside one another."""
    if not _can_interrupt():
        yield
        return
    with timer():
        started = time.process_time()
        outer, _ = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            yield
        finally:
            left = max(outer - (time.process_time() - started), _SHORTEST) if outer else 0
            signal.setitimer(signal.ITIMER_VIRTUAL, left)


class TimeBudget:
    """The time that is left for several things together, such as the rules that look at one flow."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds

    @property
    def is_spent(self) -> bool:
        """Whether no time is left."""
        return self._left <= 0

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Count the time of what runs within, and end it with `TookTooLong` when the budget is spent."""
        begin = time.process_time()
        try:
            with time_limit(max(self._left, _SHORTEST)):
                yield
        finally:
            self._left -= time.process_time() - begin


def _can_interrupt() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _stop(*_: object) -> None:
    raise TookTooLong
