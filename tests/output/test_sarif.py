"""The SARIF format: the official schema, what GitHub asks for, one whole document, and text that means harm."""

import copy
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint import __version__, check_paths
from flowlint.output import sarif
from flowlint.report import BlockName, Failure, Finding, Level, Place, Related, Report, RuleInfo, Show, Step, Suppressed
from kit import BAD, DATA, write
from kit.code_scanning import refusals

SCHEMA = DATA / "sarif-schema-2.1.0.json"

MENU = RuleInfo(
    id="menu-without-way-out",
    level=Level.WARNING,
    pillar="reliability",
    tags=("loops",),
    title="A menu that no key leaves.",
    sections={"Why it matters": "The caller hears it `for ever`.", "Options": ""},
)
PIN = RuleInfo(
    id="acme/pin-in-log",
    level=Level.ERROR,
    pillar="security",
    tags=("logging", "security"),
    title="A PIN that is logged.",
    sections={"What it finds": "A block that stores a PIN.", "Why it matters": "Logs are read by many."},
)
WELCOME = BlockName("Welcome", "MessageParticipant", "Welcome", "Play prompt “Welcome”")
ASK = BlockName(
    "0f5f2a4c-7a40-4a63-9d3e-0c1f7e6f2a11", "GetParticipantInput", "Get customer input", "Get customer input “PIN?”"
)


def finding(**parts: Any) -> Finding:
    plain = Finding(
        rule=MENU.id,
        level=Level.WARNING,
        message="Get customer input “PIN?” has no way out; connect a key.",
        path="flow.json",
        place=Place(1, 1, 1, 2),
        flow=None,
        block=None,
        pointer="",
        trail=(),
        fingerprint="00ff",
    )
    return replace(plain, **parts)


def report(*findings: Finding, failures: tuple[Failure, ...] = ()) -> Report:
    return Report(files=(), findings=findings, failures=failures, rules=(PIN, MENU))


def text_of(told: Report) -> str:
    stream = io.StringIO()
    sarif.write(told, stream)
    return stream.getvalue()


def document_of(told: Report) -> Any:
    return json.loads(text_of(told))


@pytest.fixture(scope="module")
def schema() -> Any:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    validator.check_schema(validator.schema)
    return validator


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def place_of(text: str, token: str) -> Place:
    before, _, _ = text.partition(token)
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Place(line, column, line, column + len(token))


NAME = r'"🚀 早安 „Öl“ [click](https://example.com) \\ \u0000"'
NASTY = f"""{{
  "Name": {NAME},
  "逃げ道": "[x](1)",\t"end": "é"}}
"""


def nasty(here: Path) -> Report:
    """Make a report in which everything that can be odd is odd."""
    folder = here / "Grüße 100% [neu]"
    folder.mkdir()
    paths = [folder / "a b#c?d&e:f+ü.json", here / "colon: first.json", here / "plain.json"]
    for path in paths:
        path.write_text(NASTY, encoding="utf-8-sig")
    odd = BlockName("[id](2)\ud800\x00", "Type\x1b[31m", "早安 [name](3) \\", "晚安 [label](3) \\")
    name, key, end = place_of(NASTY, NAME), place_of(NASTY, '"逃げ道"'), place_of(NASTY, '"é"')
    trail = (
        Step(WELCOME, None, name, ""),
        Step(odd, "condition Equals [y](4)\n\x07", key, "🚀 waits [here](5)"),
        Step(BlockName("id", "", "End", "End “id”"), "error NoMatchingError", end, "ends"),
    )
    inside = os.path.relpath(paths[0], here)
    return report(
        finding(
            path=inside, place=name, flow="早安 [flow](6)\udcff", message="[text](https://example.com) \ud800\x00 🚀"
        ),
        finding(path=inside, place=key, flow="Flow", block=odd, trail=trail, rule=PIN.id, level=Level.NOTE),
        finding(path="./colon: first.json", place=key, block=BlockName("x", "", "y", "z"), message="x](y"),
        finding(path=str(paths[2]), place=key, flow="", message="", fingerprint="other"),
        failures=(
            Failure(str(paths[2]), PIN.id, "the rule crashed: KeyError: '[a](b)' \ud800"),
            Failure("gone.json", None, "cannot be read: no such file or directory"),
            Failure("some_pack.rules", "unknown-rule", "cannot be loaded"),
            Failure("", None, "the whole run is odd"),
        ),
    )


