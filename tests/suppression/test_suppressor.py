"""Findings held back on purpose, by notes in flows and by entries of settings: which, why, and what is left over."""

import json
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from flowlint.cli import main
from flowlint.model.suppressions import notes, read_line
from flowlint.output.remedy import Remedy, how_to_suppress, lines_of_entry
from flowlint.reading import read_text
from flowlint.report import Finding, Report, Suppressed
from flowlint.run import Overrides, check_paths, check_text
from flowlint.settings import SettingsSuppression
from flowlint.testing import settings_of
from flowlint.testing.variants import damaged
from flowlint.text.patterns import escape, matches, only_name
from kit import ROOT, Run

Document = dict[str, Any]

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:"
RULES = ("hardcoded-arn", "unused-suppression")
WHY = "one function serves all our instances"
IGNORE = f"flowlint: ignore hardcoded-arn -- {WHY}"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["content", "actionId", "id", "x"]), inside, max_size=3)
    ),
    max_leaves=8,
)


def function(block_id: str, after: str, name: str) -> Document:
    parameters = {"LambdaFunctionARN": ARN + name, "InvocationTimeLimitSeconds": "5"}
    errors = [{"NextAction": "Hang up", "ErrorType": "NoMatchingError"}]
    transitions = {"NextAction": after, "Errors": errors}
    return {
        "Identifier": block_id, "Type": "InvokeLambdaFunction", "Parameters": parameters, "Transitions": transitions,
    }  # fmt: skip


