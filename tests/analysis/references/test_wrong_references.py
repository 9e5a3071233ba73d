"""Wrong references: what is told of each form, what it should be, and all that only looks wrong."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint import language
from flowlint.analysis.engine.facts import Facts, ProjectFacts
from flowlint.analysis.references.attribute_tree import names_one, roots
from flowlint.analysis.references.malformed import malformed_references
from flowlint.analysis.references.scope import agent_attributes_out_of_scope
from flowlint.analysis.references.unknown import unknown_attributes
from flowlint.model.project import Project
from flowlint.model.references import references_in, write_reference
from flowlint.reading import read_text


def facts(*blocks: tuple[str, dict[str, Any]], flow_type: str | None = None) -> Facts:
    actions = [
        {"Identifier": str(index), "Type": block_type, "Parameters": parameters, "Transitions": {}}
        for index, (block_type, parameters) in enumerate(blocks)
    ]
    document = {"Version": "2019-10-30", "StartAction": "0", "Metadata": {"type": flow_type}, "Actions": actions}
    return facts_of(document)


def facts_of(document: dict[str, Any]) -> Facts:
    (flow,) = read_text("a.json", json.dumps(document)).flows
    return ProjectFacts(Project((flow,))).of(flow)


def say(text: str) -> tuple[str, dict[str, Any]]:
    return "MessageParticipant", {"Text": text}


def compare(text: str) -> tuple[str, dict[str, Any]]:
    return "Compare", {"ComparisonValue": text}


def sets(*keys: str) -> tuple[str, dict[str, Any]]:
    return "UpdateContactAttributes", {"Attributes": dict.fromkeys(keys, "1"), "TargetContact": "Current"}


def unknown(*blocks: tuple[str, dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(one.written, one.right) for one in facts(*blocks)(unknown_attributes)]


def malformed(*blocks: tuple[str, dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(one.written, one.right) for one in facts(*blocks)(malformed_references)]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("$.Attribute.tier", "$.Attributes.tier"),
        ("$.attributes.tier", "$.Attributes.tier"),
        ("$.contact.attributes.tier", "$.Attributes.tier"),
        ("$.details.contactData.customerEndpoint.address", "$.CustomerEndpoint.Address"),
        ("$.attributes['first name']", "$.Attributes['first name']"),
        ("$.FlowAttribute.tier", "$.FlowAttributes.tier"),
        ("$.Extrenal.a.b", "$.External.a.b"),
        ("$.CustomerEndpoint.Adress", "$.CustomerEndpoint.Address"),
        ("$.customerendpoint.adress", "$.CustomerEndpoint.Address"),
        ("$.Customer.Endpoint.Address", "$.CustomerEndpoint.Address"),
        ("$.CustomerEndpoint.PhoneNumber", None),
        ("$.Queue.Arn", "$.Queue.ARN"),
        ("$.Queue.Id", None),
        ("$.Queue.OutboundCallerId.Adress", "$.Queue.OutboundCallerId.Address"),
        ("$.Contact.Id", "$.ContactId"),
        ("$.channel", "$.Channel"),
        ("$.CustomerInput", "$.StoredCustomerInput"),
        ("$.Customer.firstName", "$.Customer.FirstName"),
        ("$.Lex.slots.City", "$.Lex.Slots.City"),
        ("$.Metrics.queue.size", "$.Metrics.Queue.Size"),
        ("$.Loop.rows.index", "$.Loop.rows.Index"),
        ("$.customer", None),
        ("$.ContactData.tier", None),
        ("$.Details.ContactData.Tags.x", "$.Tags.x"),
        ("$.Speed.ofLight", None),
        ("$['Chanel']", "$.Channel"),
    ],
)
def test_a_name_that_connect_does_not_have(written: str, right: str | None) -> None:
    assert unknown(compare(written)) == [(written, right)]
    assert malformed(compare(written)) == []


@pytest.mark.parametrize(
    "text",
    [
        "$.Attributes.anyKey",
        "$.Attributes",
        "$.External.a.b.c",
        "$.Views",
        "$.Views.ViewResultData.Table.0.id",
        "$.Modules.ResultData.a.b",
        "$.Customer.NewerField",
        "$.Customer.Address5",
        "$.Lex.InputTranscript",
        "$.Lex.AlternateIntents.book.IntentName",
        "$.Metrics.Queue.NewerMetric",
        "$.Case.12345678-aaaa-bbbb-cccc-123456789012",
        "$.CallbackNumber",
        "$.Tags.cost",
        "$.SegmentAttributes['my:own']",
        "$.DataTableList.ResultData.primaryKeyGroups.`default[0]`.attributes",
        "$.Media.Sip.Headers.X-Own",
        "You called $.Channel.Thank you",
        "That is 12 US$.Thank you",
        "That is 12 $.Thank you",
        "$.${namespace}.name",
        "Team $.Queue.Na${rest} is free",
        "$.${x}",
        "$5.00",
        "$LATEST",
    ],
)
def test_what_the_catalogue_has_or_cannot_know(text: str) -> None:
    assert unknown(say(text)) == []
    assert unknown(compare(text)) == []


def test_a_name_that_the_flow_sets_lacks_its_namespace() -> None:
    assert unknown(sets("name", "queue"), say("Hello $.name, this is $.queue and $.other")) == [
        ("$.name", "$.Attributes.name"),
        ("$.queue", "$.Attributes.queue"),
    ]


def test_each_wrong_name_is_told_once_with_the_other_blocks() -> None:
    one, *others = facts(say("$.Lexx.a $.Lexx.b"), say("$.Lexx.a"), say("$.Queue.Nam"))(unknown_attributes)
    assert (one.block.id, one.span, one.readers) == ("0", (0, 8), "Play prompt “0” and 1 more block read")
    assert [(other.written, other.others) for other in others] == [("$.Queue.Nam", ())]


def test_names_that_an_old_export_writes_without_their_root_are_left_alone() -> None:
    def export(value: str, **more: str) -> Facts:
        parameters = [{"name": "Text", "value": value, **more}, {"name": "TextToSpeechType", "value": "text"}]
        module = {"id": "0", "type": "PlayPrompt", "parameters": parameters, "branches": []}
        return facts_of({"modules": [module], "start": "0", "version": "1", "metadata": {}})

    assert export("Shoe size", namespace="System")(unknown_attributes) == ()
    assert export("ShoeSize", namespace="System")(unknown_attributes) == ()
    assert [one.right for one in export("Hi $.Queue.Nam")(unknown_attributes)] == ["$.Queue.Name"]


def test_the_catalogue_knows_all_that_it_lists() -> None:
    data = language.document("attributes")
    assert roots() == {*data["meta"]["roots"], *data["meta"]["undocumented_roots"]}
    assert set(data["meta"]["fully_listed"]["roots"]) <= roots()
    assert set(data["meta"]["bogus_roots_seen_in_public_flows"]).isdisjoint(roots())
    for known in language.known_attributes():
        parts = tuple(part or "0" for part in known.parts)
        assert names_one(parts)
        assert unknown(say(write_reference(parts))) == malformed(say(write_reference(parts))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$Attributes.tier", [("$Attributes.tier", "$.Attributes.tier")]),
        ("Hi $External.name, hello", [("$External.name", "$.External.name")]),
        ("$Attributes['first name']!", [("$Attributes['first name']", "$.Attributes['first name']")]),
        ("$ .Attributes.tier", [("$ .Attributes.tier", "$.Attributes.tier")]),
        ("$. Attributes.tier", [("$. Attributes.tier", "$.Attributes.tier")]),
        ("$..Attributes.tier", [("$..Attributes.tier", "$.Attributes.tier")]),
        ("Hi $.External..name you", [("$.External..name", "$.External.name")]),
        ("$.External.a..b", [("$.External.a..b", "$.External.a.b")]),
        ("$.Attributes.$.Attributes.a", [("$.Attributes.$.Attributes.a", "$.Attributes.a")]),
        ("$.Attributes.", [("$.Attributes.", None)]),
        ("$.Attributes. tier", [("$.Attributes.", None)]),
        ("$.Attributes[tier]", [("$.Attributes[tier]", "$.Attributes.tier")]),
        ("$.Attributes.[a b]", [("$.Attributes.[a b]", "$.Attributes['a b']")]),
        ("$.Attributes['a b", [("$.Attributes['a b", "$.Attributes['a b']")]),
        ('$.Attributes["x"', [('$.Attributes["x"', "$.Attributes.x")]),
        ("$.Attributes[“a b”]", [("$.Attributes[“a b”]", "$.Attributes['a b']")]),
        ("$.External.a['b", [("$.External.a['b", "$.External.a.b")]),
        ("Hi $.Attributes['a, hello", [("$.Attributes['", "$.Attributes['…']")]),
        ("$.Attributes[]", [("$.Attributes[", "$.Attributes['…']")]),
        ("a $Lex.x b $.Lex.", [("$Lex.x", "$.Lex.x")]),
    ],
)
def test_a_form_that_is_none(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert malformed(say(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$.Attributes.first name",
        "$.Attributes['first name'] and $['Channel']",
        '$.Attributes["name"]',
        "We read it from $.External.",
        "See $.External. Thank you",
        "Press 1 $.Queue.Name[pause]",
        "You typed $.StoredCustomerInput...",
        "You typed $.StoredCustomerInput..ok",
        "It costs $5.00, or 5$. Customer service is next.",
        "$Name.first $Channel",
        "${Attributes.tier} {$Attributes.tier} $$Attributes.tier",
        "$.Attributes[${key}] $.Attributes['${key}']",
        "$.External[*].a $.External[?(@.a)]",
        "$LATEST $AttributesOf.x US$Attributes.x",
        "$attributes.tier",
        "`$.External.rows[0].name`",
    ],
)
def test_a_form_that_is_one_or_may_be_text(text: str) -> None:
    assert malformed(say(text)) == []


def test_a_key_with_a_space_is_told_where_nothing_else_can_be_meant() -> None:
    wrong = [("$.Attributes.first name", "$.Attributes['first name']")]
    assert malformed(compare("$.Attributes.first name")) == wrong
    assert malformed(compare("$.Queue.ARN of sales")) == [("$.Queue.ARN of sales", "$.Queue.ARN")]
    assert malformed(sets("first name"), say("Hello $.Attributes.first name, hello")) == wrong
    assert malformed(sets("first name", "first"), say("Hello $.Attributes.first name")) == []
    assert malformed(sets("first name"), say("Hello $.Attributes.first names")) == []
    assert malformed(sets("first name"), say("Hello $.FlowAttributes.first name")) == []
    longest = sets("the name", "the name of"), say("$.Attributes.the name of")
    assert malformed(*longest) == [("$.Attributes.the name of", "$.Attributes['the name of']")]


KEYS = st.text("abcXYZ059_", min_size=1, max_size=6)
WELL = st.tuples(st.sampled_from(["Attributes", "External", "FlowAttributes"]), KEYS).map(write_reference)
BREAK = st.sampled_from(
    [
        lambda one: one.replace("$.", "$"),
        lambda one: one.replace("$.", "$.."),
        lambda one: one.replace("s.", "s..").replace("l.", "l.."),
        lambda one: one.replace(".", ".[“").replace("$.[“", "$.") + "”]",
        lambda one: f"{one.rpartition('.')[0]}.{one}",
    ]
)


@given(st.text("aZ ,", max_size=5), WELL, BREAK, st.sampled_from(["", " and", ", so", "<br/>", "\n"]))
def test_what_is_right_is_what_was_broken(before: str, well: str, break_it: Any, after: str) -> None:
    wrong = break_it(well)
    text = f"{before} {wrong}{after}"
    assert malformed(say(f"{before} {well}{after}")) == []
    (fault,) = facts(say(text))(malformed_references)
    assert (text[slice(*fault.span)], fault.written, fault.right) == (wrong, wrong, well)


@given(st.text("$.[]'\"“` Atributes.xExnal0\\", max_size=40) | st.text(), st.booleans())
def test_any_text_can_be_judged(text: str, whole: bool) -> None:
    found = facts(sets("x y", text), compare(text) if whole else say(text))
    for fault in (*found(malformed_references), *found(unknown_attributes)):
        held = fault.block.parameters.get("Text", fault.block.parameters.get("ComparisonValue"))
        if held is not None:
            assert held[slice(*fault.span)] == fault.written
        if fault.right is not None and "…" not in fault.right and "'" not in text:
            assert [one.text for one in references_in(fault.right)] == [fault.right]


@pytest.mark.parametrize(
    ("flow_type", "told"),
    [
        ("customerQueue", True),
        ("queueTransfer", True),
        ("contactFlow", False),
        ("customerWhisper", False),
        ("agentTransfer", False),
        ("journey", False),
        (None, False),
        ("unheard of", False),
    ],
)
def test_agent_attributes_are_empty_where_there_is_no_agent(flow_type: str | None, told: bool) -> None:
    found = facts(say("$.Agent.FirstName"), say("$.Agent.FirstName"), flow_type=flow_type)
    wrong = found(agent_attributes_out_of_scope)
    assert [(one.written, [block.id for block in one.others]) for one in wrong] == (
        [("$.Agent.FirstName", ["1"])] if told else []
    )


def test_asking_for_an_agent_is_no_read_and_other_attributes_are_none_of_an_agent() -> None:
    found = facts(compare("$.Agent.ARN"), say("$.Queue.Name $.Agent"), flow_type="customerQueue")
    assert found(agent_attributes_out_of_scope) == ()
