"""Who hands over to whom among the flows of a run: by id, by ARN, by the name that the designer noted."""

import json
from typing import Any

import pytest

from flowlint.model.flow import Flow
from flowlint.model.project import Project
from flowlint.reading import read_text

ARN = "arn:aws:connect:eu-west-1:111122223333:instance/0f1e2d3c/contact-flow"


def answer(name: str, flow_id: str, module: bool = False) -> dict[str, Any]:
    end = "EndFlowModuleExecution" if module else "DisconnectParticipant"
    flow = {"Version": "2019-10-30", "StartAction": "a", "Actions": [{"Identifier": "a", "Type": end}]}
    held = {"Name": name, "Id": flow_id, "Arn": f"{ARN}/{flow_id}", "Type": "CONTACT_FLOW", "Content": flow}
    return {"ContactFlowModule" if module else "ContactFlow": held}


def caller(block_type: str, parameters: dict[str, Any], noted: Any = None) -> dict[str, Any]:
    return {
        "Version": "2019-10-30",
        "StartAction": "go",
        "Metadata": {"ActionMetadata": {"go": noted}},
        "Actions": [{"Identifier": "go", "Type": block_type, "Parameters": parameters}],
    }


def target(calling: dict[str, Any], *others: dict[str, Any]) -> str | None:
    """The name of the flow that the caller's block leads to."""
    file = read_text("flows.json", json.dumps([calling, *others]))
    project = Project(file.flows)
    found: Flow | None = project.target(file.flows[0].blocks[0])
    if found is not None:
        assert project.callers[found] == ((file.flows[0], file.flows[0].blocks[0]),)
    return found.name if found else None


@pytest.mark.parametrize("written", ["sales-1", f"{ARN}/sales-1"])
def test_flows_know_each_other_by_id_and_by_arn(written: str) -> None:
    assert target(caller("TransferToFlow", {"ContactFlowId": written}), answer("Sales", "sales-1")) == "Sales"


@pytest.mark.parametrize("written", ["quiet-1:live", f"{ARN}/quiet-1:3", "quiet-1"])
def test_a_module_is_known_with_its_alias_or_version(written: str) -> None:
    calling = caller("InvokeFlowModule", {"FlowModuleId": written})
    assert target(calling, answer("Quiet", "quiet-1", module=True)) == "Quiet"


@pytest.mark.parametrize(
    "noted",
    [
        {"ContactFlow": {"text": "Sales"}},
        {"contactFlow": {"id": "x", "text": "Sales"}},
        {"parameters": {"ContactFlowId": {"displayName": "Sales"}}},
    ],
)
def test_the_name_that_the_designer_noted_tells_where_no_id_does(noted: dict[str, Any]) -> None:
    calling = caller("TransferToFlow", {"ContactFlowId": "of another instance"}, noted)
    assert target(calling, answer("Sales", "sales-1")) == "Sales"
    assert target(calling, answer("Sales 2", "sales-1")) is None


def test_an_id_outweighs_a_name() -> None:
    calling = caller("TransferToFlow", {"ContactFlowId": "claims-1"}, {"ContactFlow": {"text": "Sales"}})
    assert target(calling, answer("Sales", "sales-1"), answer("Claims", "claims-1")) == "Claims"


def test_a_name_or_id_that_two_flows_have_tells_nothing() -> None:
    by_name = caller("TransferToFlow", {"ContactFlowId": "?"}, {"ContactFlow": {"text": "Sales"}})
    assert target(by_name, answer("Sales", "sales-1"), answer("Sales", "sales-2")) is None
    by_id = caller("TransferToFlow", {"ContactFlowId": "sales-1"})
    assert target(by_id, answer("Sales", "sales-1"), answer("Sales again", "sales-1")) is None


def test_a_module_call_does_not_lead_to_a_flow_of_the_same_name() -> None:
    calling = caller("InvokeFlowModule", {"FlowModuleId": "?"}, {"contactFlowModuleName": "Quiet"})
    assert target(calling, answer("Quiet", "quiet-1")) is None
    assert target(calling, answer("Quiet", "quiet-1", module=True)) == "Quiet"


@pytest.mark.parametrize("written", [None, 5, {"a": 1}, ""])
def test_a_target_that_is_no_text_leads_nowhere(written: Any) -> None:
    assert target(caller("TransferToFlow", {"ContactFlowId": written}), answer("Sales", "sales-1")) is None