def flow(*annotations: Any, name: str | None = None, ids: tuple[str, str] = ("One", "Two")) -> Document:
    """Make a flow with two blocks that each name a function by a fixed ARN."""
    one, two = ids
    named = {} if name is None else {"name": name}
    end = {"Identifier": "Hang up", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    return {
        "Version": "2019-10-30", "StartAction": one, "Metadata": {**named, "Annotations": list(annotations)},
        "Actions": [function(one, two, "first"), function(two, "Hang up", "second"), end],
    }  # fmt: skip


def note(content: Any, at: Any = "") -> Document:
    return {"type": "default", "id": "1", "content": content, "actionId": at, "isFolded": False}


def check(document: Any, *select: str, **settings: Any) -> Report:
    text = document if isinstance(document, str) else json.dumps(document, indent=1)
    report = check_text(text, "a.json", Overrides(select=select or RULES, settings=settings, isolated=True))
    assert not report.failures
    return report


def plainly(report: Report) -> list[Finding]:
    """Give all findings, those held back among them."""
    return sorted([*report.findings, *(one.finding for one in report.suppressed)], key=lambda one: one.sort_key)


def blocks(findings: Iterator[Finding] | list[Finding] | tuple[Finding, ...]) -> list[str | None]:
    return [one.block.id if one.block else None for one in findings]


def held(report: Report) -> list[tuple[str | None, str, str]]:
    """Give the blocks of what was held back, with cause and reason."""
    return [(one.finding.block.id if one.finding.block else None, one.cause, one.reason) for one in report.suppressed]


def said(report: Report) -> list[str]:
    """Give what is said of suppressions."""
    return [one.message for one in report.findings if one.rule == "unused-suppression"]


# Reading notes


@pytest.mark.parametrize(
    ("line", "rules", "reason"),
    [
        ("flowlint: ignore endless-loop -- a game line", ("endless-loop",), "a game line"),
        ("flowlint: ignore a, b,c  d -- why", ("a", "b", "c", "d"), "why"),
        ("flowlint: ignore a,,b, -- why", ("a", "b"), "why"),
        ("flowlint: ignore a a, a -- why", ("a",), "why"),
        ("flowlint: ignore acme/tone lambda-* -- why", ("acme/tone", "lambda-*"), "why"),
        ("FlowLint:IGNORE a -- Why", ("a",), "Why"),
        ("flowlint:\tignore\ta\t--\twhy", ("a",), "why"),
        ("flowlint: ignore a – why", ("a",), "why"),
        ("flowlint: ignore a — why", ("a",), "why"),
        ("flowlint: ignore a—why", ("a",), "why"),
        ("flowlint: ignore a --why", ("a",), "why"),
        ("flowlint: ignore a --- why", ("a",), "why"),
        ("flowlint: ignore a -- so -- and – so", ("a",), "so -- and – so"),
        ("flowlint: ignore a\u00a0--\u00a0Größe \u2028 日本", ("a",), "Größe \u2028 日本"),
        ("flowlint: ignore a", ("a",), ""),
        ("flowlint: ignore a --", ("a",), ""),
        ("flowlint: ignore a - why", ("a",), "why"),
        ("flowlint: ignore a, b - so - and -- so", ("a", "b"), "so - and -- so"),
        ("flowlint: ignore a-b -why", ("a-b", "-why"), ""),
        ("flowlint ignore a -- why", ("a",), "why"),
        ("flowlint ignore a", ("a",), ""),
        ("flowlint : ignore a -- why", ("a",), "why"),
        ("flowlint:ignore", (), ""),
        ("flowlint: ignore -- why", (), "why"),
        ("flowlint: ignore", (), ""),
        ("flowlint:", (), ""),
        ("flowlint: ignored a -- why", (), ""),
        ("flowlint: disable a -- why", (), ""),
    ],
)
def test_what_a_line_says(line: str, rules: tuple[str, ...], reason: str) -> None:
    assert read_line(line) == (rules, reason)


def suppressions(content: str) -> list[tuple[str, str]]:
    """Give the suppressions in the text of a note: what was written, as its span has it, and the reason."""
    (read,) = read_text("a.json", json.dumps(flow(note(content)))).flows
    found = list(notes(read))
    for one in found:
        assert one.note == content
        assert one.note[slice(*one.span)].strip() == one.text
    return [(one.text, one.reason) for one in found]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_each_line_of_a_note_counts(end: str) -> None:
    lines = [
        "Ask Ana.",
        "flowlint: ignore a -- b",
        "  \tflowlint: ignore c — d 😀",
        "See the wiki.",
        "flowlint ignore f - g",
        "Agreed with Ana (3 May). flowlint: ignore h -- i",
        "* flowlint: ignore j - k",
        "flowlint: ignore e",
    ]
    assert suppressions(end.join(lines)) == [
        ("flowlint: ignore a -- b", "b"), ("flowlint: ignore c — d 😀", "d 😀"), ("flowlint ignore f - g", "g"),
        ("flowlint: ignore h -- i", "i"), ("flowlint: ignore j - k", "k"), ("flowlint: ignore e", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "Ask flowlint: it knows.",
        "flowlint",
        "flowlint ignores this",
        "Make flowlint ignore it",
        "my-flowlint: ignore a -- b",
        "Write “flowlint: ignore RULE -- why” in a note.",
        'Write "flowlint: ignore RULE -- why" or `flowlint: ignore RULE -- why`',
    ],
)
def test_a_note_that_only_talks_of_flowlint(content: str) -> None:
    assert suppressions(content) == []


def test_a_long_line_takes_no_longer_than_it_is_long() -> None:
    assert suppressions(f"flowlint: ignore {' ' * 200_000}x{' -' * 100_000}y")[0][1].endswith(" -y")
    assert not matches("*" * 60 + "z", "logging-inherited-while-storing-input")
    assert not matches("*-*i*" * 12 + "z", "logging-inherited-while-storing-input" * 20)


@given(JSON)
def test_notes_may_have_any_shape(annotations: Any) -> None:
    document = flow()
    document["Metadata"]["Annotations"] = annotations
    assert blocks(one for one in check(document).findings if one.rule == "hardcoded-arn") == ["One", "Two"]


@given(st.lists(st.fixed_dictionaries({"content": st.just(IGNORE) | JSON, "actionId": JSON}), max_size=3))
def test_a_note_may_be_attached_to_anything(annotations: Any) -> None:
    everywhere = any(one["content"] == IGNORE and one["actionId"] in ("", None) for one in annotations)
    report = check(flow(*annotations))
    found = [one for one in report.findings if one.rule == "hardcoded-arn"]
    assert blocks(found) == ([] if everywhere else ["One", "Two"])


@given(st.integers(0, 200))
def test_damaged_flows_with_notes(seed: int) -> None:
    for hurt in damaged(flow(note(IGNORE), note("flowlint: ignore x", "One")), str(seed), 3):
        for entries in ([], [{"rules": ["*"], "block": "*", "reason": "r"}]):
            check(hurt, suppress=entries)


# What notes hold back


def test_a_note_at_a_block_holds_back_what_is_found_there() -> None:
    before = check(flow(note("x" * len(IGNORE), "Two")))
    one, two = before.findings
    report = check(flow(note(IGNORE, "Two")))
    assert report.findings == (one,)
    assert report.suppressed == (Suppressed(two, "flow", WHY),)
    assert report.suppressed_by_cause == {"settings": 0, "flow": 1, "baseline": 0}


@pytest.mark.parametrize("nowhere", ["", None])
def test_a_note_at_no_block_is_about_the_whole_flow(nowhere: str | None) -> None:
    before = check(flow(note("x" * len(IGNORE), nowhere)))
    report = check(flow(note(IGNORE, nowhere)))
    assert report.findings == ()
    assert report.suppressed == tuple(Suppressed(one, "flow", WHY) for one in before.findings)
    assert len(report.suppressed) == 2


def test_a_note_without_the_key_of_its_block_is_about_the_whole_flow() -> None:
    assert blocks(one.finding for one in check(flow({"content": IGNORE})).suppressed) == ["One", "Two"]


def test_a_note_is_about_its_own_flow_alone() -> None:
    document = [flow(note(IGNORE), name="Noted"), flow(name="Other")]
    report = check(document)
    assert {one.flow for one in report.findings} == {"Other"}
    assert [(one.finding.flow, one.reason) for one in report.suppressed] == [("Noted", WHY)] * 2


def test_several_lines_rules_and_patterns() -> None:
    content = "flowlint: ignore endless-loop, hard* -- first\nflowlint: ignore hardcoded-arn -- second"
    report = check(flow(note(content, "One"), note("flowlint: ignore *-arn — third", "Two")))
    assert held(report) == [("One", "flow", "first"), ("Two", "flow", "third")]
    assert said(report) == []


@pytest.mark.parametrize("content", ["flowlint: ignore hardcoded-arn", "flowlint: ignore -- why", "flowlint: see wiki"])
def test_a_line_without_rules_or_reason_holds_nothing_back(content: str) -> None:
    report = check(flow(note(content)))
    assert (blocks(report.findings[1:]), held(report)) == (["One", "Two"], [])


def test_a_note_in_the_string_of_an_api_response() -> None:
    content = f'Ask Ana: "why?"\n{IGNORE}\nflowlint: ignore endles-loop -- x'
    inside = json.dumps(flow(note(content, "One")))
    document = json.dumps({"ContactFlow": {"Name": "Main", "Type": "CONTACT_FLOW", "Content": inside}}, indent=1)
    report = check(document)
    assert held(report) == [("One", "flow", WHY)]
    (finding,) = [one for one in report.findings if one.rule == "unused-suppression"]
    at = finding.place
    assert document.split("\n")[at.line - 1][at.column - 1 : at.end_column - 1] == "flowlint: ignore endles-loop -- x"
    assert (finding.flow, finding.pointer) == ("Main", "/Metadata/Annotations/0/content")


def test_console_exports_have_no_notes() -> None:
    play = {"id": "a", "type": "PlayPrompt", "parameters": [], "branches": []}
    export = {"modules": [play], "start": "a", "version": "1", "type": "contactFlow", "metadata": {}}
    for metadata in ({}, {"annotations": [note(IGNORE)]}, {"Annotations": [note(IGNORE)]}):
        report = check({**export, "metadata": metadata})
        assert (report.files[0].kind, said(report)) == ("console-export", [])


# What entries of settings hold back


@pytest.mark.parametrize(
    ("where", "blocks_held"),
    [
        ({"flow": "Main line"}, ["One", "Two"]),
        ({"flow": "Main*"}, ["One", "Two"]),
        ({"flow": "main line"}, []),
        ({"flow": "Main\\*"}, []),
        ({"block": "Two"}, ["Two"]),
        ({"block": "AWS Lambda function"}, ["One"]),
        ({"block": "T*"}, ["Two"]),
        ({"flow": "Main line", "block": "One"}, ["One"]),
        ({"flow": "Other", "block": "One"}, []),
        ({"path": "a.json"}, ["One", "Two"]),
        ({"path": "*.json", "block": "One"}, ["One"]),
        ({"path": "flows/"}, []),
    ],
)
def test_entries_of_settings(where: Document, blocks_held: list[str]) -> None:
    document = flow(name="Main line")
    document["Metadata"]["ActionMetadata"] = {"Two": {"isFriendlyName": True}}
    before = check(document)
    report = check(document, suppress=[{"rules": ["hardcoded-arn"], "reason": WHY, **where}])
    assert held(report) == [(one, "settings", WHY) for one in blocks_held]
    assert plainly(report) == plainly(before)


def test_a_name_that_is_a_blocks_id_means_no_other_block() -> None:
    document = flow(ids=("AWS Lambda function", "Two"))
    report = check(document, suppress=[{"rules": ["*"], "block": "AWS Lambda function", "reason": WHY}])
    assert blocks(report.findings) == ["Two"]


def test_a_flow_without_a_name_is_not_meant_by_one() -> None:
    assert held(check(flow(), suppress=[{"rules": ["*"], "flow": "*", "reason": WHY}])) == []


def test_two_causes_of_one_finding_count_once_and_are_both_in_use(project: Path) -> None:
    write(project, "a.json", flow(note(IGNORE, "One"), name="Main"))
    entry(project, flow="Main", block="One")
    report = run(".")
    assert held(report) == [("One", "flow", WHY)]
    assert report.suppressed_by_cause == {"settings": 0, "flow": 1, "baseline": 0}
    assert blocks(report.findings) == ["Two"]


# What is in use no more


def test_unused_in_all_its_guises() -> None:
    contents = [
        "flowlint: ignore endless-loop -- x",
        "flowlint: ignore hardcoded-arn, hard-coded-arn, qqqq -- x",
        "flowlint: ignore unread-attribute",
        "flowlint: ignore",
        "flowlint: see wiki",
    ]
    report = check(flow(note("\n".join(contents))), "endless-loop", *RULES)
    assert held(report) == [("One", "flow", "x"), ("Two", "flow", "x")]
    assert said(report) == [
        "“flowlint: ignore endless-loop -- x” suppresses no finding of endless-loop; remove it.",
        "The note names “hard-coded-arn”, which is no rule; write “hardcoded-arn” if that is meant.",
        "The note names “qqqq”, which is no rule; `flowlint rules` lists them.",
        "“flowlint: ignore unread-attribute” gives no reason, so it does not work; add “ -- ” and why.",
        "“flowlint: ignore” names no rule; write “flowlint: ignore RULE -- why”.",
        "“flowlint: see wiki” names no rule; write “flowlint: ignore RULE -- why”.",
    ]


@pytest.mark.parametrize("gone", ["Three", "one", " ", 5, ["One"], {}, False])
def test_a_note_at_a_block_that_is_gone_holds_nothing_back(gone: Any) -> None:
    report = check(flow(note(IGNORE, gone)))
    first, *others = report.findings
    assert first.message == (
        "“flowlint: ignore hardcoded-arn -- one function serves all o…” is attached to a block that is gone; attach it "
        "anew, or remove it."
    )
    assert (blocks(others), held(report)) == (["One", "Two"], [])


def test_a_rule_that_does_not_run_is_not_judged() -> None:
    document = flow(note("flowlint: ignore endless-loop, unread-* -- x", "One"))
    assert said(check(document)) == []
    assert said(check(document, "endless-loop", "unused-suppression")) == [
        "“flowlint: ignore endless-loop, unread-* -- x” suppresses no finding of endless-loop; remove it."
    ]


def test_a_rule_that_failed_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    document = json.dumps(flow(note("flowlint: ignore hardcoded-arn, tangled-flow -- x")))
    overrides = Overrides(select=(*RULES, "tangled-flow"), isolated=True)
    monkeypatch.delattr("flowlint_rules.hardcoded_arn.at_block")
    report = check_text(document, "a.json", overrides)
    assert [one.rule for one in report.failures] == ["hardcoded-arn"]
    assert said(report) == [
        "“flowlint: ignore hardcoded-arn, tangled-flow -- x” suppresses no finding of tangled-flow; remove it."
    ]


def test_a_flow_that_is_too_large_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowlint.checking.planning.MOST_BLOCKS", 2)
    report = check_text(json.dumps(flow(note(IGNORE))), "a.json", Overrides(select=RULES, isolated=True))
    assert (len(report.failures), report.findings) == (1, ())


def test_unused_suppression_is_held_back_like_any_rule() -> None:
    misspelt = "flowlint: ignore nonsense-x -- x"
    report = check(
        flow(note(f"{misspelt}\nflowlint: ignore unused-suppression -- Ana tidies up in May")), "unused-suppression"
    )
    assert report.findings == ()
    assert held(report) == [(None, "flow", "Ana tidies up in May")]
    assert held(
        check(flow(note(misspelt), name="M"), suppress=[{"rules": ["unused-*"], "flow": "M", "reason": "r"}])
    ) == [(None, "settings", "r")]


@pytest.mark.parametrize("names", ["unused-suppression", "unused-*"])
def test_what_holds_back_unused_suppressions_is_not_judged_itself(names: str) -> None:
    assert check(flow(note(f"flowlint: ignore {names} -- x")), "unused-suppression").findings == ()


def test_the_level_of_unused_suppression_and_ignoring_it() -> None:
    document = flow(note("flowlint: ignore"))
    (finding,) = check(document, "unused-suppression", rules={"unused-suppression": {"level": "note"}}).findings
    assert finding.level.value == "note"
    report = check_text(
        json.dumps(document), "a.json", Overrides(ignore=("unused-suppression",), extend_select=RULES, isolated=True)
    )
    assert said(report) == []


# Settings files


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, with settings that choose two rules, and two flows of which one has nothing to find."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.json", flow(name="Main"))
    write(
        tmp_path, "sub/quiet.json", {**flow(name="Quiet"), "StartAction": "Hang up", "Actions": flow()["Actions"][2:]}
    )
    (tmp_path / "flowlint.toml").write_text(f"select = {json.dumps(RULES)}\n", encoding="utf-8")
    return tmp_path


