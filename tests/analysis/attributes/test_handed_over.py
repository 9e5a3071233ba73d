"""Attributes that one caller sets and another does not: one test per sentence, and a search of all walks against it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.attributes import attributes_not_handed_over
from flowlint.analysis.engine import Facts, ProjectFacts
from flowlint.model.project import Declared, Project
from flowlint.reading import read_text
from kit.attribute_flows import Document, answers, calls, chooses, compares, flow, goes_on, module, says, sets

READS = flow(says("Hello $.Attributes.tier."))
SETS = flow(sets("set", "tier", "go"), goes_on("go", "F"))
SETS_NOT = flow(says("Hello.", "hello", "go"), goes_on("go", "F"))

Found = list[tuple[str, tuple[str, ...], int]]


def facts_of(flows: dict[str, Document], name: str = "F", kind: str = "CONTACT_FLOW", **declared: Any) -> Facts:
    made = read_text("flows.json", json.dumps(answers(flows, kind))).flows
    project = Project(made, dict.fromkeys(made, Declared(**declared)))
    return ProjectFacts(project).of(next(one for one in made if one.name == name))


def found(flows: dict[str, Document], **more: Any) -> Found:
    """Give for each attribute where it is read, the hand-overs with their turns, and how many more flows lack it."""
    return [
        (
            one.read.block.id,
            tuple(
                f"{step.flow.name} {step.block.id}" + (f" after {step.turn.source}" if step.turn else "")
                for step in one.hand_overs
            ),
            len(one.more_callers),
        )
        for one in attributes_not_handed_over(facts_of(flows, **more))
    ]


def test_one_caller_sets_it_and_another_does_not() -> None:
    assert found({"A": SETS, "B": SETS_NOT, "F": READS}) == [("read", ("B go",), 0)]
    assert found({"A": SETS, "B": SETS, "F": READS}) == []


def test_one_that_nobody_sets_is_another_rules_business() -> None:
    assert found({"A": SETS_NOT, "B": SETS_NOT, "F": READS}) == []


def test_all_callers_without_it_count_and_the_nearest_is_named() -> None:
    assert found({"A": SETS, "B": SETS_NOT, "C": SETS_NOT, "F": READS}) == [("read", ("B go",), 1)]


def test_a_caller_that_sets_it_on_one_branch_only() -> None:
    some = flow(chooses("menu", "set", "go"), sets("set", "tier", "go"), goes_on("go", "F"))
    assert found({"A": some, "F": READS}) == [("read", ("A go after menu",), 0)]
    two = flow(chooses("menu", "set", "other"), sets("set", "tier", "go"), goes_on("go", "F"), goes_on("other", "F"))
    assert found({"A": two, "F": READS}) == [("read", ("A other",), 0)]


def test_what_is_set_for_another_way_out_does_not_count() -> None:
    elsewhere = flow(
        chooses("menu", "set", "go"), sets("set", "tier", "away"), goes_on("go", "F"), goes_on("away", "X")
    )
    assert found({"A": elsewhere, "F": READS}) == []


def test_what_nobody_reaches_sets_nothing() -> None:
    beside = flow(says("Hi.", "hi", "go"), sets("set", "tier", "go"), goes_on("go", "F"))
    assert found({"A": beside, "F": READS}) == []


def test_it_goes_through_flows_between() -> None:
    between = flow(says("One moment.", "moment", "on"), goes_on("on", "F"))
    to_between = [
        flow(sets("set", "tier", "go"), goes_on("go", "M")),
        flow(says("Hi.", "hi", "go"), goes_on("go", "M")),
    ]
    flows = {"A": to_between[0], "B": to_between[1], "M": between, "F": READS}
    assert found(flows) == [("read", ("B go", "M on"), 0)]


def test_a_module_sees_the_attributes_of_its_callers() -> None:
    say = module(says("Hello $.Attributes.tier.", success="back"))
    one = flow(sets("set", "tier", "call"), calls("call", "end", "F"))
    other = flow(calls("call", "end", "F"))
    assert found({"A": one, "B": other, "F": say}) == [("read", ("B call",), 0)]


def test_a_module_of_the_run_sets_it_for_its_caller_and_one_outside_may() -> None:
    notes = module(sets("set", "tier", "back", "back"))
    by_module = flow(calls("call", "go", "M", "go"), goes_on("go", "F"))
    assert found({"A": by_module, "F": READS, "M": notes}) == [("read", ("A go after call",), 0)]
    outside = flow(calls("call", "go", "elsewhere", "end"), goes_on("go", "F"))
    assert found({"A": SETS, "B": outside, "F": READS}) == []


@pytest.mark.parametrize(
    "reader",
    [
        flow(sets("default", "tier", "read"), says("Hello $.Attributes.tier.")),
        flow(compares("ask", "$.Attributes.tier", {"gold": "read"}, "read"), says("Hello $.Attributes.tier.")),
        flow(calls("call", "read", "elsewhere"), says("Hello $.Attributes.tier.")),
        flow(sets("note", "$.External.key", "read"), says("Hello $.Attributes.tier.")),
    ],
    ids=["sets it", "asks for it", "calls a module that may set it", "sets a key that only Connect can tell"],
)
def test_a_flow_that_minds_is_not_reported(reader: Document) -> None:
    assert found({"A": SETS, "B": SETS_NOT, "F": reader}) == []


@pytest.mark.parametrize(
    "caller",
    [
        flow(says("Hello $.Attributes.tier.", "hello", "go"), goes_on("go", "F")),
        flow(compares("ask", "$.Attributes.tier", {"gold": "go"}, "go"), goes_on("go", "F")),
    ],
    ids=["reads it", "asks for it"],
)
def test_a_caller_that_expects_it_from_elsewhere_is_not_blamed(caller: Document) -> None:
    assert found({"A": SETS, "B": caller, "F": READS}) == []


def test_what_a_caller_reads_too_is_missing_here_for_the_same_reason() -> None:
    reads = flow(says("Hello $.Attributes.tier.", "hello", "go"), goes_on("go", "F"))
    to_it = {"A": flow(sets("set", "tier", "go"), goes_on("go", "M")), "B": flow(goes_on("go", "M"))}
    assert found({**to_it, "M": reads, "F": READS}) == [("read", ("B go", "M go"), 0)]


def test_all_flows_that_contacts_pass_without_it_are_given() -> None:
    between = flow(says("One moment.", "moment", "on"), goes_on("on", "F"))
    to_between = flow(says("Hi.", "hi", "go"), goes_on("go", "M"))
    unknown = module(goes_on("go", "F"))
    flows = {"A": SETS, "B": SETS_NOT, "C": to_between, "M": between, "X": unknown, "F": READS}
    (one,) = attributes_not_handed_over(facts_of(flows))
    assert [flow.name for flow in one.passed] == ["B", "C", "M"]


def test_only_flows_that_contacts_come_in_at_are_blamed() -> None:
    flows = {"A": SETS, "B": SETS_NOT, "F": READS}
    assert found(flows, kind="QUEUE_TRANSFER") == []
    assert found(flows, kind="QUEUE_TRANSFER", entry_flows=("B",)) == [("read", ("B go",), 0)]


def test_what_settings_know_is_set_outside_is_not_reported() -> None:
    assert found({"A": SETS, "B": SETS_NOT, "F": READS}, known_attributes=("tier",)) == []


def test_a_ring_of_flows_ends() -> None:
    ring = flow(chooses("menu", "on", "back to"), goes_on("on", "F"), goes_on("back to", "R"))
    again = flow(chooses("menu", "read", "round"), goes_on("round", "R"), says("Hello $.Attributes.tier."))
    flows = {"A": flow(sets("set", "tier", "go"), goes_on("go", "R")), "R": ring, "F": again}
    assert found(flows) == []
    assert found(flows | {"B": flow(goes_on("go", "R"))}) == [("read", ("B go", "R on"), 0)]


STEPS = st.lists(st.sampled_from(["say", "set", "choose"]), max_size=3)


def caller_of(steps: list[str], targets: tuple[str, str]) -> Document:
    """Make a flow that does some steps in turn; each choice leads past the next step, and the last one elsewhere."""
    names = [f"{step} {place}" for place, step in enumerate(steps)] + ["go", "other"]
    blocks = []
    for place, step in enumerate(steps):
        here, following, past = names[place], names[place + 1], names[min(place + 2, len(names) - 1)]
        if step == "set":
            blocks.append(sets(here, "tier", following, error=following))
        elif step == "say":
            blocks.append(says("One moment.", here, following))
        else:
            blocks.append(chooses(here, following, past))
    return flow(*blocks, goes_on("go", targets[0]), goes_on("other", targets[1]))


def walks(document: Document, tier: bool) -> set[tuple[str, bool]]:
    """Walk all ways through a made flow: to which flows they lead, and whether the attribute is set there."""
    by_id = {one["Identifier"]: one for one in document["Actions"]}
    ends, waiting = set(), [(document["StartAction"], tier)]
    while waiting:
        here, is_set = waiting.pop()
        one, transitions = by_id[here], by_id[here]["Transitions"]
        if one["Type"] == "TransferToFlow":
            ends.add((one["Parameters"]["ContactFlowId"], is_set))
            continue
        targets = [transitions.get("NextAction"), *(to["NextAction"] for to in transitions["Conditions"])]
        targets += [to["NextAction"] for to in transitions["Errors"]]
        sets_it = one["Type"] == "UpdateContactAttributes"
        waiting += [(target, is_set or sets_it) for target in dict.fromkeys(filter(None, targets))]
    return ends


@given(STEPS, STEPS, STEPS)
def test_as_a_walk_of_all_ways_finds(first: list[str], second: list[str], between: list[str]) -> None:
    """Two flows lead to a third, straight or by way of a fourth: some walks bring it, and others do not."""
    flows = {
        "A": caller_of(first, ("F", "X")),
        "B": caller_of(second, ("M", "F")),
        "M": caller_of(between, ("F", "X")),
        "F": READS,
    }
    came = {(name, is_set) for name in "AB" for to, is_set in walks(flows[name], False) if to == "F"}
    by_way = {is_set for to, is_set in walks(flows["B"], False) if to == "M"}
    came |= {("B", after) for is_set in by_way for to, after in walks(flows["M"], is_set) if to == "F"}
    without = {name for name, is_set in came if not is_set}
    reported = found(flows)
    if without and any(is_set for _, is_set in came):
        ((block, (first_step, *_), more),) = reported
        assert (block, first_step[0] in without, more) == ("read", True, len(without) - 1)
    else:
        assert reported == []
