"""Large settings files: the time that a run takes grows with their size, not with its square."""

import time
from pathlib import Path

import pytest

from kit import Run

MANY = range(5_000)
SETTINGS = {
    "suppress": "\n".join(
        f'[[suppress]]\nrules = ["endless-loop"]\nflow = "f{number}"\nreason = "x"' for number in MANY
    ),
    "exclude": f"exclude = {[f'a{number}*b' for number in MANY]}",
    "known-attributes": f"known-attributes = {[f'a{number}' for number in MANY]}",
    "ignore": f"ignore = {['endless-loop' for _ in MANY]}",
}
SECONDS = 15
"""Of the processor; where it grew with the square, the first three took longer."""


@pytest.mark.slow
@pytest.mark.parametrize("key", SETTINGS)
def test_thousands_of_entries(here: Path, command: Run, good_flow: str, key: str) -> None:
    Path("flow.json").write_text(good_flow)
    Path("flowlint.toml").write_text(SETTINGS[key])
    begin = time.process_time()
    done = command("check", "--format", "concise")
    assert done.returncode in {0, 1} or "found more than 1,000 faults here" in done.stderr
    assert time.process_time() - begin < SECONDS
