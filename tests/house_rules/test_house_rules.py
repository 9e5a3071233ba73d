"""House rules: what they find and where, in every form a flow is stored in, and what is said of those that are none."""

import json
import re
import time
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from flowlint.findings import resolve
from flowlint.house_rules import DEFINITION, HouseRule, HouseRuleProblem, house_rules
from flowlint.output.sarif import _rule
from flowlint.pages import explanation, shipped_example
from flowlint.reading import read_text
from flowlint.report import BlockName, Finding, Level, Place, json_pointer
from flowlint.rule import CannotCheck, Rule
from flowlint.time_limit import TookTooLong
from kit import ROOT

FLOWS = ROOT / "fixtures" / "flows"
DOCS = ROOT / "docs"

TIME_LIMIT = '$.Actions[?(@.Type == "InvokeLambdaFunction")].Parameters.InvocationTimeLimitSeconds'
DEFINED = """
[lambda-waits-long]
message = "{block} waits {value} seconds for its Lambda function; our callers hang up after five."
select = '$.Actions[?(@.Type == "InvokeLambdaFunction")].Parameters.InvocationTimeLimitSeconds'
schema = { type = "string", pattern = "^[1-5]$" }
"""


def defined(message: str = "{value}", **more: Any) -> dict[str, Any]:
    return {"message": message, "select": "$", "schema": False, **more}


def made(message: str = "{value}", **more: Any) -> Rule:
    (rule,) = house_rules({"some-rule": defined(message, **more)})
    return rule


def found(rule: Rule, text: str, path: str = "flow.json", frames: bool = False) -> list[Finding]:
    flows = read_text(path, text).flows
    return [
        resolve(draft, rule.id, rule.level, path, flow, frames) for flow in flows for draft in rule.check(flow, None)
    ]


