"""Contracts of modules: what neither side can be blamed for, in each form that settings and calls have."""

import json
from typing import Any

import pytest

from flowlint import check_text
from flowlint.reading import read_text
from flowlint.run import Overrides
from kit.attribute_flows import BACK, calls, flow, module, says
from kit.flows import block

PARCEL = {"input": {"schema": {"type": "object", "properties": {"parcel": {"type": "string"}}}}}
ARRIVES = {"resultData": {"schema": {"type": "object", "properties": {"day": {"type": "string"}}}}}
BRANCHES = {"transitions": {"results": [{"name": "Found"}, {"name": "Lost"}]}}


def found(caller: Any, called: Any, settings: Any, **more: Any) -> list[str]:
    answer = {"Content": json.dumps(called), "Name": "Parcel", "Id": "elsewhere", "Settings": settings, **more}
    calling = {"ContactFlow": {"Content": json.dumps(caller), "Name": "Line", "Id": "line", "Type": "CONTACT_FLOW"}}
    text = json.dumps([calling, {"ContactFlowModule": answer}])
    return [one.message for one in check_text(text, overrides=Overrides(select=("module-contract",))).findings]


def call(success: str = "end", **parameters: Any) -> dict[str, Any]:
    return {**calls("call", success), "Parameters": {"FlowModuleId": "elsewhere", **parameters}}


READS = module(says("Parcel $.Modules.Input.parcel.", success="back"))


@pytest.mark.parametrize(
    "settings",
    [None, "", "no json", "[]", {"input": {"schema": 1}}, {"input": {"schema": {"type": "object"}}}],
)
def test_settings_that_declare_nothing_that_can_be_read_break_nothing(settings: Any) -> None:
    written = json.dumps(settings) if isinstance(settings, dict) else settings
    assert found(flow(call()), READS, written) == []


def test_settings_without_input_declare_none() -> None:
    (message,) = found(flow(call()), READS, "{}")
    assert message.endswith("reads the input “parcel”, which the module's settings do not declare; declare it there.")


@pytest.mark.parametrize(
    ("given", "is_silent"),
    [({}, False), ({"Input": {}}, False), ({"Input": {"parcel": ""}}, True), ({"Input": "$.Attributes.all"}, True),
     ({"Input": {"$.Attributes.key": "1"}}, True), ({"Input": {"${key}": "1"}}, True)],
)  # fmt: skip
def test_an_input_is_given_by_its_name_or_by_one_that_is_not_known(given: dict[str, Any], is_silent: bool) -> None:
    assert (found(flow(call(**given)), READS, json.dumps(PARCEL)) == []) is is_silent
    assert (
        found(flow(call(**given)), READS, json.dumps(PARCEL), ExternalInvocationConfiguration={"Enabled": True}) == []
    )
    required = {"input": {"schema": {**PARCEL["input"]["schema"], "required": ["parcel"]}}}
    messages = found(flow(call(**given)), READS, json.dumps(required))
    assert (messages == []) is is_silent
    assert all(
        "does not give the input “parcel”, which the module “Parcel” requires; give it." in one for one in messages
    )


def test_an_input_with_a_default_need_not_be_given() -> None:
    defaults = {"input": {"schema": {"properties": {"parcel": {"type": "string", "default": "none"}}}}}
    assert found(flow(call()), READS, json.dumps(defaults)) == []


@pytest.mark.parametrize("text", ["$.Modules.ResultData", "$.Modules.ResultData.day", "$.Modules.ResultData.day.first"])
def test_a_result_that_is_declared(text: str) -> None:
    caller = flow(call("read"), says(text))
    assert found(caller, module(BACK), json.dumps(ARRIVES)) == []
    assert len(found(caller, module(BACK), "{}")) == int(text != "$.Modules.ResultData")


def test_a_result_may_be_that_of_a_module_that_is_not_known() -> None:
    other = {**call("read"), "Identifier": "other", "Parameters": {"FlowModuleId": "nowhere"}}
    assert found(flow(call("other"), other, says("$.Modules.ResultData.eta")), module(BACK), "{}") == []


def returns(*branches: str) -> dict[str, Any]:
    ends = [block(f"to {one}", "EndFlowModuleExecution", {"Result": one}) for one in branches]
    names = [one["Identifier"] for one in ends]
    start = block("start", "DistributeByPercentage", {}, None, {"1": names[0]}, NoMatchingCondition=names[-1])
    return module(start, *ends)


@pytest.mark.parametrize(
    ("branches", "no_match", "missing"),
    [
        (["Found"], "end", ["Lost"]),
        (["Found", "Lost"], "end", []),
        ([], "end", []),
        (["Found"], "read", []),
        (["$.Attributes.branch"], "end", []),
    ],
)
def test_a_branch_that_a_call_has_not(branches: list[str], no_match: str, missing: list[str]) -> None:
    conditions = dict.fromkeys(branches, "end")
    parameters = {"FlowModuleId": "elsewhere"}
    errors = {"NoMatchingCondition": no_match, "NoMatchingError": "end"}
    one = block("call", "InvokeFlowModule", parameters, "end", conditions, **errors)
    messages = found(flow(one, says("Hello.")), returns("Found", "Lost"), json.dumps(BRANCHES))
    assert [message.split("“")[2].split("”")[0] for message in messages] == missing


@pytest.mark.parametrize(
    ("branches", "unused"), [(["Found", "Lost"], False), (["Found"], True), (["Found", "${branch}"], False)]
)
def test_a_branch_that_no_block_takes(branches: list[str], unused: bool) -> None:
    messages = found(flow(says("Hello.")), returns(*branches), json.dumps(BRANCHES))
    assert any("“Lost”" in message for message in messages) is unused


@pytest.mark.parametrize(("said", "is_tool"), [({"Enabled": True}, True), ({"Enabled": False}, False), (None, False)])
def test_a_module_may_be_a_tool(said: Any, is_tool: bool) -> None:
    answer = {"Content": json.dumps(module(BACK)), "Name": "Parcel", "ExternalInvocationConfiguration": said}
    (one,) = read_text("x.json", json.dumps({"ContactFlowModule": answer})).flows
    assert one.is_tool is is_tool
