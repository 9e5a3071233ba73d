"""Styles of keys: which a key fits, and which keys of a flow stand out."""

import json
from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint import check_text
from flowlint.analysis.naming.naming_styles import STYLES, styles_of
from flowlint.run import Overrides

SMALL = {"camelCase", "snake_case", "kebab-case"}


@pytest.mark.parametrize(
    ("key", "styles"),
    [
        ("customerName", {"camelCase"}), ("customerID", {"camelCase"}), ("step2Name", {"camelCase"}),
        ("CustomerName", {"PascalCase"}), ("DTMFInput", {"PascalCase"}), ("Queue", {"PascalCase"}),
        ("customer_name", {"snake_case"}), ("step_2", {"snake_case"}),
        ("customer-name", {"kebab-case"}),
        ("name", SMALL), ("name2", SMALL), ("_entry", SMALL), ("2nd", SMALL), ("caller.country", SMALL),
        ("DTMF", set(STYLES)), ("MAX_RETRIES", set(STYLES)), ("A1", set(STYLES)), ("1", set(STYLES)),
        ("caller.countryCode", {"camelCase"}),
        ("IVR_menuChoice", set()), ("Customer_Name", set()), ("a_b-c", set()), ("callerName.CountryCode", set()),
    ],
)  # fmt: skip
def test_styles_of(key: str, styles: set[str]) -> None:
    assert styles_of(key) == styles


@given(st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), min_size=2, max_size=4))
def test_words_put_together_in_a_style_fit_it_alone(words: list[str]) -> None:
    capitals = [word.capitalize() for word in words]
    assert styles_of(words[0] + "".join(capitals[1:])) == {"camelCase"}
    assert styles_of("_".join(words)) == {"snake_case"}
    assert styles_of("-".join(words)) == {"kebab-case"}
    assert styles_of("".join(["Ab", *capitals])) == {"PascalCase"}


def messages(keys: Sequence[str], text: str = "Hello.") -> list[str]:
    """What is found in a flow that sets these keys and says this text."""
    actions = [
        {"Identifier": "set", "Type": "UpdateContactAttributes", "Transitions": {"NextAction": "say"},
         "Parameters": {"Attributes": dict.fromkeys(keys, "x")}},
        {"Identifier": "say", "Type": "MessageParticipant", "Parameters": {"Text": text}, "Transitions": {}},
    ]  # fmt: skip
    document = {"Version": "2019-10-30", "StartAction": "set", "Metadata": {}, "Actions": actions}
    report = check_text(json.dumps(document), "flow.json", Overrides(select=("mixed-naming-style",)))
    return [one.message.partition(": ")[2] for one in report.findings]


@pytest.mark.parametrize(
    "keys",
    [
        (), ("name",), ("customerName", "name", "DTMF"), ("Customer", "CustomerName", "VIP"),
        ("customer_name", "city", "MAX_RETRIES"), ("name", "Queue"), ("IVR_menuChoice", "menu_choice"),
        ("customerName", "sfdc-Reason__c", "vm_flag", "DefaultFlowForAgentUI"), ("customerName", "Customer name"),
        ("customerName", "${stage}_name"),
    ],
)  # fmt: skip
def test_one_style_fits(keys: Sequence[str]) -> None:
    assert messages(keys) == []


@pytest.mark.parametrize(
    ("keys", "fact"),
    [
        (("customerName", "city", "QueueName"), "the key “QueueName” is not in camelCase like 2 others"),
        (("a_b", "c_d", "e_f", "Xa", "yA"), "the keys “Xa” and “yA” are not in snake_case like 3 others"),
        (
            ("aB", "cD", "eF", "gH", "iJ", "a_b", "c-d", "Ef", "g_h"),
            "the keys “Ef”, “a_b” and 2 more are not in camelCase like 5 others",
        ),
        (("aB", "a_b"), "“aB” is in camelCase and “a_b” in snake_case, as many keys in each"),
        (("a-b", "AbCd", "x", "EfGh"), "“a-b” is in kebab-case and “AbCd” in PascalCase, as many keys in each"),
    ],
)
def test_what_stands_out(keys: Sequence[str], fact: str) -> None:
    assert messages(keys) == [f"{fact}; use one style."]


def test_what_is_only_read_was_named_elsewhere() -> None:
    assert messages(("customerName", "cityName"), "Hi $.Attributes.Customer and $.FlowAttributes.a_b") == []


@pytest.mark.slow
@given(st.lists(st.sampled_from(["aB", "cD", "a_b", "c-d", "Ef", "g", "HI"]), unique=True, max_size=4))
def test_the_order_of_keys_does_not_matter(keys: list[str]) -> None:
    assert len({len(messages(one)) for one in permutations(keys)}) == 1
