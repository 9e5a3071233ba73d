"""Stored input that may be the word Timeout, against every walk through small flows."""

from typing import Any

import pytest
from hypothesis import given

from kit.flows import flow as flow_of
from kit.walks import Walk, action, check_by_walking, findings, line, small_flows

RULE = "unchecked-stored-input"
INPUT = "$.StoredCustomerInput"
KINDS = ("store", "phone", "use", "timeout", "digits", "say")


def block(name: str, kind: str, success: str, error: str) -> dict[str, Any]:
    free, phone = {"CustomValidation": {"MaximumLength": "8"}}, {"PhoneNumberValidation": {"NumberFormat": "E164"}}
    return {
        "store": lambda: action(
            name, "GetParticipantInput", {"StoreInput": "True", "InputValidation": free}, success, error
        ),
        "phone": lambda: action(
            name, "GetParticipantInput", {"StoreInput": "True", "InputValidation": phone}, success, error
        ),
        "use": lambda: action(name, "MessageParticipant", {"Text": f"You typed {INPUT}."}, success, error),
        "timeout": lambda: action(name, "Compare", {"ComparisonValue": INPUT}, error, error, Timeout=success),
        "digits": lambda: action(name, "Compare", {"ComparisonValue": INPUT}, error, error, **{"1": success}),
        "say": lambda: action(name, "MessageParticipant", {"Text": "Hello."}, success, error),
    }[kind]()


def untested(walk: Walk) -> str | None:
    """The block that stored what may be Timeout at the end of a walk, if nothing asked since."""
    for name, branch in reversed(walk[:-1]):
        kind = name.split()[1]
        if kind in ("store", "phone") and branch == "next":
            return name if kind == "store" else None
        if kind == "timeout" or (kind == "digits" and branch.startswith("condition")):
            return None
    return None


@given(small_flows(KINDS, block))
def test_uses_are_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    check_by_walking(RULE, flow, lambda walk: untested(walk) if walk[-1][0].endswith("use") else None)


def test_input_that_was_not_stored_is_not_used() -> None:
    flow = line("store use", block)
    assert [finding.block.id for finding in findings(RULE, flow) if finding.block] == ["1 use"]
    flow["Actions"][0]["Transitions"]["Errors"][0]["NextAction"] = "1 use"
    flow["Actions"][0]["Transitions"]["NextAction"] = "hang up"
    assert findings(RULE, flow) == ()


def used(storing: dict[str, Any], using: tuple[str, dict[str, Any]], *more: dict[str, Any]) -> int:
    """How often the rule speaks of a flow that stores input, uses it, and goes on to the first of the other blocks."""
    validation = {"InputValidation": {"CustomValidation": {"MaximumLength": "8"}}}
    store = action("store", "GetParticipantInput", {"StoreInput": "True", **validation, **storing}, "use", "end")
    rest = *more, action("end", "DisconnectParticipant")
    onward = rest[0]["Identifier"]
    return len(findings(RULE, flow_of(store, action("use", *using, onward, onward), *rest)))


SPEAK = ("MessageParticipant", {"Text": f"You typed {INPUT}."})
KEEP = ("UpdateContactAttributes", {"Attributes": {"pin": INPUT}})


def test_what_cannot_be_timeout_or_is_not_known_is_left_alone() -> None:
    assert used({}, SPEAK) == 1
    assert used({"InputEncryption": {"EncryptionKeyId": "k", "Key": "k"}}, SPEAK) == 0
    assert used({"InputValidation": {"PhoneNumberValidation": {"NumberFormat": "E164"}}}, SPEAK) == 0
    assert used({"StoreInput": "False"}, SPEAK) == 0


def test_a_block_that_refuses_the_word_tests_it_itself() -> None:
    assert used({}, ("UpdateContactCallbackNumber", {"CallbackNumber": INPUT})) == 0


@pytest.mark.parametrize(
    ("compared", "times"), [("$.Attributes.pin", 0), ("$.Attributes['pin']", 0), ("$.Attributes.x", 1)]
)
def test_an_attribute_that_the_flow_compares_counts_as_checked(compared: str, times: int) -> None:
    assert (
        used({}, KEEP, action("look", "Compare", {"ComparisonValue": compared}, "end", "end", **{"1": "end"})) == times
    )


def test_a_comparison_that_no_contact_reaches_checks_nothing() -> None:
    look = action("look", "Compare", {"ComparisonValue": "$.Attributes.pin"}, "end", "end", **{"1": "end"})
    on_the_way = action("plan", "UpdateContactAttributes", {"Attributes": {"plan": "no"}}, "asks", "asks")
    asks = action("asks", "Compare", {"ComparisonValue": "$.Attributes.plan"}, "end", "end", yes="look")
    assert used({}, KEEP, look) == 0
    assert used({}, KEEP, on_the_way, look) == 1
    assert used({}, KEEP, asks, look) == 0
    on_the_way["Transitions"]["Errors"] = []
    assert used({}, KEEP, on_the_way, asks, look) == 1


@pytest.mark.parametrize(
    ("operator", "operand", "asks"),
    [
        ("Equals", "Timeout", True),
        ("Equals", " timeout ", True),
        ("Equals", "1234", False),
        ("TextStartsWith", "Time", True),
        ("TextStartsWith", "#", False),
        ("TextEndsWith", "out", True),
        ("TextContains", "*", False),
        ("TextContains", "meou", True),
        ("NumberGreaterThan", "0", False),
        ("Equals", "$.Attributes.nothingTyped", True),
        ("KeyExists", "Timeout", True),
    ],
)
def test_no_match_is_safe_where_a_condition_would_have_matched_the_word(
    operator: str, operand: str, asks: bool
) -> None:
    store, use, end = (
        block("store", "store", "ask", "end"),
        block("use", "use", "end", "end"),
        block("end", "say", "", ""),
    )
    ask = action("ask", "Compare", {"ComparisonValue": INPUT}, "use", "use")
    condition = {"Operator": operator, "Operands": [operand]}
    ask["Transitions"]["Conditions"] = [{"NextAction": "end", "Condition": condition}]
    assert len(findings(RULE, flow_of(store, ask, use, end))) == (not asks)
    # Where the condition itself matched, the value is what was asked for.
    ask["Transitions"]["Conditions"][0]["NextAction"], ask["Transitions"]["Errors"][0]["NextAction"] = "use", "end"
    assert findings(RULE, flow_of(store, ask, use, end)) == ()
