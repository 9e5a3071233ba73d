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
    found: Flow | None = project.target(file.flows[0], file.flows[0].blocks[0])
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


def run_of(*files: tuple[str, Any]) -> Project:
    return Project(flow for path, value in files for flow in read_text(path, json.dumps(value)).flows)


def path_of(flow: Flow | None) -> str | None:
    return flow.source.path if flow is not None else None


def line_of(project: Project) -> Flow:
    """The flow that calls: the first one without a name."""
    return next(flow for flow in project.flows if flow.name is None)


BY_ID = caller("TransferToFlow", {"ContactFlowId": f"{ARN}/sales-1"})
EXPORT = answer("Sales", "sales-1")["ContactFlow"]["Content"] | {"Metadata": {"name": "Sales"}}


@pytest.mark.parametrize(
    ("from_file", "files", "meant"),
    [
        ("a/line.json", ("a/sales.json", "b/sales.json"), "a/sales.json"),
        ("line.json", ("old/sales.json", "sales.json"), "sales.json"),
        ("a/lines/line.json", ("a/sales.json", "sales.json"), "a/sales.json"),
        ("a/lines/line.json", ("b/sales.json", "sales.json"), "sales.json"),
        ("line.json", ("elsewhere/deep/sales.json",), "elsewhere/deep/sales.json"),
        ("line.json", ("dev/sales.json", "prod/sales.json"), None),
        ("lines/line.json", ("sales/sales.json", "old/sales.json"), None),
        ("line.json", ("sales.json", "sales copy.json"), None),
        ("dev/in/line.json", ("dev/desks/sales.json", "prod/desks/sales.json"), "dev/desks/sales.json"),
        ("flows/in/line.json", ("archive/sales.json", "flows/desks/sales.json"), "flows/desks/sales.json"),
        ("flows/in/line.json", ("flows/in/old/sales.json", "flows/sales.json"), "flows/sales.json"),
        ("flows/in/line.json", ("flows/old/sales.json", "flows/desks/sales.json", "sales.json"), "sales.json"),
        ("flows/in/line.json", ("flows/desks/sales.json", "flows/old/sales.json"), None),
    ],
)
def test_of_several_files_the_nearest_is_meant(from_file: str, files: tuple[str, ...], meant: str | None) -> None:
    project = run_of((from_file, BY_ID), *((path, answer("Sales", "sales-1")) for path in files))
    line = line_of(project)
    block = line.blocks[0]
    assert path_of(project.target(line, block)) == meant
    assert [path_of(flow) for flow in project.possible_targets(block)] == list(files)
    unknown = [path_of(flow) for flow in project.flows if project.has_unknown_callers(flow)]
    assert unknown == [path for path in files if path != meant]


def test_a_copy_with_callers_of_its_own_has_no_others() -> None:
    flows = [(f"{stage}/{name}.json", value) for stage in ("dev", "prod") for name, value in
             (("line", BY_ID), ("sales", answer("Sales", "sales-1")))]  # fmt: skip
    project = run_of(*flows)
    assert not any(map(project.has_unknown_callers, project.flows))
    assert {path_of(flow): [path_of(one) for one, _ in callers] for flow, callers in project.callers.items()} == {
        "dev/line.json": [],
        "dev/sales.json": ["dev/line.json"],
        "prod/line.json": [],
        "prod/sales.json": ["prod/line.json"],
    }


def test_an_export_without_an_id_may_be_a_copy_of_the_flow_with_the_id() -> None:
    noted = caller("TransferToFlow", {"ContactFlowId": f"{ARN}/sales-1"}, {"ContactFlow": {"text": "Sales"}})
    project = run_of(("line.json", noted), ("sales.json", EXPORT), ("old/sales.json", answer("Sales", "sales-1")))
    line = line_of(project)
    assert path_of(project.target(line, line.blocks[0])) == "sales.json"


