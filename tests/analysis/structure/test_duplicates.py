"""Sections that stand several times: what is a copy and what is none, and that every copy told is one."""

import copy
import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.engine.facts import ProjectFacts
from flowlint.analysis.structure.duplicates import SectionCopy, duplicated_sections
from flowlint.model.flow import Block
from flowlint.model.project import Project
from flowlint.reading import read_text
from flowlint.report import Finding
from flowlint.run import Overrides, check_text
from kit.flows import END
from kit.flows import block as block_of
from kit.flows import flow as flow_of

Document = dict[str, Any]


def groups(documents: Iterable[Document], min_blocks: int = 4) -> list[tuple[SectionCopy, ...]]:
    flows = read_text("flows.json", json.dumps(list(documents))).flows
    found = ProjectFacts(Project(flows))(duplicated_sections(min_blocks))
    assert all(group[0].flow is flow for flow, groups in found.items() for group in groups)
    return [group for groups in found.values() for group in groups]


def told(documents: Iterable[Document], min_blocks: int = 4) -> list[list[list[str]]]:
    """The groups by the ids of the blocks of their copies."""
    return [[[block.id for block in one.blocks] for one in group] for group in groups(documents, min_blocks)]


def findings(*documents: Document, **options: int) -> list[Finding]:
    overrides = Overrides(select=("duplicated-section",), settings={"rules": {"duplicated-section": options}})
    report = check_text(json.dumps(documents), "flows.json", overrides)
    assert not [failure for failure in report.failures if failure.rule]
    return list(report.findings)


def action(
    block_id: str, block_type: str, following: str | None = None, error: str = "", **parameters: Any
) -> Document:
    return block_of(block_id, block_type, parameters, following, **({"NoMatchingError": error} if error else {}))


def menu(block_id: str, **options: str) -> Document:
    return block_of(block_id, "GetParticipantInput", {"Text": "Press a key.", "StoreInput": "False"}, "end", options)


def flow(*blocks: Document, name: str | None = None) -> Document:
    return flow_of(*blocks, Metadata={} if name is None else {"name": name})


def others(mark: str) -> list[Document]:
    """Blocks that only this flow has, up to its end."""
    ids = [f"{mark}other{number}" for number in range(4)]
    rows = zip(ids, [*ids[1:], "end"], strict=True)
    return [
        *(action(one, "UpdateContactRoutingBehavior", following, QueuePriority=one) for one, following in rows),
        END,
    ]


def section(mark: str, following: str = "end", **changes: Any) -> list[Document]:
    """Four blocks in a row that ask a function and say what it answered; `changes` are parameters of the function."""
    asked = {"LambdaFunctionARN": f"arn:aws:lambda:{mark}", "InvocationTimeLimitSeconds": "5", **changes}
    return [
        action(f"{mark}1", "InvokeLambdaFunction", f"{mark}2", error="end", **asked),
        action(f"{mark}2", "UpdateContactAttributes", f"{mark}3", Attributes={"balance": "$.External.balance"}),
        action(f"{mark}3", "UpdateContactRoutingBehavior", f"{mark}4", QueuePriority="2"),
        action(f"{mark}4", "MessageParticipant", following, Text=f"Here is {mark}, $.Attributes.balance."),
    ]


def both(one: list[Document], other: list[Document]) -> Document:
    return flow(menu("menu", a=one[0]["Identifier"], b=other[0]["Identifier"]), *one, *other, END)


XY = [[["x1", "x2", "x3", "x4"], ["y1", "y2", "y3", "y4"]]]


def test_two_options_of_a_menu() -> None:
    assert told([both(section("x"), section("y"))]) == XY


def test_two_flows() -> None:
    one = flow(action("hi", "MessageParticipant", "x1", Text="Hi."), *section("x"), END)
    assert told([one, flow(*section("y", "yother0"), *others("y"))]) == XY


def test_the_message_and_the_other_copies() -> None:
    one = flow(action("hi", "MessageParticipant", "x1", Text="Hi."), *section("x"), END, name="first")
    other = flow(*section("y", "yother0"), *others("y"), name="second")
    (finding,) = findings(one, other)
    assert (
        finding.message
        == "AWS Lambda function “x1” begins a section of 4 blocks that occurs twice; make it a flow module."
    )
    (related,) = finding.related
    assert related.message == "The same 4 blocks, from AWS Lambda function “y1” to Play prompt “y4”."
    assert (related.path, related.flow, related.block.id) == ("flows.json", "second", "y1")
    assert finding.flow == "first"


def test_three_copies_are_one_finding() -> None:
    blocks = [*section("x"), *section("y"), *section("z")]
    assert told([flow(menu("menu", a="x1", b="y1", c="z1"), *blocks, END)]) == [[*XY[0], ["z1", "z2", "z3", "z4"]]]


