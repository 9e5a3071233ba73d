"""What is a slip of the keyboard in a name of the language, and what says something else."""

import json
import re
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flowlint import language
from flowlint.language.spelling import names
from flowlint.run import Overrides, check_text
from flowlint.text.closest import closest_name, may_be_meant, words_of

NAMES = sorted({name for name in names() if re.fullmatch("[A-Za-z]+", name)})
WORDS = frozenset(word for name in NAMES for word in words_of(name))
OPPOSITES = (
    "Get Set Put Update Create Delete Add Remove Check Start Stop Begin End", "On Off", "In Out", "Min Max", "From To",
    "Minimum Maximum", "Online Offline", "Enable Disable", "Enabled Disabled", "Before After", "First Last",
    "Inbound Outbound", "Import Export", "Internal External", "Include Exclude", "Connect Disconnect", "Link Unlink",
    "Available Unavailable", "Staffed Unstaffed", "Hold Unhold", "Synchronous Asynchronous", "Enqueue Dequeue",
    "Load Unload", "Lock Unlock", "Encrypt Decrypt", "Increase Decrease", "Attach Detach", "Less Greater", "Most Least",
    "Resume Pause", "Continue Discontinue", "Allow Deny", "Accept Reject", "Join Leave", "Any All",
)  # fmt: skip
PREFIXES = ("Not", "Un", "Non", "Dis", "In", "De", "En", "Off", "On", "No", "Re", "Mis", "Im", "Anti", "Out")


def parts(name: str) -> list[str]:
    return re.findall("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)


def turned_round(name: str) -> set[str]:
    """The names that say the opposite of one, or may: a word of it swapped for its opposite, or with a prefix."""
    words, found = parts(name), set()
    for at, word in enumerate(words):
        swaps = {other for pair in OPPOSITES for other in pair.split() if word in pair.split()} - {word}
        for prefix in PREFIXES:
            if not word.startswith(prefix):
                swaps |= {f"{prefix}{word}", f"{prefix}{word.lower()}"}
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                swaps.add(word.removeprefix(prefix).capitalize())
        found |= {"".join([*words[:at], other, *words[at + 1 :]]) for other in swaps}
    return {one for one in found if one.casefold() != name.casefold()}


@pytest.mark.slow
def test_no_name_is_the_slip_of_one_that_says_the_opposite() -> None:
    mended = {
        (wrong, name)
        for name in NAMES
        for wrong in turned_round(name)
        if language.is_misspelt(wrong, name) or may_be_meant(wrong, name) or may_be_meant(wrong.lower(), name)
    }
    assert mended == set()


def kinds() -> list[list[str]]:
    """Names of which one could be written for another: types, operators, parameters, values."""
    found: list[list[str]] = [list(language.actions()), list(language.operators())]

    def look(schema: Any) -> None:
        if isinstance(schema, dict):
            found.append(list(schema.get("properties", ())))
            found.append([one for one in schema.get("enum", ()) if isinstance(one, str)])
        for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
            look(part)

    look(language.document("schemas/actions.schema"))
    return found


def test_no_name_is_the_slip_of_another_that_could_stand_in_its_place() -> None:
    pairs = {pair for kind in kinds() for pair in permutations(kind, 2) if language.is_misspelt(*pair)}
    assert pairs == set()


@given(st.sampled_from(sorted(language.actions())), st.data())
def test_a_slip_within_a_word_is_still_one(name: str, data: st.DataObject) -> None:
    long_words = [(at.start(), at.end()) for at in re.finditer("[A-Z]?[a-z]+", name) if len(at[0]) > 4]
    assume(long_words)
    start, end = data.draw(st.sampled_from(long_words))
    at = data.draw(st.integers(start + 1, end - 2))
    wrong = data.draw(
        st.sampled_from(
            (
                name[:at] + name[at + 1 :],
                name[:at] + name[at] + name[at:],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
                name[:at] + "q" + name[at + 1 :],
            )
        )
    )
    assume(WORDS.isdisjoint(set(words_of(wrong)) - set(words_of(name))))
    assert language.is_misspelt(wrong, name)
    assert closest_name(wrong, language.actions()) == name


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("update_contact_attribute", "UpdateContactAttributes"),
        ("invokelamdafunction", "InvokeLambdaFunction"),
        ("NumberGreaterThen", "NumberGreaterThan"),
        ("LambdaFunctionArn", "LambdaFunctionARN"),
    ],
)
def test_slips_of_several_kinds(wrong: str, right: str) -> None:
    assert language.is_misspelt(wrong, right)


