"""Reads before set or produced: one test per sentence of their definition, and whole flows against naive walks."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flowlint import check_text
from flowlint.analysis.attributes.undefined import undefined_attributes, undefined_reads
from flowlint.analysis.engine.facts import Facts, ProjectFacts
from flowlint.model.project import Project
from flowlint.reading import read_text
from flowlint.report import Finding
from flowlint.run import Overrides
from kit.attribute_flows import (
    BACK,
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
    sets_flow,
)

ATTRIBUTE, RESULT = "attribute-read-before-set", "result-read-before-produced"


def run(rule: str, *blocks: Document, **others: Document) -> list[tuple[str, str]]:
    """Check a flow, among others of the run: each finding's block, and the message's end behind what is read."""
    document = [flow(*blocks), *answers(others)] if others else flow(*blocks)
    if others:
        document = answers({"tested": flow(*blocks), **others})
    report = check_text(json.dumps(document), overrides=Overrides(select=(rule,)))
    assert report.failures == ()
    tested = [one for one in report.findings if one.flow in (None, "tested")]
    return [(one.block.id, one.message.split("”, ")[1].rstrip(".")) for one in tested if one.block]


def attribute(*blocks: Document, **others: Document) -> list[tuple[str, str]]:
    return run(ATTRIBUTE, *blocks, **others)


def result(*blocks: Document, **others: Document) -> list[tuple[str, str]]:
    return run(RESULT, *blocks, **others)


LATER = "which this flow sets only later; set it before"
NEVER = "which this flow never sets, and nothing else can; set it before"
NOT_IN_MODULE = "which a module cannot see; hand it over as a contact attribute"
NO_BLOCK = "which no block of this flow gives; put one before"


def not_set(branch: str) -> str:
    return f"not set after {branch}; set it there"


def missing(branch: str) -> str:
    return f"missing after {branch}; reroute it"


def test_a_finding_is_known_by_the_same_in_whatever_order_branches_stand() -> None:
    fails = {"NoneFoundError": "read", "MultipleFoundError": "read", "NoMatchingError": "read"}

    def known_by(order: list[str]) -> list[str]:
        ask = block("ask", "GetCustomerProfile", {}, "read", **{name: fails[name] for name in order})
        document = flow(ask, says("$.Customer.FirstName"))
        report = check_text(json.dumps(document), overrides=Overrides(select=(RESULT,)))
        return [one.fingerprint for one in report.findings]

    first = known_by(sorted(fails))
    assert len(first) == 1
    assert known_by(sorted(fails, reverse=True)) == first


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ([says("Hello.", "hello", "back")], []),
        ([calls("deeper", "back", "N")], []),
        ([sets("set", "known", "back", "back", "yes")], [("read", not_set("“Error” of AWS Lambda function “ask”"))]),
        ([calls("deeper", "back", "O")], [("read", not_set("“Error” of AWS Lambda function “ask”"))]),
        (None, []),
    ],
)
def test_what_was_noted_outlasts_the_call_of_a_module_that_does_not_set_it(
    inside: list[Document] | None, found: list[tuple[str, str]]
) -> None:
    both = {"Attributes": {"known": "yes", "name": "$.External.name"}}
    blocks = (
        sets("no", "known", "ask", value="no"),
        lambda_("ask", "yes", "call"),
        block("yes", "UpdateContactAttributes", both, "call", NoMatchingError="end"),
        calls("call", "known?", "M", "known?"),
        compares("known?", "$.Attributes.known", {"yes": "read"}, "end"),
        says("$.Attributes.name"),
    )
    modules = {
        "N": flow(says("Hello.", "hello", "back"), BACK),
        "O": flow(sets("set", "known", "back", "back", "yes"), BACK),
    }
    of_run = {} if inside is None else {"M": flow(*inside, BACK), **modules}
    assert attribute(*blocks, **of_run) == found


# What is a read


def test_set_on_every_path_is_silent() -> None:
    assert (
        attribute(
            chooses("go", "one", "two"), sets("one", "k", "read"), sets("two", "k", "read"), says("$.Attributes.k")
        )
        == []
    )


def test_set_on_some_paths_only() -> None:
    found = attribute(chooses("go", "one", "read"), sets("one", "k", "read"), says("$.Attributes.k"))
    assert found == [("read", not_set("“No match” of Distribute by percentage “go”").replace("No match", "Default"))]


def test_set_on_no_path_before_though_later() -> None:
    assert attribute(says("$.Attributes.k", success="set"), sets("set", "k", "end")) == [("read", LATER)]


def test_what_is_only_cleared_after_it_was_read_came_from_elsewhere() -> None:
    for nothing in (".", " ", "-"):
        assert attribute(says("$.Attributes.k", success="set"), sets("set", "k", "end", value=nothing)) == []
    for text in ("0", "$.External.k", "none"):
        assert attribute(says("$.Attributes.k", success="set"), sets("set", "k", "end", value=text)) == [
            ("read", LATER)
        ]
    cleared, filled = sets("clear", "k", "set", value="."), sets("set", "k", "end")
    assert attribute(says("$.Attributes.k", success="clear"), cleared, filled) == [("read", LATER)]


def test_contact_attributes_that_this_flow_never_sets_are_not_reported() -> None:
    assert attribute(says("$.Attributes.k"), sets("set", "other", "end")) == []


def test_flow_attributes_never_set_are_reported() -> None:
    assert attribute(says("$.FlowAttributes.k")) == [("read", NEVER)]


@pytest.mark.parametrize("text", ["$.Attributes['a key']", "Hello $.Attributes.['a key'], hello."])
def test_bracket_forms_and_references_inside_text_are_reads(text: str) -> None:
    assert attribute(says(text, success="set"), sets("set", "a key", "end")) == [("read", LATER)]


def test_punctuation_that_ends_a_reference_is_not_part_of_it() -> None:
    for text in ("Hello $.Attributes.k.", "$.Attributes.k, hello", "$.Attributes.k-"):
        assert attribute(sets("set", "k", "read"), says(text)) == []
        assert attribute(says(text, success="set"), sets("set", "k", "end")) == [("read", LATER)]


def test_the_longest_key_that_the_flow_sets_wins() -> None:
    text = "$.FlowAttributes.name.Welcome"
    assert attribute(sets_flow("set", "name", "read"), says(text)) == []
    assert attribute(sets_flow("set", "name.Welcome", "read"), says(text)) == []
    assert attribute(sets_flow("set", "nam", "read"), says(text)) == [("read", NEVER)]
    both = says("$.Attributes.a.b", success="a"), sets("a", "a", "ab"), sets("ab", "a.b", "end")
    report = check_text(json.dumps(flow(*both)), overrides=Overrides(select=(ATTRIBUTE,)))
    assert ["“$.Attributes.a.b”" in one.message for one in report.findings] == [True]


def test_a_letter_that_is_not_ascii_ends_a_reference_unless_the_flow_sets_such_a_key() -> None:
    assert attribute(sets_flow("set", "name", "read"), says("$.FlowAttributes.name您好")) == []
    assert attribute(sets_flow("set", "größe", "read"), says("$.FlowAttributes.größe")) == []


def test_the_comparison_value_of_a_compare_is_no_read() -> None:
    assert attribute(compares("is", "$.Attributes.k", {"1": "end"}, "set"), sets("set", "k", "end")) == []
    assert result(compares("is", "$.Customer.FirstName", {"Ann": "end"}, "end")) == []


def test_a_blocks_own_key_in_the_value_it_gives_that_key_is_no_read() -> None:
    assert attribute(sets("set", "journey", "end", value="$.Attributes.journey | here")) == []
    assert attribute(sets_flow("set", "journey", "end", value="$.FlowAttributes.journey | here")) == []
    other = sets("set", "journey", "end", value="$.Attributes.last"), sets("late", "last", "end")
    assert attribute(chooses("go", "set", "late"), *other) == [("set", LATER)]


def test_another_contact_does_not_give_a_key_its_own_value() -> None:
    copied = sets("copy", "k", "set", value="$.Attributes.k", TargetContact="Related")
    assert attribute(copied, sets("set", "k", "end")) == [("copy", LATER)]


def test_lex_answers_carried_over_to_the_next_bot_are_no_read() -> None:
    carried = {"LexSessionAttributes": {"topic": "$.Lex.SessionAttributes.topic"}}
    assert result(bot("first", "second", "second"), bot("second", "end", "end", **carried)) == []
    spoken = {"Text": "$.Lex.SessionAttributes.topic"}
    found = result(bot("first", "second", "second"), bot("second", "end", "end", **spoken))
    assert found == [("second", missing("“Error” of Get customer input “first”"))]


def test_only_reachable_reads_and_setters_count() -> None:
    assert attribute(sets("set", "k", "end"), says("$.FlowAttributes.other", "lost")) == []
    assert attribute(says("$.Attributes.k"), sets("lost", "k", "end")) == []


def test_one_finding_for_an_attribute_at_the_block_that_is_reached_first() -> None:
    last = sets("set", "k", "end")
    blocks = says("$.Attributes.k $.Attributes.k", "first", "second"), says("$.Attributes.k", "second", "third")
    report = check_text(
        json.dumps(flow(*blocks, says("$.Attributes.k", "third", "set"), last)),
        overrides=Overrides(select=(ATTRIBUTE,)),
    )
    assert [one.message for one in report.findings] == [
        f"Play prompt “first” and 2 more blocks read “$.Attributes.k”, {LATER}."
    ]


# What sets, and how long it lives


def test_attributes_of_a_related_contact_are_not_set_on_this_one() -> None:
    sideways = sets("set", "k", "read", TargetContact="Related")
    found = attribute(sideways, says("$.Attributes.k", success="late"), sets("late", "k", "end"))
    assert found == [("read", LATER)]


def test_a_key_that_only_connect_can_tell_may_be_any() -> None:
    for key in ("${key}", "$.External.key", "{{key}}"):
        assert attribute(sets_flow("set", key, "read"), says("$.FlowAttributes.k")) == []
        late = says("$.Attributes.k", success="late"), sets("late", "k", "end")
        assert attribute(sets("set", key, "read"), *late) == []


def test_such_a_key_set_on_one_path_only_may_be_the_one_that_is_read() -> None:
    blocks = chooses("go", "set", "read"), sets_flow("set", "${key}", "read"), says("$.FlowAttributes.k")
    assert attribute(*blocks) == []


def test_contact_attributes_live_across_flows() -> None:
    blocks = says("$.Attributes.k", success="late"), sets("late", "k", "end")
    caller = flow(sets("set", "k", "go", "end"), goes_on("go", "tested"))
    assert attribute(*blocks, caller=caller) == []
    half = flow(chooses("choose", "set", "go"), sets("set", "k", "go"), goes_on("go", "tested"))
    assert attribute(*blocks, caller=half) == [("read", LATER)]
    assert attribute(*blocks, caller=caller, other=half) == [("read", LATER)]


def test_flow_attributes_end_with_the_flow() -> None:
    caller = flow(sets_flow("set", "k", "go"), goes_on("go", "tested"))
    assert attribute(says("$.FlowAttributes.k"), caller=caller) == [("read", NEVER)]


@pytest.mark.parametrize(
    ("reference", "block_type", "parameters"),
    [
        ("$.External.k", "InvokeLambdaFunction", {}),
        ("$.LambdaInvocation.ResultData.k", "InvokeLambdaFunction", {"InvocationType": "SYNCHRONOUS"}),
        ("$.LambdaInvocation.InvocationId", "InvokeLambdaFunction", {"InvocationType": "ASYNCHRONOUS"}),
        ("$.StoredCustomerInput", "GetParticipantInput", {"StoreInput": "True"}),
        ("$.Lex.IntentName", "ConnectParticipantWithLexBot", {}),
        ("$.Metrics.Queue.Size", "GetMetricData", {}),
        ("$.Views.Action", "ShowView", {}),
        ("$.Customer.FirstName", "GetCustomerProfile", {}),
        ("$.Case.title", "GetCase", {}),
        ("$.Wisdom.SessionArn", "CreateWisdomSession", {}),
        ("$.Task.ContactId", "CreateTask", {}),
        ("$.Modules.Result", "InvokeFlowModule", {}),
        ("$.Loop.round.Index", "Loop", {"LoopName": "round"}),
    ],
)
def test_a_result_is_there_where_its_block_ran_and_not_where_it_failed(
    reference: str, block_type: str, parameters: Document
) -> None:
    def produce(error: str) -> Document:
        one = block("make", block_type, parameters, "read", {"ContinueLooping": "read"}, NoMatchingError=error)
        if block_type in {"ConnectParticipantWithLexBot", "Loop", "ShowView"}:
            return one
        return {**one, "Transitions": {**one["Transitions"], "Conditions": []}}

    assert result(produce("end"), says(reference)) == []
    failing = produce("read")
    if block_type == "Loop":
        failing["Transitions"]["Conditions"][0]["NextAction"] = "end"
    ((where, what),) = result(failing, says(reference))
    assert (where, what.split(" of ")[0]) == ("read", "missing after “Error”")


def test_an_asynchronous_lambda_gives_no_answer() -> None:
    asynchronous = lambda_("later", "read", InvocationType="ASYNCHRONOUS")
    assert result(lambda_("now", "later", "later"), asynchronous, says("$.External.k")) == [
        ("read", missing("“Error” of AWS Lambda function “now”"))
    ]


def test_system_attributes_and_unknown_namespaces_are_always_there() -> None:
    text = "$.CustomerEndpoint.Address $.Channel $.Modules.Input.k $.Attribute.k $.Queue.Name $.Agent.FirstName"
    assert result(says(text)) == []
    assert attribute(says(text)) == []


def test_a_loop_counts_under_its_own_name() -> None:
    def loop(name: str, into: str, **parameters: str) -> Document:
        return block(name, "Loop", parameters, None, {"ContinueLooping": into, "DoneLooping": "end"})

    assert result(loop("one", "read", LoopName="one"), says("$.Loop.one.Index")) == []
    assert result(loop("one", "read", LoopName="one"), says("$.Loop.two.Index")) == [("read", NO_BLOCK)]
    assert result(loop("one", "read"), says("$.Loop.two.Index")) == []


# Results that cross flows


def test_a_result_that_the_flow_before_may_have_left_is_not_reported() -> None:
    assert result(says("$.External.k $.Lex.IntentName $.StoredCustomerInput")) == []


def test_a_result_that_this_flow_was_to_give_is_reported() -> None:
    failing = result(lambda_("ask", "read", "read"), says("$.External.k"))
    assert failing == [("read", missing("“Error” of AWS Lambda function “ask”"))]
    passed_by = result(chooses("go", "ask", "read"), lambda_("ask", "read"), says("$.External.k"))
    assert passed_by == [("read", missing("“Default” of Distribute by percentage “go”"))]


def test_the_witness_shows_the_block_that_failed_rather_than_a_shorter_way_past_it() -> None:
    blocks = chooses("go", "ask", "read"), lambda_("ask", "read", "sorry"), says("Sorry.", "sorry", "read")
    (finding,) = check_text(
        json.dumps(flow(*blocks, says("$.External.k"))), overrides=Overrides(select=(RESULT,))
    ).findings
    assert [(step.via, step.block.id, step.note) for step in finding.trail] == [
        (None, "go", ""),
        ("condition Equals 1", "ask", "failed here, so there is no answer"),
        ("error NoMatchingError", "sorry", ""),
        ("next", "read", "reads $.External.k"),
    ]


def test_the_witness_ends_where_the_read_is_reached_first() -> None:
    blocks = chooses("go", "ask", "read"), lambda_("ask", "read"), says("$.External.k", "read", "again")
    (finding,) = findings(flow(*blocks, lambda_("again", "end", "read")))
    assert [step.block.id for step in finding.trail] == ["go", "read"]


def test_a_block_that_only_runs_once_the_read_has_run_was_not_to_give_it() -> None:
    assert result(says("$.External.k", success="ask"), lambda_("ask", "read", "end")) == []


def test_a_result_that_the_flow_before_always_gives_is_there() -> None:
    blocks = lambda_("ask", "read", "read"), says("$.External.k")
    caller = flow(lambda_("ask", "go", "end"), goes_on("go", "tested"))
    assert result(*blocks, caller=caller) == []
    failing = flow(lambda_("ask", "go", "go"), goes_on("go", "tested"))
    assert len(result(*blocks, caller=failing)) == 1


def test_results_of_one_flow_only_are_reported_wherever_a_path_misses_them() -> None:
    assert result(says("$.Customer.FirstName $.Customer.LastName")) == [("read", NO_BLOCK)]
    caller = flow(block("find", "GetCustomerProfile", {}, "go", NoMatchingError="end"), goes_on("go", "tested"))
    assert result(says("$.Customer.FirstName"), caller=caller) == [("read", NO_BLOCK)]


def test_one_finding_for_a_block_that_fails_however_many_read_what_it_was_to_give() -> None:
    blocks = lambda_("ask", "first", "first"), says("$.External.a", "first", "second"), says("$.External.b", "second")
    ((where, _),) = result(*blocks)
    assert where == "first"
    two = (
        lambda_("ask", "first", "first"),
        says("$.External.a", "first", "again"),
        lambda_("again", "second", "second"),
        says("$.External.b", "second"),
    )
    assert [where for where, _ in result(*two)] == ["first", "second"]


# Modules


def in_module(rule: str, *blocks: Document, **others: Document) -> list[tuple[str, str]]:
    document = answers({"tested": module(*blocks), **others})
    report = check_text(json.dumps(document), overrides=Overrides(select=(rule,)))
    assert report.failures == ()
    return [
        (one.block.id, one.message.split("”, ")[1].rstrip("."))
        for one in report.findings
        if one.flow == "tested" and one.block
    ]


@pytest.mark.parametrize(
    "name", ["External.k", "Lex.IntentName", "Metrics.Queue.Size", "Views.Action", "Customer.City"]
)
def test_a_module_cannot_see_these_of_its_caller(name: str) -> None:
    assert in_module(RESULT, says(f"$.{name}", success="back")) == [("read", NOT_IN_MODULE)]


def test_a_module_cannot_see_the_flow_attributes_of_its_caller() -> None:
    caller = flow(sets_flow("set", "k", "call"), calls("call", "end", "tested"))
    assert in_module(ATTRIBUTE, says("$.FlowAttributes.k", success="back"), caller=caller) == [("read", NEVER)]


def test_a_module_sees_the_contact_attributes_of_its_callers() -> None:
    blocks = says("$.Attributes.k", success="set"), sets("set", "k", "back", "back")
    assert in_module(ATTRIBUTE, *blocks) == []  # whoever calls it may set it
    assert in_module(ATTRIBUTE, *blocks, caller=flow(calls("call", "end", "tested"))) == [("read", LATER)]
    caller = flow(sets("set", "k", "call"), calls("call", "end", "tested"))
    assert in_module(ATTRIBUTE, *blocks, caller=caller) == []


@pytest.mark.parametrize("name", ["LambdaInvocation.ResultData.k", "Case.title", "Modules.Result", "Modules.Input.k"])
def test_what_a_module_can_see_may_be_its_callers(name: str) -> None:
    assert in_module(RESULT, says(f"$.{name}", success="back")) == []


def test_what_a_module_can_see_is_reported_where_a_block_of_its_own_was_to_give_it() -> None:
    get_case = block("get", "GetCase", {}, "read", NoMatchingError="read")
    found = in_module(RESULT, get_case, says("$.Case.title", success="back"))
    assert found == [("read", missing("“Error” of Cases “get”"))]


def test_a_module_that_is_not_in_the_run_may_set_any_contact_attribute_but_nothing_else() -> None:
    late = sets("late", "k", "end")
    assert attribute(calls("call", "read"), says("$.Attributes.k", success="late"), late) == []
    failed = attribute(calls("call", "end", error="read"), says("$.Attributes.k", success="late"), late)
    assert failed == [("read", LATER)]
    assert attribute(calls("call", "read"), says("$.FlowAttributes.k")) == [("read", NEVER)]
    assert result(lambda_("ask", "call", "call"), calls("call", "read"), says("$.External.k")) == [
        ("read", missing("“Error” of AWS Lambda function “ask”"))
    ]


def test_where_a_way_past_such_a_module_joins_the_attribute_may_be_unset() -> None:
    late = sets("late", "k", "end")
    read = says("$.Attributes.k", success="late")
    assert len(attribute(chooses("go", "call", "read"), calls("call", "read"), read, late)) == 1
    assert attribute(chooses("go", "call", "set"), calls("call", "read"), sets("set", "k", "read"), read, late) == []


def test_a_module_of_the_run_contributes_what_it_sets_on_every_path_that_returns() -> None:
    blocks = calls("call", "read", "helper"), says("$.Attributes.k", success="late"), sets("late", "k", "end")
    assert attribute(*blocks, helper=module(sets("set", "k", "back", "back"))) == []
    helper = module(sets("set", "k", "back", "sorry"), block("sorry", "MessageParticipant", {}, "back"))
    assert attribute(*blocks, helper=helper) == [("read", not_set("“Success” of Invoke module “call”"))]
    helper = module(sets("set", "k", "back", "hang up"), block("hang up", "DisconnectParticipant"))
    assert attribute(*blocks, helper=helper) == []


FAILING = module(sets("set", "k", "noted", "sorry"), sets("noted", "is set", "back", "back"), says("", "sorry", "back"))
"""A module that sets k, unless that fails."""


def test_what_only_a_module_sets_on_some_ways_is_missing_after_it() -> None:
    blocks, after = (calls("call", "read", "helper"), says("$.Attributes.k")), "of Invoke module “call”"
    assert attribute(*blocks, helper=FAILING) == [("read", not_set(f"“Success” {after}"))]
    outer = module(calls("inner", "back", "helper", "back"))
    assert attribute(calls("call", "read", "outer"), says("$.Attributes.k"), outer=outer, helper=FAILING) == [
        ("read", not_set(f"“Success” {after}"))
    ]
    surely = module(sets("set", "k", "back", "hang up"), block("hang up", "DisconnectParticipant"))
    assert attribute(*blocks, helper=surely) == []
    failed = calls("call", "bye", "helper", "read"), says("$.Attributes.k"), says("Bye.", "bye")
    assert attribute(*failed, helper=surely) == [("read", not_set(f"“Error” {after}"))]


def test_before_a_module_that_sets_it_the_flows_before_may_have() -> None:
    assert attribute(says("$.Attributes.k", success="call"), calls("call", "end", "helper"), helper=FAILING) == []


def test_a_module_may_set_any_attribute_where_only_connect_can_tell_which() -> None:
    helper = module(chooses("either", "set", "back"), sets("set", "$.External.key", "back"))
    assert attribute(calls("call", "read", "helper"), says("$.Attributes.k"), helper=helper) == []


@pytest.mark.parametrize("asked", ["$.Attributes['is set']", "$.Attributes.k", "$.Modules.Result"])
def test_who_asks_how_a_module_came_back_knows_what_it_has_set(asked: str) -> None:
    blocks = calls("call", "ask", "helper"), compares("ask", asked, {"1": "read"}, "end"), says("$.Attributes.k")
    assert attribute(*blocks, helper=FAILING) == []
    other = compares("ask", "$.Attributes.other", {"1": "read"}, "end")
    assert attribute(blocks[0], other, blocks[2], helper=FAILING) == [
        ("read", not_set("“Success” of Invoke module “call”"))
    ]


def test_a_branch_for_each_way_back_tells_them_apart() -> None:
    call = block("call", "InvokeFlowModule", {"FlowModuleId": "helper"}, "end", {"1": "read"}, NoMatchingError="end")
    assert attribute(call, says("$.Attributes.k"), helper=FAILING) == []


def test_a_module_on_which_every_way_that_can_be_sets_it() -> None:
    helper = module(
        sets("note", "way", "first", "first", value="a"),
        compares("first", "$.Attributes.way", {"a": "set"}, "back"),
        sets("set", "k", "back", "back"),
    )
    assert attribute(calls("call", "read", "helper"), says("$.Attributes.k"), helper=helper) == []


def test_what_a_module_cannot_see_of_its_caller_the_caller_cannot_see_of_it() -> None:
    helper = module(lambda_("ask in there", "set", "nowhere"), sets_flow("set", "k", "back", "back"))
    blocks = lambda_("ask", "call", "call"), calls("call", "read", "helper")
    found = result(*blocks, says("$.External.k"), helper=helper)
    assert found == [("read", missing("“Error” of AWS Lambda function “ask”"))]
    assert attribute(*blocks, says("$.FlowAttributes.k"), helper=helper) == [("read", NEVER)]


def test_a_module_that_returned_with_a_branch_nobody_wired_has_done_its_work() -> None:
    blocks = calls("call", "end", "helper", NoMatchingCondition="read"), says("$.Attributes.k", success="late")
    assert attribute(*blocks, sets("late", "k", "end"), helper=module(sets("set", "k", "back", "back"))) == []
    assert result(*blocks[:1], says("$.Modules.Result")) == []


# Effects happen per edge


def test_what_was_set_on_an_error_branch_was_not_set() -> None:
    found = attribute(sets("set", "k", "end", "read"), says("$.Attributes.k"))
    assert found == [("read", not_set("“Error” of Set contact attributes “set”"))]


def test_an_error_branch_that_joins_success_counts_as_set() -> None:
    assert attribute(sets("set", "k", "read", "read"), says("$.Attributes.k")) == []
    assert attribute(sets_flow("set", "k", "read", "read"), says("$.FlowAttributes.k")) == []


def test_an_error_branch_that_comes_after_the_work_counts_as_done() -> None:
    found = result(
        block("get", "GetCase", {}, "end", ContactNotLinked="read", NoMatchingError="end"), says("$.Case.title")
    )
    assert found == []
    assert result(bot("ask", "read", "end"), says("$.Lex.IntentName")) == []


def test_a_timeout_gives_no_answer() -> None:
    asks = block("ask", "ConnectParticipantWithLexBot", {}, None, {"Yes": "read"}, InputTimeLimitExceeded="read")
    assert result(asks, says("$.Lex.IntentName")) == [("read", missing("“Timeout” of Get customer input “ask”"))]


# Compare proves


def test_past_a_condition_what_was_compared_has_a_value() -> None:
    late = sets("late", "k", "end")
    read = says("$.Attributes.k", success="late")
    assert attribute(compares("is", "$.Attributes.k", {"gold": "read"}, "end"), read, late) == []
    assert attribute(compares("is", "$.Attributes['k']", {"gold": "read"}, "end"), read, late) == []
    assert len(attribute(compares("is", "$.Attributes.k", {"": "read"}, "end"), read, late)) == 1
    assert len(attribute(compares("is", "$.Attributes.k", {"gold": "end"}, "read"), read, late)) == 1
    assert len(attribute(compares("is", "$.Attributes.other", {"gold": "read"}, "end"), read, late)) == 1


def test_past_a_condition_on_an_answer_all_of_it_is_there() -> None:
    ask, read = lambda_("ask", "is", "is"), says("$.External.name")
    assert result(ask, compares("is", "$.External.status", {"ok": "read"}, "end"), read) == []
    assert len(result(ask, compares("is", "$.External.status", {"ok": "end"}, "read"), read)) == 1
    assert result(compares("is", "$.Customer.City", {"Rome": "read"}, "end"), says("$.Customer.FirstName")) == []


@pytest.mark.parametrize(
    ("ask", "compared", "said"),
    [
        (lambda_("ask", "is", "is"), "$.External.status", "$.LambdaInvocation.ResultData.name"),
        (lambda_("ask", "is", "is"), "$.LambdaInvocation.ResultData.status", "$.External.name"),
        (calls("ask", "is", error="is"), "$.Modules.Result", "$.Modules.ResultData.name"),
    ],
)
def test_an_answer_that_is_there_is_there_under_all_its_names(ask: Document, compared: str, said: str) -> None:
    assert result(ask, compares("is", compared, {"ok": "read"}, "end"), says(said)) == []
    assert len(result(ask, compares("is", compared, {"ok": "end"}, "read"), says(said))) == 1


def test_the_call_of_a_lambda_function_is_no_answer_of_it() -> None:
    ask, read = lambda_("ask", "is", "is", InvocationType="ASYNCHRONOUS"), says("$.LambdaInvocation.InvocationId")
    assert len(result(ask, compares("is", "$.External.status", {"ok": "read"}, "end"), read)) == 1


# Programs


def test_what_a_program_gave_back_may_go_in_again_the_next_time_round() -> None:
    step = {"LambdaInvocationAttributes": {"page": "$.Attributes.page"}}
    note = sets("note", "page", "more", value="$.External.page")
    round_again = lambda_("list", "note", **step), note, chooses("more", "list", "end")
    assert attribute(*round_again) == []
    once = lambda_("list", "note", **step), sets("note", "page", "end")
    assert attribute(*once) == [("list", LATER)]
    before = chooses("go", "set", "list"), sets("set", "page", "list"), *round_again
    assert attribute(*before) == [("list", not_set("“Default” of Distribute by percentage “go”"))]
    spoken = says("$.Attributes.page", "list", "note"), note, chooses("more", "list", "end")
    assert attribute(*spoken) == [("list", LATER)]


def test_a_key_that_a_template_completes_is_not_known() -> None:
    assert attribute(says("$.FlowAttributes.queue_${stage}")) == []
    assert attribute(says("$.FlowAttributes['${key}']")) == []


@pytest.mark.parametrize("odd", [None, 5, "text", [], [1], {"k": None}, {"k": {"Value": []}}, {"": ""}])
def test_odd_parameters_do_no_harm(odd: Any) -> None:
    for block_type in ("UpdateContactAttributes", "UpdateFlowAttributes", "Compare", "Loop", "InvokeLambdaFunction"):
        for parameter in ("Attributes", "FlowAttributes", "ComparisonValue", "LoopName", "LambdaInvocationAttributes"):
            one = block("odd", block_type, {parameter: odd}, "read", {"1": "read"}, NoMatchingError="read")
            attribute(one, says("$.Attributes.k $.FlowAttributes.k $.Loop.k.Index"))
            result(one, says("$.Attributes.k $.FlowAttributes.k $.Loop.k.Index"))


# Whole flows, against a walk over every path that takes each branch at most twice

KINDS = (
    "set", "related", "set flow", "ask", "later", "bot", "profile", "module", "is a", "is empty", "is answer",
    "say a", "say flow", "say answer", "say customer", "send a", "end",
)  # fmt: skip
READS = {
    "say a": "a", "send a": "a", "say flow": "f", "say answer": "External", "say customer": "Customer",
}  # fmt: skip
GIVES = {"set": "a", "set flow": "f", "ask": "External", "send a": "External", "profile": "Customer"}


def make(name: str, kind: str, success: str, error: str) -> Document:
    """One block of a kind; `error` is where its second branch leads."""
    return {
        "set": lambda: sets(name, "a", success, error),
        "related": lambda: sets(name, "a", success, error, TargetContact="Related"),
        "set flow": lambda: sets_flow(name, "f", success, error),
        "ask": lambda: lambda_(name, success, error),
        "later": lambda: lambda_(name, success, error, InvocationType="ASYNCHRONOUS"),
        "send a": lambda: lambda_(name, success, error, LambdaInvocationAttributes={"a": "$.Attributes.a"}),
        "bot": lambda: bot(name, success, error),
        "profile": lambda: block(name, "GetCustomerProfile", {}, success, NoMatchingError=error),
        "module": lambda: calls(name, success, error=error),
        "is a": lambda: compares(name, "$.Attributes.a", {"1": success}, error),
        "is empty": lambda: compares(name, "$.Attributes.a", {"": success}, error),
        "is answer": lambda: compares(name, "$.External.b", {"1": success}, error),
        "say a": lambda: says("$.Attributes.a", name, success),
        "say flow": lambda: says("$.FlowAttributes.f", name, success),
        "say answer": lambda: says("$.External.b", name, success),
        "say customer": lambda: says("$.Customer.City", name, success),
        "end": lambda: block(name, "DisconnectParticipant"),
    }[kind]()


@st.composite
def flows(draw: st.DrawFn) -> tuple[Document, dict[str, str]]:
    """Small flows whose blocks lead anywhere, and the kind of each block."""
    names = [f"b{index}" for index in range(draw(st.integers(1, 5)))]
    kinds = {name: draw(st.sampled_from(KINDS)) for name in names}

    def target(index: int) -> str:
        return draw(st.sampled_from([*names[index + 1 : index + 2] * 4, *names, "end"]))

    made = flow(*(make(name, kind, target(index), target(index)) for index, (name, kind) in enumerate(kinds.items())))
    return made, {**kinds, "end": "end"}


Walk = list[tuple[str, str]]
MOST_WALKS = 5000


def branches(one: Document) -> list[tuple[str, str]]:
    """The branches that a contact can take, as (name, target): all but the copy of one in NextAction."""
    transitions = one["Transitions"]
    found = [
        (f"condition Equals {item['Condition']['Operands'][0]}".rstrip(), item["NextAction"])
        for item in transitions.get("Conditions", [])
    ]
    found += [(f"error {item['ErrorType']}", item["NextAction"]) for item in transitions.get("Errors", [])]
    return found + ([("next", transitions["NextAction"])] if "NextAction" in transitions else [])


def walks(document: Document) -> Iterator[Walk]:
    """Every walk from the start that takes no branch more than twice, as (block, branch taken) pairs."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}

    def go(here: str, walk: Walk) -> Iterator[Walk]:
        yield [*walk, (here, "")]
        for branch, target in branches(blocks[here]):
            if walk.count((here, branch)) < 2:
                yield from go(target, [*walk, (here, branch)])

    yield from go(document["StartAction"], [])


