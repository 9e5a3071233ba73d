"""Each regular expression of flowlint on the texts that are hardest for it: no text makes one go back and back."""

import importlib
import inspect
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

_LENGTH = 40_000
_SECONDS = 1
"""By far more than any takes; one by the square of the length takes longer, and one that goes back takes years."""
_OF_KNOWN_TEXT = {
    "flowlint.analysis.naming.resource_names._TO_FILL_IN": "whole names alone, of some hundred letters at most",
    "flowlint.pages.rule_page._REPORT": "examples of a pack",
    "flowlint.reading.json_nodes._TOKEN": "text that is JSON",
    "flowlint.source._TO_BRACKET": "text that is JSON",
}
_ANYWHERE = r"\b{0}(?:\[\w+\])?\.(?:search|finditer|findall|subn?|split)\b"
_AT_ONE_PLACE = r"\b{0}(?:\[\w+\])?\.(?:match|fullmatch)\b|_match\({0}\b"


def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for package in (flowlint, flowlint_rules):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                held = value.items() if isinstance(value, dict) else ()
                for where, one in ((name, value), *((f"{name}[{key}]", one) for key, one in held)):
                    if isinstance(one, re.Pattern):
                        found.setdefault((one.pattern, one.flags), (f"{module.name}.{where}", _of_text(one)))
    return {name: pattern for name, pattern in found.values() if name not in _OF_KNOWN_TEXT}


def _is_anchored(name: str) -> bool:
    """Tell whether a pattern is only ever tried at one place of a text, and looked for nowhere."""
    module, _, variable = name.partition("[")[0].rpartition(".")
    source = inspect.getsource(importlib.import_module(module))
    anywhere, at_one_place = (re.search(one.format(variable), source) for one in (_ANYWHERE, _AT_ONE_PLACE))
    return at_one_place is not None and anywhere is None


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
    pattern, is_anchored = PATTERNS[name], _is_anchored(name)
    for text in hard_texts(pattern, _LENGTH):
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)
        try:
            for _ in (pattern.match(text), pattern.fullmatch(text)) if is_anchored else pattern.finditer(text):
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
