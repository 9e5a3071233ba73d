"""Each regular expression of flowlint on the texts that are hardest for it: no text makes one go back and back."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

import flowlint
import flowlint_rules
from kit.hard_texts import hard_texts

_LENGTH = 4_000
_SECONDS = 1
"""By far more than any takes; one that goes back takes longer, and most of those take years."""
_WHOLE_NAMES = {
    # Asked for whole names alone, of some hundred letters at most.
    "flowlint.analysis.naming.resource_names._TO_FILL_IN",
}


def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for package in (flowlint, flowlint_rules):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    found.setdefault((value.pattern, value.flags), (f"{module.name}.{name}", _of_text(value)))
    return {name: pattern for name, pattern in found.values() if name not in _WHOLE_NAMES}


@pytest.fixture
def time_limit() -> Iterator[None]:
    def end(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, end)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def _of_text(pattern: re.Pattern[Any]) -> re.Pattern[str]:
    if isinstance(pattern.pattern, bytes):
        return re.compile(pattern.pattern.decode(), pattern.flags & ~re.UNICODE)
    return pattern


PATTERNS = _patterns()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_takes_time_by_the_square_of_a_text(name: str, time_limit: None) -> None:
    pattern = PATTERNS[name]
    for text in hard_texts(pattern, _LENGTH):
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)
        try:
            for _ in pattern.finditer(text):
                pass
        except TimeoutError:
            pytest.fail(f"more than {_SECONDS} s on {text[:40]!r}…")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


def test_a_pattern_that_goes_back_would_be_noticed(time_limit: None) -> None:
    pattern = re.compile(r"\bCHANGE(?:_?[A-Z0-9]+)*\b")
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    with pytest.raises(TimeoutError):
        for text in hard_texts(pattern, _LENGTH):
            for _ in pattern.finditer(text):
                pass
