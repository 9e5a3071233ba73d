"""Logging around stored input, against a walk over every path that takes each branch at most twice."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flowlint import check_text
from flowlint.report import Finding
from flowlint.run import Choice

RULE = "logging-on-while-storing-input"
KINDS = ("on", "off", "dynamic", "store", "say", "module", "end")


def block(name: str, kind: str, success: str, error: str) -> dict[str, Any]:
    """One block of a kind; `error` is used where the kind has an error branch."""
    errors = [{"NextAction": error, "ErrorType": "NoMatchingError"}]
    types: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
        "on": ("UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Enabled"}, {"NextAction": success}),
        "off": ("UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Disabled"}, {"NextAction": success}),
        "dynamic": ("UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "$.Attributes.x"}, {"NextAction": success}),
        "store": ("GetParticipantInput", {"StoreInput": "True"}, {"NextAction": success, "Errors": errors}),
        "say": ("MessageParticipant", {"Text": "Hello."}, {"NextAction": success}),
        "module": ("InvokeFlowModule", {"FlowModuleId": "elsewhere"}, {"NextAction": success, "Errors": errors}),
        "end": ("DisconnectParticipant", {}, {}),
    }
    block_type, parameters, transitions = types[kind]
    return {"Identifier": name, "Type": block_type, "Parameters": parameters, "Transitions": transitions}


@st.composite
def flows(draw: st.DrawFn) -> dict[str, Any]:
    """Small flows whose blocks lead anywhere."""
    names = [f"b{index}" for index in range(draw(st.integers(1, 6)))]
    pick = st.sampled_from(names)
    blocks = [block(name, draw(st.sampled_from(KINDS)), draw(pick), draw(pick)) for name in names]
    return {"Version": "2019-10-30", "StartAction": "b0", "Actions": blocks}


def walks(flow: dict[str, Any]) -> Iterator[list[tuple[str, str]]]:
    """Every walk from the start that takes no branch more than twice, as (block, branch taken) pairs."""
    blocks = {one["Identifier"]: one for one in flow["Actions"]}

    def go(here: str, walk: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
        yield [*walk, (here, "")]
        transitions = blocks[here]["Transitions"]
        branches = [("next", transitions["NextAction"])] if "NextAction" in transitions else []
        branches += [("error", one["NextAction"]) for one in transitions.get("Errors", [])]
        for branch, target in branches:
            if walk.count((here, branch)) < 2:
                yield from go(target, [*walk, (here, branch)])

    yield from go(flow["StartAction"], [])


def state_at_end(flow: dict[str, Any], walk: list[tuple[str, str]]) -> str:
    """What logging is at the end of a walk, told step by step."""
    blocks = {one["Identifier"]: one for one in flow["Actions"]}
    state = "inherited"
    for name, branch in walk[:-1]:
        setting = blocks[name]["Parameters"].get("FlowLoggingBehavior")
        if setting is not None:
            state = {"Enabled": "on", "Disabled": "off"}.get(setting, "unknown")
        if blocks[name]["Type"] == "InvokeFlowModule" and branch == "next":
            state = "unknown"
    return state


def findings(flow: dict[str, Any]) -> tuple[Finding, ...]:
    report = check_text(json.dumps(flow), choice=Choice(select=(RULE,)))
    assert report.failures == ()
    return report.findings


@given(flows())
def test_reports_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    stores = {one["Identifier"] for one in flow["Actions"] if one["Parameters"].get("StoreInput") == "True"}
    shortest: dict[str, int] = {}
    for walk in walks(flow):
        name = walk[-1][0]
        if name in stores and state_at_end(flow, walk) == "on":
            shortest[name] = min(len(walk), shortest.get(name, len(walk)))
    found = {finding.block.id: finding for finding in findings(flow) if finding.block}
    assert {name: len(finding.trail) for name, finding in found.items()} == shortest


@given(flows())
def test_the_witness_is_a_walk_that_shows_it(flow: dict[str, Any]) -> None:
    all_walks = [[(name, branch) for name, branch in walk] for walk in walks(flow)]
    for finding in findings(flow):
        trail = finding.trail
        branches = ["" if step.via is None else step.via.split()[0] for step in trail]
        walk = [(step.block.id, branch) for step, branch in zip(trail, [*branches[1:], ""], strict=True)]
        assert walk in all_walks
        assert state_at_end(flow, walk) == "on"


MODULE = {
    "Version": "2019-10-30",
    "StartAction": "off",
    "Settings": {},
    "Actions": [
        block("off", "off", "return", ""),
        {"Identifier": "return", "Type": "EndFlowModuleExecution", "Parameters": {}, "Transitions": {}},
    ],
}
CALLER = {
    "Version": "2019-10-30",
    "StartAction": "on",
    "Actions": [
        block("on", "on", "call", ""),
        {**block("call", "module", "store", "end"), "Parameters": {"FlowModuleId": "module-1"}},
        block("store", "store", "end", "end"),
        block("end", "end", "", ""),
    ],
}


def test_a_module_of_the_run_is_followed() -> None:
    answers = [
        {"Content": json.dumps(CALLER), "Name": "Main", "Type": "CONTACT_FLOW", "Id": "flow-1"},
        {"ContactFlowModule": {"Content": json.dumps(MODULE), "Name": "Quiet", "Id": "module-1"}},
    ]
    choice = Choice(select=(RULE,))
    assert check_text(json.dumps(answers), choice=choice).findings == ()
    loud = {**MODULE, "Actions": [block("off", "say", "return", ""), MODULE["Actions"][1]]}
    answers[1] = {"ContactFlowModule": {"Content": json.dumps(loud), "Name": "Quiet", "Id": "module-1"}}
    (finding,) = check_text(json.dumps(answers), choice=choice).findings
    assert [(step.via, step.block.id) for step in finding.trail] == [(None, "on"), ("next", "call"), ("next", "store")]