def every_walk(document: Document) -> list[Walk]:
    """All walks; a flow with more than anybody can wait for is passed over."""
    found = list(islice(walks(document), MOST_WALKS + 1))
    assume(len(found) <= MOST_WALKS)
    return found


def has(what: str, document: Document, kinds: dict[str, str], walk: Walk) -> bool:
    """Whether what is read is there at the end of a walk, told step by step."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    for name, branch in walk[:-1]:
        kind = kinds[name]
        joined = kind in {"set", "set flow"} and len({target for _, target in branches(blocks[name])}) == 1
        if GIVES.get(kind) == what and (branch == "next" or joined):
            return True
        proven = {"is a": "a", "is answer": "External"}.get(kind)
        if proven == what and branch == "condition Equals 1":
            return True
        if what == "a" and kind == "module" and branch == "next":
            return True
    return False


def is_consistent(document: Document, kinds: dict[str, str], walk: Walk) -> bool:
    """Whether no comparison on a walk contradicts what the walk set or found before."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    if list(kinds.values()).count("is a") < 2 and "set" not in kinds.values():
        return True  # nothing is set, and what is compared once alone is not followed
    value = None
    for name, branch in walk[:-1]:
        kind = kinds[name]
        if kind == "set" and (branch == "next" or len({target for _, target in branches(blocks[name])}) == 1):
            value = "1"
        if kind == "module":
            value = None
        if kind == "is a" and branch == "error NoMatchingCondition" and value == "1":
            return False
        if kind == "is a" and branch == "condition Equals 1":
            value = "1"
    return True


