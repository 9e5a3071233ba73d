"""The command line as a person or a machine uses it: exit codes, streams, options, and what it does not import."""

import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from flowlint import __version__
from flowlint.cli import main
from flowlint.output.writing import FORMATS, write_file
from flowlint.run import check_paths
from kit import FIXTURES, Run, write

HEAVY = {"dulwich", "hcl2", "jsonpath_ng", "jsonschema", "networkx", "rich", "sarif_om", "subprocess", "yaml"}


@pytest.fixture
def flows(tmp_path: Path, good_flow: str, bad_flow: str) -> Path:
    """A folder with a good flow, one with an error, one with a warning, and JSON that is no flow."""
    unreached = json.loads(good_flow)
    unreached["Actions"].append({**unreached["Actions"][0], "Identifier": "Hello"})
    (tmp_path / "good.json").write_text(good_flow, encoding="utf-8")
    (tmp_path / "error.json").write_text(bad_flow, encoding="utf-8")
    (tmp_path / "warning.json").write_text(json.dumps(unreached), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "left-pad"}', encoding="utf-8")
    return tmp_path


def rules_found(done: "subprocess.CompletedProcess[str]") -> list[str]:
    return [finding["rule"] for finding in json.loads(done.stdout)["findings"]]


# Exit codes


@pytest.mark.parametrize(
    ("name", "fail_on", "code"),
    [
        ("good.json", "note", 0),
        ("warning.json", "note", 1),
        ("warning.json", "warning", 1),
        ("warning.json", "error", 0),
        ("warning.json", "never", 0),
        ("error.json", "error", 1),
        ("error.json", "never", 0),
        (".", "error", 1),
    ],
)
def test_the_exit_code_follows_the_level(flows: Path, command: Run, name: str, fail_on: str, code: int) -> None:
    done = command("check", "--fail-on", fail_on, name)
    assert (done.returncode, done.stderr) == (code, "")


def test_by_default_a_warning_fails(flows: Path, process: Run) -> None:
    assert process("check", "good.json").returncode == 0
    assert process("check", "warning.json").returncode == 1
    assert process("check").returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--no-such-option"],
        ["check", "--format", "docx"],
        ["check", "--fail-on", "sometimes"],
        ["check", "--select", "no-such-rule"],
        ["check", ""],
        ["check", "--ignore", "no-such-rule"],
        ["explain", "no-such-rule"],
        ["explain"],
        ["chekc"],
    ],
)
def test_wrong_usage_is_2_and_says_what_is_wrong(flows: Path, command: Run, arguments: list[str]) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: flowlint")
    assert arguments[-1] in done.stderr


def test_a_path_that_is_not_there_is_2_and_the_others_are_checked(flows: Path, command: Run) -> None:
    done = command("check", "--format", "json", "nowhere.json", "error.json", "gone/")
    assert done.returncode == 2
    assert rules_found(done) == ["dangling-transition"]
    assert done.stderr.splitlines() == [
        "flowlint: gone: cannot be read: no such file or directory",
        "flowlint: nowhere.json: cannot be read: no such file or directory",
    ]


def test_a_name_steers_no_terminal(flows: Path, command: Run) -> None:
    done = command("check", "gone\x1b[2J\u202e.json")
    said = "flowlint: gone\\u001b[2J\\u202e.json: cannot be read: no such file or directory\n"
    assert (done.returncode, done.stderr) == (2, said)


# What was not checked is told on the error stream