def write(folder: Path, name: str, document: Any) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(document, indent=1), encoding="utf-8")


def entry(folder: Path, rules: tuple[str, ...] = ("hardcoded-arn",), **where: str) -> None:
    lines = [f"{key} = {json.dumps(value)}" for key, value in {"rules": rules, **where, "reason": WHY}.items()]
    with (folder / "flowlint.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", "[[suppress]]", *lines, ""]))


def run(*paths: str) -> Report:
    report = check_paths(paths)
    assert not report.failures
    return report


def test_an_entry_without_use_is_told_at_its_line(project: Path) -> None:
    entry(project, flow="Main", block="One")
    entry(project, flow="Quiet", block="Four")
    report = run(".")
    assert held(report) == [("One", "settings", WHY)]
    (finding,) = [one for one in report.findings if one.rule == "unused-suppression"]
    assert (finding.path, finding.flow, finding.block) == ("flowlint.toml", None, None)
    assert finding.message == (
        "The entry of `suppress` for flow “Quiet”, block “Four” suppresses no finding of hardcoded-arn; remove it."
    )
    line = (project / "flowlint.toml").read_text(encoding="utf-8").split("\n")[finding.place.line - 1]
    assert line == "[[suppress]]"
    assert (finding.place.line, finding.place.column, finding.place.end_column) == (9, 1, 13)


