"""Rows of Lambda functions, and functions that nothing is played before, against every walk through small flows."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.flows import flow as flow_of
from kit.walks import Walk, action, findings, line, small_flows, walk_of, walks

ROW, SILENT = "lambda-chain-too-long", "lambda-without-message"
SECONDS = {"slow": 8, "medium": 6, "quick": 3, "late": 0, "set": 0}
KINDS = (*SECONDS, "say")


def block(name: str, kind: str, success: str, error: str) -> dict[str, Any]:
    if kind == "say":
        return action(name, "MessageParticipant", {"Text": "One moment, please."}, success, error)
    if kind == "set":
        return action(name, "UpdateContactAttributes", {"Attributes": {"k": "v"}}, success, error)
    limits = {"InvocationTimeLimitSeconds": str(SECONDS[kind] or 8)}
    asynchronous = {} if SECONDS[kind] else {"InvocationType": "ASYNCHRONOUS"}
    return action(name, "InvokeLambdaFunction", {**limits, **asynchronous}, success, error)


def seconds(name: str) -> int:
    return SECONDS.get(name.partition(" ")[2], 0)


def row_of(walk: Walk) -> list[str]:
    """The functions at the end of a walk since something was said."""
    row: list[str] = []
    for name, _ in walk:
        row = [] if name.endswith("say") else [*row, name] if seconds(name) else row
    return row


def passes(walk: Walk) -> bool:
    """Whether the row passes 20 seconds at the last block of a walk, and comes by no function twice."""
    row = row_of(walk)
    waited = sum(map(seconds, row))
    last = seconds(walk[-1][0])
    return last > 0 and waited - last <= 20 < waited and len(set(row)) == len(row)


@st.composite
def flows_without_a_way_back(draw: st.DrawFn) -> dict[str, Any]:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=3, max_size=7))
    names = [*(f"{index} {kind}" for index, kind in enumerate(kinds)), "hang up"]
    blocks = [
        block(name, kind, names[index + 1], draw(st.sampled_from(names[index + 1 :])))
        for index, (name, kind) in enumerate(zip(names, kinds, strict=False))
    ]
    return flow_of(*blocks, action("hang up", "DisconnectParticipant"))


@given(flows_without_a_way_back())
def test_rows_are_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    shown = [walk_of(finding) for finding in findings(ROW, flow)]
    told = [row_of(walk)[0] for walk in shown]
    assert all(map(passes, shown))
    assert len(set(told)) == len(told)
    by_end: dict[str, list[Walk]] = {}
    for walk in filter(passes, walks(flow)):
        by_end.setdefault(walk[-1][0], []).append(walk)
    for ways in by_end.values():
        shortest = min(map(len, ways))
        assert set(told) & {row_of(way)[0] for way in ways if len(way) == shortest}


@given(small_flows(KINDS, block))
def test_rows_in_loops_are_real_and_come_by_no_function_twice(flow: dict[str, Any]) -> None:
    assert all(passes(walk_of(finding)) for finding in findings(ROW, flow))


@pytest.mark.parametrize(
    ("kinds", "at"),
    [
        ("slow slow slow", "2 slow"),
        ("slow slow quick", None),
        ("medium medium medium quick", "3 quick"),
        ("slow slow say slow", None),
        ("slow slow late slow slow", "3 slow"),
        ("slow slow slow slow slow slow", "2 slow"),
    ],
)
def test_a_row_is_told_where_it_passes_the_limit(kinds: str, at: str | None) -> None:
    found = [finding.block.id for finding in findings(ROW, line(kinds, block)) if finding.block]
    assert found == ([at] if at else [])


@pytest.mark.parametrize("limit", [None, "", "soon", "$.Attributes.limit", "-8", "8.5", [], {}, "9" * 5000])
def test_a_time_limit_that_is_none_counts_as_nothing(limit: Any) -> None:
    flow = line("slow slow slow", block)
    flow["Actions"][1]["Parameters"]["InvocationTimeLimitSeconds"] = limit
    assert findings(ROW, flow) == ()


def test_a_time_limit_above_the_most_counts_as_the_most() -> None:
    flow = line("slow slow", block)
    for one in flow["Actions"][:2]:
        one["Parameters"]["InvocationTimeLimitSeconds"] = 60
    assert findings(ROW, flow) == ()


def test_a_row_that_contradicts_itself_is_none() -> None:
    found = "$.Attributes.found"
    blocks = [
        action("find", "InvokeLambdaFunction", {"InvocationTimeLimitSeconds": "8"}, "yes", "no"),
        action("yes", "UpdateContactAttributes", {"Attributes": {"found": "yes"}}, "more", "more"),
        action("no", "UpdateContactAttributes", {"Attributes": {"found": "no"}}, "which", "which"),
        action("more", "InvokeLambdaFunction", {"InvocationTimeLimitSeconds": "8"}, "which", "which"),
        action("which", "Compare", {"ComparisonValue": found}, "end", "end", no="add"),
        action("add", "InvokeLambdaFunction", {"InvocationTimeLimitSeconds": "8"}, "end", "end"),
        action("end", "DisconnectParticipant"),
    ]
    assert findings(ROW, flow_of(*blocks)) == ()
    blocks[1]["Parameters"]["Attributes"]["found"] = "no"
    assert len(findings(ROW, flow_of(*blocks))) == 1


def unheard(walk: Walk) -> bool:
    """Whether a walk ends at a function of 4 seconds or more with nothing said, and no other such function, before."""
    before = [name for name, _ in walk[:-1]]
    return seconds(walk[-1][0]) >= 4 and not any(name.endswith("say") or seconds(name) >= 4 for name in before)


@given(small_flows(KINDS, block))
def test_functions_without_a_message_are_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    flow["Metadata"] = {"type": "contactFlow"}
    expected: dict[str, int] = {}
    everything = list(walks(flow))
    if any(name.endswith("say") for walk in everything for name, _ in walk):
        for walk in filter(unheard, everything):
            expected[walk[-1][0]] = min(len(walk), expected.get(walk[-1][0], len(walk)))
    found = findings(SILENT, flow)
    assert {finding.block.id: len(finding.trail) for finding in found if finding.block} == expected
    assert all(unheard(walk_of(finding)) for finding in found)


@pytest.mark.parametrize("flow_type", [None, "customerQueue", "agentTransfer", "queueTransfer", "outboundWhisper"])
def test_where_the_customer_may_have_heard_something_before_nothing_is_said(flow_type: str | None) -> None:
    flow = line("slow say", block)
    flow["Metadata"] = {"type": "contactFlow"}
    assert len(findings(SILENT, flow)) == 1
    flow["Metadata"] = {"type": flow_type}
    assert findings(SILENT, flow) == ()


def test_a_flow_that_another_hands_over_to_is_no_beginning() -> None:
    second = {**line("slow say", block), "Metadata": {"type": "contactFlow", "name": "Second"}}
    hand_over = action("go", "TransferToFlow", {"ContactFlowId": "arn:aws:connect:x"}, "end", "end")
    noted = {"go": {"ContactFlow": {"text": "Second"}}}
    first = flow_of(hand_over, action("end", "DisconnectParticipant"), Metadata={"ActionMetadata": noted})
    assert len(findings(SILENT, second)) == 1
    assert findings(SILENT, first, second) == ()


def test_nobody_waits_for_the_answer_where_only_tasks_come() -> None:
    flow = flow_of(
        action("channel", "Compare", {"ComparisonValue": "$.Channel"}, "", "say", TASK="find"),
        action("find", "InvokeLambdaFunction", {"InvocationTimeLimitSeconds": "8"}, "end", "end"),
        action("say", "MessageParticipant", {"Text": "Hello."}, "end", "end"),
        action("end", "DisconnectParticipant"),
        Metadata={"type": "contactFlow"},
    )
    assert findings(SILENT, flow) == ()


def test_the_notes_add_up() -> None:
    (finding,) = findings(ROW, line("medium medium slow quick", block))
    said = [int(step.note.split()[4]) for step in finding.trail if step.note]
    assert said == [6, 12, 20, 23]
    assert [later - before for before, later in pairwise(said)] == [6, 8, 3]