@pytest.mark.parametrize("sent", ["<(cat error.json)", "/dev/stdin < <(cat error.json)"])
def test_a_pipe_is_not_read_and_does_not_pass_for_a_flow_without_findings(flows: Path, sent: str) -> None:
    words = ["bash", "-c", f'"$0" -m flowlint check {sent}', sys.executable]
    done = subprocess.run(words, cwd=flows, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith(": holds no flow: not a regular file\n")


def test_a_file_that_may_not_be_read_does_not_end_the_run(flows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(flows)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)  # what click would ask, for files named as arguments
    done = CliRunner().invoke(main, ["check", "--format", "json", "error.json"])
    assert (done.exit_code, json.loads(done.stdout)["summary"]["error"]) == (1, 1)


@pytest.mark.parametrize("named", [["package.json"], ["package.json", "good.json"]])
def test_a_named_file_without_a_flow_fails_the_run(flows: Path, command: Run, named: list[str]) -> None:
    done = command("check", *named)
    assert (done.returncode, done.stderr) == (2, "flowlint: package.json: holds no flow: not a flow\n")


def test_a_folder_without_flows(flows: Path, command: Run) -> None:
    (flows / "empty").mkdir()
    done = command("check", "empty")
    assert (done.returncode, done.stderr) == (0, "flowlint: found no flow in empty\n")


def test_several_paths_without_flows(flows: Path, command: Run) -> None:
    for name in "abcd":
        (flows / name).mkdir()
    done = command("check", *"abcd")
    assert (done.returncode, done.stderr) == (0, "".join(f"flowlint: found no flow in {name}\n" for name in "abcd"))


def test_only_flows_passes_over_named_files_whatever_they_hold(flows: Path, command: Run) -> None:
    (flows / "notes.txt").write_text("Buy milk.", encoding="utf-8")
    assert command("check", "notes.txt", "good.json").returncode == 2
    done = command("check", "--only-flows", "notes.txt", "good.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert command("check", "--only-flows", "nowhere.txt").returncode == 2


# Which rules run


def test_select_runs_only_what_is_named(flows: Path, command: Run) -> None:
    assert rules_found(command("check", "--format=json", "--select", "unreachable-block")) == ["unreachable-block"]
    both = command("check", "--format=json", "--select", "unreachable-block, dangling-transition")
    assert rules_found(both) == ["dangling-transition", "unreachable-block"]
    twice = command("check", "--format=json", "--select=unreachable-block", "--select=dangling-transition")
    assert twice.stdout == both.stdout


def test_ignore_takes_away(flows: Path, command: Run) -> None:
    assert rules_found(command("check", "--format=json", "--ignore", "unreachable-block")) == ["dangling-transition"]
    neither = command("check", "--format=json", "--select=unreachable-block", "--ignore=unreachable-block")
    assert (neither.returncode, neither.stdout) == (2, "")
    assert "The options and settings leave no rule to run." in neither.stderr


@pytest.mark.parametrize("wrong", ["dangling-transitoin", "dangling_transition", "Dangling-Transition"])
def test_an_unknown_rule_is_answered_with_the_nearest(flows: Path, command: Run, wrong: str) -> None:
    for arguments in (["check", "--select", wrong], ["check", "--ignore", wrong]):
        done = command(*arguments)
        assert f"There is no rule '{wrong}'. Did you mean dangling-transition" in done.stderr
    done = command("explain", wrong)
    assert f"There is no rule and no block type '{wrong}'. Did you mean dangling-transition" in done.stderr


def test_rules_lists_each_rule_with_its_level_and_title(flows: Path, command: Run) -> None:
    lines = command("rules").stdout.splitlines()
    assert lines == sorted(lines)
    [line] = [line for line in lines if line.startswith("dangling-transition ")]
    title = "A branch, or the entry point, leads to a block that does not exist."
    assert line.split(maxsplit=2) == ["dangling-transition", "error", title]


def test_a_house_rule_steers_no_terminal_where_it_is_explained(command: Run, here: Path) -> None:
    odd = r'message = "M\u001b[2J."' + '\nselect = "$"\nschema = false\n' + r'why = "A\nB\u009b2J"'
    (here / "flowlint.toml").write_text(f"[house-rules.some-rule]\n{odd}", encoding="utf-8")
    page = command("explain", "house/some-rule").stdout
    assert "\nM\\u001b[2J.\n" in page and "\nA\nB\\u009b2J\n" in page
    assert "M\\u001b[2J." in command("rules").stdout


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["check", "flow.json"], ""),
        (["check", "sub dir"], " --settings 'sub dir/flowlint.toml'"),
        (["check", "sub dir", "."], " --settings 'sub dir/flowlint.toml'"),
        (["check", "flow.json", "--settings", "ci.toml"], " --settings ci.toml"),
    ],
)
def test_the_hint_to_explain_a_house_rule_works_from_here(
    command: Run, here: Path, bad_flow: str, words: list[str], options: str
) -> None:
    rule = 'message = "m"\nselect = "$.StartAction"\nschema = false\n'
    for path, name in (
        ("flowlint.toml", "at-the-top"),
        ("sub dir/flowlint.toml", "further-down"),
        ("ci.toml", "in-ci"),
    ):
        write(str(here / path), f"[house-rules.{name}]\n{rule}")
    write(str(here / "flow.json"), bad_flow)
    write(str(here / "sub dir" / "flow.json"), bad_flow)
    done = command(*words, "--ignore", "dangling-transition")
    hint = done.stdout.rstrip().rpartition("flowlint explain ")[2].partition("\n")[0]
    name, _, found = hint.partition(" ")
    assert (found and f" {found}") == options
    rules = {"": ["at-the-top"], " --settings ci.toml": ["in-ci"]}.get(options, ["further-down"])
    for one in [f"house/{one}" for one in rules]:
        assert name in (one, "RULE")
        page = command("explain", one, *shlex.split(found))
        assert (page.returncode, page.stderr) == (0, "")
        assert page.stdout.startswith(f"# {one}\n")
        whole = page.stdout.rstrip().rpartition("`flowlint ")[2].removesuffix("`")
        assert command(*shlex.split(whole)).stdout.startswith(f"# {one}\n")


