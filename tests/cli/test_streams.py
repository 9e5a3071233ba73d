"""Streams that cannot be written: the exit code tells all the same, and is never one that says something was found."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")]


def ended(folder: Path, words: list[str], shell: str) -> int:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    script = f'"$0" -m flowlint "$@" {shell}'
    return subprocess.run(
        ["sh", "-c", script, sys.executable, *words], cwd=folder, env=environment, check=False
    ).returncode


@pytest.mark.parametrize("shell", [">/dev/full 2>/dev/null", ">/dev/full 2>/dev/full"])
@pytest.mark.parametrize(
    "words", [["check", "flow.json"], ["rules"], ["settings"], ["--help"], ["--version"], ["check", "--help"]]
)
def test_what_cannot_be_written_fails_the_run(here: Path, bad_flow: str, words: list[str], shell: str) -> None:
    Path("flow.json").write_text(bad_flow)
    assert ended(here, words, shell) == 2


@pytest.mark.parametrize("shell", [">/dev/null 2>/dev/full", ">/dev/null 2>&-", ">&- 2>&-"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", "gone.json"], 2),
        (["check", "flow.json", "--statistics", "--format=json", "--timings"], 1),
        (["check", "--selct"], 2),
        (["explain", "gone"], 2),
    ],
)
def test_where_nobody_hears_the_exit_code_tells(
    here: Path, bad_flow: str, words: list[str], code: int, shell: str
) -> None:
    Path("flow.json").write_text(bad_flow)
    assert ended(here, words, shell) == code


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("</dev/zero", "flowlint: <stdin>: holds no flow: larger than 10 MB"),
        ("<&-", "Error: - stands for standard input, which is closed."),
    ],
)
def test_standard_input_that_is_endless_or_closed(here: Path, shell: str, said: str) -> None:
    assert ended(here, ["check", "-"], f"{shell} >/dev/null 2>said") == 2
    assert Path("said").read_text().splitlines()[-1] == said


@pytest.mark.parametrize("shell", ["<&-", ">&-"])
@pytest.mark.parametrize("command", ["lsp", "mcp"])
def test_what_talks_to_a_program_needs_both_streams(here: Path, command: str, shell: str) -> None:
    assert ended(here, [command], f"{shell} 2>said") == 2
    said = "Error: It talks over standard input and output, and one of them is closed."
    assert Path("said").read_text().splitlines()[-1] == said
