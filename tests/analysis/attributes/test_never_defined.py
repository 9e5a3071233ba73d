"""Attributes that no flow sets and answers that no block gives: one test per sentence of their definition."""

import json
from typing import Any

import pytest

from flowlint import check_text
from flowlint.run import Overrides
from kit.attribute_flows import (
    Document,
    answers,
    block,
    bot,
    calls,
    chooses,
    compares,
    flow,
    goes_on,
    lambda_,
    module,
    says,
    sets,
)

UNSET, UNGIVEN = "attribute-never-set", "result-never-produced"


def run(
    rule: str, *blocks: Document, kind: str = "CONTACT_FLOW", settings: Any = None, **others: Document
) -> list[str]:
    """Check a flow among others of the run; give what is found in it, behind the block's kind."""
    documents = answers({"tested": flow(*blocks)}, kind) + answers(others)
    overrides = Overrides(select=(rule,), settings=settings or {})
    report = check_text(json.dumps(documents), overrides=overrides)
    assert report.failures == ()
    return [one.message for one in report.findings if one.flow == "tested"]


def unset(*blocks: Document, **others: Any) -> list[str]:
    return run(UNSET, *blocks, **others)


def ungiven(*blocks: Document, **others: Any) -> list[str]:
    return run(UNGIVEN, *blocks, **{"elsewhere": flow(says("Hello.")), **others})


NO_ONE = "which no flow checked sets; set it before, or list it as known."
READ = says("Hello $.Attributes.customerName.")


# Attributes


def test_an_attribute_that_nothing_sets_is_told_once_at_the_first_read() -> None:
    again = says("$.Attributes.customerName", "read", "again"), says("$.Attributes.customerName", "again")
    assert unset(*again) == [f"Play prompt “read” and 1 more block read “$.Attributes.customerName”, {NO_ONE}"]


def test_an_attribute_that_a_flow_of_the_run_sets_anywhere_is_left_out() -> None:
    setter = sets("set", "customerName", "end")
    assert unset(READ, setter) == []
    assert unset(READ, other=flow(says("Hello.", "lost"), setter)) == []
    related = flow(sets("set", "customerName", "end", TargetContact="Related"))
    assert unset(READ, other=related) == []
    task = flow(block("task", "CreateTask", {"Attributes": {"customerName": "1"}}, "end", NoMatchingError="end"))
    assert unset(READ, other=task) == []
    unknown = block("set", "SetContactAttributes", {"Attributes": {"customerName": "1"}}, "end")
    assert unset(READ, other=flow(unknown)) == []


def test_a_key_that_is_only_known_at_run_time_may_be_any_where_its_contacts_come() -> None:
    def opens(then: str = "end", **more: Any) -> Document:
        return sets("set", "${anything}", then, **more)

    told = [f"Play prompt “read” reads “$.Attributes.customerName”, {NO_ONE}"]
    assert unset(opens("read"), READ) == []
    assert unset(READ, other=flow(opens())) == told
    assert unset(READ, other=flow(opens("go"), goes_on("go", "tested"))) == []
    assert unset(READ, other=flow(opens("go"), goes_on("go", "third")), third=flow(goes_on("go", "tested"))) == []
    assert unset(READ, other=flow(opens("go"), goes_on("go", "third")), third=flow(says("Bye."))) == told
    assert unset(READ, other=flow(opens("go"), goes_on("go", "$.Attributes.next"))) == []
    assert unset(READ, other=flow(opens()), kind="CUSTOMER_QUEUE") == []
    assert unset(READ, other=flow(opens(TargetContact="Related"))) == []
    assert unset(calls("call", "read", "other"), READ, other=module(opens())) == []
    assert unset(READ, other=module(opens()), third=flow(calls("call", "end", "other"))) == told


def test_what_is_compared_only_or_handed_on_to_itself_is_no_read() -> None:
    assert unset(compares("is", "$.Attributes.customerName", {"Ann": "end"}, "end")) == []
    assert unset(compares("is", "$.Attributes.customerName", {"Ann": "read"}, "end"), READ) == []
    assert len(unset(compares("is", "$.Attributes.customerName", {"Ann": "end"}, "read"), READ)) == 1


def test_keys_that_aws_or_an_integration_sets_are_known() -> None:
    assert (
        unset(
            says("$.Attributes.MessagingPlatform $.Attributes.sf_realtime_transcription $.Attributes.HostedWidget-plan")
        )
        == []
    )


def test_a_module_outside_the_run_may_have_set_it() -> None:
    assert unset(chooses("go", "call", "read"), calls("call", "read"), READ) == []
    assert len(unset(says("$.Attributes.customerName", success="call"), calls("call", "end"))) == 1
    caller = flow(chooses("go", "call", "on"), calls("call", "on"), goes_on("on", "tested"))
    assert unset(READ, caller=caller) == []


def test_a_module_that_is_not_called_in_the_run_gets_what_its_callers_have() -> None:
    read = says("Hello $.Attributes.customerName.", success="back")

    def found(**others: Document) -> int:
        report = check_text(
            json.dumps(answers({"tested": module(read), **others})), overrides=Overrides(select=(UNSET,))
        )
        return len(report.findings)

    assert found() == 0
    assert found(caller=flow(calls("call", "end", "tested"))) == 1