def test_explain_prints_the_page_of_a_rule(command: Run) -> None:
    page = command("explain", "dangling-transition", "--full").stdout
    assert page.startswith("# dangling-transition\n\nA branch")
    assert page.index("## Why it matters") < page.index("## How to fix in the designer") < page.index("## See also")


# Where the report goes


def test_the_report_is_written_to_a_file(flows: Path, command: Run) -> None:
    printed = command("check", "--format=json").stdout
    done = command("check", "--format=json", "-o", "report")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert (flows / "report").read_text(encoding="utf-8") == printed
    assert len(list(flows.iterdir())) == 5


def test_a_report_is_as_readable_as_any_new_file(flows: Path, command: Run) -> None:
    command("check", "-o", "report.txt")
    (flows / "other.txt").touch()
    assert (flows / "report.txt").stat().st_mode == (flows / "other.txt").stat().st_mode


@pytest.mark.parametrize("place", ["nowhere/report.json", "good.json/report.json"])
def test_a_place_that_cannot_be_written_to_is_2(flows: Path, command: Run, place: str) -> None:
    done = command("check", "-o", place)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"flowlint: {place} cannot be written: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_that_cannot_be_replaced_stays(flows: Path, request: pytest.FixtureRequest) -> None:
    (flows / "closed").mkdir()
    (flows / "closed" / "report.json").write_text("before", encoding="utf-8")
    (flows / "closed").chmod(0o555)
    report = check_paths([flows / "good.json"])
    write_file(report, "json", flows / "report.json")  # what is imported first is imported with privileges
    request.getfixturevalue("without_privileges")
    with pytest.raises(PermissionError):
        write_file(report, "json", Path("closed/report.json"))
    assert list(Path("closed").iterdir()) == [Path("closed/report.json")]
    assert Path("closed/report.json").read_text(encoding="utf-8") == "before"


def test_a_report_written_to_a_link_or_device_leaves_it_there(flows: Path, process: Run) -> None:
    (flows / "link.json").symlink_to("real.json")
    process("check", "--format=json", "-o", "real.json", "good.json")
    earlier = (flows / "real.json").read_text(encoding="utf-8")
    process("check", "--format=json", "-o", "link.json")
    assert (flows / "link.json").is_symlink()
    assert (flows / "real.json").read_text(encoding="utf-8") != earlier
    assert json.loads((flows / "real.json").read_text(encoding="utf-8"))["version"] == 1
    done = process("check", "--format=json", "-o", "/dev/stdout", "good.json")
    assert json.loads(done.stdout)["version"] == 1
    assert Path("/dev/stdout").is_symlink()
    assert process("check", "-o", "/dev/null", "good.json").returncode == 0
    assert Path("/dev/null").is_char_device()


