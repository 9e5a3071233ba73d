"""Interrupts that come as something else: out of whatever they were wrapped in, so that they end what they should end.

Ctrl-C and the end of a time limit are raised in the middle of whatever runs, and so in what hands on each exception as
one of its own: Python 3.11 makes a `RuntimeError` of what is raised in `__set_name__`, while a class is made.
"""

import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager


@contextmanager
def raised_interrupts() -> Iterator[None]:
    """Have Ctrl-C raise `KeyboardInterrupt` where it would end the process, as it does until a command is called."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def unwrapped_interrupts() -> AbstractContextManager[None]:
    """Raise the interrupt that an exception came of in its place; for what is to catch `Exception` around this."""
    return _UNWRAPPED


class _Unwrapped(AbstractContextManager[None]):
    """Entered for each rule and each flow, which a generator would take four times as long for."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, problem: BaseException | None, __: object) -> None:
        if isinstance(problem, Exception) and (interrupt := _interrupt_of(problem)) is not None:
            raise interrupt from problem


_UNWRAPPED = _Unwrapped()


def _interrupt_of(problem: BaseException) -> BaseException | None:
    """Find what is no `Exception` in the causes of one, as far as a traceback would show them; as a new one."""
    seen: set[int] = set()
    cause: BaseException | None = problem
    while cause is not None and id(cause) not in seen:
        if not isinstance(cause, Exception | GeneratorExit):
            return type(cause)(*cause.args)
        seen.add(id(cause))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return None