def test_whole_document(here: Path) -> None:
    (here / "My flow.json").touch()
    trail = (
        Step(WELCOME, None, Place(3, 7, 3, 13), ""),
        Step(ASK, "next", Place(9, 7, 9, 28), "asks again and again"),
    )
    told = report(
        finding(path="My flow.json", place=Place(9, 7, 9, 28), flow="Main IVR", block=ASK, trail=trail),
        finding(path="My flow.json", place=Place(1, 1, 1, 2), flow="Main IVR", level=Level.NOTE, rule=PIN.id),
        failures=(Failure("My flow.json", PIN.id, "the rule acme/pin-in-log crashed"),),
    )
    welcome = {"name": "Play prompt “Welcome”", "fullyQualifiedName": "Main IVR/Welcome", "kind": "block"}
    ask = {"name": "Get customer input “PIN?”", "fullyQualifiedName": f"Main IVR/{ASK.id}", "kind": "block"}
    artifact = {"uri": "My%20flow.json"}
    at_ask = {
        "artifactLocation": artifact,
        "region": {"startLine": 9, "startColumn": 7, "endLine": 9, "endColumn": 28},
    }
    at_welcome = {
        "artifactLocation": artifact,
        "region": {"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 13},
    }
    at_start = {
        "artifactLocation": artifact,
        "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2},
    }
    expected = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "flowlint",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [
                            {
                                "id": "acme/pin-in-log",
                                "name": "AcmePinInLog",
                                "shortDescription": {"text": "A PIN that is logged."},
                                "fullDescription": {
                                    "text": "A PIN that is logged.\n\nA block that stores a PIN.\n\n"
                                    "Logs are read by many."
                                },
                                "help": {
                                    "text": "A PIN that is logged.\n\nA block that stores a PIN.\n\n"
                                    "Why it matters\n\nLogs are read by many.",
                                    "markdown": "A PIN that is logged.\n\nA block that stores a PIN.\n\n"
                                    "## Why it matters\n\nLogs are read by many.",
                                },
                                "defaultConfiguration": {"level": "error"},
                                "properties": {
                                    "tags": ["logging", "security"],
                                    "precision": "very-high",
                                    "problem.severity": "error",
                                    "security-severity": "8.0",
                                },
                            },
                            {
                                "id": "menu-without-way-out",
                                "name": "MenuWithoutWayOut",
                                "shortDescription": {"text": "A menu that no key leaves."},
                                "fullDescription": {
                                    "text": "A menu that no key leaves.\n\nThe caller hears it `for ever`."
                                },
                                "help": {
                                    "text": "A menu that no key leaves.\n\n"
                                    "Why it matters\n\nThe caller hears it `for ever`.",
                                    "markdown": "A menu that no key leaves.\n\n"
                                    "## Why it matters\n\nThe caller hears it `for ever`.",
                                },
                                "defaultConfiguration": {"level": "warning"},
                                "properties": {
                                    "tags": ["loops", "reliability"],
                                    "precision": "high",
                                    "problem.severity": "warning",
                                },
                            },
                        ],
                    }
                },
                "automationDetails": {"id": "flowlint/"},
                "columnKind": "utf16CodeUnits",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "invocations": [
                    {
                        "executionSuccessful": False,
                        "toolExecutionNotifications": [
                            {
                                "level": "error",
                                "message": {"text": "My flow.json: the rule acme/pin-in-log crashed"},
                                "locations": [{"physicalLocation": {"artifactLocation": artifact}}],
                                "associatedRule": {"id": "acme/pin-in-log", "index": 0},
                            }
                        ],
                    }
                ],
                "results": [
                    {
                        "ruleId": "menu-without-way-out",
                        "ruleIndex": 1,
                        "level": "warning",
                        "message": {"text": "Get customer input “PIN?” has no way out; connect a key."},
                        "locations": [{"physicalLocation": at_ask, "logicalLocations": [ask]}],
                        "partialFingerprints": {"primaryLocationLineHash": "00ff:1"},
                        "codeFlows": [
                            {
                                "threadFlows": [
                                    {
                                        "locations": [
                                            {
                                                "location": {
                                                    "physicalLocation": at_welcome,
                                                    "logicalLocations": [welcome],
                                                    "message": {"text": "Play prompt “Welcome”"},
                                                },
                                                "executionOrder": 1,
                                            },
                                            {
                                                "location": {
                                                    "physicalLocation": at_ask,
                                                    "logicalLocations": [ask],
                                                    "message": {
                                                        "text": "next → Get customer input “PIN?”: asks again and again"
                                                    },
                                                },
                                                "executionOrder": 2,
                                            },
                                        ]
                                    }
                                ]
                            }
                        ],
                    },
                    {
                        "ruleId": "acme/pin-in-log",
                        "ruleIndex": 0,
                        "level": "note",
                        "message": {"text": "Get customer input “PIN?” has no way out; connect a key."},
                        "locations": [
                            {
                                "physicalLocation": at_start,
                                "logicalLocations": [
                                    {"name": "Main IVR", "fullyQualifiedName": "Main IVR", "kind": "flow"}
                                ],
                            }
                        ],
                        "partialFingerprints": {"primaryLocationLineHash": "00ff:2"},
                    },
                ],
            }
        ],
    }
    assert text_of(told) == json.dumps(expected, indent=2) + "\n"


