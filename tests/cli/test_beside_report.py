"""What `flowlint check` says beside its report: formats that cannot show what was asked for, and links to one file."""

from pathlib import Path

import pytest

from kit import Run

SETTINGS = """\
[[suppress]]
rules = ["dangling-transition"]
path = "flow.json"
reason = "known"
"""
FOUND = "The flow's entry point leads to “Hello”, which is no block here; connect it. [dangling-transition]\n"


@pytest.fixture
def command(command: Run, here: Path, bad_flow: str) -> Run:
    (here / "flow.json").write_text(bad_flow, encoding="utf-8")
    return command


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "concise"], "concise cannot"),
        (["--format", "github"], "github cannot"),
        (["--format", "gitlab"], "gitlab cannot"),
        (["--format", "junit"], "junit cannot"),
        (["-o", "junit=report.xml", "-o", "gitlab=quality.json"], "gitlab and junit cannot"),
        (["--format", "text", "-o", "sarif=x.sarif"], ""),
        (["--format", "json"], ""),
        (["--format", "markdown"], ""),
    ],
)
def test_formats_say_that_they_cannot_show_what_is_held_back(command: Run, words: list[str], said: str) -> None:
    Path("flowlint.toml").write_text(SETTINGS, encoding="utf-8")
    told = f"flowlint: {said} show what is held back (1 finding); text, markdown, json and sarif can\n" if said else ""
    assert command("check", "--show-suppressed", *words).stderr == told
    assert command("check", *words).stderr == ""
    Path("flowlint.toml").write_text("", encoding="utf-8")
    assert command("check", "--show-suppressed", *words).stderr == ""


def test_formats_say_that_they_cannot_show_what_holds_a_finding_back(command: Run) -> None:
    done = command("check", "--how-to-suppress", "--format", "concise")
    assert done.stdout == f"flow.json:3:18: error: {FOUND}"
    assert done.stderr == "flowlint: concise cannot show what holds a finding back; text can\n"
    assert command("check", "--how-to-suppress").stderr == ""


@pytest.mark.parametrize("asked", [["flow.json", "link.json"], ["link.json", "flow.json"], ["folder", "."]])
def test_a_flow_that_is_named_twice_through_a_link_is_checked_once(command: Run, asked: list[str]) -> None:
    Path("link.json").symlink_to("flow.json")
    Path("folder").symlink_to(".")
    done = command("check", *asked, "--format", "concise", "--fail-if-none")
    assert (done.returncode, done.stdout, done.stderr) == (1, f"flow.json:3:18: error: {FOUND}", "")
