"""Names of resources: where documents write them, which are looked at, and what a good one is like."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint import check_text, language
from flowlint.analysis.naming.resource_names import safe_resource_name, unsafe_in_resource
from flowlint.report import Finding
from flowlint.run import Overrides

Json = dict[str, Any]
RULE = Overrides(select=("resource-name",))


def flow(notes: Any = None, block_type: str = "UpdateContactTargetQueue", name: Any = None, **parameters: Any) -> Json:
    """A flow of one block, with what the designer keeps of it."""
    block = {"Identifier": "one", "Type": block_type, "Parameters": parameters, "Transitions": {}}
    metadata = {"name": name, "ActionMetadata": {"one": notes}}
    return {"Version": "2019-10-30", "StartAction": "one", "Metadata": metadata, "Actions": [block]}


def findings(document: Any) -> list[Finding]:
    report = check_text(json.dumps(document), "flow.json", RULE)
    assert not [failure for failure in report.failures if failure.path == "flow.json"]
    return list(report.findings)


def named(document: Any) -> list[tuple[str, str]]:
    """Where findings point, and what they call the resource."""
    told = []
    for one in findings(document):
        call = re.search(r"(The|the) ([a-z ]+) name “([^”]*)”", one.message)
        assert call is not None
        told.append((one.pointer, f"{call[2]}: {call[3]}"))
    return told


@pytest.mark.parametrize(
    ("notes", "pointer", "kind"),
    [
        ({"queue": "North desk"}, "queue", "queue"),
        ({"queue": {"id": "", "text": "North desk"}}, "queue/text", "queue"),
        ({"parameters": {"QueueId": {"displayName": "North desk"}}}, "parameters/QueueId/displayName", "queue"),
        ({"contactFlowModuleName": "North desk"}, "contactFlowModuleName", "flow module"),
        ({"parameters": {"FlowModuleId": {"displayName": "North desk"}}}, "parameters/FlowModuleId/displayName",
         "flow module"),
        ({"contactFlow": "North desk"}, "contactFlow", "flow"),
        ({"contactFlow": {"text": "North desk"}}, "contactFlow/text", "flow"),
        ({"ContactFlow": {"text": "North desk"}}, "ContactFlow/text", "flow"),
        ({"parameters": {"EventHooks": {"CustomerQueue": {"displayName": "North desk"}}}},
         "parameters/EventHooks/CustomerQueue/displayName", "flow"),
        ({"Hours": {"text": "North desk"}}, "Hours/text", "hours"),
        ({"promptName": "North desk"}, "promptName", "prompt"),
        ({"audio": [{"text": "good.wav"}, {"text": "North desk"}]}, "audio/1/text", "prompt"),
        ({"audio": [{"prompt": {"text": "North desk"}}]}, "audio/0/prompt/text", "prompt"),
        ({"parameters": {"Messages": [{"PromptId": {"displayName": "North desk"}}]}},
         "parameters/Messages/0/PromptId/displayName", "prompt"),
        ({"parameters": {"LambdaFunctionARN": {"displayName": "North desk:live"}}},
         "parameters/LambdaFunctionARN/displayName", "function"),
    ],
)  # fmt: skip
def test_the_designer_notes_names_in_many_ways(notes: Json, pointer: str, kind: str) -> None:
    assert named(flow(notes)) == [(f"/Metadata/ActionMetadata/one/{pointer}", f"{kind}: North desk")]


def test_arns_are_looked_for_in_parameters_that_exist() -> None:
    parameters = {name for entry in language.document("actions")["actions"] for name in entry["parameters"]}
    assert {steps[0] for kind in language.resource_kinds() for steps in kind.arns} <= parameters


def test_a_name_is_told_once_where_it_is_written_first() -> None:
    notes = {"queue": {"text": "North desk"}, "parameters": {"QueueId": {"displayName": "North desk"}}}
    assert [pointer for pointer, _ in named(flow(notes))] == [
        "/Metadata/ActionMetadata/one/parameters/QueueId/displayName"
    ]


def test_agents_are_people_and_no_resources() -> None:
    notes = {"queue": {"text": "mmuster (Maria Muster)"}}
    assert findings(flow(notes, AgentId="arn:aws:connect:::agent/1")) == []
    assert len(findings(flow(notes, QueueId="arn:aws:connect:::queue/1"))) == 1


def test_the_tail_of_a_function_arn_is_a_name_and_its_alias_is_none() -> None:
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:find member:$LATEST"
    found = named(flow(block_type="InvokeLambdaFunction", LambdaFunctionARN=arn))
    assert found == [("/Actions/0/Parameters/LambdaFunctionARN", "function: find member")]


def test_arns_of_other_resources_hold_no_names() -> None:
    assert findings(flow({"queue": {"text": "arn:aws:connect:eu-west-1:111122223333:instance/1/queue/2"}})) == []


def test_a_flow_of_the_run_is_told_in_its_own_file_alone() -> None:
    caller = flow({"ContactFlow": {"text": "North desk"}}, "TransferToFlow", name="South")
    assert named([caller, flow(name="North desk")]) == [("/Metadata/name", "flow: North desk")]


def test_the_name_in_an_answer_is_told_at_the_flow() -> None:
    answer = {"ContactFlow": {"Name": "North desk", "Type": "CONTACT_FLOW", "Content": json.dumps(flow())}}
    assert named(answer) == [("", "flow: North desk")]


def test_the_flow_has_the_name_that_stands_around_it() -> None:
    held = json.dumps(flow(name="Old name"))
    answer = {"ContactFlowModule": {"Name": "North_desk", "Id": "1", "Content": held}}
    assert findings(answer) == []


@pytest.mark.parametrize(
    "name",
    [
        "North_desk", "north-desk.v2", "Default customer queue", "DEFAULT OUTBOUND", "Basic Hours",
        "Sample inbound flow (first contact experience)", "${stage} desk", "{{ desk }}", "<queue name>", "%DeskName%",
        "{DeskName}", "ENTER QUEUE NAME HERE", "SELECT A QUEUE", "$.Attributes.desk", "",
    ],
)  # fmt: skip
def test_names_that_nobody_here_chose_are_good(name: str) -> None:
    assert unsafe_in_resource(name) == ()
    assert findings(flow({"queue": {"text": name}})) == []


@pytest.mark.parametrize("name", ["North desk", "Default north queue", "Sample flow of ours", "Select a desk"])
def test_names_that_only_look_like_those_of_others_are_odd(name: str) -> None:
    assert unsafe_in_resource(name) == ("space",)


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("North desk", "North_desk"),
        ("Sales (north) - day.wav", "Sales_north-day.wav"),
        ("911 – After Hours.wav", "911_After_Hours.wav"),
        ("Menu (v2).wav", "Menu_v2.wav"),
        ("Bücherei: Größe", "Bucherei_Grosse"),
        ("a__b c", "a__b_c"),
        ("受付 desk", None),
        ("#!", None),
    ],
)
def test_safe_resource_name(name: str, better: str | None) -> None:
    assert safe_resource_name(name) == better


@given(st.text())
def test_the_nearest_name_is_a_good_one(name: str) -> None:
    better = safe_resource_name(name)
    assert better is None or re.fullmatch(r"[A-Za-z0-9_.-]+", better)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["parameters", "QueueId", "displayName", "queue", "text", "audio", "prompt", "EventHooks"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(notes=json_values, parameters=json_values, name=json_values)
def test_nothing_raises_on_odd_notes(notes: Any, parameters: Any, name: Any) -> None:
    document = flow(notes, name=name)
    document["Actions"][0]["Parameters"] = parameters
    findings(document)
    findings({**document, "Metadata": notes})
