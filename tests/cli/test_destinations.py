"""Where reports go: to standard output, to files, by the command line and by settings."""

import json
from pathlib import Path

import pytest

from flowlint.output.writing import FORMATS
from kit import Run, write


@pytest.fixture(autouse=True)
def one_flow(here: Path, bad_flow: str) -> None:
    write("flow.json", bad_flow)


def kind(text: str) -> str:
    """The format that a report is written in, told by how it begins."""
    if text.startswith("::"):
        return "github"
    if text.startswith("<?xml"):
        return "junit"
    if text.startswith("["):
        return "gitlab"
    if text.startswith("{"):
        return "sarif" if "$schema" in json.loads(text) else "json"
    if not text:
        return "nothing"
    first = text.splitlines()[0]
    return "text" if first.startswith("── ") else "concise" if first.startswith("flow.json:") else "markdown"


def test_several_at_once(command: Run) -> None:
    words = [word for name in FORMATS for word in ("-o", f"{name}=out.{name}")]
    done = command("check", "flow.json", *words, "--format", "concise")
    assert (done.returncode, done.stderr, kind(done.stdout)) == (1, "", "concise")
    assert {name: kind(Path(f"out.{name}").read_text(encoding="utf-8")) for name in FORMATS} == {
        name: name for name in FORMATS
    }
    assert Path("out.concise").read_text(encoding="utf-8") == done.stdout


