"""What Connect has room for and what it still supports: sizes, text lengths, flow types, placeholders, old features."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint import check_text, language
from flowlint.analysis.document.size import compact_length
from flowlint.run import Overrides
from kit.flows import flow as flow_of
from kit.walks import action, findings

SIZE, TEXT, PLACE = "content-too-large", "text-too-long", "block-not-allowed"
OPEN, RETIRED = "unresolved-placeholder", "deprecated-block"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:Find"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)

END = action("end", "DisconnectParticipant")


def said(block_type: str, parameters: dict[str, Any], flow_type: str | None = None, rule: str = TEXT) -> list[str]:
    """What a rule says of a flow of one block and an end."""
    more = {"Metadata": {"type": flow_type}} if flow_type else {}
    return [
        one.message for one in findings(rule, flow_of(action("it", block_type, parameters, "end", "end"), END, **more))
    ]


# Sizes


@given(JSON)
def test_the_compact_length_is_that_of_the_shortest_json(value: Any) -> None:
    assert compact_length(value) == len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def test_the_compact_length_of_a_value_that_is_nested_deep() -> None:
    value: Any = 1
    for _ in range(100_000):
        value = [value]
    assert compact_length(value) == 200_001


@pytest.mark.parametrize(
    ("blocks", "level"), [(224, None), (225, "warning"), (250, "warning"), (251, "error"), (252, "error")]
)
def test_blocks(blocks: int, level: str | None) -> None:
    one_by_one = [
        action(str(index), "MessageParticipant", {"Text": "Hello."}, str(index + 1)) for index in range(blocks)
    ]
    found = findings(SIZE, flow_of(*one_by_one))
    assert [one.level.value for one in found] == ([level] if level else [])


@pytest.mark.parametrize(
    ("characters", "level"), [(230_399, None), (230_400, "warning"), (256_000, "warning"), (256_001, "error")]
)
def test_characters_are_those_of_the_compact_form(characters: int, level: str | None) -> None:
    def padded(padding: int) -> dict[str, Any]:
        return flow_of(action("show", "ShowView", {"ViewData": {"text": "é" * padding}}, "end"), END)

    padding = characters - compact_length(padded(0))
    for indent in (None, 8):
        report = check_text(json.dumps(padded(padding), indent=indent), overrides=Overrides(select=(SIZE,)))
        assert [one.level.value for one in report.findings] == ([level] if level else [])


def test_a_flow_that_is_over_both_limits_is_told_once() -> None:
    hello = {"Text": "Hello." * 200}
    blocks = [action(str(index), "MessageParticipant", hello, str(index + 1)) for index in range(260)]
    (finding,) = findings(SIZE, flow_of(*blocks))
    assert "260 blocks and 3" in finding.message
    assert "250 and 256,000 at most" in finding.message


# Texts


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("a" * 3000, None),
        ("a" * 3001, "3,001"),
        ("a" * 2990 + "$.Attributes.aVeryLongNameOfAnAttribute", None),
        ("a" * 2990 + "${aVeryLongNameOfAPlaceholder}", None),
        ("a" * 3001 + "$.Attributes.name", "3,001"),
        ("<speak>" + "a" * 3000 + "</speak>", None),
        ("<speak>" + "<break/>" * 748 + "</speak>", None),
        ("<speak>" + "<break/>" * 749 + "</speak>", "6,007"),
        ("<" * 3000, None),
    ],
)
def test_lengths_of_texts(text: str, length: str | None) -> None:
    for parameter in ("Text", "SSML"):
        for block_type in ("MessageParticipant", "GetParticipantInput", "ConnectParticipantWithLexBot"):
            found = said(block_type, {parameter: text})
            assert len(found) == (length is not None)
            assert all(f" {length} characters" in message for message in found)


def test_each_of_several_messages_is_looked_at() -> None:
    messages = [{"Text": "a" * 3001}, {"PromptId": "a" * 4000}, {"SSML": "b" * 3001}, "c" * 4000]
    assert len(said("MessageParticipantIteratively", {"Messages": messages})) == 2


@pytest.mark.parametrize("block_type", ["UpdateContactAttributes", "ShowView", "Unheard", "Wait"])
def test_what_is_not_spoken_may_be_long(block_type: str) -> None:
    assert said(block_type, {"Text": "a" * 7000, "Attributes": {"Text": "a" * 7000}}) == []


# Flow types


@pytest.mark.parametrize(
    ("block_type", "flow_type", "count"),
    [
        ("EndFlowModuleExecution", "contactFlow", 1),
        ("DisconnectParticipant", "customerHold", 2),
        ("TransferContactToAgent", "customerQueue", 1),
        ("MessageParticipantIteratively", "contactFlow", 1),
        ("CompleteOutboundCall", "contactFlow", 1),
        ("EndFlowExecution", "contactFlow", 0),
        ("DequeueContactAndTransferToQueue", "contactFlow", 1),
        ("DequeueContactAndTransferToQueue", "queueTransfer", 1),
        ("DequeueContactAndTransferToQueue", "customerQueue", 0),
        ("InvokeFlowModule", "customerQueue", 0),
        ("GetParticipantInput", "outboundWhisper", 1),
        ("RouteContactToAgent", "contactFlow", 0),
        ("CheckVoiceId", "customerHold", 1),
        ("Nonsense", "contactFlow", 0),
        ("DisconnectParticipant", "journey", 0),
    ],
)
def test_a_block_is_out_of_place_only_where_all_that_is_known_agrees(
    block_type: str, flow_type: str, count: int
) -> None:
    assert len(said(block_type, {}, flow_type, PLACE)) == count


def test_a_type_that_is_only_guessed_tells_nothing() -> None:
    guessed = [action("call", "CompleteOutboundCall", {}, "end", "end"), END]
    assert findings(PLACE, flow_of(*guessed)) == ()
    assert len(findings(PLACE, flow_of(*guessed, Metadata={"type": "outboundWhisper"}))) == 1


def test_modules_may_hold_what_is_not_known_to_be_refused_there() -> None:
    for block_type in language.actions():
        types = language.flow_types_of(block_type)
        assert types is None or "MODULE" in types
        assert types is None or types <= language.flow_types_spoken_of()


# Placeholders


def left_open(text: str, path: str = "flow.json", **parameters: str) -> list[str]:
    function = action("find", "InvokeLambdaFunction", {"LambdaFunctionARN": ARN, **parameters}, "say")
    flow = flow_of(function, action("say", "MessageParticipant", {"Text": text}, "end"), END)
    return [
        one.message.split("“")[2].split("”")[0]
        for one in check_text(json.dumps(flow), path, Overrides((OPEN,))).findings
    ]


@pytest.mark.parametrize(
    "written",
    ["${shop}", "{{shop}}", "{{ shop.name }}", "<<shop>>", "%%SHOP%%", "REPLACE_ME", "REPLACE_WITH_SHOP", "CHANGEME"],
)
def test_a_placeholder_in_a_flow_that_is_filled_in_elsewhere(written: str) -> None:
    assert left_open(f"Welcome to {written}, hello from {written}.") == [written]


@pytest.mark.parametrize(
    "text",
    [
        "Hello $.Attributes.name.",
        "Hello ${$.Attributes.name}.",
        "Hello $['Attributes']['name'].",
        'Say {"a": {"b": {}}}.',
        "You get 5%% off, and 10%% on Sundays.",
        "It costs ${} or {{ }} or ${5}.",
        "If you want to replace me, press 1.",
        "2 << 3 and 5 >> 4",
        "Hello {name}.",
    ],
)
def test_what_only_looks_like_a_placeholder(text: str) -> None:
    assert left_open(text) == []


@pytest.mark.parametrize("path", ["flow.json.tftpl", "flow.tpl.json", "flow.J2", "a/flow.json.template"])
def test_a_file_whose_suffix_says_template(path: str) -> None:
    assert left_open("Welcome to ${shop}.") == ["${shop}"]
    assert left_open("Welcome to ${shop}.", path) == []


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"LambdaFunctionARN": "${FIND_ARN}"}, []),
        ({"FallbackArn": "${FIND_ARN}"}, ["${FIND_ARN}", "${shop}"]),
        ({"FallbackArn": "${var.find}"}, []),
        ({"FallbackArn": "${AWS::StackName}"}, []),
        ({"FallbackArn": "${FIND_ARN}", "OtherId": "${OTHER}"}, []),
        ({"FallbackArn": f"{ARN}-${{M:Other:M}}"}, ["${M:Other:M}", "${shop}"]),
        ({"LambdaInvocationAttributes": {"mail": "Dear {{name}}, thank you."}}, ["${shop}"]),
        ({"LambdaInvocationAttributes": {"mail": "{{mail}}"}}, ["{{mail}}", "${shop}"]),
    ],
)
def test_a_flow_that_leaves_resources_open_is_a_template(parameters: dict[str, Any], found: list[str]) -> None:
    assert sorted(left_open("Welcome to ${shop}.", **parameters)) == sorted(found)


def test_texts_of_views_are_templates_of_their_own() -> None:
    view = {"ViewData": {"text": "Hello {{name}}."}, "ViewResource": {"Id": ARN}}
    assert said("ShowView", view, rule=OPEN) == []


# What is no longer supported


@pytest.mark.parametrize(
    ("block_type", "parameters", "count"),
    [
        ("ConnectParticipantWithLexBot", {"LexBot": {"Name": "Bot", "Region": "eu-west-1", "Alias": "live"}}, 1),
        ("ConnectParticipantWithLexBot", {"LexV2Bot": {"AliasArn": ARN}}, 0),
        ("CheckVoiceId", {}, 1),
        ("StartVoiceIdStream", {}, 1),
        ("UpdateContactData", {"IsFraudDetectionEnabled": "TRUE"}, 1),
        ("UpdateContactData", {"LanguageCode": "en-GB"}, 0),
    ],
)
def test_what_is_no_longer_supported(block_type: str, parameters: dict[str, Any], count: int) -> None:
    assert len(said(block_type, parameters, rule=RETIRED)) == count


def test_the_two_blocks_that_the_designer_shows_as_one_are_told_once() -> None:
    data = action("data", "UpdateContactData", {"IsVoiceIdStreamingEnabled": "TRUE"}, "listen", "end")
    found = findings(RETIRED, flow_of(data, action("listen", "StartVoiceIdStream", {}, "end", "end"), END))
    assert [one.block.id for one in found if one.block] == ["listen"]
