"""Attributes that nothing reads: what is a use of one, in one flow and across the flows of a run."""

import json
from typing import Any

import pytest

from flowlint import check_text
from flowlint.run import Overrides

Json = dict[str, Any]


def setter(block_type: str = "UpdateContactAttributes", **attributes: Any) -> Json:
    parameter = "Attributes" if block_type == "UpdateContactAttributes" else "FlowAttributes"
    return {"Type": block_type, "Parameters": {parameter: attributes}}


def flow_attribute(**attributes: str) -> Json:
    return setter("UpdateFlowAttributes", **{key: {"Value": value} for key, value in attributes.items()})


def says(text: str) -> Json:
    return {"Type": "MessageParticipant", "Parameters": {"Text": text}}


def flow(*blocks: Json, reached: bool = True) -> Json:
    """A flow of blocks in a row, named by their places; without `reached` only the first one is."""
    actions: list[Json] = []
    for index, block in enumerate(blocks):
        transitions: Json = {"NextAction": str(index + 1)} if reached and index + 1 < len(blocks) else {}
        actions.append({"Identifier": str(index), "Transitions": transitions, **block})
    return {"Version": "2019-10-30", "StartAction": "0", "Metadata": {}, "Actions": actions}


def unread(*flows: Json) -> list[tuple[str, str]]:
    """The attributes that are found, each with the block it is found at."""
    report = check_text(json.dumps(list(flows)), "flows.json", Overrides(select=("unread-attribute",)))
    return [(one.pointer.rsplit("/", 1)[-1], one.block.id) for one in report.findings if one.block]


@pytest.mark.parametrize(
    "reader",
    [
        says("Hello $.Attributes.name."),
        says("Hello $.Attributes['name']!"),
        says("Hello $.Attributes.name.Welcome"),
        {"Type": "Compare", "Parameters": {"ComparisonValue": "$.Attributes.name"}},
        {"Type": "InvokeLambdaFunction", "Parameters": {"LambdaInvocationAttributes": {"a": "$.Attributes.name"}}},
        {"Type": "UnheardOf", "Parameters": {"Deep": [{"Down": "$.Attributes.name"}]}},
        {"Type": "Compare", "Transitions": {"Conditions": [
            {"NextAction": "0", "Condition": {"Operator": "Equals", "Operands": ["$.Attributes.name"]}}]}},
        setter(other="$.Attributes.name"),
        says("Hello $.Attributes['${key}']"),
        says("Hello $.Attributes.na${key}"),
    ],
)  # fmt: skip
def test_uses(reader: Json) -> None:
    assert "name" not in [key for key, _ in unread(flow(setter(name="x"), reader))]
    assert "name" not in [key for key, _ in unread(flow(setter(name="x")), flow(reader))]


@pytest.mark.parametrize(
    "other",
    [
        says("Hello name."),
        says("Hello $.Attributes.names"),
        says("Hello $.Attributes.Name"),
        says("Hello $.FlowAttributes.name"),
        says("Hello $.External.name"),
        setter(name="$.Attributes.name and more"),
    ],
)
def test_no_uses(other: Json) -> None:
    assert unread(flow(setter(name="x"), other)) == [("name", "0")]


@pytest.mark.parametrize(
    "setting",
    [
        setter(name=""), setter(name=" "), flow_attribute(name=" "), setter(sf_name="x"), setter(languageCode="x"),
        setter(**{"aws:name": "x"}), setter(**{"${key}": "x"}), setter(**{"": "x"}),
        {"Type": "UpdateContactAttributes", "Parameters": {"Attributes": {"name": "x"}, "TargetContact": "Related"}},
        {"Type": "UpdateContactAttributes", "Parameters": {"Attributes": "name"}},
        {"Type": "CreateTask", "Parameters": {"Attributes": {"name": "x"}}},
        says("name"),
    ],
)  # fmt: skip
def test_what_stores_nothing_of_ours(setting: Json) -> None:
    assert unread(flow(setting)) == []


def test_a_related_contact_gets_what_this_one_has() -> None:
    related = {"Attributes": {"name": "$.Attributes.name"}, "TargetContact": "Related"}
    assert unread(flow(setter(name="x"), {"Type": "UpdateContactAttributes", "Parameters": related})) == []


def test_what_no_contact_reaches_sets_nothing_but_may_read() -> None:
    assert unread(flow(says("Hello"), setter(name="x"), reached=False)) == []
    assert unread(flow(setter(name="x"), says("Hello $.Attributes.name"), reached=False)) == []


def test_flow_attributes_are_read_by_their_flow_alone() -> None:
    reader = flow(says("Hello $.FlowAttributes.name"))
    assert unread(flow(flow_attribute(name="x")), reader) == [("name", "0")]
    assert unread(flow(flow_attribute(name="x"), says("Hello $.FlowAttributes.name"))) == []
    assert unread(flow(flow_attribute(name="x")), flow(flow_attribute(name="x"))) == [("name", "0"), ("name", "0")]


def test_a_key_known_at_run_time_silences_its_own_namespace_alone() -> None:
    both = flow(setter(name="x"), flow_attribute(name="x"), says("Hello $.FlowAttributes['${key}']"))
    assert unread(both) == [("name", "0")]


def test_a_contact_attribute_is_told_once_in_a_run() -> None:
    one, other = flow(setter(name="x"), setter(name="y")), flow(setter(name="z"), setter(city="x"))
    assert unread(one, other) == [("name", "0"), ("city", "1")]
    text = json.dumps([one, other])
    found = check_text(text, "flows.json", Overrides(select=("unread-attribute",))).findings[0]
    assert "take it out here and in 1 more flow unless" in found.message


def test_a_reference_that_breaks_off_in_an_odd_key_is_a_use() -> None:
    assert unread(flow(setter(**{"first name": "x"}), says("Hello $.Attributes.first name"))) == []
    assert unread(flow(setter(**{"first name": "x"}), says("Hello $.Attributes['first name']"))) == []
    assert unread(flow(setter(**{"first name": "x"}), says("Hello"))) == [("first name", "0")]


def test_what_one_block_sets_first_is_one_finding_with_the_other_blocks_beside() -> None:
    document = flow(setter(name="x", city="y"), setter(street="z", name="w"), setter(city="v"), says("Hello"))
    report = check_text(json.dumps([document]), "flows.json", Overrides(select=("unread-attribute",)))
    label = "Set contact attributes “{}”"
    reads = "which no flow of the run reads; take {} out unless {} needed."
    assert [(one.message, [other.message for other in one.related]) for one in report.findings] == [
        (
            f"{label.format(0)} sets “city” and “name”, {reads.format('them', 'they are')}",
            [f"{label.format(2)} sets “city” too.", f"{label.format(1)} sets “name” too."],
        ),
        (f"{label.format(1)} sets “street”, {reads.format('it', 'it is')}", []),
    ]


@pytest.mark.parametrize("keys", [["k" * 100], ["k" * 100, "l"], [f"key{number}" for number in range(30)]])
def test_a_message_has_room_for_any_number_of_keys(keys: list[str]) -> None:
    document = flow(setter(**dict.fromkeys(keys, "x")))
    report = check_text(json.dumps([document]), "flows.json", Overrides(select=("unread-attribute",)))
    (message,) = [one.message for one in report.findings]
    assert len(message) <= 160
    assert ("more keys" in message) is (len(keys) > 2)