@pytest.mark.parametrize("before", ["# ü 😀\u2028 \u0085 \x0b\n".replace("\x0b", " "), "# a\r\n# b\r\n"])
def test_the_line_of_an_entry_below_odd_characters(project: Path, before: str) -> None:
    settings = project / "flowlint.toml"
    settings.write_bytes((before + settings.read_text(encoding="utf-8")).encode())
    entry(project, flow="Quiet")
    (finding,) = [one for one in run(".").findings if one.rule == "unused-suppression"]
    assert finding.place.line == before.count("\n") + 3


def test_an_entry_can_hold_back_what_is_said_of_entries(project: Path) -> None:
    entry(project, flow="Quiet")
    entry(project, ("unused-suppression",), path="flowlint.toml")
    assert said(run(".")) == []
    assert run(".").suppressed_by_cause["settings"] == 1


@pytest.mark.parametrize(
    ("where", "asked", "judged"),
    [
        ({"flow": "Gone"}, ["."], True),
        ({"flow": "Gone"}, ["sub"], False),
        ({"flow": "Gone"}, ["a.json", "sub"], False),
        ({"flow": "Gone"}, ["a.json", "."], True),
        ({"flow": "Quiet"}, ["sub/quiet.json"], True),
        ({"flow": "Quiet", "block": "Gone"}, ["sub"], True),
        ({"flow": "Quiet"}, ["a.json"], False),
        ({"flow": "Q*"}, ["sub/quiet.json"], False),
        ({"flow": "Q*"}, ["."], True),
        ({"block": "Gone"}, ["sub"], False),
        ({"path": "sub/"}, ["sub"], False),
        ({"path": "/sub/"}, ["sub"], True),
        ({"path": "sub/quiet.json"}, ["sub"], True),
        ({"path": "sub/quiet.json"}, ["a.json"], False),
        ({"path": "sub/*.json"}, ["sub"], False),
        ({"path": "quiet.json"}, ["sub"], False),
        ({"path": "quiet.json"}, ["."], True),
    ],
)
def test_which_entries_are_judged(project: Path, where: Document, asked: list[str], judged: bool) -> None:
    entry(project, **where)
    assert len(said(run(*asked))) == judged