def flow(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Version": "2019-10-30", "StartAction": "a", "Actions": list(blocks), **more}


def block(identifier: str = "a", kind: str = "MessageParticipant", **parameters: Any) -> dict[str, Any]:
    return {"Identifier": identifier, "Type": kind, "Parameters": parameters, "Transitions": {}}


def places(rule: Rule, document: Any) -> list[tuple[str, str]]:
    return [(one.pointer, one.message) for one in found(rule, json.dumps(document))]


def cut(text: str, finding: Finding) -> str:
    """Cut the place of a finding out of the file, as an editor would."""
    at = finding.place
    assert at.line == at.end_line
    return text.split("\n")[at.line - 1][at.column - 1 : at.end_column - 1]


# What is found, and where


def test_a_value_of_a_block_is_found_at_its_place() -> None:
    (rule,) = house_rules(tomllib.loads(DEFINED))
    name = "Look up caller"
    text = (FLOWS / "main-line.json").read_text(encoding="utf-8").replace('Seconds": "4"', 'Seconds": "7"')
    assert found(rule, text, "main-line.json") == [
        Finding(
            rule="house/lambda-waits-long",
            level=Level.WARNING,
            message="AWS Lambda function “Look up caller” waits 7 seconds for its Lambda function; "
            "our callers hang up after five.",
            path="main-line.json",
            place=Place(62, 39, 62, 42),
            flow="Main line",
            block=BlockName(name, "InvokeLambdaFunction", name, "AWS Lambda function “Look up caller”"),
            pointer="/Actions/2/Parameters/InvocationTimeLimitSeconds",
            trail=(),
            fingerprint=found(rule, text)[0].fingerprint,
        )
    ]
    assert found(rule, text.replace('Seconds": "7"', 'Seconds": "4"')) == []


def test_a_value_of_a_console_export_is_found_where_the_export_has_it() -> None:
    (rule,) = house_rules(tomllib.loads(DEFINED))
    text = (FLOWS / "console-export-clinic.json").read_text(encoding="utf-8")
    text = text.replace('"TimeLimit", "value": "4"', '"TimeLimit", "value": "8"')
    identifier, label = "9f39050e-394b-481c-b76d-93b5ca2bfd4c", "AWS Lambda function “find-appointment”"
    assert found(rule, text, "clinic.json") == [
        Finding(
            rule="house/lambda-waits-long",
            level=Level.WARNING,
            message=f"{label} waits 8 seconds for its Lambda function; our callers hang up after five.",
            path="clinic.json",
            place=Place(114, 40, 114, 43),
            flow="Clinic main line",
            block=BlockName(identifier, "InvokeLambdaFunction", "AWS Lambda function", label),
            pointer="/modules/6/parameters/1/value",
            trail=(),
            fingerprint=found(rule, text)[0].fingerprint,
        )
    ]


def test_a_value_in_an_api_answer_is_found_in_the_string_that_holds_the_flow() -> None:
    rule = made("{block} sets {value}.", select='$.Actions[?(@.Type == "UpdateContactTargetQueue")].Parameters.QueueId')
    text = (FLOWS / "plus-line.describe-contact-flow.json").read_text(encoding="utf-8")
    (finding,) = found(rule, text, "plus-line.json")
    queue = json.loads(json.loads(text)["ContactFlow"]["Content"])["Actions"][1]["Parameters"]["QueueId"]
    assert cut(text, finding) == json.dumps(json.dumps(queue))[1:-1]
    assert finding.message == "Set working queue “Set Plus queue” sets arn:aws:connect:eu-west-1:111122223333:…."
    assert (finding.flow, finding.pointer) == ("Plus line", "/Actions/1/Parameters/QueueId")


def test_every_value_selected_is_held_to_the_schema() -> None:
    document = flow(
        block("a", Text="Hi"), block("b", Text="HELLO"), block("c", Text=""), block("d", Text=7), block("e")
    )
    rule = made("{block}: {value}", select="$.Actions[*].Parameters.Text", schema={"pattern": "^[A-Z][a-z]"})
    assert places(rule, document) == [
        ("/Actions/1/Parameters/Text", "Play prompt “b”: HELLO"),
        ("/Actions/2/Parameters/Text", "Play prompt “c”: “”"),
    ]


def test_what_a_block_lacks_is_found_at_the_block() -> None:
    schema = {"properties": {"Parameters": {"required": ["TextToSpeechType"]}}}
    rule = made("{block} is {value}", select='$.Actions[?(@.Type == "MessageParticipant")]', schema=schema)
    document = flow(block("a", Text="Hi"), block("b", TextToSpeechType="text"), block("c", "DisconnectParticipant"))
    assert places(rule, document) == [("/Actions/0/Type", "Play prompt “a” is an object")]
    assert cut(json.dumps(document), found(rule, json.dumps(document))[0]) == '"MessageParticipant"'


@pytest.mark.parametrize(
    ("select", "wanted"),
    [
        ("$.Actions[*].Parameters.Slots[*]", ["/Slots/0", "/Slots/1", "/Slots/2"]),
        ("$.Actions[*].Parameters.Slots[-1]", ["/Slots/2"]),
        ("$.Actions[*].Parameters.Slots[1:]", ["/Slots/1", "/Slots/2"]),
        ("$.Actions[*].Parameters.Slots[0, 2]", ["/Slots/0", "/Slots/2"]),
        ("$.Actions[*].Parameters.Slots[0, -3]", ["/Slots/0"]),
        ('$..Parameters[?(@ == "x.y")]', ["/a.b \"c\" 'd'"]),
        ('$.Actions[*].Parameters["a.b \\"c\\" \'d\'"]', ["/a.b \"c\" 'd'"]),
        ("$.Actions[*].Parameters['*']", ["/*"]),
        ("$.Actions[*].Parameters['~/']['0']", ["/~0~1/0"]),
        ('$..["ключ"]', ["/ключ"]),
        ("($..Slots) | ($.Actions[0].Parameters.Slots)", ["/Slots"]),
        ("Actions[0].Parameters.Slots", ["/Slots"]),
        ("$.Actions[*].Parameters.Slots[0].`parent`", ["/Slots"]),
        ("$.Actions[*].Parameters.Nothing", []),
    ],
)
def test_keys_and_indices_lead_to_the_value_itself(select: str, wanted: list[str]) -> None:
    parameters = {"Slots": ["a", "b", "c"], "a.b \"c\" 'd'": "x.y", "*": 1, "~/": {"0": 1}, "ключ": True}
    document = flow({**block(), "Parameters": parameters})
    assert [pointer for pointer, _ in places(made(select=select), document)] == [
        f"/Actions/0/Parameters{one}" for one in wanted
    ]


def test_paths_in_round_brackets_are_joined_and_doubled_backslashes_are_one() -> None:
    document = flow(block("a.b", Text="x"), block("axb", Text="y"))
    both = made(select="($.Actions[0].Parameters.Text) | ($.Actions[1].Parameters.Text)")
    assert [message for _, message in places(both, document)] == ["x", "y"]
    dotted = made(select=r"$.Actions[?(@.Identifier =~ '^a\\.b$')].Identifier")
    assert [message for _, message in places(dotted, document)] == ["a.b"]


def test_filters_may_compare_and_combine() -> None:
    blocks = [block("a", Text="x", Media="y"), block("b", Text="x"), block("c", Text=None), block("d", Text=["x"])]
    select = '$.Actions[?(@.Parameters.Text == "x" && !@.Parameters.Media)].Identifier'
    assert [pointer for pointer, _ in places(made(select=select), flow(*blocks))] == ["/Actions/1/Identifier"]


def test_what_is_in_no_block_is_found_in_the_flow() -> None:
    document = flow(block(), "odd", Metadata={"name": "Main line", "tags": [1]})
    assert places(made("{block}, {flow}: {value}", select="$.Metadata.tags[0]"), document) == [
        ("/Metadata/tags/0", "Flow “Main line”, “Main line”: 1")
    ]
    assert places(made("{block}", select="$.Actions[1]"), document) == [("/Actions/1", "Flow “Main line”")]
    assert places(made("{flow}"), flow()) == [("", "“flow.json”")]
    required = made("{flow} has no description.", schema={"properties": {"Metadata": {"required": ["description"]}}})
    assert places(required, document) == [("", "“Main line” has no description.")]


EXPORT = {
    "modules": [
        {"id": "a", "type": "PlayPrompt", "parameters": [{"name": "Text", "value": "Hi"}], "branches": []},
        "odd",
        {
            "id": "b",
            "type": "CheckAttribute",
            "parameters": [],
            "branches": [
                {"condition": "Evaluate", "conditionType": "Equals", "conditionValue": "1", "transition": 5},
                {"condition": "Evaluate", "conditionType": "Equals", "conditionValue": "2", "transition": "a"},
                {"condition": "NoMatch", "transition": "a"},
            ],
        },
    ],
    "start": "a",
    "version": "1",
    "metadata": {"name": "Old", "tags": []},
}


@pytest.mark.parametrize(
    ("select", "wanted"),
    [
        ("$.Actions[*].Identifier", ["/modules/0/id", "/modules/2/id"]),
        ("$.Actions[1].Transitions.Conditions[1].Condition.Operands", ["/modules/2/branches/1/conditionValue"]),
        ("$.Actions[1].Transitions.Conditions[1].Condition.Operands[0]", ["/modules/2/branches/1/conditionValue"]),
        ("$.Actions[1].Transitions.Conditions[0].NextAction", ["/modules/2/branches/0/transition"]),
        ("$.Actions[1].Transitions.Errors[0].ErrorType", ["/modules/2/branches/2/condition"]),
        ("$.Actions[1]", ["/modules/2/type"]),
        ("$.StartAction", ["/start"]),
        ("$.Actions", [""]),
        ("$.Version", [""]),
        ("$.Metadata", []),
        ("$.modules", []),
    ],
)
def test_a_translated_flow_leads_back_to_its_export(select: str, wanted: list[str]) -> None:
    assert [pointer for pointer, _ in places(made(select=select), EXPORT)] == wanted


def test_level_and_placeholders_and_braces() -> None:
    rule = made("{{{value}}} in {block} of {flow}", level="error", select="$.Actions[*].Parameters.Text")
    (finding,) = found(rule, json.dumps(flow(block(Text="a {block} \n\x1b\u202e" + "x" * 99))))
    assert finding.level is Level.ERROR
    assert finding.message == "{a {block} \\n\\x1b\\u202e" + "x" * 26 + "…} in Play prompt “a” of “flow.json”"


def test_a_message_that_is_filled_in_is_cut_and_shows_no_part_of_a_secret() -> None:
    for end, shown in (("z" * 9, "z" * 9), ("z" * 10, "z" * 8 + "…"), ("ghp_" + "a1B2" * 9, "•" * 8 + "…")):
        rule = made("{value}" * 24 + "x" * 30 + " " + end, select="$.Actions[*].Parameters.Text")
        (finding,) = found(rule, json.dumps(flow(block(Text="y" * 40))))
        assert finding.message == "y" * 960 + "x" * 30 + " " + shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(True, "true"), (None, "null"), (1.5, "1.5"), ({}, "an object"), ([], "a list"), (10**50, "1" + "0" * 38 + "…")],
)
def test_values_that_are_no_text(value: Any, shown: str) -> None:
    assert places(made(select="$..Text"), flow(block(Text=value))) == [("/Actions/0/Parameters/Text", shown)]


