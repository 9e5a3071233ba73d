"""Contracts of modules: what neither side can be blamed for, in each form that settings and calls have."""

import json
from typing import Any

import pytest

from flowlint import check_text
from flowlint.reading import read_text
from flowlint.rule import LONGEST_MESSAGE
from flowlint.run import Overrides
from kit.attribute_flows import BACK, calls, flow, module, says
from kit.flows import block

PARCEL = {"input": {"schema": {"type": "object", "properties": {"parcel": {"type": "string"}}}}}
ARRIVES = {"resultData": {"schema": {"type": "object", "properties": {"day": {"type": "string"}}}}}
BRANCHES = {"transitions": {"results": [{"name": "Found"}, {"name": "Lost"}]}}


def found(caller: Any, called: Any, settings: Any, rule: str = "module-contract", **more: Any) -> list[str]:
    answer = {"Content": json.dumps(called), "Name": "Parcel", "Id": "elsewhere", "Settings": settings, **more}
    calling = {"ContactFlow": {"Content": json.dumps(caller), "Name": "Line", "Id": "line", "Type": "CONTACT_FLOW"}}
    text = json.dumps([calling, {"ContactFlowModule": answer}])
    return [one.message for one in check_text(text, overrides=Overrides(select=(rule,))).findings]


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
    ways = {str(place): name for place, name in enumerate(names, 1)}
    start = block("start", "DistributeByPercentage", {}, None, ways, NoMatchingCondition=names[-1])
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


def asks(*outcomes: str, **parameters: Any) -> Any:
    """A flow that calls the module with a branch for each outcome."""
    errors = {"NoMatchingCondition": "end", "NoMatchingError": "end"}
    conditions = dict.fromkeys(outcomes, "end")
    called = {"FlowModuleId": "elsewhere", **parameters}
    return flow(block("call", "InvokeFlowModule", called, "end", conditions, **errors), says("Hello."))


NEVER = "Invoke module “call” has a branch {}, which no Return of “Parcel” gives; it gives {}."


@pytest.mark.parametrize(
    ("asked", "given", "never"),
    [
        (["Open", "Closed"], ["Open", "Closed"], []),
        (["Open", "Closed"], ["Opened", "Closed"], [("“Open”", "“Closed” and “Opened”")]),
        (["Open"], ["open"], [("“Open”", "“open”")]),
        (["x", "a", "y"], ["a", "b", "c", "d"], [("“x”", "“a”, “b” and 2 more"), ("“y”", "“a”, “b” and 2 more")]),
        (["x", "x"], ["a"], [("“x”", "“a”")]),
        (["Success", "Error"], ["a"], []),
        (["x"], ["a", ""], []),
        (["x"], ["a", "$.Attributes.outcome"], []),
        (["x"], ["a", "${outcome}"], []),
        (["$.Attributes.outcome"], ["a"], []),
        ([""], ["a"], []),
        ([], ["a"], []),
    ],
)
def test_a_branch_that_no_return_gives(asked: list[str], given: list[str], never: list[tuple[str, str]]) -> None:
    assert found(asks(*asked), returns(*given), None) == [NEVER.format(*one) for one in never]


@pytest.mark.parametrize("settings", [None, "{}"])
def test_a_compound_branch_that_no_return_gives(settings: str | None) -> None:
    caller = asks("x")
    parts = [{"Operator": "Equals", "Operands": [text]} for text in ("x", "y")]
    caller["Actions"][0]["Transitions"]["Conditions"][0]["Condition"] = {"Operator": "Or", "Operands": parts}
    assert found(caller, returns("a"), settings) == [NEVER.format("“Or (Equals x, Equals y)”", "“a”")]
    assert found(caller, returns("y"), settings) == []


def test_a_return_that_no_path_reaches_gives_nothing() -> None:
    stray = block("stray", "EndFlowModuleExecution", {"Result": "x"})
    made = returns("a")
    made["Actions"].append(stray)
    assert found(asks("x"), made, None) == [NEVER.format("“x”", "“a”")]


def test_a_branch_that_the_settings_show_is_reported_once() -> None:
    declared = {"transitions": {"results": [{"name": "Found"}, {"name": "x"}]}}
    unused = "No block returns by the branch “x”, which the module's settings declare; use it or take it out."
    assert found(asks("Found", "x"), returns("Found"), json.dumps(declared)) == [unused]
    del declared["transitions"]["results"][1]
    caller = asks("Found", "x")
    assert found(caller, returns("Found"), json.dumps(declared)) == []
    undeclared = (
        "Invoke module “call” names the branch “x”, which the module's settings do not declare; declare it there."
    )
    assert found(caller, returns("Found"), json.dumps(declared), rule="undeclared-in-module") == [undeclared]


def test_a_branch_that_the_settings_declare_and_only_a_stray_return_gives() -> None:
    made = returns("Found")
    made["Actions"].append(block("stray", "EndFlowModuleExecution", {"Result": "Lost"}))
    assert found(asks("Found", "Lost"), made, json.dumps(BRANCHES)) == [NEVER.format("“Lost”", "“Found”")]


def test_what_is_not_one_certain_file_gives_anything() -> None:
    made = {"Content": json.dumps(returns("a")), "Name": "Parcel", "Id": "elsewhere"}
    calling = {"ContactFlow": {"Content": json.dumps(asks("x")), "Name": "Line", "Id": "line", "Type": "CONTACT_FLOW"}}
    only = Overrides(select=("module-contract",))
    for modules, count in ((1, 1), (2, 0), (0, 0)):
        text = json.dumps([calling, *[{"ContactFlowModule": made}] * modules])
        assert len(check_text(text, overrides=only).findings) == count


def test_long_names_leave_the_message_short() -> None:
    long = "a very long name of an outcome that goes on and on and on and on"
    (message,) = found(asks(long), returns(f"{long} 1", f"{long} 2", f"{long} 3"), None, Name=long)
    assert len(message) <= LONGEST_MESSAGE
    assert message.endswith(" gives; it gives “a very long…”, “a very long…” and 1 more.")


@pytest.mark.parametrize("branch", ["Success", "Error"])
def test_what_comes_after_a_branch_that_is_not_reported_is_looked_at(branch: str) -> None:
    menu = block("menu", "GetParticipantInput", {"Text": "Press 1."}, None, {"1": "end"}, NoMatchingError="menu")
    caller = asks(branch)
    caller["Actions"][0]["Transitions"]["Conditions"][0]["NextAction"] = "menu"
    caller["Actions"].append(menu)
    assert found(caller, returns("a"), None, rule="unbounded-retry") != []
    caller["Actions"][0]["Transitions"]["Conditions"][0]["Condition"]["Operands"] = ["x"]
    assert found(caller, returns("a"), None, rule="unbounded-retry") == []


@pytest.mark.parametrize(("said", "is_tool"), [({"Enabled": True}, True), ({"Enabled": False}, False), (None, False)])
def test_a_module_may_be_a_tool(said: Any, is_tool: bool) -> None:
    answer = {"Content": json.dumps(module(BACK)), "Name": "Parcel", "ExternalInvocationConfiguration": said}
    (one,) = read_text("x.json", json.dumps({"ContactFlowModule": answer})).flows
    assert one.is_tool is is_tool