def expected(document: Document, kinds: dict[str, str]) -> dict[str, int]:
    """The blocks whose read is at fault, with the length of the path that shows it in blocks."""
    all_walks = every_walk(document)
    reached = {walk[-1][0] for walk in all_walks}
    found = {}
    for name in reached:
        what = READS.get(kinds[name])
        if what is None:
            continue
        here = [walk for walk in all_walks if walk[-1][0] == name]
        first = [walk for walk in here if name not in dict(walk[:-1])]
        lacking = [
            walk for walk in first if not has(what, document, kinds, walk) and is_consistent(document, kinds, walk)
        ]
        if not lacking or (what == "a" and not any(kinds[one] == "set" for one in reached)):
            continue

        def passes_giver(walk: Walk, what: str = what) -> bool:
            return any(GIVES.get(kinds[one]) == what for one, _ in walk[:-1])

        if what == "External":
            if not any(map(passes_giver, first)):
                continue
            lacking = [walk for walk in lacking if passes_giver(walk)] or lacking
        if kinds[name] == "send a" and not any(map(passes_giver, first)) and any(map(passes_giver, here)):
            continue
        found[name] = min(map(len, lacking))
    return found


def facts_of(document: Document) -> Facts:
    (one,) = read_text("flow.json", json.dumps(document)).flows
    return ProjectFacts(Project([one])).of(one)