def test_of_nested_copies_those_are_told_that_save_most() -> None:
    """Two sections of five blocks hold two of four, which stand in a third place as well."""
    longer = [
        [*section(mark, f"{mark}5"), action(f"{mark}5", "UpdateContactRoutingBehavior", "end", QueuePriority="5")]
        for mark in ("x", "y")
    ]
    blocks = [*longer[0], *longer[1], *section("z")]
    assert told([flow(menu("menu", a="x1", b="y1", c="z1"), *blocks, END)]) == [[*XY[0], ["z1", "z2", "z3", "z4"]]]
    assert told([both(*longer)]) == [[[*XY[0][0], "x5"], [*XY[0][1], "y5"]]]


@pytest.mark.parametrize(
    "changes",
    [
        {"InvocationTimeLimitSeconds": "8"},
        {"InvocationType": "SYNCHRONOUS"},
        {"LambdaInvocationAttributes": {"id": "$.ContactId"}},
        {"LambdaFunctionARN": "$.Attributes.function"},
    ],
)
def test_other_parameters_make_another_section(changes: dict[str, Any]) -> None:
    assert told([both(section("x"), section("y", **changes))]) == []


def test_the_same_reference_is_no_difference() -> None:
    function = {"LambdaFunctionARN": "$.Attributes.function"}
    assert told([both(section("x", **function), section("y", **function))]) == XY


def test_the_order_of_words_in_a_list_does_not_matter() -> None:
    one, other = section("x"), section("y")
    one[1]["Parameters"]["Directions"] = ["From", "To"]
    other[1]["Parameters"]["Directions"] = ["To", "From"]
    assert told([both(one, other)]) == XY


def changed(index: int, change: Any) -> Document:
    other = section("y")
    change(other[index])
    return both(section("x"), other)


@pytest.mark.parametrize(
    "change",
    [
        lambda block: block.update(Type="CreateTask"),
        lambda block: block["Transitions"]["Errors"].append({"NextAction": "end", "ErrorType": "NoMatchingError"}),
        lambda block: block["Transitions"].update(NextAction="menu"),
        lambda block: block["Transitions"].pop("NextAction"),
        lambda block: block["Transitions"].update(NextAction="y1"),
        lambda block: block.update(Parameters={}),
    ],
)
def test_other_blocks_and_ways_make_another_section(change: Any) -> None:
    assert told([changed(1, change)]) == []


def test_the_order_of_branches_does_not_matter() -> None:
    def options(mark: str, *keys: str) -> list[Document]:
        ways = {key: f"{mark}{key}" for key in keys}
        return [
            menu(f"{mark}0", **ways),
            *(action(way, "UpdateContactRoutingBehavior", "end", QueuePriority=way[1]) for way in ways.values()),
        ]

    document = both(options("x", "1", "2", "3"), options("y", "3", "1", "2"))
    assert told([document]) == [[["x0", "x1", "x2", "x3"], ["y0", "y1", "y2", "y3"]]]


def test_a_way_into_the_middle_is_no_section() -> None:
    document = both(section("x"), section("y"))
    document["Actions"][0]["Transitions"]["NextAction"] = "menu"
    document["Actions"][0]["Transitions"]["Errors"] = [{"NextAction": "y3", "ErrorType": "NoMatchingError"}]
    assert told([document]) == []
    assert told([document], 2) == [[["x1", "x2"], ["y1", "y2"]], [["y3", "y4"], ["x3", "x4"]]]


def test_blocks_that_only_end_the_contact_do_not_count() -> None:
    def says_goodbye(mark: str) -> list[Document]:
        return [*section(mark, f"{mark}5")[1:], action(f"{mark}5", "DisconnectParticipant")]

    assert told([both(says_goodbye("x"), says_goodbye("y"))]) == []
    assert [[len(ids) for ids in group] for group in told([both(says_goodbye("x"), says_goodbye("y"))], 3)] == [[4, 4]]


def test_a_section_that_leads_to_many_blocks_is_no_module() -> None:
    def errors_to(mark: str, *targets: str) -> list[Document]:
        blocks = section(mark)
        for block, target in zip(blocks, targets, strict=True):
            block["Transitions"]["Errors"] = [{"NextAction": target, "ErrorType": "NoMatchingError"}]
        return blocks

    messages = [action(one, "MessageParticipant", "end", Text=one) for one in ("p", "q", "r", "s")]

    def document(*targets: str) -> Document:
        made = both(errors_to("x", *targets), errors_to("y", *targets))
        return {**made, "Actions": [*made["Actions"], *messages]}

    assert told([document("p", "q", "q", "p")]) == XY
    assert told([document("p", "q", "r", "p")]) == []


@pytest.mark.parametrize("odd", ["MadeUp", "EndFlowExecution", "StartExistingMessageProcessing"])
def test_no_section_with_a_block_that_a_module_cannot_hold(odd: str) -> None:
    one, other = section("x"), section("y")
    one[2]["Type"] = other[2]["Type"] = odd
    assert told([both(one, other)]) == []


