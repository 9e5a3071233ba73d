"""Where reports go: to standard output, to files, by the command line and by settings."""

import errno
import json
import os
from pathlib import Path

import pytest

from flowlint.output.recognition import ENDINGS
from flowlint.output.writing import FORMATS
from kit import BAD, Run, write

BROKEN = json.dumps(BAD, indent=2)


@pytest.fixture(autouse=True)
def one_flow(here: Path, bad_flow: str) -> None:
    write("flow.json", bad_flow)


def kind(text: str) -> str:
    """The format that a report is written in, told by how it begins."""
    begins = {"::": "github", "<?xml": "junit", "[": "gitlab", "\ufefflevel,": "csv", '{"Findings"': "asff"}
    for beginning, name in begins.items():
        if text.startswith(beginning):
            return name
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


def test_a_report_is_the_same_beside_others_and_alone(command: Run) -> None:
    """JUnit XML had the lines around a finding only where the text had them too."""
    names = [name for name in FORMATS if name != "asff"]  # which has the time in it
    command("check", "flow.json", *(word for name in names for word in ("-o", f"{name}=beside.{name}")))
    for name in ("junit", "sarif"):
        command("check", "flow.json", "-q", "-o", f"{name}=alone.{name}")
        alone, beside = (Path(f"{one}.{name}").read_text(encoding="utf-8") for one in ("alone", "beside"))
        assert alone == beside


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
        (["-o", "./a=b=c"], "nothing", None),
        (["-o", "sarif=-"], "sarif", None),
        (["-o", "sarif=-", "-o", "json=out"], "sarif", "json"),
    ],
)
def test_what_goes_where(command: Run, words: list[str], stdout: str, file: str | None) -> None:
    done = command("check", "flow.json", *words)
    assert (done.returncode, done.stderr, kind(done.stdout)) == (1, "", stdout)
    assert (kind(Path("out").read_text(encoding="utf-8")) if Path("out").exists() else None) == file
    assert Path("a=b=c").exists() is ("./a=b=c" in words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "json=x", "-o", "sarif=x"], "x would be written as json and as sarif."),
        (["-o", "x", "-o", "sarif=./x"], "x would be written as text and as sarif."),
        (["-o", "x", "-o", "y"], "--output y needs a format, as in sarif=y: one file can do without."),
        (["-o", "json="], "--output json= names no file."),
        (["-o", ""], "--output is empty."),
        (["-o", "-"], "--output - stands for standard output, and a file is asked for; name one."),
        (["-o", "folder"], "folder is a folder; --output takes a file."),
        (["-o", "json=folder"], "folder is a folder; --output takes a file."),
        (["-o", "sarf=x"], "--output sarf=x: there is no format 'sarf'. Did you mean sarif?"),
        (["-o", "codeclimate=x"], "--output codeclimate=x: there is no format 'codeclimate'. Did you mean gitlab?"),
        (["-o", "html=x"], "--output html=x: there is no format 'html'. Did you mean markdown?"),
        (["-o", "sonar=x"], "--output sonar=x: there is no format 'sonar'. Did you mean sarif?"),
        (
            ["-o", "quux=x"],
            "--output quux=x: there is no format 'quux'. There are text, concise, json, sarif, github, gitlab, "
            "junit, markdown, csv and asff; a file is ./quux=x.",
        ),
        (["-o", "sarif=-", "--format", "json"], "--output sarif=- and --format json exclude each other."),
        (["-o", "sarif=-", "-o", "x"], "--output sarif=- and x exclude each other."),
        (["-o", "sarif=-", "-o", "json=-"], "--output: standard output cannot get sarif and json."),
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


