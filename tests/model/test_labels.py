"""How blocks are named: a person finds each in the designer, and no two of a flow read alike."""

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint import check_paths, check_text
from flowlint.model.flow import Flow
from flowlint.model.labels import LONGEST
from flowlint.reading import Reader, read_text
from flowlint.reading.walking import find_files
from flowlint.run import Overrides
from kit.flow_strategies import documents
from kit.flows import block, flow

FIRST = "58ecb14e-0000-4000-8000-00000000000a"
SECOND = "91aa02c3-0000-4000-8000-00000000000b"
THIRD = "91ab02c3-0000-4000-8000-00000000000c"
ARN = "arn:aws:connect:eu-west-1:111122223333:instance/11111111-2222-4333-8444-555555555555"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:look-up:live"


def read(document: dict[str, Any]) -> Flow:
    (one,) = read_text("flow.json", json.dumps(document)).flows
    return one


def labels(*blocks: dict[str, Any], **more: Any) -> list[str]:
    return [one.label for one in read(flow(*blocks, **more)).blocks]


def noted(**more: Any) -> dict[str, Any]:
    return {"ActionMetadata": {FIRST: more}}


@pytest.mark.parametrize(
    ("kind", "parameters", "metadata", "label"),
    [
        ("MessageParticipant", {"Text": "Hello\n  there. "}, {}, "Play prompt “Hello there.”"),
        (
            "MessageParticipant",
            {"Text": "Thank you for calling the Bakery, where all is fresh"},
            {},
            "Play prompt “Thank you for calling the…”",
        ),
        ("MessageParticipant", {"SSML": "<speak>Hello <break time='1s'/>you</speak>"}, {}, "Play prompt “Hello you”"),
        ("MessageParticipant", {"PromptId": f"{ARN}/prompt/{SECOND}"}, {}, "Play prompt"),
        (
            "MessageParticipant",
            {"PromptId": f"{ARN}/prompt/{SECOND}"},
            {"promptName": "Beep.wav"},
            "Play prompt “Beep.wav”",
        ),
        ("MessageParticipant", {"Text": ""}, {}, "Play prompt"),
        ("MessageParticipant", {"Text": ["not a text"]}, {}, "Play prompt “not a text”"),
        (
            "UpdateContactTargetQueue",
            {"QueueId": f"{ARN}/queue/{SECOND}"},
            {"parameters": {"QueueId": {"displayName": "Sales"}}},
            "Set working queue “Sales”",
        ),
        (
            "UpdateContactTargetQueue",
            {"QueueId": f"{ARN}/queue/{SECOND}"},
            {"queue": {"text": "Sales"}},
            "Set working queue “Sales”",
        ),
        (
            "UpdateContactTargetQueue",
            {"QueueId": "$.Attributes.queue"},
            {"parameters": {"QueueId": {"displayName": "No longer meant"}}},
            "Set working queue “$.Attributes.queue”",
        ),
        ("InvokeLambdaFunction", {"LambdaFunctionARN": FUNCTION}, {}, "AWS Lambda function “look-up”"),
        (
            "InvokeLambdaFunction",
            {"LambdaFunctionARN": FUNCTION},
            {"parameters": {"LambdaFunctionARN": {"displayName": FUNCTION}}},
            "AWS Lambda function “look-up”",
        ),
        ("InvokeLambdaFunction", {"LambdaFunctionARN": "${LookUp.Arn}"}, {}, "AWS Lambda function “${LookUp.Arn}”"),
        (
            "InvokeLambdaFunction",
            {"LambdaFunctionARN": '${var.functions["look-up"].arn}'},
            {},
            "AWS Lambda function “look-up”",
        ),
        ("UpdateContactAttributes", {"Attributes": {"tier": "gold"}}, {}, "Set contact attributes “tier = gold”"),
        ("UpdateContactAttributes", {"Attributes": {"a": "1", "b": "2"}}, {}, "Set contact attributes “a, b”"),
        (
            "UpdateContactAttributes",
            {"Attributes": {"password": "Correct-Horse-7-Battery"}},
            {},
            "Set contact attributes “password”",
        ),
        (
            "CheckHoursOfOperation",
            {"HoursOfOperationId": SECOND},
            {"Hours": {"text": "Weekdays"}},
            "Check hours of operation “Weekdays”",
        ),
        ("DisconnectParticipant", {}, {}, "Disconnect / hang up"),
        ("Unheard", {"Text": "Hello"}, {}, "Unheard “Hello”"),
    ],
)
def test_a_block_without_a_name_is_called_by_what_it_does(
    kind: str, parameters: dict[str, Any], metadata: dict[str, Any], label: str
) -> None:
    assert labels(block(FIRST, kind, parameters), Metadata=noted(**metadata)) == [label]


def test_the_name_that_a_person_gave_goes_first() -> None:
    assert labels(block("Greet", "MessageParticipant", {"Text": "Hello"})) == ["Play prompt “Greet”"]


def test_a_comparison_says_what_it_compares() -> None:
    compare = {"ComparisonValue": "$.Attributes.tier"}
    assert labels(block(FIRST, "Compare", compare, is_={"gold": SECOND, "silver": SECOND})) == [
        "Check contact attributes “tier = gold, silver”"
    ]


