"""A limit to the time that something takes: for libraries that have none of their own."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLong(Exception):
    """Something took longer than it may."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TookTooLong` in what takes more seconds of this process, however busy the machine is with others.

    A timer of the system interrupts what runs, a regular expression too. On Windows there is none, and elsewhere than
    in the main thread it cannot be used: nothing is limited there. Limits may be inside one another.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    started = time.process_time()
    outer, _ = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if outer:
            signal.setitimer(signal.ITIMER_VIRTUAL, max(outer - (time.process_time() - started), 0.001))