# Streams that are not as usual


@pytest.mark.slow
@pytest.mark.parametrize("format_name", FORMATS)
def test_a_reader_that_stops_early_is_no_error(flows: Path, format_name: str) -> None:
    words = [sys.executable, "-m", "flowlint", "check", "--format", format_name]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(words, cwd=flows, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


HOUSE_RULE = """
[house-rules.flow-without-greeting]
message = "x"
select = "$.Actions[*]"
schema = false
[[house-rules.flow-without-greeting.good]]
Type = "Wait"
"""


@pytest.mark.parametrize(
    ("words", "code"),
    [(["fmt", "--check"], 1), (["fmt"], 0), (["fmt", "-"], 0), (["settings", "--test"], 1), (["clean"], 0)],
)
def test_nor_does_it_change_what_other_commands_end_with(flows: Path, words: list[str], code: int) -> None:
    (flows / "flowlint.toml").write_text(HOUSE_RULE, encoding="utf-8")
    command = ["sh", "-c", 'exec "$0" -m flowlint "$@" < good.json', sys.executable, *words]
    environment = {**os.environ, "XDG_CACHE_HOME": str(flows / "caches")}
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command, cwd=flows, env=environment, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writing)
    assert done.returncode == code
    assert "pipe" not in done.stderr.lower()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(flows: Path, closed: str) -> None:
    words = ["sh", "-c", f'exec "$0" -m flowlint check "$@" {closed}', sys.executable, "error.json"]
    done = subprocess.run(words, cwd=flows, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("words", [["inventory", "error.json"], ["rules"], ["explain", "missing-transition"]])
def test_a_closed_standard_output_is_no_error_of_other_commands(flows: Path, words: list[str]) -> None:
    command = ["sh", "-c", 'exec "$0" -m flowlint "$@" >&-', sys.executable, *words]
    done = subprocess.run(command, cwd=flows, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        *((["check", "--format", name, "error.json"], "the report") for name in FORMATS),
        (["rules"], "the list"),
        (["explain", "dangling-transition"], "the page"),
    ],
)
def test_a_full_disk_is_2(flows: Path, arguments: list[str], what: str) -> None:
    words = [sys.executable, "-m", "flowlint", *arguments]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(words, cwd=flows, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, f"flowlint: {what} cannot be written: No space left on device\n")


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_terminal_without_unicode_gets_escapes(flows: Path, process: Run, format_name: str) -> None:
    done = process("check", "--format", format_name, "error.json", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.isascii()
    assert "ufeff" not in done.stdout  # the byte order mark


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "endless-loop", "--full"],
        ["graph", "error.json"],
        ["inventory", "--format", "csv"],
        ["rules"],
        ["settings", "--schema"],
    ],
    ids=lambda words: words[0],
)
def test_each_command_writes_escapes_for_what_its_output_has_no_characters_for(
    flows: Path, arguments: list[str]
) -> None:
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    words = [sys.executable, "-m", "flowlint", *arguments]
    done = subprocess.run(words, cwd=flows, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"ufeff" not in done.stdout  # the byte order mark


# What everybody looks at first


def test_version(process: Run) -> None:
    assert process("--version").stdout == f"flowlint, version {__version__}\n"


@pytest.mark.parametrize("arguments", [["-h"], ["check", "-h"], ["rules", "-h"], ["explain", "-h"]])
def test_help_fits_a_terminal(command: Run, arguments: list[str]) -> None:
    done = command(*arguments, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: flowlint")
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert "..." not in done.stdout.replace("[PATHS]...", "").replace("[ARGS]...", "")


def test_check_help_tells_the_exit_codes(command: Run) -> None:
    told = command("check", "--help").stdout
    for line in ("  0  nothing at or above --fail-on", "  1  such findings", "  2  the run itself failed"):
        assert line in told


CHECK = ["check", "--isolated", "--no-cache", "--no-context", "--format", "json", "--fail-on", "never"]
ORDINARY = str(FIXTURES / "flows" / "main-line.json")
"""A flow with ordinary faults: what tells them needs no library either."""
GRAPHS_AND_SCHEMAS = [
    str(path)
    for name in (
        "error-branch-disconnects-silently",
        "invalid-flow",
        "invalid-parameter",
        "module-recursion",
        "transfer-cycle",
        "unbounded-retry",
        "unreachable-block",
    )
    for path in sorted((FIXTURES / name).glob("*.json"))
]
"""Flows with faults that components of graphs and our own schemas tell."""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["check", "--help"],
        ["rules"],
        [*CHECK, ORDINARY],
        [*CHECK, *GRAPHS_AND_SCHEMAS],
    ],
)
def test_what_needs_no_library_imports_none(command: Run, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "flowlint", *arguments], capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "flowlint" in imported
    assert not imported & HEAVY