def test_a_menu_without_a_text_says_which_digits_it_asks_for() -> None:
    menu = block(FIRST, "GetParticipantInput", {"PromptId": SECOND}, is_={"1": SECOND, "2": SECOND})
    assert labels(menu) == ["Get customer input “1, 2”"]


def test_blocks_that_read_alike_have_as_much_of_their_ids_as_tells_them_apart() -> None:
    hello = [block(one, "MessageParticipant", {"Text": "Hello"}) for one in (FIRST, SECOND, THIRD)]
    assert labels(*hello) == [
        "Play prompt “Hello” (58ec…)",
        "Play prompt “Hello” (91aa…)",
        "Play prompt “Hello” (91ab…)",
    ]


def test_where_ids_begin_alike_their_ends_tell_them_apart() -> None:
    ids = [f"12345678-1234-1234-1234-00000000000{number}" for number in (1, 2)]
    hello = [block(one, "MessageParticipant", {"Text": "Hello"}) for one in ids]
    assert labels(*hello) == ["Play prompt “Hello” (…0001)", "Play prompt “Hello” (…0002)"]


def test_of_texts_that_begin_alike_that_is_shown_in_which_they_differ() -> None:
    sorry = "Sorry, we have met with an internal system error. Please try again later. Error code:"
    assert labels(
        block(FIRST, "MessageParticipant", {"Text": f"{sorry} 703."}),
        block(SECOND, "MessageParticipant", {"Text": f"{sorry} 704."}),
        block(THIRD, "MessageParticipant", {"Text": "Sorry, goodbye"}),
    ) == [
        "Play prompt “Sorry, we have… code: 703.”",
        "Play prompt “Sorry, we have… code: 704.”",
        "Play prompt “Sorry, goodbye”",
    ]
    function = "arn:aws:lambda:eu-west-1:111122223333:function:ivr-production-LookUpCustomerByNumber-"
    assert labels(
        block(FIRST, "InvokeLambdaFunction", {"LambdaFunctionARN": f"{function}1JJ825SGKCP8Q"}),
        block(SECOND, "InvokeLambdaFunction", {"LambdaFunctionARN": f"{function}8KD025AAKQP7X"}),
    ) == [
        "AWS Lambda function “ivr-productio…-1JJ825SGKCP8Q”",
        "AWS Lambda function “ivr-productio…-8KD025AAKQP7X”",
    ]


def test_a_block_like_others_is_known_by_the_one_before_it() -> None:
    assert labels(
        block(FIRST, "UpdateContactTargetQueue", {"QueueId": "Sales"}, next=SECOND),
        block(SECOND, "TransferContactToQueue", {}, QueueAtCapacity=THIRD, NoMatchingError=THIRD),
        block(THIRD, "TransferContactToQueue", {}),
    ) == ["Set working queue “Sales”", "Transfer to queue after “Sales”", "Transfer to queue"]
    assert (
        labels(
            block(FIRST, "CheckHoursOfOperation", {}, is_={"True": SECOND}),
            block(SECOND, "TransferContactToQueue", {}, NoMatchingError=THIRD),
            block(THIRD, "TransferContactToQueue", {}),
        )[1]
        == "Transfer to queue after Check hours of operation"
    )
    beep = {"Text": "Beep"}
    assert labels(
        block(FIRST, "MessageParticipant", {"Text": "Hello"}, next=SECOND),
        block(SECOND, "MessageParticipant", beep, next=THIRD),
        block(THIRD, "MessageParticipant", beep, next=FIRST),
    ) == ["Play prompt “Hello”", "Play prompt “Beep” after “Hello”", "Play prompt “Beep”"]


def test_blocks_after_one_block_are_known_by_its_branches() -> None:
    assert labels(
        block(FIRST, "GetParticipantInput", {"Text": "Press 1 or 2"}, is_={"1": SECOND}, NoMatchingError=THIRD),
        block(SECOND, "DisconnectParticipant"),
        block(THIRD, "DisconnectParticipant"),
    ) == [
        "Get customer input “Press 1 or 2”",
        "Disconnect / hang up on “Equals 1” of “Press 1 or 2”",
        "Disconnect / hang up on “Error” of “Press 1 or 2”",
    ]


def test_no_block_is_known_by_one_before_it_that_is_called_like_others() -> None:
    ends = [f"{number}0000000-0000-4000-8000-00000000000e" for number in (1, 2)]
    assert labels(
        block(FIRST, "MessageParticipant", {"Text": "Bye"}, next=ends[0]),
        block(SECOND, "MessageParticipant", {"Text": "Bye"}, next=ends[1]),
        *(block(end, "DisconnectParticipant") for end in ends),
    ) == [
        "Play prompt “Bye” (58ec…)",
        "Play prompt “Bye” (91aa…)",
        "Disconnect / hang up (1000…)",
        "Disconnect / hang up (2000…)",
    ]


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        (
            "MessageParticipant",
            "Set the remaining attributes that voicemail needs",
            "Play prompt “Set the remaining attributes that…”",
        ),
        (
            "CreatePersistentContactAssociation",
            "Create persistent contact association",
            "Create persistent contact association “Create persistent…”",
        ),
        ("K" * 80, "Unheard", f"{'K' * 59}…"),
    ],
)
def test_no_label_is_longer_than_sixty_characters(kind: str, name: str, label: str) -> None:
    assert labels(block(name, kind)) == [label]


