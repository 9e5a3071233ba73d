"""`flowlint check` with a baseline: what it holds back, what is stale, and what that does to the exit code."""

import json
from pathlib import Path

import pytest

from kit import Run, write

STALE = """\
flowlint: stale in the baseline: flow.json: dangling-transition: \
The flow's entry point leads to “Hello”, which is no block here; connect it.
flowlint: `flowlint baseline write` takes out what is stale
"""


@pytest.fixture(autouse=True)
def known(here: Path, command: Run, bad_flow: str) -> None:
    """A flow whose one error is in the baseline."""
    write("flow.json", bad_flow)
    assert command("baseline", "write").returncode == 0


@pytest.mark.parametrize("words", [["--baseline", "flowlint-baseline.json"], ["--settings", "with.toml"]])
def test_what_is_known_is_held_back_and_counted(command: Run, words: list[str]) -> None:
    write("with.toml", 'baseline = "flowlint-baseline.json"')
    assert command("check", "flow.json").returncode == 1
    done = command("check", "flow.json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 flow, 2 blocks: nothing to report.\nHeld back: 1 by the baseline.\n"
    document = json.loads(command("check", "flow.json", *words, "--format", "json").stdout)
    assert (document["findings"], document["suppressed"]) == ([], {"settings": 0, "flow": 0, "baseline": 1})


def test_what_is_new_is_told(command: Run, good_flow: str) -> None:
    document = json.loads(good_flow)
    del document["Actions"][0]["Transitions"]["NextAction"]
    write("other.json", json.dumps(document))
    done = command("check", "--baseline", "flowlint-baseline.json", "--format", "concise")
    assert done.returncode == 1
    assert [line.rsplit(" ", 1)[1] for line in done.stdout.splitlines()] == ["[missing-transition]"]


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--strict-baseline"], 1)])
def test_what_is_mended_is_stale_until_the_baseline_is_written_again(
    command: Run, good_flow: str, words: list[str], code: int
) -> None:
    write("flow.json", good_flow)
    arguments = ["check", "flow.json", "--baseline", "flowlint-baseline.json", *words]
    done = command(*arguments)
    assert (done.returncode, done.stderr) == (code, STALE)
    assert command("baseline", "write").stdout == "flowlint-baseline.json: 0 kept, 0 new, 1 dropped\n"
    done = command(*arguments)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_run_that_did_not_look_there_makes_nothing_stale(command: Run, good_flow: str) -> None:
    write("flow.json", good_flow)
    write("other.json", good_flow)
    for arguments in (["other.json"], ["flow.json", "--select", "endless-loop"]):
        done = command("check", *arguments, "--baseline", "flowlint-baseline.json", "--strict-baseline")
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--baseline", "gone.json"], "flowlint: The baseline gone.json does not exist; "),
        (
            ["--baseline", "flow.json"],
            "flowlint: The baseline flow.json is no baseline: it has no version, or no findings",
        ),
        (["--strict-baseline"], "Error: --strict-baseline needs a baseline: --baseline FILE, or one in settings.\n"),
    ],
)
def test_a_baseline_that_cannot_be_used_ends_the_run(command: Run, words: list[str], told: str) -> None:
    done = command("check", "flow.json", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert not Path("gone.json").exists()


def test_the_name_that_settings_give_it_steers_no_terminal(command: Run) -> None:
    write("flowlint.toml", r'baseline = "known\u001b[2J\n::error::.json"')
    done = command("baseline", "write")
    assert (done.returncode, done.stdout) == (0, "known\\u001b[2J\\u000a::error::.json: 0 kept, 1 new, 0 dropped\n")
