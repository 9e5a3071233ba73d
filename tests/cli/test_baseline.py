"""`flowlint check` with a baseline: what it holds back, what is stale, and what that does to the exit code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flowlint import run
from flowlint.report import Report
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
        (["--baseline", "device.json"], "flowlint: The baseline device.json cannot be read: not a regular file; "),
        (["--strict-baseline"], "Error: --strict-baseline needs a baseline: --baseline FILE, or one in settings.\n"),
    ],
)
def test_a_baseline_that_cannot_be_used_ends_the_run(command: Run, words: list[str], told: str) -> None:
    Path("device.json").symlink_to("/dev/zero")
    done = command("check", "flow.json", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert not Path("gone.json").exists()


def test_a_link_that_leads_nowhere_is_not_followed(command: Run, here: Path) -> None:
    Path("flowlint-baseline.json").unlink()
    Path("flowlint-baseline.json").symlink_to(here / "outside")
    done = command("baseline", "write")
    said = "The baseline flowlint-baseline.json is a link that leads nowhere; delete it."
    assert (done.returncode, done.stderr) == (2, f"flowlint: {said}\n")
    assert not (here / "outside").exists()


def test_the_name_that_settings_give_it_steers_no_terminal(command: Run) -> None:
    write("flowlint.toml", r'baseline = "known\u001b[2J\n::error::.json"')
    done = command("baseline", "write")
    assert (done.returncode, done.stdout) == (0, "known\\u001b[2J\\u000a::error::.json: 0 kept, 1 new, 0 dropped\n")


def test_what_another_run_writes_meanwhile_is_kept(
    command: Run, good_flow: str, bad_flow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("other.json", bad_flow.replace("Hello", "Hallo"))
    check_paths = run.check_paths

    def slowly(paths: list[str], *words: Any, **options: Any) -> Report:
        if paths == ["flow.json"]:
            assert command("baseline", "write", "other.json", "--accept-new").returncode == 0
        return check_paths(paths, *words, **options)

    monkeypatch.setattr(run, "check_paths", slowly)
    assert command("baseline", "write", "flow.json").stdout == "flowlint-baseline.json: 1 kept, 0 new, 0 dropped\n"
    document = json.loads(Path("flowlint-baseline.json").read_text())
    assert [entry["path"] for entry in document["findings"]] == ["flow.json", "other.json"]


@pytest.mark.slow
def test_runs_at_once_lose_nothing(here: Path, bad_flow: str) -> None:
    names = [f"{number}.json" for number in range(6)]
    for name in names:
        write(name, bad_flow)
    command = [sys.executable, "-m", "flowlint", "baseline", "write", "--accept-new"]
    started = [subprocess.Popen([*command, name], stdout=subprocess.DEVNULL) for name in names]
    assert [one.wait() for one in started] == [0] * len(names)
    document = json.loads(Path("flowlint-baseline.json").read_text())
    assert [entry["path"] for entry in document["findings"]] == [*names, "flow.json"]
