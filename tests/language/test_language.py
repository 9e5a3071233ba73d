"""The language as data: that its files agree with each other, and that tests on parameters mean what they say."""

import ast
from typing import Any

import pytest

from flowlint import language
from kit import ROOT


def test_the_language_is_entered_by_its_door() -> None:
    folder = ROOT / "flowlint" / "language"
    inner = {f"flowlint.language.{path.stem}" for path in folder.glob("*.py")}
    for path in (path for name in ("flowlint", "rules", "tools") for path in (ROOT / name).rglob("*.py")):
        if not path.is_relative_to(folder):
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            found = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
            assert found.isdisjoint(inner), path


def test_every_action_has_a_source_and_a_name() -> None:
    for entry in language.document("actions")["actions"]:
        assert entry["source"], entry["type"]
        assert language.actions()[entry["type"]].name({})


def test_terminal_actions_have_no_error_branches() -> None:
    assert [action.type for action in language.actions().values() if action.terminal and action.errors] == []


def test_wrong_names_are_no_types_and_lead_to_types() -> None:
    for wrong, right in language.wrong_names().items():
        assert wrong not in language.actions()
        if right is not None and "." not in wrong and " " not in wrong:
            assert right.split(" (")[0] in language.actions()


@pytest.mark.parametrize(
    ("test", "parameters", "conditions", "expected"),
    [
        ({"StoreInput": "True"}, {"StoreInput": "True"}, False, True),
        ({"StoreInput": "True"}, {"StoreInput": True}, False, True),
        ({"StoreInput": "True"}, {"StoreInput": "False"}, False, False),
        ({"StoreInput": "True"}, {}, False, False),
        ({"A.B": "present"}, {"A": {"B": {}}}, False, True),
        ({"A.B": "present"}, {"A": "text"}, False, False),
        ({"A.B": "absent"}, {"A": {}}, False, True),
        ({"A.B": "absent"}, {"A": {"B": ""}}, False, False),
        ({"Events": "contains Left"}, {"Events": ["Left"]}, False, True),
        ({"Events": "contains Left"}, {"Events": 5}, False, False),
        ({"MetricType": "starts Number"}, {"MetricType": "NumberOfAgents"}, False, True),
        ({"conditions": "present"}, {}, True, True),
        ({"conditions": "present"}, {}, False, False),
        ({"A": "1", "B": "any"}, {"B": "x"}, False, True),
    ],
)
def test_tests_on_parameters(
    test: dict[str, str], parameters: dict[str, Any], conditions: bool, expected: bool
) -> None:
    assert language.holds(test, parameters, conditions) is expected


@pytest.mark.parametrize(
    ("parameters", "conditions", "errors"),
    [
        ({"StoreInput": "True"}, False, {"NoMatchingError"}),
        ({"StoreInput": "False"}, True, {"NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded"}),
        ({"EnableDTMFBuffer": "True"}, False, {"NoMatchingError"}),
        (
            {"StoreInput": "True", "InputValidation": {"PhoneNumberValidation": {"NumberFormat": "E164"}}},
            False,
            {"NoMatchingError", "InvalidPhoneNumber"},
        ),
    ],
)
def test_required_errors_of_get_participant_input(
    parameters: dict[str, Any], conditions: bool, errors: set[str]
) -> None:
    assert set(language.actions()["GetParticipantInput"].required_errors(parameters, conditions)) == errors


def test_a_disputed_error_is_never_required() -> None:
    lex = language.actions()["ConnectParticipantWithLexBot"]
    assert lex.required_errors({"LexV2Bot": {"AliasArn": "x"}}, True) == ("NoMatchingError",)


@pytest.mark.parametrize(
    ("block_type", "parameters", "name"),
    [
        ("GetParticipantInput", {"StoreInput": "True"}, "Store customer input"),
        ("GetParticipantInput", {"StoreInput": "False"}, "Get customer input"),
        ("GetParticipantInput", {"EnableDTMFBuffer": "True"}, "Set touchtone buffer behavior"),
        ("CheckMetricData", {"MetricType": "NumberOfAgentsAvailable"}, "Check staffing"),
        ("CheckMetricData", {"MetricType": "NumberOfContactsInQueue"}, "Check queue status"),
        ("UpdateContactEventHooks", {"EventHooks": {"CustomerQueue": "x"}}, "Set customer queue flow"),
    ],
)
def test_the_designers_name_depends_on_the_parameters(block_type: str, parameters: dict[str, Any], name: str) -> None:
    assert language.actions()[block_type].name(parameters) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [("contactFlow", "CONTACT_FLOW"), ("CUSTOMER_QUEUE", "CUSTOMER_QUEUE"), ("QUEUE", None), (None, None), (3, None)],
)
def test_flow_types(text: Any, expected: str | None) -> None:
    assert language.flow_type(text) == expected


def test_a_block_that_returns_tells_a_module_whatever_else_stands_in_it() -> None:
    told = {"CompleteOutboundCall", "DequeueContactAndTransferToQueue"}
    assert language.flow_type_by_blocks({"EndFlowModuleExecution", *told}) == "MODULE"
    assert language.flow_type_by_blocks({"CompleteOutboundCall", "Wait"}) == "OUTBOUND_WHISPER"
    assert language.flow_type_by_blocks({"Wait"}) is None


def test_keys_that_a_person_names_stand_in_parameters_of_the_type() -> None:
    parameters = {entry["type"]: entry["parameters"].keys() for entry in language.document("actions")["actions"]}
    for action in language.actions().values():
        assert {steps[0] for steps in action.named_keys} <= parameters[action.type]