@pytest.mark.parametrize("words", [["report"], ["graph"], ["inventory"], ["diff", "flow.json"]])
def test_no_command_writes_a_file_for_standard_output(command: Run, words: list[str]) -> None:
    done = command(*words, "flow.json", "-o", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == (
        "Error: --output - stands for standard output, and a file is asked for; name one."
    )
    assert not Path("-").exists()


def test_output_of_settings_starts_from_their_folder(command: Run, here: Path, bad_flow: str) -> None:
    Path("flows/deep").mkdir(parents=True)
    Path("flows/deep/flow.json").write_text(bad_flow, encoding="utf-8")
    Path("base.toml").write_text('output = ["json", "gitlab=quality.json"]')
    Path("flows/flowlint.toml").write_text('extend = "../base.toml"\noutput = ["sarif=x.sarif", "concise"]')
    done = command("check", "flow.json", "--allow-output", cwd=here / "flows" / "deep")
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
    done = command("check", "flow.json", "--allow-output", *words)
    assert (done.returncode, done.stderr, kind(done.stdout)) == (1, "", stdout)
    assert Path("x.sarif").exists() is ("--isolated" not in words)
    if "mine" in words:
        assert kind(Path("mine").read_text(encoding="utf-8")) == "concise"


def test_settings_and_the_command_line_may_name_the_same_file(command: Run) -> None:
    Path("flowlint.toml").write_text('output = ["sarif=x.sarif"]')
    assert command("check", "flow.json", "--allow-output", "-o", "sarif=x.sarif").returncode == 1
    refused = command("check", "flow.json", "--allow-output", "-o", "json=x.sarif")
    assert refused.stderr.splitlines()[-1] == "Error: x.sarif would be written as sarif and as json."
    Path("flowlint.toml").write_text(r'output = ["sarif=\u001b[2J.json", "json=\u001b[2J.json"]')
    refused = command("check", "flow.json", "--allow-output")
    assert refused.stderr.splitlines()[-1] == r"Error: \u001b[2J.json would be written as sarif and as json."


@pytest.mark.parametrize(
    ("text", "words", "stdout"),
    [
        ("", [], "github"),
        ("", ["--format", "text"], "text"),
        ("", ["-q"], "nothing"),
        ("", ["-o", "sarif=out"], "github"),
        ("", ["-o", "out"], "nothing"),
        ('output = ["concise"]', [], "concise"),
        ('output = ["sarif=out.sarif"]', ["--allow-output"], "github"),
    ],
)
def test_in_a_github_workflow(command: Run, text: str, words: list[str], stdout: str) -> None:
    Path("flowlint.toml").write_text(text)
    done = command("check", "flow.json", *words, env={"GITHUB_ACTIONS": "true"})
    assert (done.returncode, done.stderr, kind(done.stdout)) == (1, "", stdout)
    if words == ["-o", "out"]:
        assert kind(Path("out").read_text(encoding="utf-8")) == "text"


ELSEWHERE = "which is not below the folder of these settings; name another, or give it on the command line."


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("../out.json", ELSEWHERE),
        ("/elsewhere/out.json", ELSEWHERE),
        ("deep/../../out.json", ELSEWHERE),
        ("link/out.json", "to which a link leads; name another, or give it on the command line."),
        ("link.json", "to which a link leads; name another, or give it on the command line."),
        (".git/out.json", "which is hidden; name another, or give it on the command line."),
        ("deep/.out.json", "which is hidden; name another, or give it on the command line."),
        ("node_modules/out.json", "which is in node_modules; name another, or give it on the command line."),
        ("env/lib/out.json", "which is in a virtual environment; name another, or give it on the command line."),
        ("out.py", "and a report in the format json ends in .json."),
        ("out", "and a report in the format json ends in .json."),
        (
            "package.json",
            "which is there and is no such report of flowlint in the format json; name another, or give it on the "
            "command line.",
        ),
        (r"a\u0000.json", r"and no file can have the character U+0000 in its name; name another, or give it on the"),
    ],
)
def test_settings_write_nothing_that_matters(command: Run, here: Path, file: str, why: str) -> None:
    (here / "inner").mkdir()
    (here / "inner" / "link").symlink_to(here)
    (here / "inner" / "link.json").symlink_to("new.json")
    write("inner/env/pyvenv.cfg", "")
    write("inner/package.json", "{}")
    write("inner/flowlint.toml", f'fail-on = "never"\noutput = ["json={file}"]')
    before = sorted((path, path.is_file() and path.read_text()) for path in here.rglob("*"))
    for words in (["../flow.json", "--settings", "flowlint.toml"], [".", "--allow-output"]):
        done = command("check", *words, cwd=here / "inner")
        assert (done.returncode, done.stdout) == (2, "")
        shown = file.replace(r"\u0000", "\\u0000")
        assert done.stderr.splitlines()[0].startswith(f"flowlint: flowlint.toml:2: `output[0]` names {shown}, {why}")
    assert sorted((path, path.is_file() and path.read_text()) for path in here.rglob("*")) == before


def test_only_the_caller_lets_settings_write(command: Run) -> None:
    Path("flowlint.toml").write_text('output = ["json=out.json", "concise"]')
    done = command("check", "flow.json")
    assert (done.returncode, kind(done.stdout), Path("out.json").exists()) == (1, "concise", False)
    wanted = "not written, since only settings ask for it: out.json (flowlint.toml:1); --allow-output writes it"
    assert done.stderr == f"flowlint: {wanted}\n"
    assert command("check", "flow.json", "--settings", "flowlint.toml").stderr == ""
    assert kind(Path("out.json").read_text()) == "json"


def test_settings_that_are_extended_write_nothing_outside_of_the_repository(command: Run, here: Path) -> None:
    (here / "inner" / ".git").mkdir(parents=True)
    write("base.toml", 'output = ["json=out.json"]\nbaseline = "base.json"')
    write("inner/flowlint.toml", 'extend = "../base.toml"')
    done = command("check", "--allow-output", cwd=here / "inner")
    assert done.returncode == 2
    assert f"flowlint: {here}/base.toml:1: `output[0]` names out.json, {ELSEWHERE}" in done.stderr.splitlines()
    done = command("baseline", "write", cwd=here / "inner")
    assert done.returncode == 2
    assert f"flowlint: {here}/base.toml:2: `baseline` names base.json, {ELSEWHERE}" in done.stderr.splitlines()


