"""What each rule and each analysis took: own time, without that of the analyses it waited for."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_END: Any = object()


@dataclass(slots=True)
class Timing:
    """How often a rule or an analysis ran, and its own time in seconds over all of these runs."""

    kind: Literal["rule", "analysis"]
    name: str
    calls: int = 0
    seconds: float = 0.0


class Timings:
    """Measures rules and analyses while they run. Each moment counts for the innermost that runs in it, and only it."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Measure by a clock, which gives seconds."""
        self._clock = clock
        self._running: list[Timing] = []
        self._since = 0.0
        self._by_name: dict[tuple[str, str], Timing] = {}

    def compute(self, analysis: Callable[[T], R], facts: T) -> R:
        """Compute an analysis, and note what it took."""
        timing = self._timing("analysis", _name(analysis))
        timing.calls += 1
        with self._measuring(timing):
            return analysis(facts)

    def drafts(self, rule_id: str, check: Callable[[], Iterator[T]]) -> Iterator[T]:
        """Give what a check finds, and note what it took; what is done with each draft in between does not count."""
        timing = self._timing("rule", rule_id)
        timing.calls += 1
        with self._measuring(timing):
            found = iter(check())
        while True:
            with self._measuring(timing):
                draft = next(found, _END)
            if draft is _END:
                return
            yield draft

    def by_time(self) -> tuple[Timing, ...]:
        """Give what was measured, the slowest first."""
        return tuple(sorted(self._by_name.values(), key=lambda one: (-one.seconds, one.kind, one.name)))

    def _timing(self, kind: Literal["rule", "analysis"], name: str) -> Timing:
        return self._by_name.setdefault((kind, name), Timing(kind, name))

    @contextmanager
    def _measuring(self, timing: Timing) -> Iterator[None]:
        self._pass_on()
        self._running.append(timing)
        try:
            yield
        finally:
            self._pass_on()
            self._running.pop()

    def _pass_on(self) -> None:
        """Count the time since the last change for what has run since."""
        now = self._clock()
        if self._running:
            self._running[-1].seconds += now - self._since
        self._since = now


def _name(analysis: Callable[..., object]) -> str:
    """Name an analysis by its room, its module and itself: `queues.use.queue_uses`."""
    while isinstance(analysis, partial):
        analysis = analysis.func
    module = analysis.__module__.removeprefix("flowlint.analysis.")
    return f"{module}.{getattr(analysis, '__qualname__', type(analysis).__name__)}"