@pytest.mark.parametrize(
    ("key", "other", "meant"),
    [
        ("custmerName", "customerName", True),
        ("customername", "customerName", True),
        ("customer_name", "customerName", True),
        ("customerNumber", "customerName", False),
        ("line1", "line2", False),
        ("headerCustomer", "customer", False),
        ("", "customerName", None),
    ],
)
def test_a_key_that_is_spelt_nearly_alike_is_named(key: str, other: str, meant: bool | None) -> None:
    read, setter = says(f"Hello $.Attributes.{key} again"), sets("set", other, "end")
    found = unset(read, setter)
    if meant is None:
        assert found == []
        return
    hint = f"which no flow checked sets; read “{other}”, set in this flow, if that is meant."
    assert found == [f"Play prompt “read” reads “$.Attributes.{key}”, {hint if meant else NO_ONE}"]
    (elsewhere,) = unset(read, other=flow(setter))
    assert ("set in “other”" in elsewhere) is meant


def test_attributes_listed_as_known_are_left_out() -> None:
    read = says("$.Attributes.crm_id $.Attributes.crm $.Attributes.Crm_id")
    found = unset(read, settings={"known-attributes": ["crm_*"]})
    assert [one.split("“")[2].split("”")[0] for one in found] == ["$.Attributes.crm", "$.Attributes.Crm_id"]


# Answers


def test_an_answer_that_nothing_gives_is_told_once_for_all_its_names() -> None:
    blocks = says("$.External.a", "first", "second"), says("$.LambdaInvocation.ResultData.b", "second")
    (message,) = ungiven(*blocks)
    assert message == (
        "Play prompt “first” and 1 more block read “$.External.a”, "
        "but no block before calls a Lambda function, here or in a flow that leads here; add one."
    )


def test_an_answer_given_before_or_by_a_flow_that_leads_here_is_left_out() -> None:
    read = says("$.External.a")
    assert ungiven(lambda_("ask", "read", "read"), read) == []
    asks = lambda_("ask", "on", "on")
    assert ungiven(read, caller=flow(chooses("go", "ask", "on"), asks, goes_on("on", "tested"))) == []
    first = flow(asks, goes_on("on", "second"))
    assert ungiven(read, first=first, second=flow(goes_on("on", "tested"))) == []
    assert len(ungiven(read, first=first, second=flow(goes_on("on", "first")))) == 1
    assert len(ungiven(read, caller=flow(goes_on("on", "tested"), lambda_("lost", "end")))) == 1


def test_an_answer_given_only_later_was_not_given() -> None:
    assert len(ungiven(says("$.External.a", success="ask"), lambda_("ask", "end"))) == 1
    assert len(ungiven(says("$.Lex.IntentName", success="ask"), bot("ask", "end", "end"))) == 1


def test_what_a_program_gave_may_go_in_again() -> None:
    again = {"LambdaInvocationAttributes": {"page": "$.External.page"}}
    assert ungiven(lambda_("ask", "more", **again), chooses("more", "ask", "end")) == []
    assert len(ungiven(lambda_("ask", "end", **again))) == 1


def test_results_of_one_flow_only_are_another_rules_business() -> None:
    assert ungiven(says("$.Customer.FirstName $.Case.title")) == []


def test_of_a_flow_that_is_alone_nobody_knows_what_came_before() -> None:
    assert run(UNGIVEN, says("$.External.a")) == []


def test_a_flow_that_hands_over_to_nobody_knows_whom_may_hand_over_to_this_one() -> None:
    asks = lambda_("ask", "on", "end")
    assert ungiven(says("$.External.a"), other=flow(asks, goes_on("on", "$.Attributes.next"))) == []
    # The flow tested has an id, and another one is named.
    assert len(ungiven(says("$.External.a"), other=flow(asks, goes_on("on", "somewhere")))) == 1


def test_before_a_whisper_any_flow_of_the_run_may_come() -> None:
    asks = flow(lambda_("ask", "end", "end"))
    assert ungiven(says("$.External.a"), kind="AGENT_WHISPER", other=asks) == []
    assert len(ungiven(says("$.External.a"), other=asks)) == 1


def test_in_a_module_only_what_it_shares_with_its_callers_is_looked_at() -> None:
    def found(reference: str, **others: Document) -> int:
        tested = module(says(reference, success="back"))
        report = check_text(json.dumps(answers({"tested": tested, **others})), overrides=Overrides(select=(UNGIVEN,)))
        return len(report.findings)

    caller = flow(calls("call", "end", "tested"))
    assert found("$.LambdaInvocation.ResultData.a", other=flow(says("Hello."))) == 0
    assert found("$.External.a", caller=caller) == 0
    asks = flow(lambda_("ask", "call", "end"), calls("call", "end", "tested"))
    assert found("$.LambdaInvocation.ResultData.a", caller=asks) == 0


def test_a_module_that_is_called_may_give_what_it_shares() -> None:
    read = says("$.LambdaInvocation.ResultData.a")
    assert ungiven(calls("call", "read"), read) == []
    assert len(ungiven(says("$.LambdaInvocation.ResultData.a", success="call"), calls("call", "end"))) == 1
    assert len(ungiven(calls("call", "read"), says("$.External.a"))) == 1


def test_a_block_that_sets_and_leads_nowhere_does_no_harm() -> None:
    setter = {**sets("set", "customerName", "end"), "Transitions": {}}
    assert unset(chooses("go", "set", "read"), setter, says("$.Attributes.customer $.Attributes.plan")) != []
