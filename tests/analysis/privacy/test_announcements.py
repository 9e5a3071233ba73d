"""Recordings that nobody tells of, against every walk through small flows."""

import json
from typing import Any

import pytest
from hypothesis import example, given

from kit import ROOT
from kit.flows import flow as flow_of
from kit.walks import Walk, action, findings, line, small_flows, walk_of, walks

RULE = "recording-without-announcement"
KINDS = ("record", "stop", "say", "set", "queue")
BOTH = {"RecordingBehavior": {"RecordedParticipants": ["Agent", "Customer"]}}
NEW = "UpdateContactRecordingAndAnalyticsBehavior"


def block(name: str, kind: str, success: str, error: str) -> dict[str, Any]:
    return {
        "record": lambda: action(name, "UpdateContactRecordingBehavior", BOTH, success),
        "stop": lambda: action(
            name, "UpdateContactRecordingBehavior", {"RecordingBehavior": {"RecordedParticipants": []}}, success
        ),
        "say": lambda: action(name, "MessageParticipant", {"Text": "This call is recorded."}, success, error),
        "set": lambda: action(name, "UpdateContactAttributes", {"Attributes": {"k": "v"}}, success, error),
        "queue": lambda: action(name, "TransferContactToQueue", {}, error, error),
    }[kind]()


def inbound(flow: dict[str, Any]) -> dict[str, Any]:
    return {**flow, "Metadata": {"type": "contactFlow"}}


def recorded_by(walk: Walk) -> str | None:
    """The block that turned on the recording with which a walk comes to the queue, if nothing was said on it."""
    before = [name for name, _ in walk[:-1]]
    if not walk[-1][0].endswith("queue") or any(name.endswith("say") for name in before):
        return None
    switches = [name for name in before if name.endswith(("record", "stop"))]
    return switches[-1] if switches and switches[-1].endswith("record") else None


A_QUEUE_THAT_IS_FIRST_AND_LAST = {
    "Version": "2019-10-30",
    "StartAction": "0 queue",
    "Actions": [
        block("0 queue", "queue", "1 record", "1 record"),
        block("1 record", "record", "2 queue", "2 queue"),
        block("2 queue", "queue", "0 queue", "0 queue"),
    ],
}
"""The nearest queue behind the recording is not the one that is reached first."""


@example(A_QUEUE_THAT_IS_FIRST_AND_LAST)
@given(small_flows(KINDS, block))
def test_recordings_are_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    expected: dict[str, int] = {}
    for walk in walks(flow):
        recording = recorded_by(walk)
        if recording is not None:
            expected[recording] = min(len(walk), expected.get(recording, len(walk)))
    found = findings(RULE, inbound(flow))
    assert {one.block.id: len(one.trail) for one in found if one.block} == expected
    assert all(one.block and recorded_by(walk_of(one)) == one.block.id for one in found)


def found_with(block_type: str, parameters: dict[str, Any], *more: dict[str, Any]) -> int:
    first, *others = more or (action("queue", "TransferContactToQueue", {}, "sorry", "sorry"),)
    flow = flow_of(
        action("record", block_type, parameters, first["Identifier"]),
        first,
        *others,
        action("sorry", "MessageParticipant", {"Text": "Sorry."}, "end", "end"),
        action("end", "DisconnectParticipant"),
    )
    return len(findings(RULE, inbound(flow)))


@pytest.mark.parametrize(
    ("block_type", "parameters", "count"),
    [
        ("UpdateContactRecordingBehavior", BOTH, 1),
        ("UpdateContactRecordingBehavior", {"RecordingBehavior": {"RecordedParticipants": ["Agent"]}}, 0),
        ("UpdateContactRecordingBehavior", {"RecordingBehavior": {"IVRRecordingBehavior": "Enabled"}}, 1),
        ("UpdateContactRecordingBehavior", {"AnalyticsBehavior": {"Enabled": "True"}}, 0),
        ("UpdateContactRecordingBehavior", {"AnalyticsBehavior": {"Enabled": "False"}}, 0),
        ("UpdateContactRecordingBehavior", {"RecordingBehavior": "Customer"}, 0),
        ("UpdateContactRecordingBehavior", {}, 0),
        (NEW, {"VoiceBehavior": {"VoiceRecordingBehavior": {"RecordedParticipants": ["Customer"]}}}, 1),
        (NEW, {"VoiceBehavior": {"VoiceAnalyticsBehavior": {"Enabled": "True"}}}, 0),
        (NEW, {"ChatBehavior": {"ChatAnalyticsBehavior": {"Enabled": "True"}}}, 0),
        (NEW, {"ScreenRecordingBehavior": {"ScreenRecordedParticipants": ["Agent"]}}, 0),
    ],
)
def test_what_counts_as_recording_the_customer(block_type: str, parameters: dict[str, Any], count: int) -> None:
    assert found_with(block_type, parameters) == count


@pytest.mark.parametrize(("hook", "count"), [("CustomerWhisper", 0), ("CustomerQueue", 0), ("AgentWhisper", 1)])
def test_a_flow_that_the_customer_hears_may_tell_of_it(hook: str, count: int) -> None:
    choose = action("choose", "UpdateContactEventHooks", {"EventHooks": {hook: "arn:aws:connect:x"}}, "queue", "sorry")
    queue = action("queue", "TransferContactToQueue", {}, "sorry", "sorry")
    assert found_with("UpdateContactRecordingBehavior", BOTH, choose, queue) == count


def test_an_outbound_whisper_leads_to_the_agent_at_its_end() -> None:
    flow = flow_of(action("record", "UpdateContactRecordingBehavior", BOTH, "end"), action("end", "EndFlowExecution"))
    assert len(findings(RULE, {**flow, "Metadata": {"type": "outboundWhisper"}})) == 1
    assert findings(RULE, inbound(flow)) == ()


def test_a_flow_whose_type_nothing_tells_is_not_looked_at() -> None:
    assert findings(RULE, line("record queue say", block)) == ()


def test_a_text_of_many_words_in_one_is_read_in_one_go() -> None:
    file = ROOT / "fixtures" / "menu-recorded-before-announcement" / "bad-menu-is-recorded.json"
    text = file.read_text(encoding="utf-8").replace("For bread", "a_" * 1_000 + "a bread")
    assert "a_a_" in text
    (found,) = findings("menu-recorded-before-announcement", json.loads(text))
    assert found.block is not None and found.block.id == "Record"