@pytest.mark.parametrize("format_name", FORMATS)
def test_settings_replace_the_reports_of_earlier_runs(command: Run, good_flow: str, format_name: str) -> None:
    name = f"out{ENDINGS[format_name][0]}"
    Path("flowlint.toml").write_text(f'output = ["{format_name}={name}"]')
    for flow in (good_flow, BROKEN, good_flow):
        write("flow.json", flow)
        assert command("check", "flow.json", "--allow-output").stderr == ""
    assert command("check", "flow.json", "--format", format_name).stdout == Path(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_report_of_nothing_is_replaced_too(command: Run, good_flow: str, format_name: str) -> None:
    write("flow.json", good_flow)
    for _ in range(2):
        done = command("check", "flow.json", "-o", f"{format_name}=report", "-q")
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("format_name", FORMATS)
def test_settings_replace_nothing_that_a_person_wrote(command: Run, format_name: str) -> None:
    name = f"notes{ENDINGS[format_name][0]}"
    for text in ("# Notes\n\nBuy milk.\n", '{"version": 1, "tool": {"name": "other"}}', "[1]", "<a/>", "name: a\n"):
        write(name, text)
        Path("flowlint.toml").write_text(f'output = ["{format_name}={name}"]')
        assert command("check", "flow.json", "--allow-output").returncode == 2
        assert Path(name).read_text() == text


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("flow.json", "holds a flow, which no report may replace"),
        ("link.json", "holds a flow, which no report may replace"),
        ("broken.json", "holds a flow, which no report may replace"),
        ("flowlint.toml", "is a file of settings, which no report may replace"),
        ("base.toml", "is a file of settings, which no report may replace"),
        ("known.json", "is a baseline, which no report may replace"),
    ],
)
def test_a_report_takes_the_place_of_no_input(command: Run, name: str, what: str) -> None:
    write("flowlint.toml", 'extend = "base.toml"')
    write("base.toml", "pedantic = false")
    write("broken.json", BROKEN[:-2])
    Path("link.json").symlink_to("flow.json")
    command("baseline", "write", "--baseline", "known.json")
    before = Path(name).read_bytes()
    for words in (["-o", name], ["-o", f"json={name}"]):
        done = command("check", "flow.json", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines()[-1] == f"Error: {name} {what}; name another file."
    assert Path(name).read_bytes() == before


@pytest.mark.parametrize("words", [["-o", "link.json"], ["-o", "json=link.json"]])
@pytest.mark.parametrize("content", [None, "", "alias ls=ls\n"])
def test_a_report_goes_through_no_link_to_another_file(
    command: Run, here: Path, words: list[str], content: str | None
) -> None:
    folder = here / "checked"
    folder.mkdir()
    outside = here / "outside"
    if content is not None:
        outside.write_text(content)
    (folder / "link.json").symlink_to(outside)
    done = command("check", "../flow.json", *words, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    said = "link.json is a link, and to no report of flowlint; name the file that it leads to."
    assert done.stderr.splitlines()[-1] == f"Error: {said}"
    assert (outside.read_text() if outside.exists() else None) == content


def test_a_link_to_a_report_stays(command: Run) -> None:
    command("check", "flow.json", "-o", "json=out.json")
    before = Path("out.json").read_text()
    Path("out.json").write_text(before + "\n")
    Path("link.json").symlink_to("out.json")
    assert command("check", "flow.json", "-o", "json=link.json").returncode == 1
    assert (Path("link.json").is_symlink(), Path("out.json").read_text()) == (True, before)


def test_a_name_as_long_as_the_file_system_takes_one_is_written(command: Run) -> None:
    name = "n" * 250 + ".json"
    assert command("check", "flow.json", "-o", f"json={name}").returncode == 1
    assert json.loads(Path(name).read_text(encoding="utf-8"))["version"] == 1


def test_a_report_keeps_the_mode_of_its_file(command: Run) -> None:
    Path("out.json").touch()
    Path("out.json").chmod(0o640)
    command("check", "flow.json", "-o", "json=out.json")
    assert Path("out.json").stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_put_in_its_place_leaves_nothing(
    command: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(path: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "replace", replace)
    before = sorted(here.iterdir())
    done = command("check", "flow.json", "-o", "json=out.json", "-q")
    assert (done.returncode, done.stderr) == (2, "flowlint: out.json cannot be written: Invalid cross-device link\n")
    assert sorted(here.iterdir()) == before


def test_a_file_that_cannot_be_written_keeps_no_other_from_it(command: Run) -> None:
    done = command("check", "flow.json", "-o", "sarif=no/out.sarif", "-o", "json=out.json", "--format", "concise")
    assert (done.returncode, kind(done.stdout), kind(Path("out.json").read_text())) == (2, "concise", "json")
    assert done.stderr == "flowlint: no/out.sarif cannot be written: No such file or directory\n"


def test_a_summary_that_cannot_be_written_is_told_and_costs_nothing(command: Run) -> None:
    done = command("check", "flow.json", env={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "nowhere/summary.md"})
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=flow.json,line=3,")
    assert done.stderr == "flowlint: the summary of the step cannot be written: No such file or directory\n"