def test_entries_count_below_the_folder_of_a_settings_file_that_was_named(project: Path) -> None:
    entry(project, path="a.json")
    report = check_paths(["."], Overrides(settings_file=Path("flowlint.toml")))
    assert report.suppressed_by_cause["settings"] == 2


def test_what_the_report_says(project: Path, command: Run) -> None:
    write(project, "a.json", flow(note(IGNORE, "One"), name="Main"))
    entry(project, flow="Main", block="Two")
    done = command("check", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Held back: 1 by the settings, 1 by the flow.\n")
    shown = CliRunner().invoke(main, ["check", "--show-suppressed"]).stdout
    assert shown.count(WHY) == 2
    told = json.loads(CliRunner().invoke(main, ["check", "--format", "json", "--show-suppressed"]).stdout)
    assert [(one["block"]["id"], one["cause"], one["reason"]) for one in told["held_back"]] == [
        ("One", "flow", WHY), ("Two", "settings", WHY),
    ]  # fmt: skip
    assert told["findings"] == []
    sarif = json.loads(CliRunner().invoke(main, ["check", "--format", "sarif", "--show-suppressed"]).stdout)
    assert [one["suppressions"] for one in sarif["runs"][0]["results"]] == [
        [{"kind": kind, "status": "accepted", "justification": WHY}] for kind in ("inSource", "external")
    ]


# What the tool proposes


def as_settings(remedy: Remedy) -> dict[str, Any]:
    """Read the entries as settings have them: as tables, and as items of a list."""
    tables = [line for entry in remedy.entries for line in lines_of_entry(entry, "[[suppress]]")]
    items = [line for entry in remedy.entries for line in lines_of_entry(entry, "")]
    settings = tomllib.loads("\n".join(tables))
    assert settings == tomllib.loads("\n".join(["suppress = [", *items, "]"]))
    return settings


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6) | st.sampled_from(
    [
        "*",
        "a*",
        r"a\*",
        r"a\\*",
        "ab",
        '"',
        "'",
        "\\",
        "a\nb",
        "\x00\x1f\x7f\x85",
        "\u202e\u2028",
        "]",
        "[x]",
        " a ",
        "😀",
    ]
)


