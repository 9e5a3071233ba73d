"""The hardest texts that Connect takes: the work for each grows as the text does, and its report is one to keep."""

import cProfile
import gzip
import io
import pstats
import time

import pytest

from bench.shapes import FULL, SHAPES
from flowlint import packs
from flowlint.output.writing import write
from flowlint.run import Overrides, check_text

_LARGEST_SARIF = 10_000_000
"""What GitHub takes of a log, packed; in bytes."""
_MOST_SECONDS = 10
"""Of the processor; five times what is promised of an idle machine. Calls do not tell how far a pattern looks."""
_SLOWER = 1.3
"""How much more than the text the work may grow where the text doubles: n log n, and searches up to their limit."""


def _sarif(text: str) -> str:
    choice = Overrides(select=tuple(rule.id for rule in packs.load().rules), isolated=True)
    stream = io.StringIO()
    write(check_text(text, "shape.json", choice, frames=True), "sarif", stream)
    return stream.getvalue()


def _calls(text: str) -> int:
    """Count the calls of functions that a check takes: the same on any machine, however busy it is."""
    profile = cProfile.Profile()
    profile.runcall(_sarif, text)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]  # typeshed leaves it out


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """Load what is loaded once, so that it is not counted."""
    for name in SHAPES:
        _sarif(SHAPES[name](8))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_work_grows_as_the_text_does(name: str) -> None:
    texts = [SHAPES[name](size) for size in (FULL // 4, FULL // 2)]
    small, large = map(_calls, texts)
    assert large / small < _SLOWER * max(2, len(texts[1]) / len(texts[0]))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_the_hardest_take_little_time_and_a_log_that_github_takes(name: str) -> None:
    text, began = SHAPES[name](FULL), time.process_time()
    log = _sarif(text)
    assert time.process_time() - began < _MOST_SECONDS
    assert len(gzip.compress(log.encode(), 1)) < _LARGEST_SARIF
