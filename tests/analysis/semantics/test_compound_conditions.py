"""Compound conditions (And, Or): what analyses learn from them, and where they fall silent, each beside its twin."""

import json
from typing import Any

import pytest

from flowlint import check_text
from flowlint.run import Overrides
from kit.attribute_flows import Document, block, flow, lambda_, says, sets


def equals(text: str) -> Document:
    return {"Operator": "Equals", "Operands": [text]}


def one_of(*parts: Any) -> Document:
    return {"Operator": "Or", "Operands": [equals(one) if isinstance(one, str) else one for one in parts]}


def all_of(*parts: Any) -> Document:
    return {**one_of(*parts), "Operator": "And"}


def asks(what: str, condition: Document, then: str, otherwise: str, name: str = "ask") -> Document:
    made = block(name, "Compare", {"ComparisonValue": what}, otherwise, NoMatchingCondition=otherwise)
    made["Transitions"]["Conditions"] = [{"NextAction": then, "Condition": condition}]
    return made


VIP = {"ComparisonValue": "$.Attributes.vip", **equals("yes")}
"""A part that looks at an attribute of its own, in one way that it might be written."""


def found(rule: str, document: Any, kind: str = "CONTACT_FLOW") -> set[str]:
    """The blocks that a rule reports."""
    answer = json.dumps({"ContactFlow": {"Content": document, "Type": kind, "Name": "Main"}})
    report = check_text(answer, overrides=Overrides(select=(rule,)))
    assert report.failures == ()
    return {finding.block.id for finding in report.findings if finding.block}


@pytest.mark.parametrize(
    "condition", [one_of("a", "b"), all_of("a", "b"), all_of(VIP, VIP), one_of("$.Attributes.x", VIP)]
)
def test_it_is_no_malformed_flow(condition: Document) -> None:
    for rule in ("invalid-flow", "invalid-condition", "shadowed-condition"):
        assert found(rule, flow(asks("$.Channel", condition, "end", "end"))) == set()


def test_an_operator_of_texts_takes_no_condition() -> None:
    condition = {"Operator": "Equals", "Operands": [equals("a")]}
    assert found("invalid-flow", flow(asks("$.Channel", condition, "end", "end"))) == {"ask"}


# What an attribute holds: no path goes where its text cannot lead.


@pytest.mark.parametrize(
    ("condition", "is_reported"),
    [
        (equals("no"), True),
        (equals("yes"), False),
        (one_of("yes", "perhaps"), False),
        (one_of("yes", "no"), True),
        (all_of("no", {"Operator": "TextContains", "Operands": ["n"]}), True),
        (all_of("yes", {"Operator": "TextContains", "Operands": ["n"]}), False),
        (one_of("yes", all_of("perhaps", "no")), False),
    ],
)
def test_what_an_attribute_holds(condition: Document, is_reported: bool) -> None:
    document = flow(
        sets("note", "open", "ask", "ask", value="no"),
        asks("$.Attributes.open", condition, "read", "end"),
        says("$.Attributes.missing"),
        # Somebody sets it, so that it is only missing on this way.
        sets("later", "missing", "end"),
        asks("$.Attributes.open", equals("no"), "later", "later", name="again"),
    )
    document["Actions"][2]["Transitions"]["NextAction"] = "again"
    assert (found("attribute-read-before-set", document) == {"read"}) is is_reported


@pytest.mark.parametrize(
    ("condition", "is_reported"),
    [(one_of("no", "perhaps"), False), (one_of("yes", "perhaps"), True), (all_of("no", VIP), True)],
)
def test_what_an_attribute_holds_where_nothing_matched(condition: Document, is_reported: bool) -> None:
    document = flow(
        sets("note", "open", "ask", "ask", value="no"),
        asks("$.Attributes.open", condition, "end", "read"),
        says("$.Attributes.missing", success="again"),
        asks("$.Attributes.open", equals("no"), "later", "later", name="again"),
        sets("later", "missing", "end"),
    )
    assert (found("attribute-read-before-set", document) == {"read"}) is is_reported


# What is proven: an attribute that matched has a value.


@pytest.mark.parametrize(
    ("condition", "is_reported"),
    [
        (equals("a"), True),
        (all_of(VIP, "a"), False),
        (one_of(VIP, "a"), False),
        ({"Operator": "Exists", "Operands": ["$.Attributes.vip"]}, False),
        ({"Operator": "KeyExists", "Operands": ["vip"]}, True),
    ],
)
def test_what_a_part_names_has_a_value(condition: Document, is_reported: bool) -> None:
    document = flow(
        asks("$.Attributes.tier", condition, "read", "later"), says("$.Attributes.vip"), sets("later", "vip", "read")
    )
    assert (found("attribute-read-before-set", document) == {"read"}) is is_reported


