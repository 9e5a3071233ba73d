"""Docstrings that people are shown, also where Python was asked to keep none."""

import pytest

from kit import Run

KEPT_OUT = {"PYTHONOPTIMIZE": "2"}


@pytest.mark.slow  # compiles all modules anew
@pytest.mark.parametrize("words", ["explain endless-loop", "rules", "check --help", "baseline --help"])
def test_pages_and_help_are_the_same_without_docstrings(process: Run, words: str) -> None:
    with_docstrings = process(*words.split())
    assert with_docstrings.returncode == 0
    assert process(*words.split(), env=KEPT_OUT).stdout == with_docstrings.stdout


@pytest.mark.slow
def test_agents_are_refused_what_they_could_not_read(process: Run) -> None:
    done = process("mcp", env=KEPT_OUT)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("Error: Agents read docstrings, and -OO or PYTHONOPTIMIZE=2 leaves Python none.\n")
