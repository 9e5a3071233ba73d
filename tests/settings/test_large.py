"""Large settings files: the time that a run takes grows with their size, not with its square."""

import json
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


@pytest.mark.slow
def test_many_rules_that_find_everything_end_together(here: Path, command: Run, good_flow: str) -> None:
    flow = json.loads(good_flow)
    flow["Metadata"] = {"ActionMetadata": {str(number): {} for number in range(1_100)}}
    Path("flow.json").write_text(json.dumps(flow))
    rules = (f'[house-rules.rule-{number}]\nmessage = "x"\nselect = "$..*"\nschema = false\n' for number in range(30))
    Path("flowlint.toml").write_text("".join(rules))
    done = command("check", "--no-context", "--format", "json")
    assert done.returncode == 2
    assert len(json.loads(done.stdout)["findings"]) == 10_000
    assert "has 10,000 faults or more, and not all rules looked at it" in done.stderr