def findings(document: Document) -> tuple[Finding, ...]:
    report = check_text(json.dumps(document), overrides=Overrides(select=(ATTRIBUTE, RESULT)))
    assert report.failures == ()
    return report.findings


@given(flows())
def test_reports_what_walking_every_path_finds(made: tuple[Document, dict[str, str]]) -> None:
    document, kinds = made
    wanted = expected(document, kinds)
    assert {one.read.block.id for one in undefined_reads(facts_of(document))} == set(wanted)
    by_attribute: dict[str, list[str]] = {}
    for name in wanted:
        by_attribute.setdefault(READS[kinds[name]], []).append(name)
    told = findings(document)
    for what in ("a", "f"):
        lengths = [wanted[name] for name in by_attribute.get(what, [])]
        ours = [one for one in told if one.rule == ATTRIBUTE and one.block and READS[kinds[one.block.id]] == what]
        assert [len(one.trail) for one in ours] == ([min(lengths)] if lengths else [])
    answers_told = [one for one in told if one.rule == RESULT]
    more = sum(
        int(one.message.split(" and ")[1].split()[0]) if "more block" in one.message else 0 for one in answers_told
    )
    assert len(answers_told) + more == sum(len(by_attribute.get(what, [])) for what in ("External", "Customer"))
    assert all(len(one.trail) == wanted[one.block.id] for one in told if one.block)


