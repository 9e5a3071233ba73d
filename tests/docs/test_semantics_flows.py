"""The smallest flows of docs/semantics.md: nothing is reported in them, and something is in the nearest other flow."""

import re
from collections import Counter

import pytest

from kit import ROOT, queue_flows
from kit.attribute_flows import Document, answers, block, compares, flow, lambda_, module, says, sets
from kit.markdown_pages import slug
from kit.queue_flows import check_hours, findings, set_queue

PAGE = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
ENDLESS, UNSET, UNGIVEN = "endless-loop", "attribute-read-before-set", "result-read-before-produced"
CLOSED, UNCHECKED = "queue-transfer-when-closed", "queue-transfer-without-hours-check"
OFFICE = {"HoursOfOperationId": "office"}


def greets_by_name(after_error: str) -> Document:
    return flow(
        sets("name", "name", "read", after_error), says("Hello $.Attributes.name"), says("Sorry", "sorry", "read")
    )


def notes_hours(asked_for: str) -> Document:
    return queue_flows.flow(
        check_hours("hours", "open", "closed"),
        sets("open", "open", "ask", "end", "yes"),
        sets("closed", "open", "ask", "end", "no"),
        compares("ask", "$.Attributes.open", {asked_for: "transfer"}, "end"),
    )


def reads_answer(first: str) -> Document:
    one, other = lambda_("function", "read", "read"), says("Hello $.External.name", success="function")
    return flow(one, says("Hello $.External.name")) if first == "function" else flow(other, lambda_("function", "end"))


def hands_round(function_first: bool) -> Document:
    function = lambda_("function", "token", LambdaInvocationAttributes={"token": "$.Attributes.token"})
    token = sets("token", "token", "function", value="$.External.token")
    return (
        flow(function, token)
        if function_first
        else flow(
            block("skip", "Loop", {"LoopCount": "0"}, None, {"ContinueLooping": "token", "DoneLooping": "function"}),
            token,
            function,
        )
    )


def hands_over(first: str) -> list[Document]:
    line = queue_flows.flow(
        check_hours("hours", "open", "closed"),
        sets("open", "open", "go", "go", "yes"),
        sets("closed", "open", "go", "go", "no"),
        queue_flows.go("go", "sales"),
    )
    ask = compares("ask", "$.Attributes.open", {"yes": "transfer"}, "end")
    sales = queue_flows.bare(*([ask] if first == "ask" else []), queue_flows.TRANSFER)
    return answers({"line": line, "sales": sales})


def checks_in_a_module(called: bool) -> Document | list[Document]:
    if not called:
        return queue_flows.flow(check_hours("hours", "transfer", "transfer"))
    line = queue_flows.flow(queue_flows.module("call", "module", "transfer"))
    return answers({"line": line, "module": module(check_hours("hours", "back", "back", "back"))})


def goes_on_by_what_a_module_says(after_error: str) -> list[Document]:
    ways = {"Open": "transfer", "Closed": "end", "Error": after_error}
    line = queue_flows.flow(
        block("call", "InvokeFlowModule", {"FlowModuleId": "module"}, is_=ways, NoMatchingError="end")
    )
    says = [block(one, "EndFlowModuleExecution", {"Result": one}) for one in ways]
    return answers({"line": line, "module": module(check_hours("hours", *ways), *says)})


def notes_what_it_found(after_error: str) -> list[Document]:
    line = queue_flows.flow(
        check_hours("hours", "open", "closed", "unknown"),
        sets("open", "open", "go", "go", "yes"),
        sets("closed", "open", "go", "go", "no"),
        sets("unknown", "open", "go", "go", after_error),
        queue_flows.go("go", "sales"),
    )
    sales = queue_flows.bare(compares("ask", "$.Attributes.open", {"yes": "transfer"}, "end"), queue_flows.TRANSFER)
    return answers({"line": line, "sales": sales})


def checks_before_queue(**hours: str) -> Document:
    return queue_flows.flow(check_hours("hours", "day", **hours), set_queue("day", "day", "transfer"))


def goes_on_at_night(queue: str) -> Document:
    return queue_flows.bare(
        check_hours("hours", "day", "night", **OFFICE),
        set_queue("day", "day", "transfer"),
        set_queue("night", queue, "to night"),
        block("to night", "TransferContactToQueue", NoMatchingError="end", QueueAtCapacity="end"),
    )


def waits_until_ready(ready: str) -> Document:
    return flow(compares("ask", "$.Attributes.ready", {"yes": ready}, "function"), lambda_("function", "ask", "ask"))


def asks_until_it_fails(error: str) -> Document:
    return flow(sets("note", "tried", "function", "end", "yes"), lambda_("function", "note", error))


def writes_note(success: str) -> Document:
    return flow(says("Hello", "hello", "function"), lambda_("function", success), says("Goodbye", "bye"))


CASES = [
    ("effects", UNSET, greets_by_name("read"), greets_by_name("sorry")),
    (
        "branches-of-a-call",
        UNCHECKED,
        goes_on_by_what_a_module_says("end"),
        goes_on_by_what_a_module_says("transfer"),
    ),
    ("noted-outcomes", UNCHECKED, notes_what_it_found("unknown"), notes_what_it_found("yes")),
    ("consistent-paths", CLOSED, notes_hours("yes"), notes_hours("no")),
    ("undefined-reads", UNGIVEN, reads_answer("read"), reads_answer("function")),
    ("undefined-reads", UNSET, hands_round(True), hands_round(False)),
    ("queues", CLOSED, hands_over("ask"), hands_over("transfer")),
    ("queues", CLOSED, checks_in_a_module(True), checks_in_a_module(False)),
    ("queue-checks", UNCHECKED, checks_before_queue(**OFFICE), checks_before_queue()),
    ("closed-queues", CLOSED, goes_on_at_night("night"), goes_on_at_night("day")),
    ("endless-loops", ENDLESS, waits_until_ready("end"), waits_until_ready("function")),
    ("endless-loops", ENDLESS, asks_until_it_fails("end"), asks_until_it_fails("note")),
    ("silent-ends", "error-branch-disconnects-silently", writes_note("end"), writes_note("bye")),
]
"""Section of the page, rule, the flow as it is there, and the nearest one in which the rule finds something."""


@pytest.mark.parametrize(("section", "rule", "smallest", "other"), CASES)
def test_nothing_is_reported_in_the_smallest_flow(section, rule, smallest, other):
    assert findings(rule, smallest) == ()
    assert [finding.rule for finding in findings(rule, other)] == [rule]


def test_each_smallest_flow_of_the_page_is_tried():
    sections = re.split(r"^##+ (.*)$", PAGE, flags=re.MULTILINE)
    told = {slug(name): text.count("Smallest flow:") for name, text in zip(sections[1::2], sections[2::2], strict=True)}
    assert Counter(told) == Counter(section for section, *_ in CASES)