@given(st.tuples(TEXTS, TEXTS).filter(lambda ids: len({*ids, "Hang up"}) == 3), TEXTS, st.integers(0, 1))
def test_a_proposed_entry_means_one_block_whatever_it_is_called(ids: tuple[str, str], name: str, which: int) -> None:
    document = flow(name=name, ids=ids)
    finding = next(one for one in check(document).findings if one.block and one.block.id == ids[which])
    remedy = how_to_suppress(finding)
    assert not any(ord(char) < 32 for entry in remedy.entries for one in lines_of_entry(entry, "") for char in one)
    settings = as_settings(remedy)
    report = check([document, flow(name=name + "x", ids=ids)], **settings)
    assert [(one.finding.flow, one.finding.block and one.finding.block.id) for one in report.suppressed] == [
        (name, ids[which])
    ]


@given(TEXTS, TEXTS)
def test_an_escaped_name_is_a_pattern_of_itself_alone(name: str, other: str) -> None:
    assert matches(escape(name), other) is (name == other)
    assert only_name(escape(name)) == name


@given(st.text("ab*\\", max_size=6), st.text("ab*\\", max_size=6))
def test_patterns_mean_what_a_search_for_all_ways_finds(pattern: str, name: str) -> None:
    def means(pattern: str, name: str) -> bool:
        if pattern.startswith("\\*"):
            return name.startswith("*") and means(pattern[2:], name[1:])
        if pattern.startswith("*"):
            return any(means(pattern[1:], name[at:]) for at in range(len(name) + 1))
        return name[:1] == pattern[:1] and (not pattern or means(pattern[1:], name[1:]))

    assert matches(pattern, name) is means(pattern, name)


FIXTURES = sorted(path for path in (ROOT / "fixtures").glob("*/bad-*.json") if not path.name.endswith(".settings.json"))