def test_blocks_with_one_id_are_known_by_their_place() -> None:
    assert labels(block("Greet", "Wait"), block("Greet", "Wait")) == [
        "Wait “Greet” (block 1)",
        "Wait “Greet” (block 2)",
    ]


def test_a_name_that_a_person_gave_stays_as_it_is_beside_a_text_like_it() -> None:
    greet = block("Hello", "MessageParticipant", {"Text": "Welcome"})
    assert labels(greet, block(FIRST, "MessageParticipant", {"Text": "Hello"})) == [
        "Play prompt “Hello”",
        "Play prompt “Hello” (58ec…)",
    ]


def test_a_secret_in_a_label_is_hidden_in_every_report() -> None:
    key = "AKIA" + "QWERTYUIOPASDFGH"
    document = flow(block(FIRST, "MessageParticipant", {"Text": f"Use {key} and nothing else"}, next="nowhere"))
    (finding,) = check_text(json.dumps(document), "flow.json", Overrides(select=("dangling-transition",))).findings
    assert finding.block is not None
    assert finding.block.label == f"Play prompt “Use {'•' * len(key)} and…”" and finding.block.label in finding.message


def test_an_entry_of_the_settings_may_name_a_block_by_its_label(here: Path) -> None:
    document = flow(block(FIRST, "MessageParticipant", {"Text": "Hello"}, next="nowhere"))
    (here / "flow.json").write_text(json.dumps(document), encoding="utf-8")
    (here / "flowlint.toml").write_text(
        'suppress = [{rules = ["*"], block = "Play prompt “Hello”", reason = "known"}]', encoding="utf-8"
    )
    report = check_paths(["flow.json"], Overrides(select=("dangling-transition",)))
    assert (report.findings, [one.finding.rule for one in report.suppressed]) == ((), ["dangling-transition"])


def unfit(one: Flow) -> list[str]:
    """Give the labels that several blocks of a flow have, and those that are too long."""
    counts = Counter(block.label for block in one.blocks)
    return [label for label, count in counts.items() if count > 1 or len(label) > LONGEST]


_KINDS = ["MessageParticipant", "DisconnectParticipant", "GetParticipantInput", "Unheard", "", "Long" * 20]
_IDS = st.sampled_from([FIRST, SECOND, THIRD, "Hello", "x" * 60, f"{'x' * 59}y", f"{FIRST[:-1]}b"])
_TEXTS = st.sampled_from(
    ["", "Hello", "Hello ", "Hello there and " * 5, "Hello there and " * 6, "$.Attributes.x", "Hello (58ec…)"]
)


@given(
    st.lists(
        st.builds(
            lambda name, kind, text, after: block(name, kind, {"Text": text} if text else {}, next=after),
            _IDS,
            st.sampled_from(_KINDS),
            _TEXTS,
            _IDS,
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_two_blocks_of_a_flow_of_alike_blocks_read_alike(blocks: list[dict[str, Any]]) -> None:
    assert unfit(read(flow(*blocks))) == []


def test_a_block_is_called_as_before_when_the_blocks_stand_in_another_order() -> None:
    end = [block(one, "DisconnectParticipant", {}, None) for one in (SECOND, THIRD)]
    before = [
        block("one", "MessageParticipant", {"Text": "One."}, SECOND),
        block("two", "MessageParticipant", {"Text": "Two."}, SECOND),
        block("three", "MessageParticipant", {"Text": "Three."}, THIRD),
    ]
    expected = ["Disconnect / hang up after “one”", "Disconnect / hang up after “three”"]
    assert labels(*end, *before)[:2] == expected
    assert labels(*end, *reversed(before))[:2] == expected


@given(documents("flags"), st.randoms(use_true_random=False))
def test_the_order_of_the_blocks_of_a_made_flow_changes_no_label(document: dict[str, Any], chance: Random) -> None:
    before = {one.id: one.label for one in read(document).blocks}
    chance.shuffle(document["Actions"])
    assert {one.id: one.label for one in read(document).blocks} == before


@given(documents("flags"))
def test_no_two_blocks_of_a_made_flow_read_alike(document: dict[str, Any]) -> None:
    assert unfit(read(document)) == []


@pytest.mark.slow
def test_no_two_blocks_of_a_public_flow_read_alike(corpus: Path) -> None:
    reader = Reader()
    files = [
        reader.read_bytes(found.path, Path(found.path).read_bytes())
        for found in find_files([str(corpus)])
        if not found.problem
    ]
    read_flows = [one for file in files for one in file.flows]
    assert len(read_flows) > 400
    assert [(one.source.path, found) for one in read_flows if (found := unfit(one))] == []
