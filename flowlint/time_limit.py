"""A limit to the time that something takes, in seconds of the processor: a busy machine takes none of it.

What the system does for it counts too, such as reading folders.

A timer of the system interrupts what runs, a regular expression too. On Windows there is none, and elsewhere than in
the main thread it cannot be used: there everything comes to its end.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

_SHORTEST = 0.001
"""What a limit is set to of which nothing is left: 0 would be none."""


class TookTooLong(BaseException):
    """Raised in the middle of whatever runs when its time is over; no code that catches exceptions keeps it."""


_taken_by: int | None = None
"""The thread that has the timer of the process. To ask the system costs more than many a rule that is limited."""


@contextmanager
def timer() -> Iterator[None]:
    """Take the timer of the process for many limits within; one that stands alone takes it by itself."""
    global _taken_by  # noqa: PLW0603 - the process has one timer, too
    if _taken_by == threading.get_ident() or not _can_interrupt():
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    _taken_by = threading.get_ident()
    try:
        yield
    finally:
        _taken_by = None
        signal.signal(signal.SIGPROF, before)


@contextmanager
def time_limit(seconds: float) -> Iterator["TimeBudget"]:
    """Raise `TookTooLong` in what takes more seconds of this process. Limits may be inside one another.

    Who catches it asks what is given whether it was this limit; what came of one around it must go on to that one.
    """
    with timer(), TimeBudget(seconds) as budget:
        yield budget


class TimeBudget:
    """The time that is left for several things together, such as the rules that look at one flow.

    The time of what runs in a `with` block of it counts, and that block ends with `TookTooLong` when the budget is
    spent. It must stand within `timer()`, and not within itself.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds
        self._begin = self._outer = 0.0
        self._is_timed = False
        self._is_first = True
        self.is_over = False
        """Whether `TookTooLong` came of this budget, and not of one around it that had less left."""

    def hold(self) -> None:
        """Raise `TookTooLong` if no time is left, where no timer does: between the things that the budget is for."""
        if not self._is_timed and time.process_time() - self._begin >= self._left:
            raise TookTooLong

    def __enter__(self) -> Self:
        self._begin = time.process_time()
        self._is_timed = _taken_by == threading.get_ident()
        if self._is_timed:
            self._outer, _ = signal.getitimer(signal.ITIMER_PROF)
            self._is_first = not self._outer or self._left <= self._outer
            signal.setitimer(signal.ITIMER_PROF, max(self._left if self._is_first else self._outer, _SHORTEST))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.is_over = self._is_first and kind is TookTooLong
        taken = time.process_time() - self._begin
        self._left -= taken
        if self._is_timed:
            signal.setitimer(signal.ITIMER_PROF, max(self._outer - taken, _SHORTEST) if self._outer else 0)


def _can_interrupt() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _stop(*_: object) -> None:
    raise TookTooLong