def test_nasty_report_is_valid_and_welcome(here: Path, schema: Any) -> None:
    text = text_of(nasty(here))
    document = json.loads(text)
    schema.validate(document)
    assert refusals(document, here) == []
    assert text.isascii()
    assert json.dumps(document, indent=2) + "\n" == text


def test_nasty_report_says_what_it_is_about(here: Path) -> None:
    run = document_of(nasty(here))["runs"][0]
    assert [result["message"]["text"] for result in run["results"]] == [
        "[text]\\(https://example.com) \ufffd\ufffd 🚀",
        "Get customer input “PIN?” has no way out; connect a key.",
        "x]\\(y",
        MENU.id,
    ]
    steps = run["results"][1]["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in steps] == [
        "Play prompt “Welcome”",
        "condition Equals [y]\\(4)\n\ufffd → 晚安 [label]\\(3) \\: 🚀 waits [here]\\(5)",
        "error NoMatchingError → End “id”: ends",
    ]
    assert [result["locations"][0].get("logicalLocations") for result in run["results"]] == [
        [{"name": "早安 [flow](6)\ufffd", "fullyQualifiedName": "早安 [flow](6)\ufffd", "kind": "flow"}],
        [{"name": "晚安 [label](3) \\", "fullyQualifiedName": "Flow/[id](2)\ufffd\ufffd", "kind": "block"}],
        [{"name": "z", "fullyQualifiedName": "x", "kind": "block"}],
        None,
    ]
    plain = [{"physicalLocation": {"artifactLocation": {"uri": "plain.json"}}}]
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": f"{here}/plain.json: the rule crashed: KeyError: '[a]\\(b)' \ufffd"},
                    "locations": plain,
                    "associatedRule": {"id": PIN.id, "index": 0},
                },
                {"level": "error", "message": {"text": "gone.json: cannot be read: no such file or directory"}},
                {"level": "error", "message": {"text": "some_pack.rules: cannot be loaded"}},
                {"level": "error", "message": {"text": "the whole run is odd"}},
            ],
        }
    ]


