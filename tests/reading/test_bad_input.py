"""Input that is not as it should be: each gets a finding or an entry that says why, and never ends the run."""

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from flowlint.output.writing import FORMATS, write
from flowlint.reading.decoding import decode
from flowlint.reading.walking import Found
from flowlint.report import Report
from flowlint.run import Overrides, check_paths
from kit import BAD, GOOD, Run

TEXT = json.dumps(GOOD, indent=2)
BYTES = TEXT.encode()


def flow(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def with_block(**changes: Any) -> bytes:
    first, *others = GOOD["Actions"]
    return flow(Actions=[{**first, **changes}, *others])


def nested(depth: int, opening: str = "[", closing: str = "]") -> bytes:
    return BYTES.replace(b'"Goodbye."', (opening * depth + "1" + closing * depth).encode())


NOT_JSON = {
    "cut off in the middle": BYTES[: len(BYTES) // 2],
    "cut off in a string": BYTES[: BYTES.index(b"Participant") + 3],
    "cut off at the last bracket": BYTES.rstrip()[:-1],
    "a comma too many": BYTES.replace(b'"Metadata": {},', b'"Metadata": {},,'),
    "a comma at the end": BYTES.replace(b'"Text": "Goodbye."', b'"Text": "Goodbye.",'),
    "a comment": BYTES.replace(b"{", b"{ // our flow", 1),
    "single quotes": BYTES.replace(b'"Goodbye."', b"'Goodbye.'"),
    "NaN": BYTES.replace(b'"Goodbye."', b"NaN"),
    "text behind the end": BYTES + b"\n{}",
    "two documents": BYTES + BYTES,
    "lines of a merge": BYTES.replace(b'  "Metadata"', b'<<<<<<< ours\n  "Metadata"'),
    "a NUL byte between": BYTES.replace(b'"Metadata"', b'\0"Metadata"'),
    "a NUL byte in a string": BYTES.replace(b"Goodbye.", b"Good\0bye."),
    "a line break in a string": BYTES.replace(b"Goodbye.", b"Good\nbye."),
    "bytes that are not UTF-8": BYTES.replace(b"Goodbye.", b"Tsch\xfc\xdf."),
    "UTF-16 with half a character": TEXT.encode("utf-16")[:-1],
    "a number of 5,000 digits": BYTES.replace(b'"Goodbye."', b"1" * 5_000),
    "lists nested 10,000 deep": nested(10_000),
    "objects nested 10,000 deep": nested(10_000, '{"a": ', "}"),
    "objects nested 10,000 deep and never closed": BYTES.replace(b'"Goodbye."', b'{"a": ' * 10_000),
}

NOT_A_FLOW = {
    "Actions an object": flow(Actions={"Goodbye": {}}),
    "Actions null": flow(Actions=None),
    "Actions text": flow(Actions="none"),
    "no Actions": json.dumps({"Version": "2019-10-30", "StartAction": "x"}).encode(),
    "Actions of everything": flow(Actions=[None, 1, "x", [], {}, *GOOD["Actions"]]),
    "StartAction null": flow(StartAction=None),
    "StartAction an object": flow(StartAction={"Identifier": "Goodbye"}),
    "Version a number": flow(Version=1),
    "Transitions null": with_block(Transitions=None),
    "Transitions a list": with_block(Transitions=["Hang up"]),
    "NextAction null": with_block(Transitions={"NextAction": None}),
    "Errors an object": with_block(Transitions={"NextAction": "Hang up", "Errors": {}}),
    "Errors of everything": with_block(Transitions={"NextAction": "Hang up", "Errors": [None, 1, "x", [], {}]}),
    "Conditions of everything": with_block(Transitions={"NextAction": "Hang up", "Conditions": [None, 1, [], {}]}),
    "Parameters null": with_block(Parameters=None),
    "Parameters text": with_block(Parameters="Text"),
    "Identifier null": with_block(Identifier=None),
    "Identifier a list": with_block(Identifier=[]),
    "Type null": with_block(Type=None),
    "Type an object": with_block(Type={}),
}

ODD_BUT_CHECKED = {
    "Metadata a list": flow(Metadata=[]),
    "Metadata of nulls": flow(Metadata={"name": None, "type": 7, "ActionMetadata": {"Goodbye": None}}),
    "a lone surrogate": with_block(Parameters={"Text": "\ud83d Goodbye. \udc00"}),
    "control characters": with_block(Parameters={"Text": "\x1b[31mGoodbye.\x1b[0m\x07\x9b"}),
    "a list nested 200 deep": nested(200),
    "a list nested 900 deep": nested(900),
}

NO_FLOW_AT_ALL = {
    "an empty file": b"",
    "nothing but spaces": b" \n\t\n",
    "a byte order mark": b"\xef\xbb\xbf",
    "a number": b"17",
    "text": b'"StartAction"',
    "null": b"null",
    "an empty list": b"[]",
    "a list of everything": b'[null, 1, "Actions", [], {}, [{}]]',
    "another kind of JSON": b'{"name": "left-pad", "version": "1.3.0"}',
    "JSON that speaks of Actions": b'{"Actions": ["s3:GetObject"]}',
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "half a UTF-16 file": b"\xff\xfe{",
    "prose": b"The StartAction names the first of the Actions.",
}


A_TEMPLATE = {
    "Terraform": BYTES.replace(b'"Goodbye."', b"${jsonencode(text)}"),
    "a Terraform loop": BYTES.replace(b'"Text"', b'%{ for one in all ~}\n"Text"'),
    "Jinja or Mustache": BYTES.replace(b'"Goodbye."', b"{{ text }}"),
    "Jinja's statements": BYTES.replace(b'"Text"', b'{% if text %}"Text"'),
    "a Mustache section": BYTES.replace(b'"Text"', b'{{#text}}"Text"'),
    "ERB": BYTES.replace(b'"Goodbye."', b"<%= text %>"),
    "angle brackets": BYTES.replace(b'"Goodbye."', b"<<text>>"),
}


def check_beside_a_bad_flow(tmp_path: Path, data: bytes) -> Report:
    """Check a folder with a file of these bytes and a flow whose finding must not be lost; write all formats."""
    (tmp_path / "odd.json").write_bytes(data)
    (tmp_path / "zebra.json").write_text(json.dumps(BAD), encoding="utf-8")
    report = check_paths([tmp_path], frames=True)
    for format_name in FORMATS:
        write(report, format_name, io.StringIO())
    assert "dangling-transition" in rules_at(report, "zebra.json")
    assert not report.failures
    assert [Path(file.path).name for file in report.files] == ["odd.json", "zebra.json"]
    return report


def rules_at(report: Report, name: str) -> set[str]:
    return {finding.rule for finding in report.findings if Path(finding.path).name == name}


@pytest.mark.parametrize("data", NOT_JSON.values(), ids=NOT_JSON)
def test_a_flow_that_is_no_json_gets_a_finding(tmp_path: Path, data: bytes) -> None:
    report = check_beside_a_bad_flow(tmp_path, data)
    assert rules_at(report, "odd.json") == {"invalid-json"}


@pytest.mark.parametrize("data", NOT_A_FLOW.values(), ids=NOT_A_FLOW)
def test_json_that_is_no_flow_as_it_should_be_gets_a_finding(tmp_path: Path, data: bytes) -> None:
    report = check_beside_a_bad_flow(tmp_path, data)
    assert "invalid-flow" in rules_at(report, "odd.json")


@pytest.mark.parametrize("data", ODD_BUT_CHECKED.values(), ids=ODD_BUT_CHECKED)
def test_what_is_odd_but_allowed_is_checked_like_any_flow(tmp_path: Path, data: bytes) -> None:
    report = check_beside_a_bad_flow(tmp_path, data)
    assert report.files[0].kind == "flow-language"
    assert not rules_at(report, "odd.json") - {"invalid-flow", "invalid-parameter"}


@pytest.mark.parametrize("data", NO_FLOW_AT_ALL.values(), ids=NO_FLOW_AT_ALL)
def test_what_is_no_flow_is_passed_over_with_a_reason(tmp_path: Path, data: bytes) -> None:
    report = check_beside_a_bad_flow(tmp_path, data)
    assert not rules_at(report, "odd.json")
    assert report.files[0].skipped in {"not a flow", "the file is empty"}


@pytest.mark.parametrize("data", A_TEMPLATE.values(), ids=A_TEMPLATE)
def test_a_template_is_read(tmp_path: Path, data: bytes) -> None:
    report = check_beside_a_bad_flow(tmp_path, data)
    assert not rules_at(report, "odd.json")
    assert (report.files[0].kind, len(report.files[0].flows)) == ("template", 1)


@pytest.mark.parametrize("data", [NOT_JSON["a comment"], NOT_A_FLOW["Transitions null"]], ids=["no JSON", "no flow"])
def test_a_finding_in_bad_input_has_its_place(tmp_path: Path, data: bytes) -> None:
    report = check_beside_a_bad_flow(tmp_path, data)
    text = data.decode()
    at = text.index("//") if b"//" in data else text.index("null")
    place = next(one.place for one in report.findings if one.rule in {"invalid-json", "invalid-flow"})
    assert (place.line, place.column) == (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


@pytest.mark.parametrize("data", [*NOT_JSON.values(), *NOT_A_FLOW.values()], ids=[*NOT_JSON, *NOT_A_FLOW])
def test_the_same_content_in_an_api_answer(tmp_path: Path, data: bytes) -> None:
    content = data.decode("utf-8", "replace")
    answer = {"ContactFlow": {"Name": "Main", "Type": "CONTACT_FLOW", "Content": content}}
    report = check_beside_a_bad_flow(tmp_path, json.dumps(answer).encode())
    file, *_ = report.files
    assert file.kind == "api-response" or file.skipped == "not a flow"


def test_a_named_file_that_is_no_json_is_a_failure(tmp_path: Path, command: Run) -> None:
    (tmp_path / "notes.txt").write_text("Buy milk.", encoding="utf-8")
    (tmp_path / "zebra.json").write_text(json.dumps(BAD), encoding="utf-8")
    done = command("check", "--format=json", "notes.txt", "zebra.json")
    assert done.returncode == 2
    assert "flowlint: notes.txt: holds no flow: not a flow" in done.stderr
    report = json.loads(done.stdout)
    assert [failure["path"] for failure in report["failures"]] == ["notes.txt"]
    assert [finding["path"] for finding in report["findings"]] == ["zebra.json"]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that is there and cannot be read")
def test_a_file_that_cannot_be_read_is_a_failure(tmp_path: Path, command: Run) -> None:
    (tmp_path / "zebra.json").write_text(json.dumps(BAD), encoding="utf-8")
    done = command("check", "--format=json", "/proc/self/mem", "zebra.json")
    assert done.returncode == 2
    assert "flowlint: /proc/self/mem: cannot be read: " in done.stderr
    assert [finding["path"] for finding in json.loads(done.stdout)["findings"]] == ["zebra.json"]


def test_a_file_without_permission_is_a_failure(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (tmp_path / "closed.json").write_bytes(BYTES)
    (tmp_path / "closed.json").chmod(0)
    (tmp_path / "zebra.json").write_text(json.dumps(BAD), encoding="utf-8")
    request.getfixturevalue("without_privileges")
    report = check_paths(["."])
    assert [(one.path, one.message) for one in report.failures] == [
        ("closed.json", "cannot be read: permission denied")
    ]
    assert rules_at(report, "zebra.json") == {"dangling-transition"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "middle",
    [
        pytest.param(b'"' + b"x" * 9_000_000 + b'"', id="one long string"),
        pytest.param(b'"' + rb"\u00e9\n" * 1_000_000 + b'"', id="one string of escapes"),
        pytest.param(b"[" + b'{"Text": "%s"},' % (b"x" * 90) * 90_000 + b"{}]", id="one long list"),
        pytest.param(b'"' + b"x" * 9_000_000, id="a string that is never closed"),
        pytest.param(b"[" * 9_000_000, id="nested without end"),
    ],
)
def test_files_of_9_megabytes(tmp_path: Path, middle: bytes) -> None:
    check_beside_a_bad_flow(tmp_path, BYTES.replace(b'"Goodbye."', middle).replace(b'"Goodbye",', b'"Hello",', 1))


def test_a_file_that_becomes_a_pipe_or_a_device_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "device.json").symlink_to("/dev/zero")
    found = [Found(str(tmp_path / name), named=True) for name in ("device.json", "pipe.json")]
    monkeypatch.setattr("flowlint.inputs.find_files", lambda _: found)
    report = check_paths([tmp_path])
    assert [str(one) for one in report.failures] == [f"{one.path}: cannot be read: not a regular file" for one in found]


@pytest.mark.slow
def test_larger_files_are_not_opened(tmp_path: Path) -> None:
    report = check_beside_a_bad_flow(tmp_path, b" " * 10_000_001)
    assert report.files[0].skipped == "larger than 10 MB"


def test_a_reader_that_fails_on_a_file_fails_no_other(
    here: Path, monkeypatch: pytest.MonkeyPatch, bad_flow: str
) -> None:
    def reading(data: bytes) -> str:
        if b"strange" in data:
            raise LookupError("nothing there")
        return decode(data)

    monkeypatch.setattr("flowlint.reading.decode", reading)
    for name in ("flow.json", "strange.json"):
        (here / name).write_text(bad_flow.replace("Goodbye.", name))
    report = check_paths(["."], Overrides(isolated=True, select=("dangling-transition",)))
    assert [one.path for one in report.findings] == ["flow.json"]
    (failure,) = report.failures
    assert (failure.path, failure.rule) == ("strange.json", None)
    said = r"reading it crashed: LookupError: nothing there \(test_bad_input\.py:\d+\); please report this"
    assert re.fullmatch(said, failure.message)


@pytest.mark.parametrize("words", [["check", "-q"], ["fmt", "--check"], ["inventory"], ["graph"]])
def test_mistakes_in_settings_below_are_no_fault_of_a_reader(here: Path, command: Run, words: list[str]) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "flowlint.toml").write_text("selct = []\n")
    (here / "sub" / "flow.json").write_text(json.dumps(GOOD))
    done = command(*words)
    assert done.returncode == 2
    said = "flowlint: sub/flowlint.toml:1: there is no setting `selct`. Did you mean select?\n"
    assert done.stderr.startswith(said)
    assert "crashed" not in done.stderr