@pytest.mark.parametrize("export", [False, True])
def test_secrets_are_dots_in_the_message_and_around_it(export: bool) -> None:
    secret, token = "hunter2hunter2", "ghp_" + "a1B2" * 9
    document = flow(
        block("a", "UpdateContactAttributes", Attributes={"password": secret, "note": "x" * 29 + " " + token})
    )
    if export:
        parameters = [
            {"name": "Attribute", "key": "password", "value": secret},
            {"name": "Attribute", "key": "note", "value": "x" * 29 + " " + token},
        ]
        module = {"id": "a", "type": "SetAttributes", "parameters": parameters, "branches": []}
        document = {"modules": [module], "start": "a", "version": "1", "metadata": {}}
    rule = made(select="$.Actions[*].Parameters.Attributes.*")
    first, second = found(rule, json.dumps(document, indent=1), frames=True)
    assert first.message == "•" * len(secret)
    assert second.message == "x" * 29 + " " + "•" * 9 + "…"
    assert first.frame and second.frame
    # The dots are all that is left of what is marked; other lines are those of other rules as well.
    assert secret not in first.frame.lines[first.frame.marked][1]
    assert token[:8] not in second.frame.lines[second.frame.marked][1]


# Fingerprints


def test_fingerprints_stay_when_blocks_move_and_differ_between_values() -> None:
    rule = made(select="$.Actions[*].Parameters.*")
    first, second = block("a", Text="Hi", Media="x"), block("b", Text="Hi")
    before = {one.block.id + one.pointer[-5:]: one.fingerprint for one in found(rule, json.dumps(flow(first, second)))}
    after = {one.block.id + one.pointer[-5:]: one.fingerprint for one in found(rule, json.dumps(flow(second, first)))}
    assert before == after
    assert len(set(before.values())) == 3


def test_fingerprints_differ_between_values_with_one_place_in_an_export() -> None:
    module = {"id": "a", "type": "PlayPrompt", "parameters": [], "branches": [], "start": 1}
    export = {"modules": [module], "start": "a", "version": "1", "metadata": {}}
    both = found(made(select="$.Actions[0]['Parameters', 'Transitions']"), json.dumps(export))
    assert len({one.fingerprint for one in both}) == len(both) == 2


# The rule itself