@pytest.mark.parametrize("rules", [(), (PIN, MENU)], ids=["no rules", "rules"])
def test_empty_report(here: Path, schema: Any, rules: tuple[RuleInfo, ...]) -> None:
    document = document_of(Report(files=(), findings=(), failures=(), rules=rules))
    schema.validate(document)
    assert refusals(document, here) == []
    run = document["runs"][0]
    assert run["results"] == []
    assert len(run["tool"]["driver"]["rules"]) == len(rules)
    assert run["invocations"] == [
        {
            "executionSuccessful": True,
            "toolExecutionNotifications": [{"level": "warning", "message": {"text": "No flow was checked."}}],
        }
    ]


@pytest.mark.slow
def test_corpus(corpus: Path, schema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus)
    told = check_paths(["."])
    document = document_of(told)
    schema.validate(document)
    assert refusals(document, corpus) == []
    results = document["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == [one.rule for one in told.findings]
    assert [result["partialFingerprints"]["primaryLocationLineHash"].split(":")[0] for result in results] == [
        one.fingerprint for one in told.findings
    ]
    assert any("codeFlows" in result for result in results) == any(one.trail for one in told.findings)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("flow.json", "flow.json"),
        ("./flows//main.json", "flows/main.json"),
        ("HERE/flows/main.json", "flows/main.json"),
        ("../main.json", "../main.json"),
        ("100% of [a] b#c?.json", "100%25%20of%20%5Ba%5D%20b%23c%3F.json"),
        ("c:main.json", "c%3Amain.json"),
        ("back\\slash.json", "back%5Cslash.json"),
        ("早.json", "%E6%97%A9.json"),
        ("caf\udce9.json", "caf%E9.json"),
        ("\ud800.json", "%EF%BF%BD.json"),
        ("<text>", "%3Ctext%3E"),
        ("", "."),
    ],
)
def test_uri(here: Path, path: str, uri: str) -> None:
    result = document_of(report(finding(path=path.replace("HERE", str(here)))))["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_uri_of_a_file_that_no_relative_path_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    def relpath(path: str) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("flowlint.output.sarif.os.path.relpath", relpath)
    result = document_of(report(finding(path="/flows/main.json")))["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "flows/main.json"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name")
def test_name_that_is_not_utf8_is_read_and_told(here: Path) -> None:
    (here / os.fsdecode(b"caf\xe9.json")).write_bytes(b'{"Version": "2019-10-30", "StartAction": "a", "Actions": []}')
    told = check_paths(["."])
    assert told.findings
    assert refusals(document_of(told), here) == []


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_told_without_links_and_in_unicode(text: str) -> None:
    told = report(finding(message=text, flow=text), failures=(Failure("", None, text or "crash"),))
    written = text_of(told)
    document = json.loads(written)
    written.encode()
    assert json.dumps(document, ensure_ascii=False).encode()
    assert json.dumps(document, indent=2) + "\n" == written
    run = document["runs"][0]
    message = run["results"][0]["message"]["text"]
    assert "](" not in message
    assert len(message.replace("]\\(", "](")) == len((text or MENU.id).replace("]\\(", "]("))
    assert "](" not in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize(
    ("level", "precision", "severity", "security"),
    [
        (Level.ERROR, "very-high", "error", "8.0"),
        (Level.WARNING, "high", "warning", "5.5"),
        (Level.NOTE, "medium", "recommendation", "2.0"),
    ],
)
def test_what_a_rules_level_says(level: Level, precision: str, severity: str, security: str) -> None:
    told = Report((), (), (), (MENU._replace(level=level), PIN._replace(level=level, tags=())))
    menu, pin = document_of(told)["runs"][0]["tool"]["driver"]["rules"]
    assert menu["defaultConfiguration"] == pin["defaultConfiguration"] == {"level": level.value}
    assert menu["properties"] == {
        "tags": ["loops", "reliability"],
        "precision": precision,
        "problem.severity": severity,
    }
    assert pin["properties"] == {
        "tags": ["security"],
        "precision": precision,
        "problem.severity": severity,
        "security-severity": security,
    }


def test_rule_of_another_pack_that_says_too_much_or_nothing(here: Path, schema: Any) -> None:
    wordy = MENU._replace(
        id="acme/a2b", tags=tuple(f"t{n}" for n in range(30)), sections={"What it finds": "long " * 300}
    )
    silent = MENU._replace(id="acme/silent", title="", tags=("",), sections={})
    document = document_of(Report((), (), (), (wordy, silent)))
    schema.validate(document)
    assert refusals(document, here) == []
    first, second = document["runs"][0]["tool"]["driver"]["rules"]
    assert (first["name"], len(first["fullDescription"]["text"])) == ("AcmeA2b", 1024)
    assert first["fullDescription"]["text"].endswith("…")
    assert "reliability" in first["properties"]["tags"]
    assert second["help"] == {"text": "acme/silent", "markdown": "acme/silent"}


def test_related_places_are_linked_from_the_message(schema: Any) -> None:
    twin = Related("The same [blocks](9).", "b c.json", Place(3, 4, 3, 9), "Other", WELCOME)
    section = Related("4 blocks.", "main.json", Place(5, 6, 5, 7), "Main", ASK)
    told = report(finding(path="main.json", message="A [copy](1).", flow="Main", related=(twin, section)))
    document = document_of(told)
    schema.validate(document)
    (result,) = document["runs"][0]["results"]
    twice, once = "The same [blocks]\\(9).", "4 blocks."
    assert result["message"] == {"text": f"A [copy]\\(1).\n[1](1): {twice}\n[2](2): {once}"}
    assert result["relatedLocations"] == [
        {
            "id": 1,
            "physicalLocation": {
                "artifactLocation": {"uri": "b%20c.json"},
                "region": {"startLine": 3, "startColumn": 4, "endLine": 3, "endColumn": 9},
            },
            "logicalLocations": [
                {"name": "Play prompt “Welcome”", "fullyQualifiedName": "Other/Welcome", "kind": "block"}
            ],
            "message": {"text": twice},
        },
        {
            "id": 2,
            "physicalLocation": {
                "artifactLocation": {"uri": "main.json"},
                "region": {"startLine": 5, "startColumn": 6, "endLine": 5, "endColumn": 7},
            },
            "logicalLocations": [
                {"name": "Get customer input “PIN?”", "fullyQualifiedName": f"Main/{ASK.id}", "kind": "block"}
            ],
            "message": {"text": once},
        },
    ]


def with_held_back(*found: Finding) -> Report:
    elsewhere = Related("The same.", "d.json", Place(3, 4, 3, 9), "Other", WELCOME)
    held_back = (
        Suppressed(finding(path="b.json", fingerprint="0a"), "flow", "a menu [choice](1) \ud800"),
        Suppressed(finding(path="c.json", related=(elsewhere,)), "settings", "on purpose"),
        Suppressed(finding(path="c.json"), "baseline", ""),
    )
    return replace(report(*found), suppressed=held_back)


def test_what_was_held_back_is_left_out(here: Path) -> None:
    assert document_of(with_held_back(finding())) == document_of(report(finding()))


def test_what_was_held_back_is_told_where_it_was_asked_for(here: Path, schema: Any) -> None:
    for name in ("flow", "b", "c", "d"):
        (here / f"{name}.json").write_text('{\n\n  "a": 1}', encoding="utf-8")
    told = with_held_back(finding(path="c.json"), finding())
    document = document_of(replace(told, show=Show(suppressed=True)))
    schema.validate(document)
    assert refusals(document, here) == []
    results = document["runs"][0]["results"]
    assert [result["suppressions"] for result in results] == [
        [],
        [],
        [{"kind": "inSource", "status": "accepted", "justification": "a menu [choice](1) \ufffd"}],
        [{"kind": "external", "status": "accepted", "justification": "on purpose"}],
        [{"kind": "external", "status": "accepted"}],
    ]
    assert [result["partialFingerprints"]["primaryLocationLineHash"] for result in results] == [
        "00ff:1", "00ff:2", "0a:1", "00ff:3", "00ff:4",
    ]  # fmt: skip
    shown = [{key: value for key, value in result.items() if key != "suppressions"} for result in results[:2]]
    assert shown == document_of(told)["runs"][0]["results"]


def test_suppressions_are_told_of_all_results_or_of_none(here: Path, schema: Any) -> None:
    document = document_of(replace(report(finding()), show=Show(suppressed=True)))
    schema.validate(document)
    assert [result["suppressions"] for result in document["runs"][0]["results"]] == [[]]
    assert "suppressions" not in text_of(report(finding()))


def test_columns_are_counted_in_utf_16(here: Path) -> None:
    flow = json.dumps({**BAD, "StartAction": "Hello", "Metadata": {"name": "😀"}}, ensure_ascii=False)
    flow = flow.replace('"StartAction"', '"😀": "\U00010000ä", "StartAction"')
    write("flow.json", flow)
    report = check_paths(["flow.json"], frames=True)
    (finding,) = report.findings
    at = flow.index('"Hello"')
    assert (finding.place.column, finding.place.end_column, finding.place.wide) == (at + 1, at + 8, (2, 2))
    (result,) = document_of(report)["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    units = flow.encode("utf-16-le")[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)]
    assert units.decode("utf-16-le") == '"Hello"'


def test_a_level_that_settings_changed_is_an_override(here: Path) -> None:
    write("flow.json", json.dumps(BAD))
    write("flowlint.toml", '[rules.dangling-transition]\nlevel = "warning"\n[rules.endless-loop]\nlevel = "error"')
    (run,) = document_of(check_paths(["flow.json"]))["runs"]
    index = next(at for at, rule in enumerate(run["tool"]["driver"]["rules"]) if rule["id"] == "dangling-transition")
    assert run["invocations"][0]["ruleConfigurationOverrides"] == [
        {"configuration": {"level": "warning"}, "descriptor": {"id": "dangling-transition", "index": index}}
    ]
    (result,) = run["results"]
    assert (result["level"], result["provenance"]) == ("warning", {"invocationIndex": 0})
    assert run["tool"]["driver"]["rules"][index]["defaultConfiguration"] == {"level": "error"}


def test_levels_that_differ_between_files_are_no_override(here: Path) -> None:
    write("flow.json", json.dumps(BAD))
    write("other/flow.json", json.dumps(BAD))
    write("other/flowlint.toml", '[rules.dangling-transition]\nlevel = "note"')
    (run,) = document_of(check_paths(["."]))["runs"]
    assert "ruleConfigurationOverrides" not in run["invocations"][0]
    assert [(one["level"], "provenance" in one) for one in run["results"]] == [("error", False), ("note", False)]


def test_finding_of_a_rule_that_the_report_does_not_list() -> None:
    (result,) = document_of(report(finding(rule="gone")))["runs"][0]["results"]
    assert result["ruleId"] == "gone"
    assert "ruleIndex" not in result


def test_same_as_the_serialiser_of_sarif_om_and_what_that_one_drops(here: Path) -> None:
    to_json = pytest.importorskip("jschema_to_python.to_json").to_json
    told = report(
        finding(flow="Main", block=ASK, trail=(Step(WELCOME, None, Place(1, 1, 1, 2), ""),)),
        finding(level=Level.NOTE, related=(Related("Here.", "b.json", Place(1, 1, 1, 2), None, ASK),)),
        failures=(Failure("gone.json", PIN.id, "crashed"),),
    )
    ours = document_of(told)
    theirs = json.loads(to_json(sarif._log(told)))
    assert sorted(_dropped(ours, theirs, "")) == [
        "/runs/0/results/0/level: warning",
        "/runs/0/tool/driver/rules/1/defaultConfiguration/level: warning",
    ]


def _dropped(ours: Any, theirs: Any, where: str) -> Iterator[str]:
    """Give what stands in our document alone; fail where the two differ in any other way."""
    if isinstance(ours, dict):
        assert theirs.keys() <= ours.keys(), where
        for key, value in ours.items():
            if key in theirs:
                yield from _dropped(value, theirs[key], f"{where}/{key}")
            else:
                yield f"{where}/{key}: {value}"
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), where
        for index, (our, their) in enumerate(zip(ours, theirs, strict=True)):
            yield from _dropped(our, their, f"{where}/{index}")
    else:
        assert ours == theirs, where


def test_sarif_om_is_imported_when_a_log_is_written_and_not_before() -> None:
    told = "import sys, flowlint.output.sarif; print('sarif_om' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"


def _set(*way: Any) -> Callable[[Any], None]:
    """Make a change that puts the last argument where the others lead, below the only run."""
    *keys, last, value = way

    def change(log: Any) -> None:
        at = log["runs"][0]
        for key in keys:
            at = at[key]
        at[last] = value

    return change


RESULT: tuple[Any, ...] = ("results", 0)
PLACE: tuple[Any, ...] = (*RESULT, "locations", 0, "physicalLocation")
RULE: tuple[Any, ...] = ("tool", "driver", "rules", 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda log: log["runs"].append(log["runs"][0]), "not exactly one run"),
        (
            lambda log: log["runs"][0]["results"].append(log["runs"][0]["results"][0]),
            "two results have one fingerprint",
        ),
        (_set(*RESULT, "message", "text", ""), "/runs/0/results/0/message/text is empty"),
        (_set(*RESULT, "message", "text", "\ud800"), "/runs/0/results/0/message/text has a lone surrogate"),
        (_set(*RESULT, "message", "text", "[a](b)"), "a message has a link"),
        (_set(*RESULT, "level", "fatal"), "a result has no such level"),
        (_set(*RESULT, "ruleIndex", 0), "ruleIndex and ruleId differ"),
        (_set(*RESULT, "locations", []), "a result has not exactly one location"),
        (_set(*PLACE, "artifactLocation", "uri", "a b.json"), "a b.json is no relative URI"),
        (_set(*PLACE, "artifactLocation", "uri", "/a.json"), "/a.json is no relative URI"),
        (_set(*PLACE, "artifactLocation", "uri", "./a.json"), "./a.json is not the straight way from the root"),
        (_set(*PLACE, "artifactLocation", "uri", "gone.json"), "gone.json is no file"),
        (_set(*PLACE, "region", "endColumn", 4), "the region"),
        (_set(*PLACE, "region", "startLine", 0), "the region"),
        (_set(*PLACE, "region", "endLine", 2), "the region"),
        (_set(*RULE, "fullDescription", "text", "a" * 1025), "too long a text"),
        (_set(*RULE, "help", {}), "no help"),
        (_set(*RULE, "properties", "tags", ["logging"]), "security-severity"),
        (_set(*RULE, "properties", "security-severity", 8.0), "security-severity"),
        (_set("columnKind", "unicodeCodePoints"), "columns are not counted in UTF-16 code units"),
    ],
)
def test_the_check_of_githubs_rules_notices(here: Path, change: Callable[[Any], None], reason: str) -> None:
    (here / "flow.json").write_text("{}", encoding="utf-8")
    document = document_of(report(finding()))
    assert refusals(document, here) == []
    broken = copy.deepcopy(document)
    change(broken)
    assert any(reason in refusal for refusal in refusals(broken, here))


def test_links_lead_home_where_the_project_has_an_address(schema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (RuleInfo("own-rule", Level.NOTE, "", (), "T.", {}), RuleInfo("acme/other", Level.NOTE, "", (), "T.", {}))
    told = Report((), (), (), rules)
    assert "informationUri" not in json.dumps(document_of(told)) and "helpUri" not in json.dumps(document_of(told))
    monkeypatch.setattr("flowlint.address.HOME", "https://example.com/flowlint")
    document = document_of(told)
    schema.validate(document)
    driver = document["runs"][0]["tool"]["driver"]
    assert driver["informationUri"] == "https://example.com/flowlint"
    assert [one.get("helpUri") for one in driver["rules"]] == [
        "https://example.com/flowlint/blob/main/rules/docs/own-rule.md",
        None,
    ]