# What ends a run


def test_an_interrupted_run_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flowlint.run.check_paths", interrupted)
    done = CliRunner().invoke(main, ["check", "."])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "flowlint: interrupted before the report was written\n"


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (["check", "-o", "json=out.json"], "pathlib.Path.replace"),
        (["baseline", "write"], "pathlib.Path.replace"),
        (["graph", "-o", "out.svg"], "pathlib.Path.replace"),
        (["report", "-o", "out.html"], "pathlib.Path.replace"),
        (["rules"], "flowlint.packs.load"),
        (["new-rule", "acme/first-rule"], "flowlint.new_rule.scaffold.write_all_new"),
    ],
)
def test_whatever_is_interrupted_has_failed(
    flows: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], where: str
) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(flows)
    monkeypatch.setattr(where, interrupted)
    before = sorted(flows.rglob("*"))
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (2, "flowlint: interrupted")
    assert sorted(flows.rglob("*")) == before


def test_a_folder_that_is_gone_is_2(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    script = f'mkdir "{gone}"; cd "{gone}"; rmdir "{gone}"; exec "{sys.executable}" -P -m flowlint check "{tmp_path}"'
    (tmp_path / "some.json").write_text("{}", encoding="utf-8")
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "flowlint: the current folder cannot be read: No such file or directory\n"


# Long runs


@pytest.mark.parametrize(("files", "shown"), [(60, True), (10, False)])
def test_a_terminal_shows_how_far_a_long_run_has_come(tmp_path: Path, good_flow: str, files: int, shown: bool) -> None:
    for number in range(files):
        (tmp_path / f"{number}.json").write_text(good_flow, encoding="utf-8")
    words = [sys.executable, "-m", "flowlint", "check", "--isolated", "--quiet"]
    ours, theirs = os.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"}
    with subprocess.Popen(words, cwd=tmp_path, stderr=theirs, stdout=subprocess.PIPE, env=environment) as process:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # the end of a terminal whose other side is closed
            while part := os.read(ours, 65_536):
                seen += part
        assert process.stdout is not None
        assert (process.stdout.read(), process.wait()) == (b"", 0)
    os.close(ours)
    assert (b"Checking flows" in seen) is shown


def test_elsewhere_than_on_a_terminal_nothing_is_shown_of_it(tmp_path: Path, good_flow: str, command: Run) -> None:
    for number in range(60):
        (tmp_path / f"{number}.json").write_text(good_flow, encoding="utf-8")
    done = command("check", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_crash_is_no_finding(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing() -> None:
        raise ValueError("AK" + "IAQRVXMBTKZWNJPLCY")

    monkeypatch.setattr("flowlint.packs.load", crashing)
    done = command("rules")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert re.fullmatch(r"flowlint: flowlint crashed: ValueError: •{20} \(test_cli\.py:\d+\); please report this", line)
