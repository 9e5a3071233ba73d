"""The rules on a flow's structure, against definitions written a second time and tried by brute force."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flowlint.report import Finding
from flowlint.run import Overrides, check_text
from kit.flows import block
from kit.flows import flow as flow_of

Document = dict[str, Any]
Edge = tuple[str, str, str]
"""A branch that a contact can take: from, how (as reports say it), to."""


def findings(document: Document, rule: str, **options: Any) -> list[Finding]:
    """Run one rule on one document; what crashes is no finding."""
    overrides = Overrides(select=(rule,), settings={"rules": {rule: options}})
    report = check_text(json.dumps(document), "flow.json", overrides)
    assert not report.failures
    return list(report.findings)


def messages(document: Document, rule: str, **options: Any) -> list[str]:
    return [finding.message for finding in findings(document, rule, **options)]


def action(
    block_id: str,
    block_type: str,
    next_action: str | None = None,
    errors: dict[str, str] | None = None,
    conditions: dict[str, str] | None = None,
    **parameters: Any,
) -> Document:
    return block(block_id, block_type, parameters, next_action, conditions, **(errors or {}))


def flow(start: str, *blocks: Document, flow_type: str | None = None) -> Document:
    return flow_of(*blocks, StartAction=start, Metadata={} if flow_type is None else {"type": flow_type})


# Random small flows, and what they mean, told from the document and not by flowlint

IDS = ["a", "b", "c", "d", "e", "f"]
SHAPES: dict[str, Callable[[str, str, str, str], Document]] = {
    "plays": lambda one, x, y, z: action(one, "MessageParticipant", x),
    "plays or fails": lambda one, x, y, z: action(one, "MessageParticipant", x, {"NoMatchingError": y}),
    "asks Lambda": lambda one, x, y, z: action(one, "InvokeLambdaFunction", x, {"NoMatchingError": y}),
    # The NextAction of a check is a copy of another branch, or a mistake, and never taken.
    "compares": lambda one, x, y, z: action(one, "Compare", x, {"NoMatchingCondition": y}, {"yes": z}),
    "waits": lambda one, x, y, z: action(one, "Wait", x, {"NoMatchingError": y}, {"WaitCompleted": z}),
    "leaves": lambda one, x, y, z: action(
        one, "TransferContactToQueue", x, {"QueueAtCapacity": y, "NoMatchingError": z}
    ),
    "ends": lambda one, x, y, z: action(one, "DisconnectParticipant"),
    "calls a module": lambda one, x, y, z: action(one, "InvokeFlowModule", x, {"NoMatchingError": y}),
    "is unknown": lambda one, x, y, z: action(one, "DoSomething", x, {"NoMatchingError": y}),
    "stops dead": lambda one, x, y, z: action(one, "UpdateFlowLoggingBehavior"),
}


@st.composite
def small_flows(draw: st.DrawFn, shapes: Iterable[str] = SHAPES, targets: Iterable[str] = ()) -> Document:
    """Flows of up to six blocks; `targets` are what branches may lead to besides blocks."""
    ids = draw(st.permutations(IDS[: draw(st.integers(1, len(IDS)))]))
    shape, target = st.sampled_from(list(shapes)), st.sampled_from([*ids, *targets])
    actions = [SHAPES[draw(shape)](one, draw(target), draw(target), draw(target)) for one in ids]
    flow_type = draw(st.sampled_from([None, "contactFlow", "customerHold", "customerQueue"]))
    return flow("a", *actions, flow_type=flow_type)


NEXT_IS_TAKEN = {
    "MessageParticipant", "InvokeLambdaFunction", "InvokeFlowModule", "DoSomething", "UpdateFlowLoggingBehavior",
}  # fmt: skip


def branches(block: Document) -> Iterator[tuple[str, str]]:
    """Every branch that is written, in order: how it is called and where it leads."""
    transitions = block["Transitions"]
    if "NextAction" in transitions:
        yield "next", transitions["NextAction"]
    for one in transitions["Conditions"]:
        yield f"condition Equals {one['Condition']['Operands'][0]}", one["NextAction"]
    for one in transitions["Errors"]:
        yield f"error {one['ErrorType']}", one["NextAction"]


def edges(document: Document) -> list[Edge]:
    blocks = {block["Identifier"]: block for block in document["Actions"]}
    return [
        (block_id, via, target)
        for block_id, block in blocks.items()
        for via, target in branches(block)
        if target in blocks and (via != "next" or block["Type"] in NEXT_IS_TAKEN)
    ]


def reached(start: str, document: Document) -> set[str]:
    """Everything that can be reached from a block, the block among it."""
    found = {start}
    for _ in document["Actions"]:
        found |= {target for source, _, target in edges(document) if source in found}
    return found


def walks(document: Document, start: str, length: int) -> Iterator[tuple[Edge, ...]]:
    """Every walk of so many branches; that whose branches are written first comes first."""
    ways: dict[str, list[Edge]] = {block["Identifier"]: [] for block in document["Actions"]}
    for edge in edges(document):
        ways[edge[0]].append(edge)

    def extended(walk: tuple[Edge, ...], here: str) -> Iterator[tuple[Edge, ...]]:
        if len(walk) == length:
            yield walk
        else:
            for edge in ways[here]:
                yield from extended((*walk, edge), edge[2])

    return extended((), start)


def first_walk(document: Document, start: str, goals: set[str], at_least: int) -> tuple[Edge, ...]:
    """The first among the shortest walks that end at a goal."""
    for length in range(at_least, len(document["Actions"]) + 1):
        for walk in walks(document, start, length):
            if (walk[-1][2] if walk else start) in goals:
                return walk
    raise AssertionError("there is no such walk")


# endless-loop


def without_errors(document: Document) -> Document:
    """The flow without the errors of blocks that hardly fail, where these lead to a block."""
    blocks = {block["Identifier"] for block in document["Actions"]}

    def stripped(block: Document) -> Document:
        ways = block["Transitions"]
        kept = [
            one
            for one in ways["Errors"]
            if block["Type"] == "InvokeLambdaFunction"
            or one["ErrorType"] != "NoMatchingError"
            or one["NextAction"] not in blocks
        ]
        return {**block, "Transitions": {**ways, "Errors": kept}}

    return {**document, "Actions": list(map(stripped, document["Actions"]))}


def is_stuck(block_id: str, document: Document) -> bool:
    """Whether every walk from here goes on for ever and meets no block that waits or leads elsewhere."""
    ways = edges(document)
    types = {block["Identifier"]: block["Type"] for block in document["Actions"]}
    written = {block["Identifier"]: list(branches(block)) for block in document["Actions"]}
    return all(
        types[one] in {"MessageParticipant", "InvokeLambdaFunction", "Compare", "UpdateFlowLoggingBehavior"}
        and any(source == one for source, _, _ in ways)
        and all(target in types for _, target in written[one])
        for one in reached(block_id, document)
    )


def loops(start: str, document: Document, rounds: Document) -> set[frozenset[str]]:
    """The loops of some branches that a contact can get into by any branch, but those that hold music may be."""
    types = {block["Identifier"]: block["Type"] for block in document["Actions"]}
    here = reached(start, document)
    found = {
        frozenset(reached(one, rounds))
        for one in here
        if is_stuck(one, rounds) and all(one in reached(other, rounds) for other in reached(one, rounds))
    }
    if "type" in document["Metadata"] or any(types[one] == "TransferContactToQueue" for one in here):
        return found
    return {loop for loop in found if all(types[one] != "MessageParticipant" for one in loop)}


def expected_loops(document: Document) -> dict[frozenset[str], Document]:
    """The loops, each with the flow of the branches that go round it."""
    if document["Metadata"].get("type") in {"customerHold", "customerQueue"}:
        return {}
    start, calm = document["StartAction"], without_errors(document)
    closed = loops(start, document, document)
    but_for_errors = {loop for loop in loops(start, document, calm) if not any(loop <= other for other in closed)}
    return dict.fromkeys(closed, document) | dict.fromkeys(but_for_errors, calm)


@given(
    small_flows(targets=("nowhere",))
    | small_flows(shapes=("plays", "asks Lambda", "compares", "leaves"))
    | small_flows(shapes=("asks Lambda", "compares"))
    | small_flows(shapes=("plays or fails", "asks Lambda", "compares", "ends"))
)
def test_endless_loops_are_those_from_which_no_walk_gets_out(document: Document) -> None:
    expected = expected_loops(document)
    found = findings(document, "endless-loop")
    assert len(found) == len(expected)
    for finding in found:
        assert finding.block is not None
        loop = next(loop for loop in expected if finding.block.id in loop)
        way = first_walk(document, document["StartAction"], set(loop), 0)
        head = way[-1][2] if way else document["StartAction"]
        assert finding.block.id == head
        shown = [(step.via, step.block.id) for step in finding.trail]
        once_round = first_walk(expected[loop], head, {head}, 1)
        wanted = [(None, document["StartAction"]), *((via, target) for _, via, target in (*way, *once_round))]
        assert shown == wanted
        assert (f"a loop of {len(loop)} blocks" in finding.message) == (len(loop) > 1)
        assert ("only an error leaves" in finding.message) == (expected[loop] is not document)


@pytest.mark.parametrize(
    "block",
    [
        action("b", "Wait", "a", {"NoMatchingError": "a"}, {"WaitCompleted": "a"}),
        action("b", "GetParticipantInput", "a", {"NoMatchingError": "a"}, StoreInput="True"),
        action("b", "TransferContactToQueue", "a", {"QueueAtCapacity": "a", "NoMatchingError": "a"}),
        action("b", "TransferParticipantToThirdParty", "a", {"NoMatchingError": "a"}, ContinueFlowExecution="True"),
        action("b", "InvokeFlowModule", "a", {"NoMatchingError": "a"}),
        action("b", "BrandNewBlock", "a"),
        action("b", "DisconnectParticipant", None, {"NoMatchingError": "a"}),
        action("b", "InvokeLambdaFunction", "a", {"NoMatchingError": ""}),
        action("b", "InvokeLambdaFunction", "a"),
        action("b", "InvokeLambdaFunction", None, {"NoMatchingError": "a"}),
        action("b", "Compare", "a", None, {"yes": "a"}),
        action("b", "Compare", "a", {"NoMatchingCondition": "a"}),
        action("b", "CheckHoursOfOperation", "a", {"NoMatchingError": "a"}, {"True": "a"}),
        {**action("b", "InvokeLambdaFunction", "a"), "Parameters": None},
    ],
    ids=lambda block: block["Type"],
)
def test_a_loop_that_may_end_somewhere_is_not_endless(block: Document) -> None:
    greeting = action("a", "MessageParticipant", "b")
    assert messages(flow("a", greeting, block, flow_type="contactFlow"), "endless-loop") == []
    stuck = flow("a", greeting, action("b", "UpdateFlowLoggingBehavior", "a"), flow_type="contactFlow")
    assert len(messages(stuck, "endless-loop")) == 1


def test_an_error_is_a_way_out_of_a_loop_where_flows_count_on_it() -> None:
    def loop(block_type: str, error: str) -> Document:
        greeting = action("a", "MessageParticipant", "b", {"NoMatchingError": "end"})
        asked = action("b", block_type, "a", {error: "end"})
        return flow("a", greeting, asked, action("end", "DisconnectParticipant"), flow_type="contactFlow")

    assert messages(loop("InvokeLambdaFunction", "NoMatchingError"), "endless-loop") == []
    assert messages(loop("Compare", "NoMatchingCondition"), "endless-loop") == []
    assert len(messages(loop("UpdateContactRoutingBehavior", "NoMatchingError"), "endless-loop")) == 1


def test_a_block_that_only_sets_how_keys_are_kept_waits_for_nobody() -> None:
    keep = action("b", "GetParticipantInput", "a", {"NoMatchingError": "a"}, EnableDTMFBuffer="True")
    greeting = action("a", "MessageParticipant", "b")
    assert len(messages(flow("a", greeting, keep, flow_type="contactFlow"), "endless-loop")) == 1


def test_a_loop_that_may_be_hold_music_is_left_alone() -> None:
    music = flow("a", action("a", "MessageParticipant", "a"))
    assert messages(music, "endless-loop") == []
    elsewhere = action("b", "UpdateContactTargetQueue", "a", {"NoMatchingError": "a"}, QueueId="q")
    assert len(messages(flow("b", *music["Actions"], elsewhere), "endless-loop")) == 1


def test_the_path_round_a_loop_begins_where_it_can_be_gone_round() -> None:
    def asks(block_id: str, operand: str, matched: str, other: str) -> Document:
        parameters = {"ComparisonValue": "$.Attributes.plan"}
        return action(block_id, "Compare", other, {"NoMatchingCondition": other}, {operand: matched}, **parameters)

    note = action("note", "UpdateContactAttributes", "a", {"NoMatchingError": "a"}, Attributes={"plan": "basic"})
    # Nobody comes back to “a”: the plan stays what it is.
    looping = flow("note", note, asks("a", "basic", "b", "b"), asks("b", "premium", "a", "b"), flow_type="contactFlow")
    (finding,) = findings(looping, "endless-loop")
    assert [(step.via, step.block.id) for step in finding.trail] == [
        (None, "note"), ("next", "a"), ("condition Equals basic", "b"), ("error NoMatchingCondition", "b")
    ]  # fmt: skip


# unreachable-block


def loose(block: Document, ids: set[str]) -> bool:
    return any(target not in ids for _, target in branches(block)) or (
        block["Type"] in NEXT_IS_TAKEN and "NextAction" not in block["Transitions"]
    )


def sections(document: Document) -> list[set[str]]:
    """The blocks that no walk reaches, put together where a branch of any kind joins two of them."""
    blocks = {block["Identifier"]: block for block in document["Actions"]}
    if document["StartAction"] not in blocks:
        return []
    here = reached(document["StartAction"], document)
    if any(loose(blocks[one], set(blocks)) for one in here):
        return []
    groups = [{one} for one in blocks if one not in here]
    joins = [(one, target) for one in blocks for _, target in branches(blocks[one])]
    for _ in blocks:
        for one, other in joins:
            touched = [group for group in groups if one in group or other in group]
            if len(touched) == 2 and all({one, other} & group for group in touched):
                groups = [group for group in groups if group not in touched] + [set.union(*touched)]
    return groups


@given(small_flows() | small_flows(targets=("nowhere", "")) | small_flows(("plays", "compares", "leaves", "ends")))
def test_unreachable_sections_are_what_no_walk_reaches(document: Document) -> None:
    expected = sections(document)
    found = findings(document, "unreachable-block")
    assert len(found) == len(expected)
    blocks = {block["Identifier"]: block for block in document["Actions"]}
    here = reached(document["StartAction"], document)
    for finding in found:
        assert finding.block is not None
        section = next(section for section in expected if finding.block.id in section)
        in_vain = [target for one in blocks if one in here for _, target in branches(blocks[one]) if target in section]
        inside = {target for one in section for _, target in branches(blocks[one]) if target != one}
        if in_vain:
            assert finding.block.id == min(in_vain)
            assert "is never taken" in finding.message
        else:
            heads = [one for one in blocks if one in section - inside] or [one for one in blocks if one in section]
            assert finding.block.id == min(heads)
            others = {1: "delete it.", 2: "and the block connected with it;"}.get(
                len(section), f"{len(section) - 1} blocks"
            )
            assert others in finding.message


def test_unreachable_blocks_are_left_alone_while_something_nearer_explains_them() -> None:
    rest = (action("b", "MessageParticipant", "c"), action("c", "DisconnectParticipant"))
    reaching = action("a", "DisconnectParticipant")
    assert len(messages(flow("a", reaching, *rest), "unreachable-block")) == 1
    for start in (
        action("a", "InvokeLambdaFunction", "a", {"NoMatchingError": ""}),
        action("a", "MessageParticipant"),
        action("a", "GetParticipantInput", "b"),
        {**action("a", "MessageParticipant", "a"), "Parameters": []},
    ):
        assert messages(flow("a", start, *rest), "unreachable-block") == []
    assert messages(flow("somewhere", reaching, *rest), "unreachable-block") == []


def test_a_doubled_block_and_what_only_it_leads_to_are_not_unreachable() -> None:
    end, greeting = action("a", "DisconnectParticipant"), action("b", "MessageParticipant", "a")
    assert len(messages(flow("a", end, greeting), "unreachable-block")) == 1
    doubled = flow("a", end, action("a", "MessageParticipant", "b"), greeting)
    assert messages(doubled, "unreachable-block") == []


# missing-error-branch

MENU = {"StoreInput": "False", "InputTimeLimitSeconds": "5"}
PHONE = {"PhoneNumberValidation": {"NumberFormat": "E164"}}
TYPED = {"CustomValidation": {"MaximumLength": "4"}}


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        (MENU, {"NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded"}),
        ({**MENU, "StoreInput": False}, {"NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded"}),
        ({**MENU, "InputValidation": PHONE}, {"NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded"}),
        ({"StoreInput": "True", "InputValidation": TYPED}, {"NoMatchingError"}),
        ({"StoreInput": "True", "InputValidation": PHONE}, {"NoMatchingError", "InvalidPhoneNumber"}),
        ({"EnableDTMFBuffer": "True"}, {"NoMatchingError"}),
        ({**MENU, "EnableDTMFBuffer": "False"}, {"NoMatchingError"}),
        ({}, {"NoMatchingError"}),
        ({"StoreInput": ["odd"]}, {"NoMatchingError"}),
    ],
)
def test_each_form_of_an_input_block_needs_its_own_error_branches(parameters: Document, wanted: set[str]) -> None:
    every = {"NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded", "InvalidPhoneNumber"}
    end = action("b", "DisconnectParticipant")
    for present in itertools.chain.from_iterable(itertools.combinations(sorted(every), n) for n in range(5)):
        block = action("a", "GetParticipantInput", "b", dict.fromkeys(present, "b"), {"1": "b"}, **parameters)
        found = "".join(messages(flow("a", block, end), "missing-error-branch"))
        assert {error for error in every if f"({error})" in found} == wanted - set(present)


def test_required_error_branches_are_named_as_the_designer_does() -> None:
    staffing = action("a", "CheckMetricData", "b", MetricType="NumberOfAgentsAvailable")
    queue = action("c", "CheckMetricData", "b", MetricType="NumberOfContactsInQueue")
    rendering = action("d", "RenderMessageTemplate", "b", {"NoMatchingError": "b"})
    document = flow("a", staffing, queue, rendering, action("b", "DisconnectParticipant"))
    assert messages(document, "missing-error-branch") == [
        "Check staffing “a” lacks branches “Error” (NoMatchingError) and “False” (NoMatchingCondition); connect them.",
        "Check queue status “c” lacks branches “Error” (NoMatchingError) and “No match” (NoMatchingCondition); "
        "connect them.",
        "Send message “d” lacks the branch TemplateRenderingError; connect it to a block.",
    ]


@pytest.mark.parametrize("error", ["${error}", "<%= error %>"])
def test_a_branch_that_a_template_names_may_be_the_one_that_is_required(error: str) -> None:
    queue = action("q", "UpdateContactTargetQueue", "b", {error: "b"}, QueueId="x")
    assert messages(flow("q", queue, action("b", "DisconnectParticipant")), "missing-error-branch") == []


def test_nothing_is_asked_of_blocks_that_could_not_be_read() -> None:
    odd = action("a", "InvokeLambdaFunction", "b")
    for transitions in (None, [], {"Errors": {}}, {"Errors": [{"ErrorType": "NoMatchingError"}]}, {"Errors": [1]}):
        document = flow("a", {**odd, "Transitions": transitions}, action("b", "DisconnectParticipant"))
        assert messages(document, "missing-error-branch") == []
    assert messages(flow("a", action("a", "BrandNewBlock")), "missing-error-branch") == []


# Flows in the old export format


def export(*modules: Document) -> Document:
    return {"modules": list(modules), "version": "1", "type": "contactFlow", "start": "a", "metadata": {}}


def module(block_id: str, block_type: str, target: str | None = None, **branches: str) -> Document:
    held = [{"condition": condition, "transition": to} for condition, to in branches.items()]
    named = {"target": target} if target else {}
    return {"id": block_id, "type": block_type, "branches": held, "parameters": [], "metadata": {}, **named}


def test_an_old_export_is_not_asked_for_branches_that_it_cannot_write() -> None:
    hook = module("a", "SetContactFlow", Success="b")
    function = module("b", "InvokeExternalResource", "Lambda", Success="c")
    document = export(hook, function, module("c", "Disconnect"))
    assert messages(document, "missing-error-branch") == [
        "AWS Lambda function “b” lacks the branch “Error” (NoMatchingError); connect it to a block."
    ]


def test_an_unknown_block_of_an_old_export_is_likened_to_those_of_that_format() -> None:
    document = export(module("a", "PlayPromt", Success="b"), module("b", "MessageParticipant"))
    assert messages(document, "unknown-block-type") == [
        "PlayPromt “a” is of a type that flowlint does not know; the nearest is PlayPrompt.",
    ]


def test_an_old_export_is_too_large_at_its_modules() -> None:
    (finding,) = findings(
        export(module("a", "Disconnect"), module("b", "Disconnect")), "oversized-flow", **{"max-blocks": 1}
    )
    assert finding.pointer == "/modules"


# unknown-block-type and oversized-flow


@pytest.mark.parametrize(
    ("block_type", "told"),
    [
        (
            "StoreUserInput",
            "is of a type that Connect does not have; it is called GetParticipantInput (StoreInput True).",
        ),
        ("playprompt ", "is of a type that Connect does not have; it is called MessageParticipant."),
        ("compare", "is of a type that flowlint does not know; the nearest is Compare."),
        ("PauseContact", "is of a type that flowlint does not know; use one of those that the Flow language has."),
        ("Start", "is of a type that flowlint does not know; use one of those that the Flow language has."),
    ],
)
def test_an_unknown_type_gets_the_name_that_was_meant(block_type: str, told: str) -> None:
    assert messages(flow("a", action("a", block_type)), "unknown-block-type") == [f"{block_type} “a” {told}"]


def test_a_block_without_a_type_is_not_of_an_unknown_type() -> None:
    nameless = action("a", "")
    assert messages(flow("a", nameless, {**nameless, "Type": None}), "unknown-block-type") == []


@given(st.integers(-2, 4), st.integers(0, 4))
def test_a_flow_is_too_large_from_one_block_over_the_limit(limit: int, size: int) -> None:
    document = flow("a", *(action(f"block {number}", "DisconnectParticipant") for number in range(size)))
    assume(size or limit >= 0)
    assert len(messages(document, "oversized-flow", **{"max-blocks": limit})) == (size > limit)
