"""Workflow commands, read as GitHub's runner reads the output of a step, and the paths and numbers that it can show."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given

from flowlint.output import github
from flowlint.output.printable import printable
from flowlint.output.repository import from_root
from flowlint.report import Failure, Level, Place, Report, Suppressed
from kit.hand_made import ANY, CLEAN, EMPTY, HOSTILE, finding, hand_made, hostile, report_of, text_of

COMMANDS = {
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path",
    "notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning",
}  # fmt: skip


@dataclass
class Command:
    name: str
    properties: dict[str, str]
    data: str


def unescaped(text: str, signs: str) -> str:
    """Undo the escapes of some signs, % the last of all, as the runner does."""
    for sign in [*signs, "%"]:
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def command_in(line: str) -> Command | None:
    """Read a line as the runner does: `::name key=value,…::data` at its start, or `##[name key=value;]` anywhere."""
    line = line.lstrip()
    if line.startswith("::") and (end := line.find("::", 2)) >= 0:
        name, _, properties = line[2:end].partition(" ")
        if name in COMMANDS or re.fullmatch(r"[0-9a-f]{32}", name):
            pairs = [pair.split("=", 1) for pair in properties.strip().split(",") if "=" in pair]
            return Command(
                name, {key: unescaped(text, "\r\n:,") for key, text in pairs}, unescaped(line[end + 2 :], "\r\n")
            )
    begin = line.find("##[")
    if begin >= 0 and (end := line.find("]", begin)) >= 0:
        name, _, properties = line[begin + 3 : end].partition(" ")
        if name in COMMANDS:
            pairs = [pair.split("=", 1) for pair in properties.strip().split(";") if "=" in pair]
            return Command(name, {key: unescaped(text, "\r\n;]") for key, text in pairs}, line[end + 1 :])
    return None


def lines(report: Report) -> list[str]:
    """Give the lines as the runner parts them."""
    text = text_of(github.write, report)
    assert text.endswith("\n")
    return re.split(r"\r\n|\r|\n", text[:-1])


def commands(report: Report) -> list[Command]:
    return [one for one in map(command_in, lines(report)) if one is not None]


@pytest.fixture(autouse=True)
def outside_of_a_workflow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)


def test_whole_output() -> None:
    Path("flows").mkdir()
    Path("flows/main.json").touch()
    assert text_of(github.write, hand_made()) == (
        "::error title=flowlint%3A could not be checked::the pack “ours” cannot be loaded\n"
        "::error title=flowlint%3A could not be checked::flows/gone.json: cannot be read: no such file or directory\n"
        "::error file=flows/main.json,line=1,title=flowlint%3A could not be checked::the rule acme/crash crashed\n"
        "::error file=flows/main.json,line=100,endLine=102,title=flowlint%3A logging-on-while-storing-input::"
        "Store input “Ask PIN” stores what the customer types while logging is on; turn it off before.\n"
        "::warning file=flows/main.json,line=7,endLine=7,col=15,endColumn=23,title=flowlint%3A some-rule::"
        "Something is wrong; heal it.\n"
        "::warning file=flows/main.json,line=9,endLine=9,col=15,endColumn=23,title=flowlint%3A some-rule::"
        "It is wrong here as well; heal it, too.\n"
        "::notice file=flows/two.json,line=1,endLine=1,col=8143,endColumn=8143,title=flowlint%3A acme/lost-callers::"
        "100%25 of callers, and more, are lost: connect the branch.\n"
        "1 error, 2 warnings, 1 note in 4 flows, 1,206 blocks, 3 files. 3 things could not be checked. "
        "Held back: 1 by the settings, 1 by the flow, 1 by the baseline.\n"
    )


@pytest.mark.parametrize(
    ("report", "output"),
    [
        (EMPTY, "::warning title=flowlint::No flow was checked.\nNo flow was checked.\n"),
        (CLEAN, "1 flow, 12 blocks: nothing to report.\n"),
        (
            report_of(suppressed=(Suppressed(finding(), "flow", "::error::x"),)),
            "1 flow, 12 blocks: nothing to report. Held back: 1 by the flow.\n",
        ),
    ],
    ids=["empty", "clean", "held back"],
)
def test_nothing_found_is_said_in_a_plain_line(report: Report, output: str) -> None:
    assert text_of(github.write, report) == output


def test_only_what_github_shows_is_written_and_the_gravest_of_it_first() -> None:
    found = [finding(f"{level.value} {n}", level=level) for n in range(12) for level in reversed(Level)]
    failures = tuple(Failure("", None, f"failure {n}") for n in range(3))
    report = report_of(*found, failures=failures)
    assert [(one.name, one.data) for one in commands(report)] == [
        *(("error", f"failure {n}") for n in range(3)),
        *(("error", f"error {n}") for n in range(7)),
        *(("warning", f"warning {n}") for n in range(10)),
        *(("notice", f"note {n}") for n in range(10)),
    ]
    assert lines(report)[-2:] == [
        "9 more not shown here: GitHub shows 10 annotations of each kind for a step.",
        "12 errors, 12 warnings, 12 notes in 1 flow, 12 blocks, 1 file. 3 things could not be checked.",
    ]


def test_ten_are_not_too_many() -> None:
    report = report_of(*[finding()] * 10)
    assert len(commands(report)) == 10
    assert lines(report)[10:] == ["10 warnings in 1 flow, 12 blocks, 1 file."]


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place(7, 15, 7, 24), {"line": "7", "endLine": "7", "col": "15", "endColumn": "23"}),
        (Place(7, 15, 7, 15), {"line": "7", "endLine": "7", "col": "15", "endColumn": "15"}),
        (Place(7, 15, 8, 3), {"line": "7", "endLine": "8"}),
    ],
    ids=["a token", "no width", "several lines"],
)
def test_columns_stand_within_one_line_alone(place: Place, shown: dict[str, str]) -> None:
    (one,) = commands(report_of(finding(place=place)))
    assert one.properties == {"file": "flows/main.json", **shown, "title": "flowlint: some-rule"}


def shown_file(path: str) -> str:
    (one,) = commands(report_of(finding(path=path)))
    return one.properties["file"]


def test_files_are_named_from_the_root_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repo" / "flows" / "deep").mkdir(parents=True)
    (tmp_path / "repo" / "link").symlink_to("flows")
    (tmp_path / "repo" / "flows" / "alias.json").symlink_to("a.json")
    monkeypatch.chdir(tmp_path / "repo" / "flows")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "repo"))
    assert shown_file("a.json") == "flows/a.json"
    assert shown_file("deep/a, b: c.json") == "flows/deep/a, b: c.json"
    assert shown_file("../other.json") == "other.json"
    assert shown_file(f"{tmp_path}/repo/flows/a.json") == "flows/a.json"
    assert shown_file("../link/a.json") == "flows/a.json"
    assert shown_file("alias.json") == "flows/alias.json"
    assert shown_file("..odd.json") == "flows/..odd.json"
    assert shown_file("../../elsewhere.json") == "../../elsewhere.json"
    assert shown_file("/elsewhere.json") == "/elsewhere.json"
    monkeypatch.setenv("GITHUB_WORKSPACE", "")
    assert shown_file("deep/a.json") == "deep/a.json"
    (tmp_path / "workspace").symlink_to("repo")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "workspace"))
    assert shown_file("a.json") == "flows/a.json"


def test_a_failure_of_a_rule_is_shown_in_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "a.json").touch()
    monkeypatch.chdir(tmp_path / "flows")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    (one,) = commands(report_of(failures=(Failure("a.json", "some-rule", "crashed"),)))
    assert (one.properties["file"], one.data) == ("flows/a.json", "crashed")


def check_hostile(text: str) -> None:
    report = hostile(text)
    shown = printable(text)
    written = [command_in(line) for line in lines(report)]
    assert [one and one.name for one in written] == ["error", "error", "error", "warning", None]
    _, _, error, warning = (one for one in written if one)
    for one in (error, warning):
        # The runner trims the end of the properties, of which the title is the last.
        file = printable(from_root(text, "GITHUB_WORKSPACE"))
        assert one.properties == {
            **one.properties, "file": file, "line": "7", "col": "15", "title": f"flowlint: {shown}".rstrip()
        }  # fmt: skip
        assert one.data == shown
    assert [one.data for one in written[:2] if one] == [f"{shown}: {shown}" if text else shown, shown]
    assert lines(report)[-1] == (
        "1 error, 1 warning in 2 flows, 2 blocks, 1 file. 2 things could not be checked. Held back: 1 by the flow."
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_means_harm_is_data(text: str) -> None:
    check_hostile(text)


@given(ANY)
def test_any_text_is_data(text: str) -> None:
    if not os.path.isfile(text):  # noqa: PTH113
        check_hostile(text)


def test_the_test_notices_commands() -> None:
    assert command_in(" ::error file=a%2Cb%3A,x=%25::a%0Ab") == Command("error", {"file": "a,b:", "x": "%"}, "a\nb")
    assert command_in("so ##[warning a=b;]c") == Command("warning", {"a": "b"}, "c")
    assert command_in("so ::error::c") is None
    assert command_in("::unknown::c") is None
    bare = replace(hand_made(), findings=())
    assert len(commands(bare)) == len(bare.failures)