def test_a_rule_is_like_any_other() -> None:
    (rule,) = house_rules(tomllib.loads(DEFINED))
    assert (rule.id, rule.name, rule.pack) == ("house/lambda-waits-long", "lambda-waits-long", "house")
    assert (rule.level, rule.pillar, rule.tags) == (Level.WARNING, "operational-excellence", ())
    assert rule.looks_at == "flow"
    assert rule.make_options({}) is None
    with pytest.raises(ValueError, match="house/lambda-waits-long has no option 'most'"):
        rule.make_options({"most": 5})
    assert shipped_example(rule) == ""


def test_rules_are_sorted_by_id() -> None:
    assert [rule.id for rule in house_rules({"beta": defined(), "alpha": defined()})] == ["house/alpha", "house/beta"]


def test_its_page_is_what_settings_say() -> None:
    (rule,) = house_rules(
        tomllib.loads(DEFINED + 'why = "They hang up."\nfix = "Open the block."\nsee-also = ["one", "two"]\n'
                      'pillar = "reliability"\ntags = ["lambda"]\nlevel = "note"')
    )  # fmt: skip
    assert explanation(rule, "") == (
        "# house/lambda-waits-long\n\n"
        "A block waits … seconds for its Lambda function; our callers hang up after five.\n\n"
        "**note** · reliability · lambda\n\n"
        f"Looks at what this selects:\n\n    {TIME_LIMIT}\n\nand finds what does not meet this JSON Schema:\n\n"
        '    {\n      "type": "string",\n      "pattern": "^[1-5]$"\n    }\n\n'
        "## Why it matters\n\nThey hang up.\n\n"
        "## How to fix in the designer\n\nOpen the block.\n\n"
        "## See also\n\n- one\n- two\n"
    )
    descriptor = _rule(rule.info)
    assert descriptor.id == "house/lambda-waits-long"
    assert "They hang up." in descriptor.help.markdown


@pytest.mark.parametrize(
    "more",
    [
        {"select": "$" + ".a" * 3000},
        {"schema": {"$defs": {**{f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(999)}, "d999": {}},
                    "$ref": "#/$defs/d0"}},
    ],
)  # fmt: skip
def test_what_fails_is_reported_and_not_passed_over(more: dict[str, Any]) -> None:
    rule = made(**more)
    (built,) = read_text("x/flow.json", json.dumps(flow(block()))).flows
    with pytest.raises(CannotCheck) as caught:
        list(rule.check(built, None))
    assert str(caught.value) == (
        "the rule house/some-rule cannot look at the flow “flow.json”: too many references of its schema, or steps of "
        "its expression, follow one another; make them simpler"
    )


def test_a_parent_that_only_some_flows_lack_is_said_of_these() -> None:
    rule = made(select='$.Actions[?(@.Type == "Loop")].Parameters[?(@.`parent` == 1)]')
    for kind in ("DisconnectParticipant", "Loop"):
        (built,) = read_text("x/flow.json", json.dumps(flow({**block(LoopCount="2"), "Type": kind}))).flows
        if kind == "Loop":
            with pytest.raises(CannotCheck) as caught:
                list(rule.check(built, None))
            assert str(caught.value) == (
                "the rule house/some-rule cannot look at the flow “flow.json”: its expression asks for the `parent` "
                "of what has none: of the flow itself or, in a filter, of what is filtered"
            )
        else:
            assert not list(rule.check(built, None))


@pytest.mark.parametrize("ends", ["", "#"])
def test_a_schema_may_say_the_draft_that_is_read(ends: str) -> None:
    rule = made(schema={"$schema": f"https://json-schema.org/draft/2020-12/schema{ends}", "type": "string"})
    assert found(rule, json.dumps(flow(block())))


@pytest.mark.parametrize("select", ["$.Actions[::-1]", "$.Actions[-1:]", "$.Actions[:1]", "$.Actions[*].`parent`[0]"])
def test_slices_and_parents_that_are_there_select(select: str) -> None:
    assert found(made(select=select, schema=False), json.dumps(flow(block())))


SLOW = "it takes longer than 3 seconds; make its expression, its schema or their patterns simpler"


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        {"select": '$.Actions[?(@.Identifier =~ "^(a+)+$")]'},
        {"select": "$.Actions[*].Identifier", "schema": {"pattern": "^(a+)+$"}},
        {"select": "$.Actions[*].Parameters", "schema": {"additionalProperties": {"pattern": "^(a|a)*$"}}},
        {
            "schema": {
                "$defs": {
                    **{f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)},
                    "d40": {},
                },
                "$ref": "#/$defs/d0",
            }
        },
    ],
)
def test_what_takes_too_long_is_given_up_with_its_line(more: dict[str, Any]) -> None:
    text = json.dumps(flow(block("a" * 60 + "!", Text="a" * 60 + "!")))
    built = [one for name in ("x.json", "y.json") for one in read_text(name, text).flows]
    (rule,) = house_rules({"some-rule": defined(**more)}, "flowlint.toml:3")
    started = time.process_time()
    for one in built:
        with pytest.raises(CannotCheck) as caught:
            list(rule.check(one, None))
        what = f"the rule house/some-rule (flowlint.toml:3) cannot look at the flow “{one.source.path}”"
        assert str(caught.value) == f"{what}: {SLOW}"
    assert time.process_time() - started < 5