@pytest.mark.parametrize("condition", [one_of("gold", "silver"), all_of("gold", VIP)])
def test_what_is_compared_has_a_value(condition: Document) -> None:
    document = flow(
        lambda_("ask function", "ask", "ask"),
        asks("$.External.tier", condition, "read", "end"),
        says("$.External.tier"),
    )
    assert found("result-read-before-produced", document) == set()


def test_an_attribute_that_a_part_names_is_read() -> None:
    for condition, unread in ((all_of(VIP, "a"), set()), (all_of("b", "a"), {"note"})):
        document = flow(sets("note", "vip", "ask", value="yes"), asks("$.Channel", condition, "end", "end"))
        assert found("unread-attribute", document) == unread


# Channels and queues


def transfer(condition: Document, what: str = "$.Channel", listens_below: bool = True) -> Document:
    ways = ("transfer", "end") if listens_below else ("end", "transfer")
    return flow(
        block("queue", "UpdateContactTargetQueue", {"QueueId": "q"}, "ask", NoMatchingError="end"),
        asks(what, condition, *ways),
        block("transfer", "TransferContactToQueue", {}, "end", QueueAtCapacity="end", NoMatchingError="end"),
    )


@pytest.mark.parametrize(
    ("document", "is_reported"),
    [
        (transfer(equals("VOICE")), True),
        (transfer(equals("TASK")), False),
        (transfer(one_of("TASK", "EMAIL")), False),
        (transfer(one_of("VOICE", "CHAT")), True),
        (transfer(all_of("TASK", VIP)), False),
        (transfer(one_of("VOICE", "CHAT"), listens_below=False), False),
        (transfer(one_of("TASK", "EMAIL"), listens_below=False), True),
        # One that may look at the channel, whatever it says it compares.
        (transfer(all_of({"ComparisonValue": "$.Channel", **equals("TASK")}, "a"), "$.Attributes.tier"), False),
    ],
)
def test_channels(document: Document, is_reported: bool) -> None:
    assert (found("queue-transfer-without-hours-check", document) == {"transfer"}) is is_reported


@pytest.mark.parametrize(
    "condition", [one_of("Sales", "Service"), all_of({"ComparisonValue": "$.Queue.Name", **equals("a")}, "b")]
)
def test_a_queue_that_was_compared_is_there(condition: Document) -> None:
    document = flow(
        asks("$.Queue.Name", condition, "transfer", "end"),
        block("transfer", "TransferContactToQueue", {}, "end", QueueAtCapacity="end", NoMatchingError="end"),
    )
    assert found("queue-transfer-without-queue", document) == set()


# Loops and stored input


@pytest.mark.parametrize(
    ("condition", "is_reported"),
    [(equals("3"), True), (one_of({**VIP, "ComparisonValue": "$.Attributes.tries"}, "3"), False)],
)
def test_a_round_that_a_part_counts_is_bounded(condition: Document, is_reported: bool) -> None:
    document = flow(
        lambda_("try", "end", "count"),
        block(
            "count",
            "UpdateContactAttributes",
            {"Attributes": {"tries": "$.External.next"}},
            "ask",
            NoMatchingError="ask",
        ),
        asks("$.Attributes.tier", condition, "end", "try"),
    )
    assert (found("unbounded-retry", document) == {"try"}) is is_reported


@pytest.mark.parametrize(
    ("what", "condition"),
    [
        ("$.StoredCustomerInput", one_of("Timeout", "1")),
        ("$.Channel", all_of({"ComparisonValue": "$.StoredCustomerInput", **equals("1")}, "VOICE")),
    ],
)
def test_input_that_a_part_tests(what: str, condition: Document) -> None:
    stores = {"StoreInput": "True", "InputTimeLimitSeconds": "5", "Text": "Type it."}
    document = flow(
        block("store", "GetParticipantInput", stores, "ask", NoMatchingError="end"),
        asks(what, condition, "use", "end"),
        block("use", "InvokeLambdaFunction", {"LambdaInvocationAttributes": {"id": "$.StoredCustomerInput"}}, "end"),
    )
    assert found("unchecked-stored-input", document) == set()
    document["Actions"][0]["Transitions"]["NextAction"] = "use"
    assert found("unchecked-stored-input", document) == {"use"}


def test_a_path_through_one_is_shown_in_words() -> None:
    document = flow(
        asks("$.Attributes.tier", one_of("gold", "silver"), "read", "later"),
        says("$.Attributes.vip"),
        sets("later", "vip", "read"),
    )
    (finding,) = check_text(json.dumps(document), overrides=Overrides(select=("attribute-read-before-set",))).findings
    assert [(step.via, step.block.id) for step in finding.trail] == [
        (None, "ask"),
        ("condition Or (Equals gold, Equals silver)", "read"),
    ]