@pytest.mark.parametrize(
    ("words", "stdout", "file"),
    [
        ([], "text", None),
        (["--format", "json"], "json", None),
        (["-o", "out"], "nothing", "text"),
        (["-o", "out", "--format", "sarif"], "nothing", "sarif"),
        (["-o", "json=out"], "text", "json"),
        (["-o", "json=out", "-q"], "nothing", "json"),
        (["-o", "out", "-q"], "nothing", "text"),
        (["-q"], "nothing", None),
        (["-q", "--format", "json"], "nothing", None),
        (["-o", "json=out", "-o", "json=./out"], "text", "json"),
        (["-o", "a=b=c"], "nothing", None),
    ],
)
def test_what_goes_where(command: Run, words: list[str], stdout: str, file: str | None) -> None:
    done = command("check", "flow.json", *words)
    assert (done.returncode, done.stderr, kind(done.stdout)) == (1, "", stdout)
    assert (kind(Path("out").read_text(encoding="utf-8")) if Path("out").exists() else None) == file
    assert Path("a=b=c").exists() is ("a=b=c" in words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "json=x", "-o", "sarif=x"], "x would be written as json and as sarif."),
        (["-o", "x", "-o", "sarif=./x"], "x would be written as text and as sarif."),
        (["-o", "x", "-o", "y"], "--output y needs a format, as in sarif=y: one file can do without."),
        (["-o", "json="], "--output json= names no file."),
        (["-o", ""], "--output is empty."),
        (["-o", "folder"], "folder is a folder; --output takes a file."),
        (["-o", "json=folder"], "folder is a folder; --output takes a file."),
        (["-o", "sarf=x"], "--output sarf=x: there is no format 'sarf'. Did you mean sarif?"),
        (["--select", ""], "Invalid value for '--select': it names no rule."),
        (["--ignore", " ,"], "Invalid value for '--ignore': it names no rule."),
        (["--settings", "a.toml", "--isolated"], "--settings and --isolated exclude each other."),
    ],
)
def test_what_is_refused(command: Run, words: list[str], message: str) -> None:
    Path("folder").mkdir()
    done = command("check", "flow.json", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == f"Error: {message}"
    assert not Path("x").exists()


def test_output_of_settings_starts_from_their_folder(command: Run, here: Path, bad_flow: str) -> None:
    Path("flows/deep").mkdir(parents=True)
    Path("flows/deep/flow.json").write_text(bad_flow, encoding="utf-8")
    Path("base.toml").write_text('output = ["json", "gitlab=quality.json"]')
    Path("flows/flowlint.toml").write_text('extend = "../base.toml"\noutput = ["sarif=x.sarif", "concise"]')
    done = command("check", "flow.json", cwd=here / "flows" / "deep")
    assert (done.returncode, done.stderr, kind(done.stdout)) == (1, "", "concise")
    assert kind(Path("flows/x.sarif").read_text(encoding="utf-8")) == "sarif"
    assert kind(Path("quality.json").read_text(encoding="utf-8")) == "gitlab"


@pytest.mark.parametrize(
    ("words", "stdout"),
    [
        ([], "concise"),
        (["--format", "json"], "json"),
        (["-o", "mine"], "nothing"),
        (["-o", "json=mine"], "concise"),
        (["-q"], "nothing"),
        (["--isolated"], "text"),
    ],
)
def test_the_command_line_comes_last(command: Run, words: list[str], stdout: str) -> None:
    Path("flowlint.toml").write_text('output = ["sarif=x.sarif", "concise"]')
    done = command("check", "flow.json", *words)
    assert (done.returncode, done.stderr, kind(done.stdout)) == (1, "", stdout)
    assert Path("x.sarif").exists() is ("--isolated" not in words)
    if "mine" in words:
        assert kind(Path("mine").read_text(encoding="utf-8")) == "concise"


def test_settings_and_the_command_line_may_name_the_same_file(command: Run) -> None:
    Path("flowlint.toml").write_text('output = ["sarif=x.sarif"]')
    assert command("check", "flow.json", "-o", "sarif=x.sarif").returncode == 1
    refused = command("check", "flow.json", "-o", "json=x.sarif")
    assert refused.stderr.splitlines()[-1] == "Error: x.sarif would be written as sarif and as json."
    Path("flowlint.toml").write_text('output = ["sarif=."]')
    assert command("check", "flow.json").stderr.splitlines()[-1] == "Error: . is a folder; --output takes a file."
    Path("flowlint.toml").write_text(r'output = ["sarif=\u001b[2J", "json=\u001b[2J"]')
    refused = command("check", "flow.json")
    assert refused.stderr.splitlines()[-1] == r"Error: \u001b[2J would be written as sarif and as json."


@pytest.mark.parametrize(
    ("text", "words", "stdout"),
    [
        ("", [], "github"),
        ("", ["--format", "text"], "text"),
        ("", ["-q"], "nothing"),
        ("", ["-o", "sarif=out"], "github"),
        ("", ["-o", "out"], "nothing"),
        ('output = ["concise"]', [], "concise"),
        ('output = ["sarif=out"]', [], "github"),
    ],
)
def test_in_a_github_workflow(command: Run, text: str, words: list[str], stdout: str) -> None:
    Path("flowlint.toml").write_text(text)
    done = command("check", "flow.json", *words, env={"GITHUB_ACTIONS": "true"})
    assert (done.returncode, done.stderr, kind(done.stdout)) == (1, "", stdout)
    if words == ["-o", "out"]:
        assert kind(Path("out").read_text(encoding="utf-8")) == "text"


@pytest.mark.parametrize("file", ["../out.json", "/tmp/out.json", "deep/../../out.json", "link/out.json"])
def test_settings_write_nothing_outside_their_folder(command: Run, here: Path, file: str) -> None:
    (here / "inner").mkdir()
    (here / "inner" / "link").symlink_to(here)
    write("inner/flowlint.toml", f'fail-on = "never"\noutput = ["json={file}"]')
    done = command("check", "../flow.json", "--settings", "flowlint.toml", cwd=here / "inner")
    assert (done.returncode, done.stdout) == (2, "")
    wanted = f"`output` names {file}, which is not below the folder of these settings; give it on the command line."
    assert done.stderr.splitlines()[0] == f"flowlint: flowlint.toml:2: {wanted}"
    assert not list(here.glob("out*")) and not (here / "inner" / "out.json").exists()


def test_a_file_that_cannot_be_written_keeps_no_other_from_it(command: Run) -> None:
    done = command("check", "flow.json", "-o", "sarif=no/out.sarif", "-o", "json=out.json", "--format", "concise")
    assert (done.returncode, kind(done.stdout), kind(Path("out.json").read_text())) == (2, "concise", "json")
    assert done.stderr == "flowlint: no/out.sarif cannot be written: No such file or directory\n"


def test_a_summary_that_cannot_be_written_is_told_and_costs_nothing(command: Run) -> None:
    done = command("check", "flow.json", env={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "nowhere/summary.md"})
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=flow.json,line=3,")
    assert done.stderr == "flowlint: the summary of the step cannot be written: No such file or directory\n"