def test_a_pattern_that_takes_too_long_does_not_while_settings_are_read() -> None:
    started = time.process_time()
    made(select='$.Actions[?(@.Type =~ "^(([a-zA-Z])+.?)+$x")].`parent`')
    assert time.process_time() - started < 1


def test_after_three_rules_that_take_too_long_others_have_less_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowlint.house_rules.patience.SECONDS", 0.06)
    (one,) = read_text("x.json", json.dumps(flow(block(Text="a" * 60 + "!")))).flows
    slow = defined(select="$.Actions[*].Parameters.Text", schema={"pattern": "^(a+)+$"})
    said = []
    for rule in house_rules({f"rule-{number}": slow for number in range(7)}):
        with pytest.raises(CannotCheck) as caught:
            list(rule.check(one, None))
        said.append(str(caught.value).split(": ", 1)[1].split(";")[0])
    assert said == [
        *["it takes longer than 0.06 seconds"] * 3,
        *(f"it takes longer than 0.03 seconds, the time that is left after {n} others that took too long"
          for n in (3, 4, 5)),
        "it takes longer than 0.02 seconds, the time that is left after 6 others that took too long",
    ]  # fmt: skip


@pytest.mark.parametrize("reference", ["file:///etc/hostname", "http://localhost:9/x", "/etc/hostname", "x.json#/a"])
def test_a_schema_reads_no_file_and_no_network(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []  # what raises here would be one more failure of the rule

    def refuse(*words: Any, **options: Any) -> None:
        asked.append(words)
        raise OSError

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)
    for schema in ({"$ref": reference}, {"$dynamicRef": reference}, {"$id": reference, "$ref": "other"}):
        with pytest.raises((HouseRuleProblem, CannotCheck)):
            found(made(schema=schema), json.dumps(flow(block())))
    assert asked == []


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("date", "2026-11-29"),
        ("email", "a@example.com"),
        ("idn-email", "a@example.com"),
        ("ipv4", "192.0.2.1"),
        ("ipv6", "2001:db8::1"),
        ("regex", "^a$"),
        ("uuid", "123e4567-e89b-42d3-a456-426614174000"),
    ],
)
def test_values_are_held_to_each_format_that_is_taken(name: str, right: str) -> None:
    rule = made(select="$.Actions[*].Parameters.Text", schema={"format": name})
    text = json.dumps(flow(block(Text="(wrong"), block("b", Text=right)))
    assert [one.message for one in found(rule, text)] == ["(wrong"]