def test_versions_of_one_flow_are_not_compared() -> None:
    one = flow(action("hi", "MessageParticipant", "x1", Text="Hi."), *section("x"), END, name="Sales")
    other = flow(*section("y", "yother0"), *others("y"), name="Sales")
    assert told([one, one]) == []
    assert told([one, other]) == []
    assert told([one, {**other, "Metadata": {"name": "Shop"}}]) == XY
    assert told([one, {**copy.deepcopy(one), "Metadata": {"name": "Repairs"}}]) == []


def test_what_is_nearly_all_of_a_flow_is_no_section_of_it() -> None:
    short = flow(*section("x"), END)
    assert told([short, flow(*section("y", "yother0"), *others("y"))]) == []
    assert told([short, both(section("y"), section("z"))]) == [[XY[0][1], ["z1", "z2", "z3", "z4"]]]


def test_copies_within_each_version_are_told_once() -> None:
    document = both(section("x"), section("y"))
    assert told([document, document]) == XY


def test_blocks_that_are_not_reached_are_no_copies() -> None:
    document = both(section("x"), section("y"))
    document["Actions"][0]["Transitions"]["Conditions"].pop()
    assert told([document]) == []
    assert told([{**document, "StartAction": "gone"}, flow()]) == []


# Whatever the flows are

TYPES = [
    "MessageParticipant",
    "UpdateFlowLoggingBehavior",
    "UpdateContactRoutingBehavior",
    "DisconnectParticipant",
    "MadeUp",
]


@st.composite
def runs(draw: st.DrawFn) -> list[Document]:
    """One flow or two, of few kinds of blocks, so that much stands twice."""
    made = []
    for _ in range(draw(st.integers(1, 2))):
        ids = [f"b{number}" for number in range(draw(st.integers(1, 9)))]
        blocks = []
        for block_id in ids:
            block_type = draw(st.sampled_from(TYPES))
            following = None if block_type == "DisconnectParticipant" else draw(st.sampled_from(ids))
            error = {"error": draw(st.sampled_from(ids))} if following and draw(st.booleans()) else {}
            blocks.append(action(block_id, block_type, following, Text=draw(st.text(max_size=2)), **error))
        made.append(flow(*blocks))
    return made


def branches(block: Block) -> dict[tuple[str, str], str]:
    return {(branch.kind, branch.label): branch.target for branch in block.live_branches}


def is_entered_first(one: SectionCopy) -> bool:
    """Whether all ways into a copy lead to its first block, told from every block of the flow that is reached."""
    reached = {one.flow.entry.id} if one.flow.entry else set()
    while more := {target for id_ in reached for target in branches(one.flow.by_id[id_]).values()} - reached:
        reached |= more
    ids = {block.id for block in one.blocks}
    outside = [one.flow.by_id[id_] for id_ in reached - ids]
    entered = {target for block in outside for target in branches(block).values()} & ids
    return ids <= reached and entered <= {one.blocks[0].id} and one.flow.start not in ids - {one.blocks[0].id}


@given(runs(), st.integers(1, 4))
def test_every_copy_is_one(documents: list[Document], min_blocks: int) -> None:
    seen: set[Block] = set()
    for first, *others in groups(documents, min_blocks):
        assert others
        for one in (first, *others):
            assert not seen.intersection(one.blocks)
            seen.update(one.blocks)
            assert is_entered_first(one)
            assert sum(block.type != "DisconnectParticipant" for block in one.blocks) >= min_blocks
            places = {block.id: place for place, block in enumerate(one.blocks)}
            for block, model in zip(one.blocks, first.blocks, strict=True):
                assert block.type == model.type != "MadeUp"
                models = {model.id: place for place, model in enumerate(first.blocks)}
                assert {way: places.get(target) for way, target in branches(block).items()} == {
                    way: models.get(target) for way, target in branches(model).items()
                }


@given(runs())
def test_ids_texts_and_the_order_of_blocks_change_nothing(documents: list[Document]) -> None:
    changed = json.loads(json.dumps(documents).replace('"b', '"other'))
    for document in changed:
        document["Actions"].reverse()
        for block in document["Actions"]:
            block["Parameters"]["Text"] = "Something else."
    wanted = json.loads(json.dumps(told(documents, 2)).replace('"b', '"other'))
    assert told(changed, 2) == wanted


@given(runs())
def test_a_section_that_is_put_into_every_flow_is_found(documents: list[Document]) -> None:
    """Put one before the entry of each flow, and once before an end: all copies are told, or more is."""
    put = [flow(*section("end0", "endother0"), *others("end"))]
    for number, document in enumerate(documents):
        mark = f"flow{number}"
        put.append(
            flow(
                *section(mark, f"{mark}other0"),
                *others(mark)[:-1],
                action("end", "UpdateFlowLoggingBehavior", "b0"),
                *document["Actions"],
            )
        )
    found = next(group for group in told(put) if group[0][0] == "end01")
    marks = ["end0", *(f"flow{number}" for number in range(len(documents)))]
    assert [ids[:4] for ids in found] == [[f"{mark}{place}" for place in range(1, 5)] for mark in marks]