@given(flows())
def test_the_witness_is_a_walk_on_which_nothing_sets_what_is_read(made: tuple[Document, dict[str, str]]) -> None:
    document, kinds = made
    all_walks = every_walk(document)
    for finding in findings(document):
        trail = finding.trail
        taken = [step.via or "" for step in trail[1:]]
        walk = [(step.block.id, branch) for step, branch in zip(trail, [*taken, ""], strict=True)]
        assert walk in all_walks
        assert is_consistent(document, kinds, walk)
        what = READS[kinds[walk[-1][0]]]
        assert not has(what, document, kinds, walk)
        failed = [step.block.id for step in trail if step.note.startswith("failed here")]
        assert failed == [one for one, _ in walk[:-1] if GIVES.get(kinds[one]) == what][-1:]


@pytest.mark.parametrize(
    ("otherwise", "path", "culprit", "failed"),
    [
        ("3", ["error NoMatchingCondition", "next"], "1", False),
        ("end", ["condition Equals 1", "error NoMatchingError", "next"], "2", True),
    ],
    ids=["as it stands", "without the shorter path"],
)
def test_the_worked_example_is_true(otherwise: str, path: list[str], culprit: str, failed: bool) -> None:
    menu = block("1", "GetParticipantInput", {"Text": "Press 1."}, None, {"1": "2"}, NoMatchingCondition=otherwise)
    document = flow(menu, sets("2", "tier", "4", "3"), says("Welcome.", "3", "4"), says("$.Attributes.tier", "4"))
    (found,) = undefined_attributes(facts_of(document))
    assert (found.read.block.id, found.shown) == ("4", "$.Attributes.tier")
    assert [edge.via for edge in found.path] == path
    assert found.culprit
    assert (found.culprit.block.id, found.culprit.failed) == (culprit, failed)