def test_a_search_that_takes_too_long_is_taken_to_find_something(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(expression: str) -> Any:
        raise TookTooLong

    (rule,) = house_rules({"some-rule": defined()})
    (one,) = read_text("flow.json", json.dumps(flow(block()))).flows
    monkeypatch.setattr("flowlint.house_rules.check.parsed", too_long)
    assert isinstance(rule, HouseRule)
    assert rule.selects(one)


# Definitions that are none


@pytest.mark.parametrize(
    ("definition", "key", "sentence"),
    [
        ("x", "", "A house rule is a table with the keys message, select and schema."),
        (defined(lvl="note"), "lvl", "“lvl” is no key of a house rule; did you mean “level”?"),
        (defined(see_also=["x"]), "see_also", "“see_also” is no key of a house rule; did you mean “see-also”?"),
        (
            defined(severity="note"),
            "severity",
            "“severity” is no key of a house rule; its keys are message, level, select, schema, pillar, tags, why, "
            "fix, good, bad and see-also.",
        ),
        (
            {"message": "x", "schema": {}},
            "select",
            "“select” is missing; it must be a JSONPath expression in quotes.",
        ),
        (
            {"message": "x", "select": "$"},
            "schema",
            "“schema” is missing; it must be a JSON Schema: a table, or false where nothing may be selected.",
        ),
        (
            defined(level="warn"),
            "level",
            "“level” must be “error”, “warning” or “note”, but is “warn”.",
        ),
        (defined(message=""), "message", "“message” must be a sentence in quotes, but is “”."),
        (defined(message=5), "message", "“message” must be a sentence in quotes, but is 5."),
        (
            defined(message="x" * 1001),
            "message",
            "“message” has 1,001 characters, and 1,000 is the most; shorten it, and say the rest under “why”.",
        ),
        (defined(tags="x"), "tags", "“tags” must be a list of words in quotes, but is “x”."),
        (defined(tags=["x", 5]), "tags", "“tags[1]” must be a word in quotes, but is 5."),
        (defined(why={}), "why", "“why” must be text in quotes, but is an empty table."),
        (
            defined(pillar="cost"),
            "pillar",
            "“pillar” must be a pillar of the Well-Architected Framework, such as “reliability”, but is “cost”.",
        ),
        (
            defined(schema="string"),
            "schema",
            "“schema” must be a JSON Schema: a table, or false where nothing may be selected, but is “string”.",
        ),
        (defined("{blok} x"), "message", "“message” has no value for “{blok}”; did you mean “{block}”?"),
        (
            defined("{queue} x"),
            "message",
            "“message” has no value for “{queue}”; there are {block}, {value} and {flow}.",
        ),
        (defined("{} x"), "message", "“message” has no value for “{}”; there are {block}, {value} and {flow}."),
        (defined("{value!r:>5} x"), "message", "“message” has no value for “{value!r:>5}”; did you mean “{value}”?"),
        (
            defined("{block.id} x"),
            "message",
            "“message” has no value for “{block.id}”; did you mean “{block}”?",
        ),
        (
            defined("a } b"),
            "message",
            "“message” has a brace that stands alone; one that is meant as such is written twice, {{ or }}.",
        ),
        (
            defined(select='$.Actions[?(@.Type == "X"].Text'),
            "select",
            "“select” cannot be read from character 26 on, at “].Text”; check the names, brackets and quotes there.",
        ),
        (
            defined(select="$.Actions\n[%]"),
            "select",
            "“select” cannot be read from character 12 on, at “%]”; check the names, brackets and quotes there.",
        ),
        (
            defined(select="$.Actions.`size`"),
            "select",
            "“select” cannot be read from character 16 on, at “`”; check the names, brackets and quotes there.",
        ),
        (
            defined(select="$.Actions["),
            "select",
            "“select” ends too early; a name, a bracket or a quote is missing at its end.",
        ),
        (
            defined(select="$['Actions"),
            "select",
            "“select” ends too early; a name, a bracket or a quote is missing at its end.",
        ),
        (
            defined(select="$.a.`sub(/[/, x)`"),
            "select",
            "“select” is no JSONPath expression: unterminated character set at position 0.",
        ),
        (
            defined(select='$.Actions[?(@.Type =~ "[")]'),
            "select",
            "“select” compares with “[”, which is no regular expression: unterminated character set at position 0.",
        ),
        (
            defined(select="$.Actions[?(@.a & @.b)]"),
            "select",
            "“select” joins paths with “&”, which cannot be evaluated; in a filter write “&&”.",
        ),
        *(
            (
                defined(select=select),
                "select",
                "“select” computes a value, as `len` and sums do, that stands nowhere in the flow; select what it is "
                "computed from, and let the schema measure that: maxLength, maxItems, propertyNames.",
            )
            for select in (
                "$.Actions.`len`",
                "$.Actions.`sorted`[0]",
                "$.Actions[\\Type][0]",
                "$.a + 1",
                "$..a.`str()`",
            )
        ),
        *(
            (
                defined(select=select),
                "select",
                "“select” joins paths with “|”, of which only the last counts; "
                "put each in round brackets: ($.a) | ($.b).",
            )
            for select in ("$.Actions | $.Metadata", "$.a.x | $.b.y", "$.a | $.b | $.c", "$.Actions[?(@.a | @.b)]")
        ),
        *(
            (defined(select=f"$.Actions[?(@.Parameters.{at})].Type"), "select", f"“select” {said}")
            for at, said in (
                (
                    "LoopCount > 4",
                    "compares “LoopCount” with the number 4, and flows have it as text; select the parameter itself, "
                    "and let the schema have a “pattern”.",
                ),
                (
                    "LoopCount == 4",
                    "compares “LoopCount” with the number 4, and flows have it as text; write “4” in quotes.",
                ),
                (
                    "InputTimeLimitSeconds <= '60'",
                    "asks whether “InputTimeLimitSeconds” <= “60”, which compares letters, not numbers; select the "
                    "parameter itself, and let the schema have a “pattern”.",
                ),
            )
        ),
        *(
            (
                defined(select=select),
                "select",
                f"“select” has a single backslash at “{at}”, which would be dropped; write two for one that is meant.",
            )
            for select, at in (
                (r"$.Actions[?(@.Type =~ '^a\.b$')]", r"\.b$"),
                (r'$.Actions[?(@.Type == "a\\\b")]', r"\b"),
                (r"$.Actions[*].Parameters['a\b']", r"\b"),
            )
        ),
        *(
            (
                defined(select=f"$.Actions{at}.Type"),
                "select",
                f"“select” has the slice “{at}”, which selects nothing; "
                "a slice is [first:end:step], and its step is not 0.",
            )
            for at in ("[::0]", "[1:2:0]", "[0:0]", "[5:1]", "[-1:-2]", "[1:2:-1]")
        ),
        *(
            (
                defined(select=select),
                "select",
                "“select” asks for the `parent` of what has none: of the flow itself or, in a filter, of what is "
                "filtered.",
            )
            for select in ("`parent`", "$.`parent`", "$..`parent`", "$.Actions.`parent`.`parent`")
        ),
        *(
            (
                defined(schema=schema),
                "schema",
                "“schema” is of “http://json-schema.org/draft-…”, and only draft 2020-12 is read; "
                "write it as that draft has it, and leave “$schema” out.",
            )
            for draft in ("http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-04/schema")
            for schema in ({"$schema": draft}, {"properties": {"a": {"$schema": draft}}})
        ),
        (
            defined(select="$..a..b..c..d"),
            "select",
            "“select” has more than 3 times “..”, which selects more than there is room for.",
        ),
        (
            defined(schema={"items": {"format": "dat"}}),
            "schema",
            "“schema” has the format “dat”, which nothing here can check; did you mean “date”?",
        ),
        (
            defined(schema={"format": "json-pointer"}),
            "schema",
            "“schema” has the format “json-pointer”, which nothing here can check; there are date, email, idn-email, "
            "ipv4, ipv6, regex and uuid; or write a “pattern”.",
        ),
        (
            defined(schema={"properties": {"Text": {"type": "strin"}}}),
            "schema",
            "“schema.properties.Text.type” is not as JSON Schema has it: 'strin' is not one of ['array', 'boolean', "
            "'integer', 'null', 'number', 'object', 'string']; did you mean “string”?",
        ),
        (
            defined(schema={"type": ["string", "nul"]}),
            "schema",
            "“schema.type[1]” is not as JSON Schema has it: 'nul' is not one of ['array', 'boolean', 'integer', "
            "'null', 'number', 'object', 'string']; did you mean “null”?",
        ),
        (
            defined(schema={"minLength": "3"}),
            "schema",
            "“schema.minLength” is not as JSON Schema has it: '3' is not of type 'integer'.",
        ),
        (
            defined(schema={"pattern": "["}),
            "schema",
            "“schema.pattern” is not as JSON Schema has it: '[' is not a 'regex'.",
        ),
        *(
            (
                defined(select=f'$.Actions[?(@.Type == "{written}")]'),
                "select",
                f"“select” asks for the type “{written}”, which is none; did you mean “MessageParticipant”?",
            )
            for written in ("MesageParticipant", "PlayPrompt")
        ),
        (
            defined(select="$.Actoins[*].Parameters"),
            "select",
            "“select” has “$.Actoins”, which no flow has; did you mean “$.Actions”?",
        ),
        (
            defined(schema={"items": {"patern": "^x"}}),
            "schema",
            "“schema” has “patern”, which is no keyword of JSON Schema; did you mean “pattern”?",
        ),
        (
            defined(schema={"dependencies": {"a": ["b"]}}),
            "schema",
            "“schema” has “dependencies”, which nothing here is held to; leave it out.",
        ),
        (
            defined(schema={"remark": "x"}),
            "schema",
            "“schema” has “remark”, which is no keyword of JSON Schema; write a remark under “$comment”.",
        ),
        *(
            (
                defined(schema={"$ref": reference}),
                "schema",
                f"“schema” has the reference “{reference}”, which leads nowhere in it; "
                "a reference begins with “#/$defs/” and a part of that name must be there.",
            )
            for reference in ("#/$defs/x", "https://example.com/x")
        ),
        *(
            (
                defined(schema=schema),
                "schema",
                f"“schema” has the reference “{schema.get('$ref', '#n')}”, which leads back to itself without end; "
                "only what stands below “properties”, “items” and the like may refer back to what holds it.",
            )
            for schema in (
                {"$ref": "#"},
                {"$dynamicAnchor": "n", "$dynamicRef": "#n"},
                {"dependentSchemas": {"a": {"$anchor": "n", "not": {"$ref": "#n"}}}},
                {"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"if": {"$ref": "#/$defs/a"}}]}}},
            )
        ),
    ],
)
def test_what_is_wrong_with_a_definition(definition: Any, key: str, sentence: str) -> None:
    with pytest.raises(HouseRuleProblem) as caught:
        house_rules({"fine-one": defined(), "some-rule": definition})
    assert (caught.value.name, caught.value.key, caught.value.sentence) == ("some-rule", key, sentence)
    assert str(caught.value) == f"house rule 'some-rule': {sentence}"


@pytest.mark.parametrize(
    "select", ['$.Actions[?(@.Type == "OurOwnBlock")]', '$.Actions[?(@.Type == "Loop2")]', "$.Settings", "$..Actoins"]
)
def test_names_that_a_flow_may_have_some_day_are_fine(select: str) -> None:
    house_rules({"some-rule": defined(select=select)})


@pytest.mark.parametrize("name", ["x", "Lambda-waits", "lambda_waits", "no-lambda", "a" * 50, ""])
def test_names_are_those_that_all_rules_may_have(name: str) -> None:
    with pytest.raises(HouseRuleProblem) as caught:
        house_rules({name: defined()})
    assert caught.value.key == ""
    assert caught.value.sentence.startswith(repr(name))


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {"type": "string", "x-note": 5, "$comment": "x", "format": "email"},
        {"$defs": {"a": {"minLength": 1}}, "$ref": "#/$defs/a"},
        {"anyOf": [True, {"items": {"$ref": "#"}, "properties": {"a": {"$dynamicRef": "#"}}}]},
        {"properties": {"patern": {}, "$ref": {}}, "if": {}, "then": {"minContains": 1}, "const": {"patern": 1}},
    ],
)
def test_schemas_that_are_fine(schema: Any) -> None:
    house_rules({"some-rule": defined(schema=schema)})


