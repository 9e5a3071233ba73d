"""Paths that contradict themselves: a flag that one branch sets to "no" does not equal "yes" further on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flowlint import check_text
from flowlint.analysis.engine.facts import ProjectFacts
from flowlint.analysis.semantics.names import Name
from flowlint.analysis.semantics.unset_at_entry import unset_at_entry
from flowlint.model.project import Declared, Project
from flowlint.reading import read_text
from flowlint.report import Finding
from flowlint.run import Overrides
from kit import flows as made
from kit.flows import END, block

HOURS = "queue-transfer-without-hours-check"
Json = dict[str, Any]


def note(name: str, value: Any, next: str) -> Json:
    return block(name, "UpdateContactAttributes", {"Attributes": {"open": value}}, next, NoMatchingError=next)


def ask(name: str, yes: str, no: str, other: str, attribute: str = "$.Attributes.open") -> Json:
    return block(name, "Compare", {"ComparisonValue": attribute}, is_={"yes": yes, "no": no}, NoMatchingCondition=other)


def hours(name: str, yes: str, no: str, error: str) -> Json:
    return block(
        name,
        "CheckHoursOfOperation",
        {"HoursOfOperationId": "h"},
        is_={"True": yes, "False": no},
        NoMatchingError=error,
    )


QUEUE = block("queue", "UpdateContactTargetQueue", {"QueueId": "sales"}, "transfer", NoMatchingError="end")
TRANSFER = block("transfer", "TransferContactToQueue", QueueAtCapacity="end", NoMatchingError="end")


def flow(*blocks: Json) -> Json:
    return made.flow(*blocks, QUEUE, TRANSFER, END)


def findings(document: Json, rule: str = HOURS) -> tuple[Finding, ...]:
    report = check_text(json.dumps(document), overrides=Overrides(select=(rule,)))
    assert report.failures == ()
    return report.findings


def flagged(no: Any = "no", asked: str = "$.Attributes.open") -> Json:
    """Hours are checked and noted; the flag is asked for later, and only yes leads to the queue."""
    return flow(
        hours("hours", "is open", "is closed", "not known"),
        note("is open", "yes", "greet"),
        note("is closed", no, "greet"),
        note("not known", no, "greet"),
        block("greet", "MessageParticipant", {"Text": "Hello."}, "open?"),
        ask("open?", "queue", "end", "end", asked),
    )


def test_a_flag_that_notes_the_outcome_of_a_check_is_understood() -> None:
    assert findings(flagged()) == ()


@pytest.mark.parametrize(
    "document",
    [
        flagged(no="yes"),  # the flag says nothing
        flagged(no="$.External.open"),  # nobody knows what the flag says
        flagged(no="${open}"),
        flagged(asked="$.External.open"),  # another thing is asked for
        flagged(asked="$.Attributes.other"),
    ],
)
def test_a_flag_that_does_not_tell_the_ways_apart_is_no_check(document: Json) -> None:
    (finding,) = findings(document)
    assert finding.trail[1].block.id in {"is open", "not known"}
    assert [step.block.id for step in finding.trail[-3:]] == ["open?", "queue", "transfer"]


def test_what_a_comparison_found_holds_until_it_is_set_again() -> None:
    twice = flow(ask("open?", "end", "again?", "end"), ask("again?", "queue", "end", "end"))
    assert findings(twice) == ()
    set_between = flow(ask("open?", "end", "note", "end"), note("note", "yes", "again?"), twice["Actions"][1])
    (finding,) = findings(set_between)
    assert [step.via for step in finding.trail[1:3]] == ["condition Equals no", "next"]


def test_no_match_is_not_taken_with_a_value_that_matches() -> None:
    assert findings(flow(note("note", "yes", "open?"), ask("open?", "end", "end", "queue"))) == ()
    assert len(findings(flow(note("note", "maybe", "open?"), ask("open?", "end", "end", "queue")))) == 1


def test_a_module_that_is_not_in_the_run_leaves_the_flag_alone() -> None:
    call = block("call", "InvokeFlowModule", {"FlowModuleId": "elsewhere"}, "open?", NoMatchingError="open?")
    assert findings(flow(note("note", "no", "call"), call, ask("open?", "queue", "end", "end"))) == ()


def test_a_key_that_only_connect_can_tell_may_be_the_flag() -> None:
    filled_in = {"Attributes": {"${name}": "yes"}}
    setting = block("set", "UpdateContactAttributes", filled_in, "open?", NoMatchingError="end")
    (finding,) = findings(flow(note("note", "no", "set"), setting, ask("open?", "queue", "end", "end")))
    assert [step.via for step in finding.trail[1:4]] == ["next", "next", "condition Equals yes"]
    nothing = {**setting, "Parameters": {"Attributes": {}}}
    assert findings(flow(note("note", "no", "set"), nothing, ask("open?", "queue", "end", "end"))) == ()


def test_attributes_and_answers_are_read_by_the_same_light() -> None:
    found = {"Attributes": {"found": "yes", "name": "$.External.name"}}
    document = flow(
        block("ask", "InvokeLambdaFunction", {}, "found", NoMatchingError="not found"),
        block("found", "UpdateContactAttributes", found, "known?", NoMatchingError="end"),
        block("not found", "UpdateContactAttributes", {"Attributes": {"found": "no"}}, "known?", NoMatchingError="end"),
        ask("known?", "greet", "end", "end", "$.Attributes.found"),
        block("greet", "MessageParticipant", {"Text": "$.Attributes.name, you are $.External.rank."}, "end"),
    )
    assert findings(document, "attribute-read-before-set") == ()
    assert findings(document, "result-read-before-produced") == ()
    document["Actions"][2]["Parameters"]["Attributes"]["found"] = "yes"
    assert len(findings(document, "attribute-read-before-set")) == 1
    assert len(findings(document, "result-read-before-produced")) == 1


INBOUND = {"type": "contactFlow"}


def set_when_open(set_by: str = "Attributes", **more: Any) -> Json:
    """Hours are checked, and a flag is set only when they are open; all ways lead to where it is asked for."""
    kind = f"Update{set_by.replace('Attributes', '')}{'Contact' if set_by == 'Attributes' else ''}Attributes"
    return {
        **flow(
            hours("hours", "is open", "greet", "not known"),
            block("not known", "MessageParticipant", {"Text": "One moment."}, "greet"),
            block("is open", kind, {set_by: {"open": "yes"}}, "greet", NoMatchingError="greet"),
            block("greet", "MessageParticipant", {"Text": "Hello."}, "open?"),
            ask("open?", "queue", "end", "end", f"$.{set_by}.open"),
        ),
        **more,
    }


def asked_first(document: Json) -> Json:
    """The flow looks whether the flag has come with the contact before it sets it."""
    return {
        **document,
        "StartAction": "come?",
        "Actions": [*document["Actions"], ask("come?", "open?", "hours", "hours")],
    }


def read_first(document: Json) -> Json:
    says = block("says", "MessageParticipant", {"Text": "It says $.Attributes.open."}, "hours")
    return {**document, "StartAction": "says", "Actions": [*document["Actions"], says]}


def with_call(document: Json) -> Json:
    call = block("call", "InvokeFlowModule", {"FlowModuleId": "elsewhere"}, "hours", NoMatchingError="hours")
    return {**document, "StartAction": "call", "Actions": [*document["Actions"], call]}


@pytest.mark.parametrize("document", [set_when_open(Metadata=INBOUND), set_when_open("FlowAttributes")])
def test_a_flag_that_is_set_on_one_way_only_is_not_set_on_the_others(document: Json) -> None:
    assert findings(document) == ()


def unset(document: Json, *known: str) -> frozenset[Name]:
    flows = read_text("flow.json", json.dumps(document)).flows
    project = Project(flows, dict.fromkeys(flows, Declared(known_attributes=known)))
    return ProjectFacts(project).of(flows[0])(unset_at_entry)


def test_a_flag_that_may_be_set_before_the_flow_is_no_check() -> None:
    (finding,) = findings(set_when_open())
    assert [step.block.id for step in finding.trail] == ["hours", "not known", "greet", "open?", "queue", "transfer"]
    here = set_when_open(Metadata=INBOUND)
    assert unset(here) == {("Attributes", "open")}
    assert unset(set_when_open()) == set()  # other flows may lead here
    assert unset(here, "op*") == set()  # the team says that something else sets it
    assert unset(asked_first(here)) == unset(read_first(here)) == set()  # the flow waits for it
    assert unset(with_call(here)) == set()  # the module may set it


def test_an_empty_text_does_not_equal_another_and_what_is_not_set_may_equal_it() -> None:
    assert findings(flow(note("note", "", "open?"), ask("open?", "queue", "end", "end"))) == ()
    empty = block(
        "open?", "Compare", {"ComparisonValue": "$.FlowAttributes.open"}, is_={"": "queue"}, NoMatchingCondition="end"
    )
    document = set_when_open("FlowAttributes")
    document["Actions"][4] = empty
    assert len(findings(document)) == 1


# Random flows, against every walk that takes each branch at most three times


@st.composite
def flows(draw: st.DrawFn) -> Json:
    names = [f"b{index}" for index in range(draw(st.integers(1, 5)))]
    on = dict(zip(names, [*names[1:], "queue"], strict=True))

    def one(name: str) -> Json:
        anywhere = st.sampled_from([on[name], on[name], on[name], *names, "queue", "end"])
        first, second, third = draw(anywhere), draw(anywhere), draw(anywhere)
        kinds = {
            "yes": note(name, "yes", first),
            "no": note(name, "no", first),
            "unknown": note(name, "$.External.open", first),
            "ask": ask(name, first, second, third),
            "hours": hours(name, first, second, third),
        }
        return kinds[draw(st.sampled_from(["yes", "no", "unknown", "ask", "ask", "hours"]))]

    return flow(*map(one, names))


Walk = list[tuple[str, str]]


def walks(document: Json) -> Iterator[Walk]:
    """Every walk to the transfer, as (block, branch taken) pairs, in which nothing contradicts itself."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    todo: list[tuple[Walk, str, str | None]] = [([], document["StartAction"], None)]
    for _ in range(8_000):
        if not todo:
            return
        walk, here, value = todo.pop()
        one = blocks[here]
        if here == "transfer":
            yield walk
            continue
        transitions = one["Transitions"]
        found = [("next", transitions["NextAction"])] if "NextAction" in transitions else []
        found += [
            (f"condition Equals {each['Condition']['Operands'][0]}", each["NextAction"])
            for each in transitions.get("Conditions", [])
        ]
        found += [(f"error {each['ErrorType']}", each["NextAction"]) for each in transitions.get("Errors", [])]
        for branch, target in found:
            then = value
            if one["Type"] == "UpdateContactAttributes":
                said = one["Parameters"]["Attributes"]["open"]
                then = said if said in {"yes", "no"} else None
            elif one["Type"] == "Compare":
                then = branch.removeprefix("condition Equals ") if branch.startswith("condition") else value
                if value is not None and value != (then if branch.startswith("condition") else ""):
                    continue
            if walk.count((here, branch)) < 3:
                todo.append(([*walk, (here, branch)], target, then))
    assume(False)  # more walks than anybody can wait for


def is_checked(walk: Walk) -> bool:
    return any(branch in {"condition Equals True", "condition Equals False"} for _, branch in walk)


@given(flows())
def test_reports_what_consistent_walks_find(document: Json) -> None:
    lacking = [walk for walk in walks(document) if not is_checked(walk)]
    told = findings(document)
    assert [len(finding.trail) for finding in told] == ([min(map(len, lacking)) + 1] if lacking else [])
