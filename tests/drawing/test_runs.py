"""The map of a run: who hands over to whom, where contacts come in, what is not there, and what was context."""

import json
from pathlib import Path
from typing import Any

from flowlint.diagram import Diagram
from flowlint.drawing import Boxes, Marks, svg
from flowlint.report import Level, Report
from flowlint.run import Overrides, check_paths
from kit.flows import END, block, flow

Json = dict[str, Any]


def named(name: str, *blocks: Json, kind: str = "contactFlow") -> Json:
    return flow(*blocks, END, Metadata={"name": name, "type": kind})


def transfer(to: str, name: str = "go") -> Json:
    return block(name, "TransferToFlow", {"ContactFlowId": to}, NoMatchingError="end")


def checked(here: Path, *asked: str, **files: Json) -> Report:
    """Check flows as the API answers them, each with an id made of the name of its file."""
    for name, document in files.items():
        about = {"Id": f"id-{name}", "Name": document["Metadata"]["name"], "Content": json.dumps(document)}
        is_module = document["Metadata"]["type"] == "MODULE"
        answer = {"ContactFlowModule": about} if is_module else {"ContactFlow": {**about, "Type": "CONTACT_FLOW"}}
        (here / f"{name}.json").write_text(json.dumps(answer))
    return check_paths(asked or ["."], Overrides(isolated=True), context=True, diagrams=True)


def drawn(report: Report) -> Diagram:
    assert report.map is not None
    svg(report.map)
    return report.map


def summary(one: Diagram) -> dict[str, list[str]]:
    """Each box by what it says, with where its branches lead."""
    names = [f"{box.title} {box.detail}" for box in one.boxes]
    return {
        names[index]: [f"{branch.name}: {names[branch.target]}" for branch in box.branches if branch.target is not None]
        for index, box in enumerate(one.boxes)
    }


def test_the_map_has_all_flows_and_where_they_lead(here: Path) -> None:
    report = checked(
        here,
        a=named(
            "Main",
            transfer("id-b"),
            transfer("id-b", "again"),
            transfer("id-x", "lost"),
            transfer("$.Attributes.to", "any"),
        ),
        b=named("Billing", block("verify", "InvokeFlowModule", {"FlowModuleId": "id-c"}, "end", NoMatchingError="end")),
        c=named("Verify", block("back", "EndFlowModuleExecution"), kind="MODULE"),
    )
    one = drawn(report)
    assert summary(one) == {
        "Inbound flow “Main”": [
            "transfers ×2: Inbound flow “Billing”",
            "transfers: Not in this run “id-x”",
            "transfers: Chosen on the way $.Attributes.to",
        ],
        "Inbound flow “Billing”": ["calls: Module “Verify”"],
        "Module “Verify”": [],
        "Not in this run “id-x”": [],
        "Chosen on the way $.Attributes.to": [],
    }
    assert [box.role for box in one.boxes] == ["flow", "flow", "module", "missing", "missing"]
    assert [one.boxes[start].detail for start in one.starts] == ["“Main”"]
    assert [diagram.name for diagram in report.diagrams] == ["Main", "Billing", "Verify"]


def test_what_was_context_is_shown_where_it_leads_to_what_was_asked_for(here: Path) -> None:
    report = checked(
        here,
        "b.json",
        a=named("Main", transfer("id-b"), transfer("id-d", "other")),
        b=named("Billing", transfer("id-c")),
        c=named("Closed", transfer("id-x")),
        d=named("Elsewhere", transfer("id-c")),
    )
    assert summary(drawn(report)) == {
        "Inbound flow “Billing”": ["transfers: Inbound flow (context) “Closed”"],
        "Inbound flow (context) “Main”": ["transfers: Inbound flow “Billing”"],
        "Inbound flow (context) “Closed”": [],
    }


def test_a_ring_of_flows_is_a_ring(here: Path) -> None:
    report = checked(
        here, a=named("One", transfer("id-b")), b=named("Two", transfer("id-a")), c=named("Me", transfer("id-c"))
    )
    assert summary(drawn(report)) == {
        "Inbound flow “One”": ["transfers: Inbound flow “Two”"],
        "Inbound flow “Two”": ["transfers: Inbound flow “One”"],
        "Inbound flow “Me”": ["transfers: Inbound flow “Me”"],
    }


def test_findings_are_counted_by_flow_those_about_no_block_too(here: Path) -> None:
    dangling = named("Main", block("greet", "MessageParticipant", {"Text": "Hi"}, "gone", NoMatchingError="end"))
    astray = {**named("Other", END), "StartAction": "gone"}
    report = checked(here, a=dangling, b={**astray, "Actions": astray["Actions"][:1]})
    assert [one.block is None for one in report.findings if one.rule == "dangling-transition"] == [False, True]
    marks = Boxes(report.diagrams).map_marks([one for one in report.findings if one.level is Level.ERROR])
    assert marks == Marks({0: {Level.ERROR: 1}, 1: {Level.ERROR: 1}})


def test_flows_that_run_on_an_event_or_get_a_new_contact_are_no_starts(here: Path) -> None:
    hooks = {"EventHooks": {"CustomerQueue": "id-b", "DefaultAgentUI": "id-x"}}
    report = checked(
        here,
        a=named("Main", block("set", "UpdateContactEventHooks", hooks, "new", NoMatchingError="end"),
                block("new", "CreateTask", {"ContactFlowId": "id-c", "Name": "Call"}, "end", NoMatchingError="end")),
        b=named("Wait", END),
        c=named("Task", END),
    )  # fmt: skip
    one = drawn(report)
    assert summary(one)["Inbound flow “Main”"] == [
        "on CustomerQueue: Inbound flow “Wait”",
        "on DefaultAgentUI: Not in this run “id-x”",
        "new contact: Inbound flow “Task”",
    ]
    assert [one.boxes[start].detail for start in one.starts] == ["“Main”", "“Task”"]