def test_the_schema_of_a_definition_is_one_and_agrees() -> None:
    for validator in (Draft7Validator, Draft202012Validator):
        validator.check_schema(DEFINITION)
    assert Draft7Validator(DEFINITION).is_valid(tomllib.loads(DEFINED)["lambda-waits-long"])
    assert not Draft7Validator(DEFINITION).is_valid({**defined(), "lvl": "note"})


def test_what_the_documentation_shows_can_be_used() -> None:
    shown = tomllib.loads((DOCS / "house-rules.toml").read_text(encoding="utf-8"))["house-rules"]
    assert [rule.id for rule in house_rules(shown)] == [f"house/{name}" for name in sorted(shown)]
    page = (DOCS / "house-rules.md").read_text(encoding="utf-8")
    expressions = re.findall(r"^\| `(\$.+)` \| ", page, re.MULTILINE)
    house_rules({f"rule-{number}": defined(select=one) for number, one in enumerate(expressions)})
    keys = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| ", page, re.MULTILINE)
    assert {key for cell in keys for key in re.findall(r"[a-z-]+", cell)} == DEFINITION["properties"].keys()
    assert len(expressions) == 7


# Whatever the document


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
KEYS = st.sampled_from(["Text", "Actions", "Parameters", "Type", "Identifier", "a.b", "'", "*", "0", ""])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)
BLOCKS = st.builds(
    lambda parameters, more: {"Identifier": "a", "Type": "MessageParticipant", "Parameters": parameters, **more},
    st.dictionaries(KEYS, VALUES, max_size=3),
    st.dictionaries(KEYS, VALUES, max_size=2),
)
DOCUMENTS = st.builds(
    lambda actions, more: flow(**{**more, "Actions": actions}),
    st.lists(BLOCKS | VALUES, max_size=4),
    st.dictionaries(KEYS, VALUES, max_size=2),
)
MODULES = st.builds(
    lambda value, more: {"id": "a", "type": "PlayPrompt", "parameters": [{"name": "Text", "value": value}], **more},
    VALUES,
    st.dictionaries(st.sampled_from(["id", "parameters", "branches", "metadata"]), VALUES, max_size=2),
)
EXPORTS = st.builds(
    lambda modules, start: {"modules": modules, "start": start, "version": "1", "metadata": {}},
    st.lists(MODULES | VALUES, max_size=4),
    VALUES,
)
EXPRESSIONS = [
    "$", "$..*", "$.Actions[*]", "$..Text", '$.Actions[?(@.Type == "MessageParticipant")]', "$..[?(@['a.b'] > 3)]",
    "$.Actions[?(@.Parameters.Text =~ 'x')].Parameters", "$..['a.b', '*', '']", "$.Actions[-1].Parameters[0]",
    "$.Actions[?(@.Parameters.Text.`len` > 1)]", "$..Parameters where Text", "($.StartAction) | ($.Actions[0].Type)",
]  # fmt: skip
RULES = house_rules(
    {f"rule-{number}": defined("{block} {value} {flow}", select=one) for number, one in enumerate(EXPRESSIONS)}
)