@pytest.mark.parametrize(
    ("hooks", "noted", "hooked"),
    [
        ({"CustomerRemaining": f"{ARN}/sales-1"}, None, ["sales-1.json"]),
        (
            {"CustomerRemaining": f"{ARN}/unknown"},
            {"parameters": {"EventHooks": {"CustomerRemaining": {"displayName": "Sales"}}}},
            ["export.json", "sales-1.json"],
        ),
        (
            {"AgentHold": f"{ARN}/x", "CustomerHold": f"{ARN}/y"},
            {
                "parameters": {
                    "EventHooks": {"AgentHold": {"displayName": "?"}, "CustomerHold": {"displayName": "Sales"}}
                }
            },
            ["export.json", "sales-1.json"],
        ),
        ({"CustomerRemaining": f"{ARN}/unknown"}, {"parameters": {"EventHooks": "odd"}}, []),
        ({"CustomerRemaining": 5}, {"parameters": {"EventHooks": {"CustomerRemaining": 5}}}, []),
        ("odd", {"parameters": "odd"}, []),
    ],
)
def test_hooks_are_known_by_id_and_by_the_names_that_the_designer_noted(
    hooks: Any, noted: Any, hooked: list[str]
) -> None:
    calling = caller("UpdateContactEventHooks", {"EventHooks": hooks}, noted)
    project = run_of(("line.json", calling), ("export.json", EXPORT), ("sales-1.json", answer("Sales", "sales-1")))
    assert [path_of(flow) for flow in project.flows if project.is_hooked(flow)] == hooked


BARE = EXPORT | {"Metadata": {}}


@pytest.mark.parametrize(
    ("target", "noted", "files", "meant"),
    [
        ("of another instance", "Sales", {"Sales.json": BARE}, "Sales.json"),
        ("sales-1", None, {"flows/sales-1.json": BARE}, "flows/sales-1.json"),
        ("x", "Sales", {"Sales.json": BARE, "other.json": EXPORT}, "other.json"),
        ("sales-1", "Sales", {"Sales.json": BARE, "other.json": answer("Sold", "sales-1")}, "other.json"),
        ("x", "Sales", {"Sales.json": answer("Sold", "sales-1")}, None),
        ("x", "Sales", {"Sales.json": [BARE, BARE]}, None),
        ("x", "sales", {"Sales.json": BARE}, None),
    ],
    ids=["by name", "by id", "a name is nearer", "an id is nearer", "it has another id", "two in one file", "case"],
)
def test_the_name_of_a_file_is_the_last_resort(
    target: str, noted: str | None, files: dict[str, Any], meant: str | None
) -> None:
    calling = caller("TransferToFlow", {"ContactFlowId": target}, noted and {"ContactFlow": {"text": noted}})
    project = run_of(("line.json", calling), *files.items())
    line = line_of(project)
    assert path_of(project.target(line, line.blocks[0])) == meant


def test_the_block_that_sets_a_flow_to_run_on_an_event_is_known() -> None:
    calling = caller("UpdateContactEventHooks", {"EventHooks": {"CustomerRemaining": f"{ARN}/sales-1"}})
    project = run_of(("line.json", calling), ("sales.json", answer("Sales", "sales-1")))
    sales, line = project.flows
    assert project.hooks == {line: (), sales: ((line, line.blocks[0]),)}
    assert project.callers[sales] == ()


def test_a_module_call_does_not_lead_to_a_flow_of_the_same_name() -> None:
    calling = caller("InvokeFlowModule", {"FlowModuleId": "?"}, {"contactFlowModuleName": "Quiet"})
    assert target(calling, answer("Quiet", "quiet-1")) is None
    assert target(calling, answer("Quiet", "quiet-1", module=True)) == "Quiet"


@pytest.mark.parametrize("written", [None, 5, {"a": 1}, ""])
def test_a_target_that_is_no_text_leads_nowhere(written: Any) -> None:
    assert target(caller("TransferToFlow", {"ContactFlowId": written}), answer("Sales", "sales-1")) is None


def test_flows_stand_in_the_order_of_their_names_and_ids_and_only_then_of_their_files() -> None:
    project = run_of(
        ("a.json", BY_ID),
        ("b.json", answer("Sales", "sales-2")),
        ("c.json", answer("Sales", "sales-1")),
        ("d.json", answer("Claims", "claims-1")),
        ("e.json", answer("Claims", "claims-1")),
    )
    assert [path_of(flow) for flow in project.flows] == ["d.json", "e.json", "c.json", "b.json", "a.json"]