def told(block_type: str, parameters: Any, operator: str | None = None) -> list[tuple[str, str, str | None]]:
    """The rule, the message and the fix of what is told of a block that leads to an end."""
    branches = {"NextAction": "end", "Errors": [{"ErrorType": "NoMatchingError", "NextAction": "end"}]}
    if operator is not None:
        branches["Errors"] = [{"ErrorType": "NoMatchingCondition", "NextAction": "end"}]
        branches["Conditions"] = [{"NextAction": "end", "Condition": {"Operator": operator, "Operands": ["5"]}}]
    actions = [
        {"Identifier": "it", "Type": block_type, "Parameters": parameters, "Transitions": branches},
        {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
    ]
    document = {"Version": "2019-10-30", "StartAction": "it", "Metadata": {}, "Actions": actions}
    rules = ("unknown-block-type", "invalid-parameter", "invalid-condition", "unknown-attribute")
    report = check_text(json.dumps(document), "a.json", Overrides(select=rules))
    return [(one.rule, one.message, one.fix.description if one.fix else None) for one in report.findings]


@pytest.mark.parametrize(
    ("block_type", "says"),
    [
        (
            "PutCustomerProfile",
            "there are CreateCustomerProfile, GetCustomerProfile and UpdateCustomerProfile",
        ),
        ("SetCase", "there are CreateCase, GetCase and UpdateCase"),
        ("EnqueueContactAndTransferToQueue", "there is DequeueContactAndTransferToQueue"),
        ("UnresumeContact", "use one of those that the Flow language has"),
    ],
)
def test_a_type_with_another_verb_is_told_what_there_is(block_type: str, says: str) -> None:
    message = f"{block_type} “it” is of a type that flowlint does not know; {says}."
    assert told(block_type, {}) == [("unknown-block-type", message, None)]


@pytest.mark.parametrize(
    ("block_type", "parameters"),
    [
        ("UpdatePreviousContactParticipantState", {"PreviousContactParticipantState": "CustomerOffHold"}),
        ("CheckMetricData", {"MetricType": "NumberOfAgentsUnavailable"}),
        ("CheckMetricData", {"MetricType": "NumberOfAgentsUnstaffed"}),
        ("CheckMetricData", {"MetricType": "NumberOfAgentsOffline"}),
        ("UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Undisabled"}),
        ("UpdateContactEventHooks", {"EventHooks": {"CustomerUnhold": "$.Attributes.flow"}}),
        (
            "GetParticipantInput",
            {
                "Text": "Your number?", "StoreInput": "True", "InputTimeLimitSeconds": "5",
                "InputValidation": {"CustomValidation": {"MinimumLength": "4"}},
            },
        ),
    ],
)  # fmt: skip
def test_the_opposite_of_a_value_or_name_is_neither_written_nor_advised(block_type: str, parameters: Any) -> None:
    findings = [one for one in told(block_type, parameters) if one[0] == "invalid-parameter"]
    assert findings
    assert [one for one in findings if "; write" in one[1] or one[2] is not None] == []


@pytest.mark.parametrize(
    ("operator", "right"),
    [
        ("NotEquals", "Equals"),
        ("DoesNotEqual", "Equals"),
        ("Unequals", "Equals"),
        ("TextNotContains", "TextContains"),
        ("NotContains", "TextContains"),
        ("NumberNotLessThan", "NumberLessThan"),
    ],
)
def test_a_negation_is_told_how_to_turn_the_branches_round(operator: str, right: str) -> None:
    message = (
        f"Check contact attributes “it” has the operator “{operator}”, and Connect has no negation; "
        f"write {right}, and swap where the condition and No match lead."
    )
    findings = told("Compare", {"ComparisonValue": "$.Attributes.tier"}, operator)
    assert findings == [("invalid-condition", message, None)]


def test_the_affirmation_of_an_operator_is_no_negation() -> None:
    ((_, message, fix),) = told("Compare", {"ComparisonValue": "$.Attributes.tier"}, "IsEqualTo")
    assert message.endswith("which it cannot use; write Equals.") or message.endswith("use one that it has.")
    assert fix is None


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("$.attributes.name", "$.Attributes.name"),
        ("$.Attribute.customerId", "$.Attributes.customerId"),
        ("$.ATTRIBUTES.queueName", "$.Attributes.queueName"),
        ("$.external.name", "$.External.name"),
        ("$.Externals.name", "$.External.name"),
        ("$.FlowAttribute.name", "$.FlowAttributes.name"),
    ],
)
def test_a_namespace_that_is_misspelt_is_meant_whatever_its_key(written: str, right: str) -> None:
    ((rule, message, fix),) = told("MessageParticipant", {"Text": f"Hello {written}"})
    assert (rule, fix) == ("unknown-attribute", f"write “{right}”")
    assert message.endswith(f"write “{right}”.")