@given(DOCUMENTS | EXPORTS)
def test_no_document_makes_a_rule_raise(document: Any) -> None:
    text = json.dumps(document)
    for rule in RULES:
        found(rule, text, frames=True)


@pytest.mark.parametrize("depth", [100, 900])
def test_nor_does_one_that_is_nested_deep(depth: int) -> None:
    deep: Any = "x"
    for _ in range(depth):
        deep = {"Text": deep}
    recursive = made(select="$.Actions[*].Parameters", schema={"type": "object", "properties": {"Text": {"$ref": "#"}}})
    for document in (flow(block(Text=deep)), {**EXPORT, "modules": [{"id": "a", "type": "X", "metadata": deep}]}):
        (built,) = read_text("a", json.dumps(document)).flows
        for rule in (*RULES, recursive):
            list(rule.check(built, None))


# Against a search of our own


def walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from walk(item, (*path, key))


def is_wanted(value: Any) -> bool:
    """Tell what the schema below tells."""
    return isinstance(value, str) and len(value) >= 2


SCHEMA = {"type": "string", "minLength": 2}
SOME_KEYS = ["Text", "a.b", "'", "*", "0", ""]
ANYWHERE = {key: made(select=f"$..[{json.dumps(key)}]", schema=SCHEMA) for key in SOME_KEYS}
OF_ALL_BLOCKS = {
    key: made("{block}", select=f"$.Actions[*].Parameters[{json.dumps(key)}]", schema=SCHEMA) for key in SOME_KEYS
}


@given(DOCUMENTS, st.sampled_from(SOME_KEYS))
def test_any_key_anywhere(document: Any, key: str) -> None:
    rule = ANYWHERE[key]
    there = {path for path, value in walk(document) if path[-1:] == (key,) and not is_wanted(value)}
    assert {pointer for pointer, _ in places(rule, document)} == {json_pointer(path) for path in there}
    assert len(places(rule, document)) == len(there)


@given(DOCUMENTS, st.sampled_from(SOME_KEYS))
def test_a_parameter_of_all_blocks(document: Any, key: str) -> None:
    rule = OF_ALL_BLOCKS[key]
    (built,) = read_text("a", json.dumps(document)).flows
    labels = {one.index: one.label for one in built.blocks}
    there = [
        (f"/Actions/{index}/Parameters/{json_pointer((key,))[1:]}", labels[index])
        for index, action in enumerate(document["Actions"])
        if isinstance(action, dict) and isinstance(action.get("Parameters"), dict) and key in action["Parameters"]
        if not is_wanted(action["Parameters"][key])
    ]
    assert places(rule, document) == there


SCALAR_TEXTS = made(select="$..Text", schema={"type": ["object", "array"]})


@given(DOCUMENTS)
def test_what_is_marked_is_what_was_selected(document: Any) -> None:
    text = json.dumps(document, indent=1)
    for finding in found(SCALAR_TEXTS, text):
        value: Any = document
        for part in finding.pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
        assert json.loads(cut(text, finding)) == value
