"""The JSON format against its contract: keys, types, whole documents, equal bytes, and places that are true."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from flowlint import __version__, check_paths
from flowlint.output import json as json_output
from flowlint.report import (
    BlockName,
    Edit,
    Failure,
    FileSummary,
    Finding,
    Fix,
    FlowSummary,
    Level,
    Place,
    Related,
    Report,
    Show,
    Step,
    Suppressed,
)
from flowlint.run import Overrides
from kit import ROOT

SCHEMA = json.loads((ROOT / "docs" / "output-v1.schema.json").read_text(encoding="utf-8"))

PAIR = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..")
"""A character beyond U+FFFF, as JSON may write it."""

FLOW = """\
{
  "Version": "2019-10-30",
  "StartAction": "Grüße 🚀",
  "Metadata": {"name": "Main IVR", "type": "contactFlow", "ActionMetadata": {"Grüße 🚀": {"isFriendlyName": true}}},
  "Actions": [
    {"Identifier": "Grüße 🚀", "Type": "MessageParticipant", "Parameters": {"Text": "Welcome to Öl & Gas."},
     "Transitions": {"NextAction": "to the agents", "Errors": [], "Conditions": []}},
    {"Identifier": "bye", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}
"""


def text_of(report: Report) -> str:
    stream = io.StringIO()
    json_output.write(report, stream)
    return stream.getvalue()


def flow_text(target: str = "to the agents") -> str:
    return FLOW.replace("to the agents", target)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with a sound flow, two with a branch that leads nowhere, one of them in an answer, and no flow."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.json").write_text(flow_text("bye"), encoding="utf-8")
    (tmp_path / "main.json").write_text(flow_text(), encoding="utf-8")
    answer = {"ContactFlow": {"Id": "1", "Name": "Held", "Type": "CONTACT_FLOW", "Content": flow_text()}}
    (tmp_path / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "a package"}', encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def corpus_document(corpus: Path) -> Any:
    return json.loads(text_of(check_paths([corpus])))


def hand_made() -> Report:
    """Make a report that has something of everything."""
    welcome = BlockName("Welcome", "MessageParticipant", "Welcome", "Play prompt “Welcome”")
    step = Step(welcome, None, Place(3, 5, 3, 9), "")
    finding = Finding(
        rule="acme/pin-in-log",
        level=Level.NOTE,
        message='„Öl“ 🚀 \x00 \\ " ]](1)',
        path="a/b c.json",
        place=Place(1, 2, 3, 4),
        flow=None,
        block=None,
        pointer="",
        trail=(),
        fingerprint="0123456789abcdef",
    )
    elsewhere = Related("The same ](2).", "b.json", Place(7, 8, 7, 9), None, BlockName("id", "", "Block", "Block “id”"))
    last = Step(BlockName("id", "", "Block", "Block “id”"), "condition Equals 1\n2", Place(4, 5, 4, 9), "logged here")
    return Report(
        files=(
            FileSummary("a/b c.json", "flow-language", (FlowSummary("Main", "CONTACT_FLOW", 2, ""),), None),
            FileSummary("list.json", "api-response", (FlowSummary(None, None, 0, "/0/a~1b~0"),), None),
            FileSummary("broken.json", None, (), None),
            FileSummary("package.json", None, (), "not a flow"),
        ),
        findings=(
            finding,
            replace(
                finding,
                flow="Main",
                block=welcome,
                pointer="/Actions/0/a~1b",
                trail=(step, last),
                related=(elsewhere,),
                fix=Fix("write a\nb", True, (Edit("a/b c.json", 3, 5, Place(2, 1, 2, 3), "“a\nb”"),), ("00",)),
            ),
        ),
        failures=(Failure("a/b c.json", "acme/pin-in-log", "crashed"), Failure("", None, "a pack cannot be loaded")),
        rules=(),
        suppressed=(Suppressed(finding, "settings", "on purpose"), Suppressed(finding, "baseline", "")),
    )


def check_shape(document: Any) -> None:
    """Hold a document to the schema, and the keys of each of its objects to the schema's, in order and number."""
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    check_keys(document, SCHEMA, "")


def properties_of(schema: Any) -> tuple[dict[str, Any], list[str]]:
    """Give the properties of an object's schema, and those it must have, each in order, through $ref and allOf."""
    if "$ref" in schema:
        return properties_of(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
    properties, required = dict(schema.get("properties", {})), list(schema.get("required", []))
    for part in schema.get("allOf", []):
        more, wanted = properties_of(part)
        properties |= more
        required += wanted
    return properties, required


def check_keys(value: Any, schema: Any, where: str) -> None:
    if isinstance(value, dict):
        properties, required = properties_of(schema)
        assert list(value) == [key for key in properties if key in required or key in value], where
        for key, item in value.items():
            check_keys(item, properties[key], f"{where}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check_keys(item, schema["items"], f"{where}/{index}")


def objects_in(schema: Any) -> Iterator[Any]:
    """Give every schema of an object in the schema, at any depth."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        schema = list(schema.values())
    for part in schema if isinstance(schema, list) else ():
        yield from objects_in(part)


def test_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_always_there_but_for_what_must_be_asked_for() -> None:
    optional = {key for one in objects_in(SCHEMA) for key in one["properties"] if key not in one["required"]}
    assert optional == {"context", "held_back", "revision", "since", "statistics"}


@pytest.mark.parametrize(
    "report",
    [
        hand_made(),
        replace(hand_made(), show=Show(suppressed=True)),
        Report((), (), (), ()),
        Report((), (), (), (), show=Show(suppressed=True)),
        replace(hand_made(), show=Show(statistics=True)),
    ],
    ids=["hand-made", "hand-made, all shown", "empty", "empty, all shown", "with statistics"],
)
def test_shape_of_hand_made_reports(report: Report) -> None:
    text = text_of(report)
    check_shape(json.loads(text))
    assert text.isascii()
    assert text.endswith("}\n")


@pytest.mark.slow
def test_shape_of_the_corpus(corpus_document: Any) -> None:
    check_shape(corpus_document)
    findings, files = corpus_document["findings"], corpus_document["files"]
    order = [tuple(one[key] for key in ("path", "line", "column", "rule", "message")) for one in findings]
    assert order == sorted(order)
    assert [one["path"] for one in files] == sorted({one["path"] for one in files})
    assert corpus_document["summary"] == {
        **{level: sum(one["level"] == level for one in findings) for level in ("error", "warning", "note")},
        "flows": sum(len(one["flows"]) for one in files),
        "blocks": sum(flow["blocks"] for one in files for flow in one["flows"]),
    }
    for finding in findings:
        flows = [(step["path"], step["flow"]) for step in finding["trail"]]
        assert [step["via"] is None for step in finding["trail"]] == [
            index == 0 or flow != flows[index - 1] for index, flow in enumerate(flows)
        ]


def test_whole_document_of_a_run(folder: Path) -> None:
    report = check_paths(["main.json", "package.json", "gone.json"], Overrides(select=("dangling-transition",)))
    expected = {
        "version": 1,
        "tool": {"name": "flowlint", "version": __version__},
        "files": [
            {
                "path": "main.json",
                "kind": "flow-language",
                "flows": [{"name": "Main IVR", "type": "CONTACT_FLOW", "blocks": 2, "pointer": ""}],
                "skipped": None,
                "unread": [],
            },
            {"path": "package.json", "kind": None, "flows": [], "skipped": "not a flow", "unread": []},
        ],
        "findings": [
            {
                "rule": "dangling-transition",
                "level": "error",
                "message": "Play prompt “Grüße 🚀”: the branch “Success” leads to “to the agents”, which is no block "
                "here; connect it.",
                "path": "main.json",
                "line": 7,
                "column": 36,
                "end_line": 7,
                "end_column": 51,
                "flow": "Main IVR",
                "block": {
                    "id": "Grüße 🚀",
                    "type": "MessageParticipant",
                    "name": "Grüße 🚀",
                    "label": "Play prompt “Grüße 🚀”",
                },
                "pointer": "/Actions/0/Transitions/NextAction",
                "trail": [],
                "fingerprint": "c94eba3f150faeb2",
                "causes": [],
                "related": [],
                "fix": None,
            }
        ],
        "suppressed": {"settings": 0, "flow": 0, "baseline": 0},
        "failures": [
            {"path": "gone.json", "rule": None, "message": "cannot be read: no such file or directory"},
            {"path": "package.json", "rule": None, "message": "holds no flow: not a flow"},
        ],
        "summary": {"error": 1, "warning": 0, "note": 0, "flows": 1, "blocks": 2},
    }
    assert json.loads(text_of(report)) == expected


def test_whole_finding_with_a_trail() -> None:
    document = json.loads(text_of(hand_made()))
    assert document["findings"][1] == {
        "rule": "acme/pin-in-log",
        "level": "note",
        "message": '„Öl“ 🚀 \x00 \\ " ]](1)',
        "path": "a/b c.json",
        "line": 1,
        "column": 2,
        "end_line": 3,
        "end_column": 4,
        "flow": "Main",
        "block": {"id": "Welcome", "type": "MessageParticipant", "name": "Welcome", "label": "Play prompt “Welcome”"},
        "pointer": "/Actions/0/a~1b",
        "trail": [
            {
                "path": "a/b c.json",
                "flow": "Main",
                "block": "Welcome",
                "label": "Play prompt “Welcome”",
                "via": None,
                "line": 3,
                "column": 5,
                "note": "",
            },
            {
                "path": "a/b c.json",
                "flow": "Main",
                "block": "id",
                "label": "Block “id”",
                "via": "condition Equals 1\n2",
                "line": 4,
                "column": 5,
                "note": "logged here",
            },
        ],
        "fingerprint": "0123456789abcdef",
        "causes": [],
        "related": [
            {
                "message": "The same ](2).",
                "path": "b.json",
                "line": 7,
                "column": 8,
                "end_line": 7,
                "end_column": 9,
                "flow": None,
                "block": {"id": "id", "type": "", "name": "Block", "label": "Block “id”"},
            }
        ],
        "fix": {
            "description": "write a\nb",
            "safe": True,
            "edits": [
                {
                    "path": "a/b c.json",
                    "start": 3,
                    "end": 5,
                    "line": 2,
                    "column": 1,
                    "end_line": 2,
                    "end_column": 3,
                    "text": "“a\nb”",
                }
            ],
        },
    }


def test_what_was_held_back_is_told_where_it_was_asked_for() -> None:
    document = json.loads(text_of(hand_made()))
    shown = json.loads(text_of(replace(hand_made(), show=Show(suppressed=True))))
    assert list(shown) == [*document, "held_back"]
    assert {key: shown[key] for key in document} == document
    finding = document["findings"][0]
    assert shown["held_back"] == [
        {**finding, "cause": "settings", "reason": "on purpose"},
        {**finding, "cause": "baseline", "reason": ""},
    ]
    assert document["suppressed"] == {"settings": 1, "flow": 0, "baseline": 1}


def bytes_of_runs(paths: list[str], seeds: tuple[str, ...]) -> set[bytes]:
    """Run the command itself, over the paths in both orders and under each hash seed."""
    answers = set()
    for seed, order in [*((seed, paths) for seed in seeds), (seeds[0], paths[::-1])]:
        answer = subprocess.run(
            [sys.executable, "-m", "flowlint", "check", "--format", "json", "--pedantic", "--fail-on", "never", *order],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=False,
        )
        assert answer.returncode == 0 or json.loads(answer.stdout)["failures"], answer.stderr
        answers.add(answer.stdout)
    return answers


@pytest.mark.slow
def test_equal_bytes_for_equal_input(folder: Path) -> None:
    (answer,) = bytes_of_runs(["main.json", "answer.json", "sound.json", "package.json"], ("0", "1", "random"))
    document = json.loads(answer)
    check_shape(document)
    assert [one["path"] for one in document["files"]] == ["answer.json", "main.json", "package.json", "sound.json"]
    found = {one["path"] for one in document["findings"] if one["rule"] == "dangling-transition"}
    assert found == {"answer.json", "main.json"}


@pytest.mark.slow
def test_equal_bytes_for_the_corpus(corpus: Path) -> None:
    folders = sorted(str(path) for path in corpus.iterdir())
    assert len(bytes_of_runs(folders, ("0", "1", "random"))) == 1


class Document:
    """A JSON text and where its values stand in it, worked out here without flowlint.

    `offsets` gives, for each character of the text and for its end, the offset in the file it stands in.
    """

    def __init__(self, text: str, offsets: list[int] | None = None) -> None:
        self.text = text
        self.offsets = offsets or list(range(len(text) + 1))
        self.value = json.loads(text)

    @cached_property
    def spans(self) -> dict[tuple[str, ...], tuple[tuple[int, int] | None, tuple[int, int]]]:
        """For each value, by the parts of its pointer: where its key stands, if it has one, and where it does."""
        found: dict[tuple[str, ...], tuple[tuple[int, int] | None, tuple[int, int]]] = {}
        decoder = json.JSONDecoder()

        def skip(at: int) -> int:
            while self.text[at : at + 1] in (" ", "\t", "\r", "\n", ","):
                at += 1
            return at

        def read(at: int, way: tuple[str, ...], key: tuple[int, int] | None) -> int:
            if self.text[at] == "{":
                end = skip(at + 1)
                while self.text[end] != "}":
                    name, key_end = decoder.raw_decode(self.text, end)
                    value_start = skip(self.text.index(":", key_end) + 1)
                    end = skip(read(value_start, (*way, name), (end, key_end)))
                end += 1
            elif self.text[at] == "[":
                end, index = skip(at + 1), 0
                while self.text[end] != "]":
                    end, index = skip(read(end, (*way, str(index)), None)), index + 1
                end += 1
            else:
                end = decoder.raw_decode(self.text, at)[1]
            found[way] = key, (at, end)
            return end

        read(skip(0), (), None)
        return found

    def at(self, way: tuple[str, ...]) -> Any:
        value = self.value
        for part in way:
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value

    def held(self, way: tuple[str, ...]) -> "Document":
        """Give the document that a string of this one holds."""
        start, end = self.spans[way][1]
        offsets, at = [], start + 1
        while at < end - 1:
            offsets.append(at)
            if self.text[at] != "\\":
                at += 1
            elif self.text[at + 1] != "u":
                at += 2
            else:
                at += 12 if PAIR.match(self.text, at) else 6
        return Document(self.at(way), [*offsets, at])


def split(pointer: str) -> tuple[str, ...]:
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


class File:
    """A file's text, and the documents of the flows in it."""

    def __init__(self, summary: Any) -> None:
        data = Path(summary["path"]).read_bytes()
        self.text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        self.line_starts = [0, *(end.end() for end in re.finditer("\r\n|\r|\n", self.text))]
        whole = Document(self.text)
        self.flows = [(flow["name"], *self._flow(whole, split(flow["pointer"]))) for flow in summary["flows"]]

    @staticmethod
    def _flow(whole: Document, way: tuple[str, ...]) -> tuple[Document, tuple[str, ...]]:
        """Give the document a flow stands in, and the way to the flow in it."""
        return (whole.held(way), ()) if isinstance(whole.at(way), str) else (whole, way)

    def region(self, finding: Any) -> tuple[int, int]:
        return (
            self.line_starts[finding["line"] - 1] + finding["column"] - 1,
            self.line_starts[finding["end_line"] - 1] + finding["end_column"] - 1,
        )


def tokens(document: Document, way: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Give the tokens that may name what a pointer leads to, or the nearest thing around it that is there."""
    while way not in document.spans:
        way = way[:-1]
    key, (start, end) = document.spans[way]
    if key is not None:
        yield key
    if not isinstance(document.at(way), dict | list):
        yield start, end
    elif key is None:
        yield start, start + 1


def names(document: Document, way: tuple[str, ...], token: str) -> bool:
    """Tell by its text alone whether a token names what a pointer leads to."""
    while way not in document.spans:
        way = way[:-1]
    value = document.at(way)
    if token in ("{", "["):
        return isinstance(value, dict if token == "{" else list)
    return json.loads(token) == value or (bool(way) and json.loads(token) == way[-1])


def stands_where_it_says(file: File, finding: Any) -> bool:
    """Tell whether a finding's region is a token that its pointer names, in one of the flows of that name.

    It may be a part of that token as well: a reference or a tag in a text.
    """
    start, end = file.region(finding)
    pointer = split(finding["pointer"])
    for name, document, base in file.flows:
        for token_start, token_end in tokens(document, (*base, *pointer)):
            first, last = document.offsets[token_start], document.offsets[token_end]
            token = file.text[start:end]
            whole, part = (start, end) == (first, last), first < start and end < last and token[:1] in "$<"
            if name != finding["flow"] or not (whole or part):
                continue
            if document.text != file.text:
                token = json.loads(f'"{token}"')
            if whole:
                return names(document, (*base, *pointer), token)
            return json.loads(f'"{token}"') in document.at((*base, *pointer))
    return False


OWN_FORMS = {"flow-language", "console-export", "api-response"}


@pytest.mark.slow
def test_findings_stand_at_the_token_that_their_pointer_names(corpus_document: Any) -> None:
    summaries = {one["path"]: one for one in corpus_document["files"]}
    files: dict[str, File] = {}
    judged: set[Any] = set()
    # What a pointer names can be looked up only in text that parses.
    broken = {finding["path"] for finding in corpus_document["findings"] if finding["rule"] == "invalid-json"}
    for finding in corpus_document["findings"]:
        path = finding["path"]
        if path in broken:
            continue
        if summaries[path]["kind"] not in OWN_FORMS:  # places in other forms are the business of their readers' tests
            continue
        if path not in files:
            files[path] = File(summaries[path])
        assert stands_where_it_says(files[path], finding), finding
        judged.add(summaries[path]["kind"])
    assert judged == OWN_FORMS


ANSWER = {"ContactFlow": {"Name": "Held", "Content": FLOW}}
FORMS = {
    "byte order mark": FLOW.encode("utf-8-sig"),
    "UTF-16": FLOW.encode("utf-16"),
    "Windows line ends": FLOW.replace("\n", "\r\n").encode(),
    "old Mac line ends": FLOW.replace("\n", "\r").encode(),
    "one line": json.dumps(json.loads(FLOW), ensure_ascii=False).encode(),
    "one line of ASCII": json.dumps(json.loads(FLOW)).encode(),
    "answer": json.dumps(ANSWER, ensure_ascii=False).encode(),
    "list of answers in ASCII": json.dumps([ANSWER, {"ContactFlows": [ANSWER["ContactFlow"]]}], indent=1).encode(),
}


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS.keys())
def test_places_are_true_in_every_form(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "flow.json"
    path.write_bytes(data)
    document = json.loads(text_of(check_paths([path], Overrides(select=("dangling-transition",)))))
    (summary,) = document["files"]
    assert len(document["findings"]) == len(summary["flows"]) > 0
    file = File(summary)
    assert all(stands_where_it_says(file, finding) for finding in document["findings"])


def test_the_test_of_places_notices(folder: Path) -> None:
    document = json.loads(text_of(check_paths(["."], Overrides(select=("dangling-transition",)))))
    summaries = {one["path"]: one for one in document["files"]}
    for finding in document["findings"]:
        file = File(summaries[finding["path"]])
        assert stands_where_it_says(file, finding)
        assert not stands_where_it_says(file, {**finding, "column": finding["column"] + 1})
        assert not stands_where_it_says(file, {**finding, "end_column": finding["end_column"] - 1})
        assert not stands_where_it_says(file, {**finding, "pointer": "/Actions/1/Type"})
        assert not stands_where_it_says(file, {**finding, "flow": "another"})
    assert [one["path"] for one in document["findings"]] == ["answer.json", "main.json"]