@pytest.mark.parametrize(
    "fixture", random.Random("some").sample(FIXTURES, 25), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_what_is_proposed_holds_back_a_finding_and_none_elsewhere(fixture: Path) -> None:
    rule = fixture.parent.name
    settings = settings_of(fixture)
    settings["extend-select"] = [*settings.get("extend-select", ()), rule]
    overrides = Overrides(settings=settings, isolated=True)
    before = check_paths([fixture], overrides)
    finding = random.Random(fixture.name).choice([one for one in before.findings if one.rule == rule])
    remedy = how_to_suppress(finding)
    entries = as_settings(remedy)["suppress"]
    report = check_paths([fixture], Overrides(settings={**settings, "suppress": entries}, isolated=True))
    for one in before.findings:
        meant = one.rule == rule and one.flow == finding.flow and finding.block in (None, one.block)
        assert (Suppressed(one, "settings", "why") in report.suppressed) is meant
        assert (one in report.findings) is not meant


def test_what_is_proposed_for_a_file_that_is_no_flow(project: Path) -> None:
    name = "a [b] #!é\\ *x?\t.json "
    (project / name).write_text('{"Version": "2019-10-30", "Actions": [', encoding="utf-8")
    overrides = Overrides(select=("invalid-json",))
    (finding,) = check_paths([name], overrides).findings
    remedy = how_to_suppress(finding)
    assert remedy.note is None
    settings = as_settings(remedy)
    report = check_paths([name], Overrides(select=("invalid-json",), settings=settings))
    assert [one.finding for one in report.suppressed] == [finding]


def test_half_a_character_is_proposed_as_any_text() -> None:
    document = flow(name="a\ud800", ids=("o\udc00*", "Two"))
    finding = check(document).findings[0]
    settings = as_settings(how_to_suppress(finding))
    assert blocks(one.finding for one in check(document, **settings).suppressed) == ["o\udc00*"]


def test_the_text_shows_what_is_proposed(project: Path) -> None:
    shown = CliRunner().invoke(main, ["check", "--how-to-suppress", "a.json"]).stdout
    for finding in run("a.json").findings:
        remedy = how_to_suppress(finding)
        assert all(line in shown for entry in remedy.entries for line in lines_of_entry(entry, "[[suppress]]"))
        assert remedy.note is not None
        assert remedy.note in shown


# Real flows


def with_notes(corpus: Path) -> Iterator[tuple[Path, Document]]:
    for path in sorted(corpus.rglob("*.json")):
        data = path.read_bytes()
        if b'"Annotations"' in data:
            try:
                document = json.loads(data.decode("utf-8-sig"))
            except ValueError:
                continue
            if isinstance(document, dict) and isinstance(document.get("Metadata"), dict):
                yield path, document


def noted(document: Document, content: str, at: str) -> str:
    metadata = document["Metadata"]
    return json.dumps(
        {**document, "Metadata": {**metadata, "Annotations": [*metadata["Annotations"], note(content, at)]}}
    )


def _without_fixes(report: Report) -> Report:
    found = tuple(replace(one, fix=None) for one in report.findings)
    held_back = tuple(one._replace(finding=replace(one.finding, fix=None)) for one in report.suppressed)
    return replace(report, findings=found, suppressed=held_back)


@pytest.mark.slow
def test_notes_in_real_flows(corpus: Path) -> None:
    overrides = Overrides(pedantic=True, isolated=True)
    count = 0
    for path, document in with_notes(corpus):
        chance = random.Random(path.name)
        rule_ids = [rule.id for rule in check_text("", path.name, overrides).rules]
        silent = check_text(noted(document, "", ""), path.name, overrides)
        if not silent.findings:
            continue
        finding = chance.choice(silent.findings)
        remedy = how_to_suppress(finding)
        quiet = chance.choice([one for one in rule_ids if all(one != found.rule for found in silent.findings)])
        at = finding.block.id if finding.block else ""
        content = f"{remedy.note}\nflowlint: ignore {quiet} -- nothing"
        before, report = (
            _without_fixes(check_text(noted(document, text, at), path.name, overrides))  # which know of the note
            for text in ("x" * (len(content) + 1), content)
        )
        meant = [
            one
            for one in before.findings
            if one.rule == finding.rule and (finding.block is None or set(one.blocks_at_fault) == {finding.block})
        ]
        assert report.suppressed == tuple(Suppressed(one, "flow", "why") for one in meant), path
        (unused,) = [one for one in report.findings if one.rule == "unused-suppression"] or [None]
        if quiet == "unused-suppression":
            assert unused is None
            continue
        assert unused is not None and f"suppresses no finding of {quiet}; remove it." in unused.message
        assert [one for one in before.findings if one not in meant] == [
            one for one in report.findings if one is not unused
        ]
        count += 1
    assert count > 50


def test_what_the_page_shows_works() -> None:
    page = (ROOT / "docs" / "suppressions.md").read_text(encoding="utf-8")
    toml = page.split("<!-- example: entries -->\n```toml\n")[1].split("```")[0]
    document = flow(note(IGNORE, "One"), name="Main line", ids=("One", "Look up caller"))
    assert held(check(document, **tomllib.loads(toml))) == [("One", "flow", WHY), ("Look up caller", "settings", WHY)]
    lines = [
        line.strip(" `") for line in page.replace("|", "\n").splitlines() if line.strip(" `").startswith("flowlint: ig")
    ]
    assert len(lines) == 5
    assert all(all(read_line(line)) for line in lines)


@pytest.mark.parametrize("path", ["flow.json", None])
def test_an_entry_about_a_flow_that_cannot_be_read_is_not_called_unused(here: Path, path: str | None) -> None:
    about = 'flow = "Main line"' if path is None else f'path = "{path}"'
    (here / "flowlint.toml").write_text(f'[[suppress]]\nrules = ["endless-loop"]\n{about}\nreason = "r"\n')
    (here / "other.json").write_text(json.dumps(flow()))
    (here / "flow.json").write_text(json.dumps(flow(name="Main line")))
    assert [one.rule for one in check_paths(["."]).findings] == ["unused-suppression"]
    (here / "flow.json").write_text(json.dumps(flow(name="Main line")) + "}")
    assert [one.rule for one in check_paths(["."]).findings] == ["invalid-json"]


def test_a_finding_about_several_blocks_is_held_back_where_each_of_them_is() -> None:
    document = flow()
    for block in document["Actions"][:2]:
        block["Parameters"]["LambdaFunctionARN"] = ARN + "same"
    notes_on = {one: {"type": "note", "content": IGNORE, "actionId": one} for one in ("One", "Two")}
    for noted, wanted in (([], 1), (["One"], 1), (["Two"], 1), (["One", "Two"], 0)):
        document["Metadata"]["Annotations"] = [notes_on[one] for one in noted]
        report = check_text(json.dumps(document), "flow.json", Overrides(select=RULES, isolated=True))
        assert [one.rule for one in report.findings] == ["hardcoded-arn"] * wanted
        assert len(report.suppressed) == 1 - wanted


MERGED = re.compile(r" and (\d+) more blocks? |\(so do (\d+) more\)|, as do (\d+) more blocks")
MERGING = [path for path in FIXTURES if MERGED.search(path.with_suffix(".expected").read_text("utf-8"))]


@pytest.mark.parametrize("path", MERGING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_finding_that_counts_more_blocks_names_each(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    overrides = Overrides(select=(path.parent.name,), isolated=True)

    def merged(*at: str) -> list[Finding]:
        entries = [{"rules": ["*"], "block": one, "reason": "why"} for one in at]
        asked = overrides._replace(settings={"suppress": entries})
        return [
            one for one in check_text(json.dumps(document), "flow.json", asked).findings if MERGED.search(one.message)
        ]

    (finding,) = merged()
    (match,) = MERGED.finditer(finding.message)
    counts = [int(count) for count in match.groups() if count]
    ids = [block.id for block in finding.blocks_at_fault if block]
    assert [len(set(ids)) - 1] == counts
    assert merged(ids[0]) == [finding]
    assert merged(*ids) == []


def test_the_remedy_for_several_blocks_has_an_entry_for_each() -> None:
    document = flow()
    for block in document["Actions"][:2]:
        block["Parameters"]["LambdaFunctionARN"] = ARN + "same"
    (finding,) = check_text(json.dumps(document), "flow.json", Overrides(select=RULES, isolated=True)).findings
    entries = as_settings(how_to_suppress(finding))["suppress"]
    assert [one["block"] for one in entries] == ["One", "Two"]
    overrides = Overrides(select=RULES, isolated=True, settings={"suppress": entries})
    assert check_text(json.dumps(document), "flow.json", overrides).findings == ()


def test_an_entry_is_matched_with_files_that_it_may_be_about_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked: list[str] = []
    covers = SettingsSuppression.covers

    def counted(self: SettingsSuppression, path: str) -> bool:
        asked.append(path)
        return covers(self, path)

    monkeypatch.setattr(SettingsSuppression, "covers", counted)
    (tmp_path / "flowlint.toml").write_text(f"select = {json.dumps(RULES)}\n", encoding="utf-8")
    for number in range(20):
        (tmp_path / f"{number}.json").write_text(json.dumps(flow()), encoding="utf-8")
        entry(tmp_path, path=f"{number}.json")
    report = check_paths([Path()])
    assert ([one.rule for one in report.findings], len(report.suppressed)) == ([], 40)
    assert len(asked) < 20 * 5
