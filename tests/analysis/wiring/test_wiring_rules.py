"""The rules on how Connect wants blocks wired, against the catalogue as it stands and against brute force."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.language import document
from flowlint.report import Level
from flowlint.run import Overrides, check_paths, check_text
from flowlint.testing.variants import renamed_and_shuffled
from kit.flows import END
from kit.flows import flow as flow_of

Document = dict[str, Any]
Condition = tuple[str, str]
"""Operator and operand."""

ACTIONS = document("actions")["actions"]
ACCEPTED = [one["type"] for one in ACTIONS if one["status"] == "accepted"]
ENDS = [one["type"] for one in ACTIONS if one["terminal"]]
RULES = (
    "missing-transition", "transition-after-end", "duplicate-block-id", "illegal-block-id", "unsupported-error-branch",
    "invalid-condition", "shadowed-condition",
)  # fmt: skip


def catalogue(block_type: str) -> Document:
    entry: Document = next(one for one in ACTIONS if one["type"] == block_type)
    return entry


def block(
    block_type: str,
    *,
    name: str = "it",
    following: str | None = "end",
    errors: Sequence[str] = (),
    conditions: Sequence[tuple[str, ...]] = (),
    **parameters: Any,
) -> Document:
    """A block; `conditions` are operators with their operands, and all branches lead to the end."""
    transitions: Document = {} if following is None else {"NextAction": following}
    transitions["Conditions"] = [
        {"NextAction": "end", "Condition": {"Operator": operator, "Operands": operands}}
        for operator, *operands in conditions
    ]
    transitions["Errors"] = [{"NextAction": "end", "ErrorType": error} for error in errors]
    return {"Identifier": name, "Type": block_type, "Parameters": parameters, "Transitions": transitions}


def flow(*blocks: Document) -> Document:
    return flow_of(*blocks, END)


def found(document: Document, *rules: str) -> list[tuple[str, Level, str]]:
    """What rules found, and at which place."""
    report = check_text(json.dumps(document), "flow.json", Overrides(select=rules or RULES))
    assert not report.failures
    return [(one.rule, one.level, one.pointer) for one in report.findings]


def messages(document: Document, *rules: str) -> list[str]:
    report = check_text(json.dumps(document), "flow.json", Overrides(select=rules or RULES))
    return [one.message for one in report.findings]


# missing-transition


@pytest.mark.parametrize("block_type", ACCEPTED)
def test_next_action_is_asked_of_exactly_the_types_that_need_it(block_type: str) -> None:
    entry = catalogue(block_type)
    errors = [one["type"] for one in entry["errors"] if one["required"]]
    operands = entry["conditions"].get("required_operands", ())
    conditions = [("Equals", one) for one in operands]
    document = flow(block(block_type, following=None, errors=errors, conditions=conditions))
    told = found(document, "missing-transition")
    needed = entry["next_action"] == "required" and block_type != "GetParticipantInput"
    if block_type == "GetParticipantInput":
        return  # what else such a block needs depends on its settings: the next test
    assert told == ([("missing-transition", Level.ERROR, "/Actions/0/Type")] if needed else [])


@pytest.mark.parametrize(
    ("following", "stores", "errors", "finds"),
    [
        ("end", "True", ["NoMatchingError"], False),
        (None, "True", ["NoMatchingError"], True),
        (None, "True", [], True),
        (None, "False", ["NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded"], True),
        # What NextAction would be a copy of is missing too, and told.
        (None, "False", ["NoMatchingError", "NoMatchingCondition"], False),
    ],
)
def test_an_input_block_without_next_action(following: str | None, stores: str, errors: list[str], finds: bool) -> None:
    document = flow(block("GetParticipantInput", following=following, errors=errors, StoreInput=stores))
    assert bool(found(document, "missing-transition")) is finds


def test_a_dead_end_is_called_one_and_a_copy_is_not() -> None:
    assert "is a dead end" in messages(flow(block("MessageParticipant", following=None)), "missing-transition")[0]
    transfer = block("TransferContactToQueue", following=None, errors=["QueueAtCapacity", "NoMatchingError"])
    assert "Connect demands" in messages(flow(transfer), "missing-transition")[0]


# transition-after-end


@pytest.mark.parametrize("block_type", ENDS)
@pytest.mark.parametrize("following", ["end", "", "nowhere", None])
def test_an_end_may_have_empty_lists_and_no_branch(block_type: str, following: str | None) -> None:
    document = flow(block(block_type, following=following))
    told = found(document, *RULES, "dangling-transition", "unreachable-block")
    written = ("transition-after-end", Level.ERROR, "/Actions/0/Transitions")
    # Of an end without a branch, the block behind it is the one to tell.
    assert told == ([("unreachable-block", Level.WARNING, "/Actions/1/Type")] if following is None else [written])


def test_an_end_with_all_kinds_of_branches_is_one_finding() -> None:
    document = flow(block("EndFlowExecution", errors=["Timeout"], conditions=[("Equals", "1")]))
    assert messages(document) == ["End flow / Resume “it” ends here and yet has 3 branches; nothing may follow it."]


# duplicate-block-id and illegal-block-id


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=8))
def test_each_shared_id_is_told_once_at_its_second_block(names: list[str]) -> None:
    document = flow(*(block("MessageParticipant", name=name) for name in names))
    seconds = [place for place, name in enumerate(names) if names[:place].count(name) == 1]
    wanted = [("duplicate-block-id", Level.ERROR, f"/Actions/{place}/Identifier") for place in seconds]
    assert found(document) == wanted


def test_the_first_block_of_a_shared_id_stands_beside_the_finding() -> None:
    document = flow(block("MessageParticipant"), block("InvokeLambdaFunction"), block("MessageParticipant"))
    report = check_text(json.dumps(document, indent=1), "flow.json", Overrides(select=("duplicate-block-id",)))
    (finding,) = report.findings
    assert finding.message.startswith("AWS Lambda function “it” has the same Identifier as 2 other blocks")
    assert [(one.block.type, one.place.line < finding.place.line) for one in finding.related] == [
        ("MessageParticipant", True)
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("x" * 50, None),
        ("x" * 51, "is longer than 50 characters"),
        ("🎉" * 50, None),
        ('Who\'s calling? <1> & "2" – état #3 @ *', None),
        ("a:b", "holds :"),
        ("a[0]", "holds [ ]"),
        ("50 %", "holds %"),
        ("a\\b", "holds \\"),
        ("toString", "is a word that Connect keeps for itself"),
        ("ToString", None),
        ("toString()", "holds ( )"),
        ("(" * 51, "holds ( and is longer than 50 characters"),
        ("${prefix}-menu", None),
        ("{{menu}}", None),
        ("", None),
    ],
)
def test_what_an_identifier_may_hold(name: str, fault: str | None) -> None:
    told = messages(flow(block("MessageParticipant", name=name)), "illegal-block-id")
    assert [one.partition(": the Identifier ")[2] for one in told] == ([f"{fault}; change it."] if fault else [])


def test_blocks_without_an_identifier_are_told_by_their_shape_alone() -> None:
    nameless = block("MessageParticipant")
    del nameless["Identifier"]
    document = flow(block("MessageParticipant", name="start"), nameless, nameless)
    assert {rule for rule, _, _ in found(document, *RULES, "invalid-flow")} == {"invalid-flow"}


@pytest.mark.slow
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=6, unique=True), st.text(max_size=3))
def test_renamed_blocks_are_as_legal_as_they_were(names: list[str], seed: str) -> None:
    document = flow(*(block("MessageParticipant", name=name) for name in [*names, "constructor"]))
    (changed,), old_ids = renamed_and_shuffled([document], seed)
    new_ids = {old: new for new, old in old_ids.items()}
    assert len(old_ids) == len({one["Identifier"] for one in document["Actions"]})
    before = {one["Identifier"] for one in document["Actions"] if _is_told(document, one)}
    assert {new_ids[one] for one in before} == {
        one["Identifier"] for one in changed["Actions"] if _is_told(changed, one)
    }


def _is_told(document: Document, block: Document) -> bool:
    return f"/Actions/{document['Actions'].index(block)}/Identifier" in {
        pointer for _, _, pointer in found(document, "illegal-block-id")
    }


# unsupported-error-branch


@pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: str(entry["type"]))
def test_an_error_that_does_not_exist_is_told_of_every_type_that_is_known_well(entry: Document) -> None:
    known = entry["status"] == "accepted" and not entry["terminal"] and "open_errors" not in entry
    told = found(flow(block(entry["type"], errors=["NotOneOfThem"])), "unsupported-error-branch")
    wanted = ("unsupported-error-branch", Level.ERROR, "/Actions/0/Transitions/Errors/0/ErrorType")
    assert told == ([wanted] if known else [])


@pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: str(entry["type"]))
def test_errors_of_the_catalogue_are_never_told(entry: Document) -> None:
    errors = [one["type"] for one in entry["errors"] if not one.get("refused_when")]
    assert not found(flow(block(entry["type"], errors=errors)), "unsupported-error-branch")


@pytest.mark.parametrize(
    ("block_type", "errors", "end"),
    [
        ("Compare", ["NoMatchingError"], "cannot have the branch “NoMatchingError”; its name is NoMatchingCondition."),
        (
            "Compare",
            ["NoMatchingCondition", "NoMatchingError"],
            "cannot have the branch “NoMatchingError”; take it out.",
        ),
        ("InvokeLambdaFunction", ["NoMatchError"], "“NoMatchError”; its name is NoMatchingError."),
        ("InvokeLambdaFunction", ["NoMatchingError", "Timeout"], None),
        ("InvokeLambdaFunction", ["TimeLimitExceeded"], None),
        ("CheckHoursOfOperation", ["NoMatchingError", "Timeout"], "“Timeout”; take it out."),
        (
            "UpdateContactCallbackNumber",
            ["InvalidCallbackNumber", "not dialable"],
            "“not dialable”; its name is CallbackNumberNotDialable.",
        ),
        ("CheckHoursOfOperation", ["NoMatchingError", "NoMatchingCondition"], "“NoMatchingCondition”; take it out."),
        ("MessageParticipant", [""], "cannot have a branch without an ErrorType; take it out."),
        ("MessageParticipant", ["${error}"], None),
    ],
)
def test_what_a_wrong_error_was_meant_to_be(block_type: str, errors: list[str], end: str | None) -> None:
    told = messages(flow(block(block_type, errors=errors)), "unsupported-error-branch")
    assert len(told) == (end is not None)
    assert all(one.endswith(end or "") for one in told)


def test_a_misnamed_branch_is_not_missing_as_well() -> None:
    document = flow(block("UpdateContactCallbackNumber", errors=["InvalidNumber", "NotDialable"]))
    rules = [rule for rule, _, _ in found(document, "unsupported-error-branch", "missing-error-branch")]
    assert rules == ["unsupported-error-branch"] * 2


@pytest.mark.parametrize(
    ("flow_type", "errors", "wanted"),
    [
        ("agentTransfer", ["NoMatchingError", "CallFailed", "ConnectionTimeLimitExceeded"], [("UEB", Level.WARNING)]),
        ("agentTransfer", ["NoMatchingError"], []),
        ("queueTransfer", ["NoMatchingError"], [("missing-error-branch", Level.ERROR)]),
        ("contactFlow", ["NoMatchingError", "CallFailed", "ConnectionTimeLimitExceeded"], []),
        (None, ["NoMatchingError", "CallFailed", "ConnectionTimeLimitExceeded"], []),
    ],
)
def test_failure_branches_of_a_third_party_transfer(
    flow_type: str | None, errors: list[str], wanted: list[tuple[str, Level]]
) -> None:
    document = flow(
        block(
            "TransferParticipantToThirdParty",
            errors=errors,
            ThirdPartyPhoneNumber="+15550100",
            ThirdPartyConnectionTimeLimitSeconds="30",
            ContinueFlowExecution="True",
        )
    )
    told = found(document | {"Metadata": {"type": flow_type}}, "unsupported-error-branch", "missing-error-branch")
    assert [(rule.replace("unsupported-error-branch", "UEB"), level) for rule, level, _ in told] == wanted


# invalid-condition


@pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: str(entry["type"]))
def test_conditions_are_refused_where_the_catalogue_is_sure(entry: Document) -> None:
    sure = entry["status"] == "accepted" and not entry["terminal"] and entry["conditions"]["supported"] is False
    told = found(flow(block(entry["type"], conditions=[("Equals", "1"), ("Equals", "2")])), "invalid-condition")
    at = [("invalid-condition", Level.ERROR, "/Actions/0/Transitions/Conditions")]
    assert (told == at) is sure


@pytest.mark.parametrize(
    ("block_type", "conditions", "wanted"),
    [
        ("Compare", [], [(Level.ERROR, "Type")]),
        ("CheckMetricData", [], [(Level.ERROR, "Type")]),
        ("DistributeByPercentage", [], [(Level.WARNING, "Type")]),
        ("ConnectParticipantWithLexBot", [], []),
        ("InvokeFlowModule", [], []),
        ("MessageParticipantIteratively", [], []),
        ("CheckHoursOfOperation", [("Equals", "True"), ("Equals", "False")], []),
        ("CheckHoursOfOperation", [("Equals", "True")], [(Level.ERROR, "Type")]),
        ("CheckHoursOfOperation", [], [(Level.ERROR, "Type")]),
        ("CheckHoursOfOperation", [("Equals", "True"), ("Equals", "")], [(Level.ERROR, "Type")]),
        ("CheckHoursOfOperation", [("Equals", "True"), ("Equals", "${closed}")], []),
        ("Loop", [("Equals", "ContinueLooping")], [(Level.ERROR, "Type")]),
        ("Wait", [("Equals", "CustomerReturned")], [(Level.ERROR, "Type")]),
        ("CheckSegmentMembershipForCustomerProfile", [("Equals", "True")], []),
        ("Compare", [("Exists", "x")], []),
        ("Compare", [("Exists",), ("KeyExists",)], []),
        ("Compare", [("Exists", "")], [(Level.ERROR, "Transitions/Conditions/0/Condition/Operands")]),
        ("Compare", [("Exist", "x")], [(Level.ERROR, "Transitions/Conditions/0/Condition/Operator")]),
        ("Compare", [("And", "x", "y")], [(Level.WARNING, "Transitions/Conditions/0/Condition/Operands")]),
        ("CheckMetricData", [("Or", "x")], [(Level.WARNING, "Transitions/Conditions/0/Condition/Operator")]),
        ("Compare", [("", "x")], [(Level.ERROR, "Transitions/Conditions/0/Condition/Operator")]),
        ("Compare", [("KeyExists", "x")], []),
        ("Compare", [("{{operator}}", "x")], []),
        ("InvokeFlowModule", [("TextContains", "x")], [(Level.WARNING, "Transitions/Conditions/0/Condition/Operator")]),
        ("Compare", [("Equals", "x"), ("Equals", "")], [(Level.ERROR, "Transitions/Conditions/1/Condition/Operands")]),
        ("Compare", [("Equals",)], [(Level.ERROR, "Transitions/Conditions/0/Condition/Operands")]),
        ("Compare", [("Equals", " ")], []),
        ("Compare", [("Equals", "$.Attributes.plan")], []),
        ("Compare", [("Equals", "x", "y")] * 2, [(Level.WARNING, "Transitions/Conditions/0/Condition/Operands")]),
    ],
)
def test_conditions_of_a_block(block_type: str, conditions: list[Condition], wanted: list[tuple[Level, str]]) -> None:
    told = found(flow(block(block_type, conditions=conditions)), "invalid-condition")
    assert told == [("invalid-condition", level, f"/Actions/0/{at}") for level, at in wanted]


def test_a_distribution_with_the_operator_of_the_documentation_is_told_the_right_one() -> None:
    document = flow(block("DistributeByPercentage", conditions=[("NumericLessThan", "21")]))
    assert messages(document, "invalid-condition")[0].endswith("which it cannot use; write NumberLessThan.")


@pytest.mark.parametrize(("stores", "finds"), [("True", True), ("False", False), (None, False)])
def test_stored_input_takes_no_conditions(stores: str | None, finds: bool) -> None:
    settings = {} if stores is None else {"StoreInput": stores}
    document = flow(block("GetParticipantInput", conditions=[("Equals", "1")], **settings))
    assert bool(found(document, "invalid-condition")) is finds


MENU = ("GetParticipantInput", {"StoreInput": "False", "Text": "Press a key.", "InputTimeLimitSeconds": "5"})
STAFF = ("CheckMetricData", {"MetricType": "NumberOfAgentsStaffed"})
WAITING = ("CheckMetricData", {"MetricType": "NumberOfContactsInQueue"})
KEEP_RUNNING = {"TimeLimitSeconds": "60", "ContinueExecution": "True", "MinimumWaitTimeSeconds": "5"}


@pytest.mark.parametrize(
    ("kind", "conditions", "wanted"),
    [
        (MENU, [("Equals", "1"), ("Equals", "*"), ("Equals", "#")], []),
        (MENU, [("Equals", "12")], ["has the operand “12”, which must be one key: 0 to 9, * or #."]),
        (MENU, [("Equals", "A"), ("Equals", "A")], ["has the operand “A”, which must be one key: 0 to 9, * or #."]),
        (MENU, [("Equals", "$.Attributes.key")], []),
        (MENU, [("Equals", "${key}")], []),
        (STAFF, [("NumberGreaterThan", "0")], []),
        (STAFF, [("NumberGreaterThan", "3")], ["has the operand “3”, which must be 0."]),
        (STAFF, [("Equals", "0")], ["has the operator “Equals”, which it cannot use; write NumberGreaterThan."]),
        (WAITING, [("NumberLessThan", "3"), ("Equals", "5")], []),
        (("Loop", {"LoopCount": "3"}), [("Equals", "ContinueLooping"), ("Equals", "DoneLooping"), ("Equals", "Done")],
            ["has the operand “Done”, which must be ContinueLooping or DoneLooping."]),
        (("CheckHoursOfOperation", {}), [("Equals", "True"), ("Equals", "False"), ("Equals", "New Year")], []),
        (("Wait", KEEP_RUNNING), [("Equals", "WaitCompleted"), ("Equals", "Continue")], []),
        (("Wait", KEEP_RUNNING), [("Equals", "WaitCompleted")],
            ["lacks the condition “Continue”; connect that branch."]),
        (("Wait", {"TimeLimitSeconds": "60"}), [("Equals", "WaitCompleted")], []),
        (("Compare", {"ComparisonValue": "$.External"}), [("Equals", "gold")],
            ["compares “$.External” as a whole; name a value in it, “$.External.name”."]),
        (("Compare", {"ComparisonValue": "$.Attributes"}), [("Equals", "gold")],
            ["compares “$.Attributes” as a whole; name a value in it, “$.Attributes.name”."]),
        (("Compare", {"ComparisonValue": "$.External"}), [("KeyExists", "gold")], []),
        (("Compare", {"ComparisonValue": "$.External.tier"}), [("Equals", "gold")], []),
        (("Compare", {"ComparisonValue": "$.Channel"}), [("Equals", "VOICE")], []),
    ],
)  # fmt: skip
def test_what_pages_and_single_projects_say_of_conditions_is_a_warning(
    kind: tuple[str, Document], conditions: list[Condition], wanted: list[str]
) -> None:
    block_type, parameters = kind
    report = check_text(
        json.dumps(flow(block(block_type, conditions=conditions, **parameters))),
        "flow.json",
        Overrides(select=("invalid-condition",)),
    )
    assert [(one.level, one.message.partition("“it” ")[2]) for one in report.findings] == [
        (Level.WARNING, one) for one in wanted
    ]


@pytest.mark.parametrize("compared", ["$.Attributes", "$.External", "$.FlowAttributes", "$['Attributes']", "$.Lex"])
def test_a_namespace_compared_as_a_whole_crashes_no_rule(compared: str) -> None:
    retry = block("Compare", name="again", conditions=[("Equals", "1")], ComparisonValue=compared)
    retry["Transitions"]["Conditions"][0]["NextAction"] = "again"
    report = check_text(json.dumps(flow(retry)), "flow.json", Overrides(pedantic=True))
    assert not report.failures


# shadowed-condition

TESTS: dict[str, Callable[[str, str], bool]] = {
    "Equals": lambda value, operand: value == operand,
    "TextStartsWith": lambda value, operand: value.startswith(operand),
    "TextEndsWith": lambda value, operand: value.endswith(operand),
    "TextContains": lambda value, operand: operand in value,
    "NumberLessThan": lambda value, operand: compared(value, operand, lambda one, other: one < other),
    "NumberLessOrEqualTo": lambda value, operand: compared(value, operand, lambda one, other: one <= other),
    "NumberGreaterThan": lambda value, operand: compared(value, operand, lambda one, other: one > other),
    "NumberGreaterOrEqualTo": lambda value, operand: compared(value, operand, lambda one, other: one >= other),
}


def compared(value: str, operand: str, test: Callable[[Decimal, Decimal], bool]) -> bool:
    """Compare as numbers; false when a side is none."""
    try:
        return test(Decimal(value), Decimal(operand))
    except InvalidOperation:
        return False


NUMBERS = ["-2", "0", "1", "1.0", "1.5", "2", "10"]
WORDS = ["a", "b", "A", "ab", "ba", "aba", "abc"]
NUMBER_VALUES = ["-3", "-2", "-1", "0", "0.5", "1", "1.0", "1.2", "1.5", "1.7", "2", "5", "10", "11", "word", ""]
WORD_VALUES = [*WORDS, "", "c", "xa", "xab", "xba", "xaba", "xabc", "ax", "abx", "bax", "abax", "abcx",
               "xax", "xabx", "xbax", "xabax", "xabcx", "bx", "xb", "xbx", "Ax", "xA", "xAx"]  # fmt: skip


def covered(conditions: Sequence[Condition], values: Sequence[str]) -> list[int]:
    """The places of conditions that one earlier condition holds for whenever they do, tried with values."""

    def holds_for(condition: Condition) -> set[str]:
        return {value for value in values if TESTS[condition[0]](value, condition[1])}

    return [
        place
        for place, late in enumerate(conditions)
        if any(holds_for(late) <= holds_for(early) for early in conditions[:place])
    ]


def shadows(conditions: Sequence[Condition], block_type: str = "Compare") -> list[int]:
    document = flow(block(block_type, conditions=conditions))
    return [int(pointer.split("/")[5]) for _, _, pointer in found(document, "shadowed-condition")]


NUMBER_TESTS = [one for one in TESTS if not one.startswith("Text")]
TEXT_TESTS = [one for one in TESTS if not one.startswith("Number")]


@given(st.lists(st.tuples(st.sampled_from(NUMBER_TESTS), st.sampled_from(NUMBERS)), max_size=6))
def test_numbers_are_shadowed_as_trying_all_values_shows(conditions: list[Condition]) -> None:
    assert shadows(conditions) == covered(conditions, NUMBER_VALUES)


@given(st.lists(st.tuples(st.sampled_from(TEXT_TESTS), st.sampled_from(WORDS)), max_size=6))
def test_texts_are_shadowed_as_trying_all_values_shows(conditions: list[Condition]) -> None:
    assert shadows(conditions) == covered(conditions, WORD_VALUES)


@given(st.lists(st.tuples(st.sampled_from(list(TESTS)), st.sampled_from(NUMBERS + WORDS)), max_size=8))
def test_nothing_is_called_shadowed_that_a_value_disproves(conditions: list[Condition]) -> None:
    assert set(shadows(conditions)) <= set(covered(conditions, NUMBER_VALUES + WORD_VALUES))


@pytest.mark.parametrize(
    ("conditions", "places"),
    [
        ([("Equals", "$.Attributes.a"), ("Equals", "$.Attributes.a")], [1]),
        ([("TextContains", "$.Attributes.a"), ("Equals", "x $.Attributes.a y")], []),
        ([("TextContains", "a"), ("Equals", "$.Attributes.a")], []),
        ([("Equals", "${a}"), ("Equals", "${b}")], []),
        ([("NumberLessThan", "5"), ("Equals", "3 ")], []),
        ([("NumberLessThan", "5"), ("NumberLessThan", "03")], []),
        ([("NumberLessThan", "five"), ("NumberLessThan", "five")], [1]),
        ([("KeyExists", "a"), ("KeyExists", "a")], [1]),
        ([("Contains", "a"), ("Contains", "a")], []),
        ([("Equals", ""), ("Equals", "")], []),
        ([("Equals", "$.CustomerInput", "1"), ("Equals", "$.CustomerInput", "2")], []),
        ([("Equals", "a"), ("Equals", "a"), ("Equals", "a")], [1, 2]),
    ],
)
def test_operands_that_are_no_plain_text(conditions: list[Condition], places: list[int]) -> None:
    assert shadows(conditions) == places


def test_a_share_of_none_is_meant_and_a_falling_total_is_not() -> None:
    totals = [("NumberLessThan", one) for one in ("21", "21", "51", "31")]
    assert shadows(totals, "DistributeByPercentage") == [3]


@pytest.mark.parametrize("block_type", ["MessageParticipant", "DisconnectParticipant", "PlayPrompt"])
def test_conditions_that_may_not_be_there_shadow_nothing(block_type: str) -> None:
    assert not shadows([("Equals", "1"), ("Equals", "1")], block_type)


def test_a_pair_that_is_one_half_twice_is_told_as_incomplete_alone() -> None:
    document = flow(block("CheckHoursOfOperation", errors=["NoMatchingError"], conditions=[("Equals", "True")] * 2))
    assert [rule for rule, _, _ in found(document)] == ["invalid-condition"]


# All of them


def test_one_fault_is_told_once() -> None:
    """Each flow has one fault, of the kinds that other tools for flows were tried with."""
    menu = ["InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"]
    faults = {
        "duplicate-block-id": [block("MessageParticipant"), block("MessageParticipant")],
        "invalid-condition": [block("Compare", errors=["NoMatchingCondition"], ComparisonValue="$.Channel")],
        "missing-transition": [block("MessageParticipant", following=None)],
        "shadowed-condition": [
            block("GetParticipantInput", errors=menu, conditions=[("Equals", "1")] * 2, StoreInput="False", Text="1?")
        ],
        "transition-after-end": [block("MessageParticipant"), block("DisconnectParticipant", name="gone")],
    }
    faults["transition-after-end"][0]["Transitions"]["NextAction"] = "gone"
    others = ("missing-error-branch", "dangling-transition", "unreachable-block", "invalid-flow", "endless-loop")
    for rule, blocks in faults.items():
        assert [one for one, _, _ in found(flow(*blocks), *RULES, *others)] == [rule]


def test_a_type_that_is_not_known_is_told_as_that_alone() -> None:
    unknown = block("PlayPrompt", following=None, errors=["Oops"], conditions=[("Is", ""), ("Is", "")])
    assert not found(flow(unknown))


def test_odd_parts_are_told_by_their_shape_alone() -> None:
    odd = block("MessageParticipant", errors=["Oops"], conditions=[("Is", "")])
    odd["Transitions"]["NextAction"] = None
    assert not found(flow(odd))


def test_the_old_export_format_is_not_held_to_what_connect_takes_today() -> None:
    branches = [
        {"condition": "Evaluate", "conditionType": "Equals", "conditionValue": one, "transition": "end"} for one in "11"
    ]
    modules = [
        {"id": "it", "type": "CheckAttribute", "branches": branches, "parameters": []},
        {"id": "end", "type": "Disconnect", "branches": [{"condition": "Success", "transition": "it"}]},
    ]
    document = {"modules": modules, "start": "it", "version": "1", "type": "contactFlow", "metadata": {}}
    assert {rule for rule, _, _ in found(document)} == {"shadowed-condition"}


@pytest.mark.slow
def test_flows_that_connect_took_have_none_of_these_errors(corpus: Path) -> None:
    report = check_paths([corpus], Overrides(select=RULES))
    flows = (one for one in report.findings if "wrapped" not in Path(one.path).parts)
    errors = [one for one in flows if one.level is Level.ERROR]
    # None of these was published: two are drafts of samples for a tool, the others were written by programs, or for
    # one to fill in.
    assert {Path(one.path).relative_to(corpus).parts[0] for one in errors} <= {
        "godwillcho__amazon-connect-flows-cdk",
        "jpoxcz__vanity-numbers",
        "necologiclabs-com__amazon_connect_deploy",
        "sophyphile__amazon-connect-terraform-flow-templater",
    }
