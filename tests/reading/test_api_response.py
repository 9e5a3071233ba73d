"""Answers of the API and requests to it: which flows they hold, of which type, under which names and ids."""

import json
from typing import Any

import pytest

from flowlint.reading import read_bytes

INSTANCE = "arn:aws:connect:eu-west-1:123456789012:instance/12345678-1234-4234-8234-123456789012"
FLOW_ID = "aaaaaaaa-1111-4111-8111-111111111111"
MODULE_ID = "bbbbbbbb-2222-4222-8222-222222222222"
CONTENT = json.dumps(
    {"Version": "2019-10-30", "StartAction": "end", "Actions": [{"Identifier": "end", "Type": "DisconnectParticipant"}]}
)
FLOW = {"Arn": f"{INSTANCE}/contact-flow/{FLOW_ID}", "Id": FLOW_ID, "Name": "Main", "Type": "CONTACT_FLOW"}
FLOW |= {"State": "ACTIVE", "Status": "PUBLISHED", "Content": CONTENT, "Version": 3, "FlowContentSha256": "0"}
MODULE = {"Arn": f"{INSTANCE}/flow-module/{MODULE_ID}", "Id": MODULE_ID, "Name": "Part", "Content": CONTENT}
MODULE |= {"State": "ACTIVE", "Status": "published", "Settings": "{}", "FlowModuleContentSha256": "0"}
MODULE |= {"ExternalInvocationConfiguration": {"Enabled": False}, "VersionDescription": "first", "Tags": {}}


def read(value: Any) -> list[tuple[str | None, str | None, set[str]]]:
    """Give name, type and ids of each flow in a file."""
    file = read_bytes("answer.json", json.dumps(value).encode())
    assert file.problems == ()
    assert file.kind in {"api-response", None}
    return [(flow.name, flow.type, set(flow.ids)) for flow in file.flows]


A_FLOW = ("Main", "CONTACT_FLOW", {FLOW["Id"], FLOW["Arn"]})
A_MODULE = ("Part", "MODULE", {MODULE["Id"], MODULE["Arn"]})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"ContactFlow": FLOW}, [A_FLOW]),
        ({"ContactFlowModule": MODULE}, [A_MODULE]),
        ({"ContactFlows": [FLOW, FLOW], "ApproximateTotalCount": 2, "NextToken": "x"}, [A_FLOW, A_FLOW]),
        ({"ContactFlowModules": [MODULE], "ApproximateTotalCount": 1}, [A_MODULE]),
        (FLOW, [A_FLOW]),
        (MODULE, [A_MODULE]),
        ([FLOW, MODULE], [A_FLOW, A_MODULE]),
        ([{"ContactFlowModules": [MODULE]}, {"ContactFlow": FLOW}], [A_MODULE, A_FLOW]),
        # An alias or a version may end the ARN.
        ({**MODULE, "Arn": f"{MODULE['Arn']}:$LATEST"}, [("Part", "MODULE", {MODULE_ID, f"{MODULE['Arn']}:$LATEST"})]),
        # Content may be left out of what a search gives.
        ({"ContactFlows": [{key: FLOW[key] for key in FLOW if key != "Content"}, FLOW]}, [A_FLOW]),
        ({"ContactFlowSummaryList": [{"Id": FLOW_ID, "Name": "Main", "ContactFlowType": "CONTACT_FLOW"}]}, []),
    ],
)
def test_answers(value: Any, expected: Any) -> None:
    assert read(value) == expected


@pytest.mark.parametrize("mark", ["Arn", "Settings", "FlowModuleContentSha256", "ExternalInvocationConfiguration"])
def test_any_one_of_these_tells_a_module(mark: str) -> None:
    assert read({"Name": "Part", "Content": CONTENT, mark: MODULE[mark]})[0][:2] == ("Part", "MODULE")


@pytest.mark.parametrize(
    "more", [{}, {"Settings": None}, {"Arn": FLOW["Arn"]}, {"Type": "CONTACT_FLOW", "Settings": "{}"}, {"Arn": 5}]
)
def test_what_does_not_tell_a_module(more: Any) -> None:
    assert read({"Name": "Main", "Content": CONTENT, **more})[0][1] == more.get("Type")


@pytest.mark.parametrize(
    ("request_file", "expected"),
    [
        (
            {"InstanceId": "i", "Name": "Main", "Type": "CUSTOMER_QUEUE", "Description": "", "Content": CONTENT},
            ("Main", "CUSTOMER_QUEUE", set()),
        ),
        ({"InstanceId": "i", "ContactFlowId": FLOW_ID, "Content": CONTENT}, (None, None, {FLOW_ID})),
        (
            {"InstanceId": "i", "Name": "Part", "Content": CONTENT, "ClientToken": "t", "Settings": "{}"},
            ("Part", "MODULE", set()),
        ),
        ({"InstanceId": "i", "ContactFlowModuleId": MODULE_ID, "Content": CONTENT}, (None, "MODULE", {MODULE_ID})),
    ],
)
def test_requests(request_file: Any, expected: Any) -> None:
    assert read(request_file) == [expected]


def test_a_module_of_a_search_is_known_to_its_caller() -> None:
    file = read_bytes("modules.json", json.dumps({"ContactFlowModules": [MODULE]}).encode())
    assert [(flow.is_module, flow.type_known_by) for flow in file.flows] == [(True, "wrapper")]


def test_description_and_tags_are_those_of_the_answer() -> None:
    content = '{"Version": "2019-10-30", "StartAction": "a", "Actions": []}'
    answer = {"Name": "main", "Content": content, "Description": "The main line.", "Tags": {"team": "voice"}}
    (flow,) = read_bytes("answer.json", json.dumps({"ContactFlow": answer}).encode()).flows
    assert (flow.description, flow.tags) == ("The main line.", {"team": "voice"})


@pytest.mark.parametrize(
    ("noted", "read"),
    [
        ({"input": {"schema": {"required": ["parcel"]}}}, {"input": {"schema": {"required": ["parcel"]}}}),
        ({"input": {}, "resultData": {}, "transitions": {"results": []}}, None),  # of a module that gives results
        ({}, None),
        ("none", None),
    ],
)
def test_an_export_of_a_module_holds_its_settings_where_it_declares_something(noted: object, read: object) -> None:
    document = {**json.loads(CONTENT), "Metadata": {"settings": noted}}
    (flow,) = read_bytes("module.json", json.dumps(document).encode()).flows
    assert flow.settings == read
