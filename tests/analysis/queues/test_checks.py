"""The checks before a queue: each sentence of their definition, and all of it against a walk over every path."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.report import Finding
from kit.queue_flows import (
    TRANSFER,
    Json,
    Walk,
    bare,
    block,
    branches,
    check_hours,
    check_staffing,
    compare,
    findings,
    flow,
    get_metrics,
    go,
    menu,
    module,
    reported,
    reported_in_run,
    set_queue,
    walks,
)

HOURS = "queue-transfer-without-hours-check"
STAFFING = "queue-transfer-without-staffing-check"

SAY = block("say", "MessageParticipant", {"Text": "We are closed."}, "transfer", NoMatchingError="transfer")

# Hours of operation


def test_a_transfer_without_any_check_is_reported() -> None:
    assert reported(HOURS, TRANSFER)
    assert reported(STAFFING, TRANSFER)


def test_open_and_closed_are_both_known() -> None:
    assert not reported(HOURS, check_hours("hours", "transfer"))
    assert not reported(HOURS, check_hours("hours", "end", closed="transfer"))


def test_the_error_branch_of_an_hours_check_leaves_what_was_known() -> None:
    assert reported(HOURS, check_hours("hours", "end", error="transfer"))
    assert not reported(HOURS, check_hours("hours", "again"), check_hours("again", "end", error="transfer"))


def test_a_failure_of_an_hours_check_that_joins_closed_hours_counts_as_checked() -> None:
    assert not reported(HOURS, check_hours("hours", "end", closed="transfer", error="transfer"))
    assert not reported(HOURS, check_hours("hours", "end", closed="say", error="say", HoursOfOperationId="h"), SAY)
    assert reported(HOURS, check_hours("hours", "transfer", error="transfer"))
    assert reported(HOURS, check_hours("hours", "transfer", closed="transfer", error="transfer"))


def test_one_path_without_a_check_is_enough() -> None:
    assert reported(HOURS, menu("menu", "hours", "transfer"), check_hours("hours", "transfer"))


def test_an_hours_check_tells_nothing_of_staffing_nor_the_other_way_round() -> None:
    assert reported(STAFFING, check_hours("hours", "transfer"))
    assert reported(HOURS, check_staffing("staffing", "transfer"))


# Staffing


@pytest.mark.parametrize("metric", ["NumberOfAgentsAvailable", "NumberOfAgentsStaffed", "NumberOfAgentsOnline"])
def test_the_agent_metrics_check_staffing(metric: str) -> None:
    assert not reported(STAFFING, check_staffing("staffing", "transfer", metric=metric))


@pytest.mark.parametrize("metric", ["OldestContactInQueueAgeSeconds", "NumberOfContactsInQueue", "", "$.Attributes.m"])
def test_other_metrics_do_not(metric: str) -> None:
    assert reported(STAFFING, check_staffing("status", "transfer", nobody="transfer", metric=metric))


def test_staffed_and_unstaffed_are_both_known_and_an_error_leaves_what_was_known() -> None:
    assert not reported(STAFFING, check_staffing("staffing", "end", nobody="transfer"))
    assert reported(STAFFING, check_staffing("staffing", "end", error="transfer"))
    checked = check_staffing("staffing", "again")
    assert not reported(STAFFING, checked, check_staffing("again", "end", error="transfer"))


def test_metrics_got_and_compared_check_staffing() -> None:
    agents = compare("agents", "$.Metrics.Agents.Staffed.Count", "0", "end", "transfer")
    assert not reported(STAFFING, get_metrics("metrics", "agents"), agents)
    assert not reported(
        STAFFING,
        get_metrics("metrics", "agents"),
        compare("agents", "$.Metrics.Agents.Online.Count", "0", "transfer", "end"),
    )


def test_metrics_that_were_not_got_or_are_of_the_queue_check_no_staffing() -> None:
    assert reported(STAFFING, compare("agents", "$.Metrics.Agents.Online.Count", "0", "end", "transfer"))
    assert reported(
        STAFFING,
        get_metrics("metrics", "end", error="agents"),
        compare("agents", "$.Metrics.Agents.Online.Count", "0", "end", "transfer"),
    )
    size = compare("size", "$.Metrics.Queue.Size", "0", "end", "transfer")
    assert reported(STAFFING, get_metrics("metrics", "size"), size)
    assert reported(STAFFING, get_metrics("metrics", "transfer"))


# Setting the queue


def test_setting_another_queue_throws_away_what_was_learned() -> None:
    change = set_queue("change", "sales", "transfer")
    assert reported(HOURS, set_queue("set", "billing", "hours"), check_hours("hours", "change"), change)
    assert reported(HOURS, check_hours("hours", "change"), change)
    assert reported(STAFFING, set_queue("set", "billing", "staffing"), check_staffing("staffing", "change"), change)
    got = get_metrics("metrics", "agents"), compare("agents", "$.Metrics.Agents.Online.Count", "0", "end", "change")
    assert reported(STAFFING, *got, change)
    assert reported(STAFFING, set_queue("set", "billing", "metrics"), *got, change)
    assert not reported(STAFFING, set_queue("set", "sales", "metrics"), *got, change)
    stale = get_metrics("metrics", "change"), set_queue("change", "sales", "agents")
    agents = compare("agents", "$.Metrics.Agents.Online.Count", "0", "end", "transfer")
    assert reported(STAFFING, *stale, agents)
    named = get_metrics("metrics", "change", QueueId="sales"), set_queue("change", "sales", "agents")
    assert not reported(STAFFING, *named, agents)


def test_setting_the_same_queue_again_does_not() -> None:
    arn = "arn:aws:connect:eu-west-1:111122223333:instance/i/queue/sales"
    again = set_queue("again", arn, "transfer")
    assert not reported(HOURS, set_queue("set", "sales", "hours"), check_hours("hours", "again"), again)
    assert not reported(STAFFING, set_queue("set", "sales", "staffing"), check_staffing("staffing", "again"), again)


def test_a_staffing_check_of_another_queue_counts_for_none_whenever_it_is_made() -> None:
    chosen = set_queue("set", "sales", "staffing")
    (found,) = findings(STAFFING, flow(chosen, check_staffing("staffing", "transfer", QueueId="billing")))
    assert found.message.endswith("whether agents are there; check the staffing of its own queue.")
    assert [step.note for step in found.trail][-2:] == [
        "checks the staffing of another queue than the one that is set",
        "puts the contact in the queue, staffed or not",
    ]  # fmt: skip
    assert not reported(STAFFING, chosen, check_staffing("staffing", "transfer", QueueId="sales"))
    assert not reported(STAFFING, chosen, check_staffing("staffing", "transfer", QueueId="$.Attributes.queue"))
    filled_in = set_queue("set", "$.Attributes.queue", "staffing")
    assert not reported(STAFFING, filled_in, check_staffing("staffing", "transfer", QueueId="billing"))


def test_a_staffing_check_counts_for_the_queue_it_named() -> None:
    change = set_queue("change", "sales", "transfer")
    assert not reported(STAFFING, check_staffing("staffing", "change", QueueId="sales"), change)
    assert reported(STAFFING, check_staffing("staffing", "change", QueueId="billing"), change)
    assert reported(STAFFING, check_staffing("staffing", "change", AgentId="sales"), change)
    assert not reported(
        STAFFING,
        check_staffing("first", "second", QueueId="sales"),
        check_staffing("second", "change", QueueId="billing"),
        change,
    )
    got = (
        get_metrics("metrics", "agents", QueueId="sales"),
        compare("agents", "$.Metrics.Agents.Online.Count", "0", "end", "change"),
    )
    assert not reported(STAFFING, *got, change)


def test_hours_of_its_own_hold_for_every_queue() -> None:
    change = set_queue("change", "sales", "transfer")
    assert not reported(HOURS, check_hours("hours", "change", HoursOfOperationId="office"), change)
    # A check of the queue's hours in between does not take that back.
    queue_hours = check_hours("queue hours", "change")
    assert not reported(HOURS, check_hours("hours", "queue hours", HoursOfOperationId="office"), queue_hours, change)


def test_the_error_branch_of_setting_a_queue_sets_none() -> None:
    change = set_queue("change", "sales", "end", error="transfer")
    assert not reported(HOURS, check_hours("hours", "change"), change)
    joined = set_queue("change", "sales", "transfer", error="transfer")
    assert reported(HOURS, check_hours("hours", "change"), joined)


def test_an_agents_own_queue_has_no_hours() -> None:
    assert not reported(HOURS, set_queue("set", "maria", "transfer", by="AgentId"))
    assert reported(STAFFING, set_queue("set", "maria", "transfer", by="AgentId"))
    change = set_queue("change", "sales", "transfer")
    assert reported(HOURS, set_queue("set", "maria", "change", by="AgentId"), change)


# Channels, callbacks, other transfers


@pytest.mark.parametrize("rule", [HOURS, STAFFING])
@pytest.mark.parametrize(("channel", "expected"), [("TASK", False), ("EMAIL", False), ("VOICE", True), ("CHAT", True)])
def test_tasks_and_emails_need_no_check(rule: str, channel: str, expected: bool) -> None:
    assert (
        reported(rule, compare("channel", "$.Channel", channel, "set", "end"), set_queue("set", "sales", "transfer"))
        is expected
    )
    assert reported(rule, compare("channel", "$.Channel", channel, "end", "transfer"))
    assert reported(rule, compare("kind", "$.Attributes.kind", channel, "transfer", "end"))


@pytest.mark.parametrize("rule", [HOURS, STAFFING])
def test_a_flow_that_reads_what_only_emails_have_and_talks_to_nobody_needs_no_check(rule: str) -> None:
    def keep(value: str) -> Json:
        return block("keep", "UpdateContactAttributes", {"Attributes": {"x": value}}, "set", NoMatchingError="set")

    queue, subject = set_queue("set", "sales", "transfer"), "$.SegmentAttributes['connect:EmailSubject']"
    assert not reported(rule, keep(subject), queue)
    assert not reported(rule, compare("which", "$.Email.EmailMessage.Plaintext", "Refund", "set", "end"), queue)
    assert not reported(rule, keep("$.Description"), queue)
    assert reported(rule, keep("$.CustomerEndpoint.Address"), queue)
    assert reported(rule, block("say", "MessageParticipant", {"Text": "Hello."}, "keep"), keep(subject), queue)


@pytest.mark.parametrize("rule", [HOURS, STAFFING])
def test_a_flow_that_tasks_start_with_and_that_talks_to_nobody_needs_no_check(rule: str) -> None:
    queue, say = set_queue("set", "sales", "transfer"), block("say", "MessageParticipant", {"Text": "Hello."}, "set")
    create = block("create", "CreateTask", {"ContactFlowId": "Tasks", "Name": "Call"}, "end", NoMatchingError="end")
    assert reported_in_run(rule, {"Main": (create,), "Tasks": (queue, TRANSFER)}) == set()
    assert reported_in_run(rule, {"Main": (create,), "Tasks": (say, queue, TRANSFER)}) == {"Tasks"}
    assert reported_in_run(rule, {"Main": (go("go", "Tasks"),), "Tasks": (queue, TRANSFER)}) == {"Tasks"}
    both = menu("menu", "create", "go"), create, go("go", "Tasks")
    assert reported_in_run(rule, {"Main": both, "Tasks": (queue, TRANSFER)}) == {"Tasks"}


def test_callbacks_and_contacts_that_are_queued_already_need_none() -> None:
    callback = block("callback", "CreateCallbackContact", {}, next="end", NoMatchingError="end")
    assert not reported(HOURS, callback)
    moved = block("move", "DequeueContactAndTransferToQueue", {"QueueId": "sales"}, NoMatchingError="end")
    assert not reported(HOURS, moved, type="CUSTOMER_QUEUE")
    assert not reported(STAFFING, moved)


# Where contacts come from


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        ("CONTACT_FLOW", True), ("", True), ("MODULE", False), ("QUEUE_TRANSFER", False), ("AGENT_TRANSFER", False),
        ("CUSTOMER_QUEUE", False), ("CUSTOMER_WHISPER", False), ("AGENT_HOLD", False), ("CAMPAIGN", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rule", [HOURS, STAFFING])
def test_what_is_known_at_the_start_of_a_flow_that_nobody_hands_over_to(rule: str, type: str, expected: bool) -> None:
    assert reported(rule, TRANSFER, type=type) is expected


SALES = set_queue("set", "sales", "transfer")
SET = set_queue("set", "sales", "go"), go("go", "Sales")


def test_a_flow_starts_with_what_those_who_hand_over_to_it_know() -> None:
    checked, unchecked = (check_hours("hours", "set", HoursOfOperationId="office"), *SET), SET
    assert reported_in_run(HOURS, {"Main": checked, "Sales": (TRANSFER,)}) == set()
    assert reported_in_run(HOURS, {"Main": unchecked, "Sales": (TRANSFER,)}) == {"Sales"}
    assert reported_in_run(HOURS, {"Main": checked, "Other": unchecked, "Sales": (TRANSFER,)}) == {"Sales"}
    assert reported_in_run(HOURS, {"Main": unchecked, "Sales": (TRANSFER,)}, Sales="QUEUE_TRANSFER") == {"Sales"}
    assert reported_in_run(HOURS, {"Main": unchecked, "Sales": (TRANSFER,)}, Main="AGENT_TRANSFER") == set()


@pytest.mark.parametrize("type", ["CONTACT_FLOW", ""])
@pytest.mark.parametrize("rule", [HOURS, STAFFING])
def test_a_queue_that_came_with_the_contact_may_have_been_checked_before(rule: str, type: str) -> None:
    document = {"Type": type, "Content": bare(menu("menu", "hours", "transfer"), check_hours("hours", "transfer"))}
    assert findings(rule, document) == ()
    document["Content"] = bare(set_queue("set", "sales", "end", error="transfer"))
    assert findings(rule, document) == ()
    document["Content"] = bare({**TRANSFER, "Parameters": {"QueueId": "sales"}})
    assert len(findings(rule, document)) == 1


def test_the_queue_and_the_channel_go_along() -> None:
    main = set_queue("set", "sales", "hours"), check_hours("hours", "go"), go("go", "Sales")
    same, another = (set_queue("set", "sales", "transfer"),), (set_queue("set", "billing", "transfer"),)
    assert reported_in_run(HOURS, {"Main": main, "Sales": same}) == set()
    assert reported_in_run(HOURS, {"Main": main, "Sales": another}) == {"Sales"}
    task = compare("channel", "$.Channel", "TASK", "go", "end"), go("go", "Sales")
    assert reported_in_run(HOURS, {"Main": task, "Sales": (TRANSFER,)}) == set()


def test_a_module_starts_with_what_its_callers_know() -> None:
    call = set_queue("set", "sales", "call"), module("call", "Queue", "end")
    assert reported_in_run(HOURS, {"Main": call, "Queue": (TRANSFER,)}, Queue="MODULE") == {"Queue"}
    checked = check_hours("hours", "set", HoursOfOperationId="office"), *call
    assert reported_in_run(HOURS, {"Main": checked, "Queue": (TRANSFER,)}, Queue="MODULE") == set()


def test_what_a_module_of_the_run_checks_is_checked() -> None:
    back = block("back", "EndFlowModuleExecution")
    main = set_queue("set", "sales", "call"), module("call", "Checks", "transfer")
    full = check_hours("hours", "back", closed="back"), back
    assert reported_in_run(HOURS, {"Main": main, "Checks": full}, Checks="MODULE") == set()
    leaky = check_hours("hours", "back", error="back"), back
    assert reported_in_run(HOURS, {"Main": main, "Checks": leaky}, Checks="MODULE") == {"Main"}
    changes = set_queue("change", "sales", "back"), back
    main = set_queue("set", "billing", "hours"), check_hours("hours", "call"), module("call", "Checks", "transfer")
    assert reported_in_run(HOURS, {"Main": main, "Checks": changes}, Checks="MODULE") == {"Main"}


@pytest.mark.parametrize(
    ("open", "closed", "failed", "error", "is_reported"),
    [
        ("transfer", "say", "say", "say", False),
        ("transfer", "end", "say", "end", True),
        ("say", "say", "say", "end", True),
        ("say", "end", "say", "end", True),
        ("end", "end", "end", "say", True),
        ("say", "say", "end", "say", True),
    ],
)
def test_a_failed_check_of_a_module_that_its_caller_takes_for_closed_hours_counts(
    open: str, closed: str, failed: str, error: str, is_reported: bool
) -> None:
    """As the failure of Check hours does that joins the branch for closed hours, in one flow."""
    leads = {"Open": open, "Closed": closed, "Failed": failed}
    ends = {result: block(result, "EndFlowModuleExecution", {"Result": result}) for result in leads}
    checks = check_hours("hours", "Open", closed="Closed", error="Failed"), *ends.values()
    call = block("call", "InvokeFlowModule", {"FlowModuleId": "Checks"}, is_=leads, NoMatchingError=error)
    main = set_queue("set", "sales", "call"), call, SAY
    found = reported_in_run(HOURS, {"Main": main, "Checks": checks}, Checks="MODULE")
    assert found == ({"Main"} if is_reported else set())


@pytest.mark.parametrize("rule", [HOURS, STAFFING])
@pytest.mark.parametrize(("noted", "is_reported"), [("arn:aws:connect:…/queue/sales", False), ("billing", True)])
def test_a_queue_that_a_module_has_checked_and_noted_is_the_one_that_its_caller_sets(
    rule: str, noted: str, is_reported: bool
) -> None:
    checks = (
        set_queue("set", "sales", "hours"),
        check_hours("hours", "staffing", error="gone"),
        check_staffing("staffing", "note", error="gone"),
        block("note", "UpdateContactAttributes", {"Attributes": {"queue": noted}}, "back", NoMatchingError="gone"),
        block("back", "EndFlowModuleExecution"),
        block("gone", "DisconnectParticipant"),
    )
    main = module("call", "Checks", "set"), set_queue("set", "$.Attributes['queue']", "transfer")
    found = reported_in_run(rule, {"Main": main, "Checks": checks}, Checks="MODULE")
    assert found == ({"Main"} if is_reported else set())


@pytest.mark.parametrize("rule", [HOURS, STAFFING])
def test_behind_a_module_outside_the_run_nothing_is_reported(rule: str) -> None:
    assert not reported(rule, module("call", "elsewhere", "transfer"))
    assert not reported(rule, module("call", "elsewhere", "set"), set_queue("set", "sales", "transfer"))
    assert reported(rule, module("call", "elsewhere", "end", error="transfer"))
    # One that failed counts as run where its author joined that to its success, but not if it can be seen.
    assert not reported(rule, module("call", "elsewhere", "transfer", error="transfer"))
    main = set_queue("queue", "sales", "call"), module("call", "M", "transfer", error="transfer")
    back = block("back", "EndFlowModuleExecution")
    assert reported_in_run(rule, {"Main": main, "M": (back,)}, M="MODULE") == {"Main"}


def test_in_a_ring_of_flows_contacts_may_come_in_at_any() -> None:
    """Reported is what lacks the check whichever flow of the ring it was."""
    main = check_hours("hours", "go", closed="go", HoursOfOperationId="office"), go("go", "Sales")
    sales = menu("menu", "set", "go"), SALES, go("go", "Main")
    assert reported_in_run(HOURS, {"Main": main, "Sales": sales}) == set()
    assert reported_in_run(STAFFING, {"Main": main, "Sales": sales}) == {"Sales"}
    leaky = check_hours("hours", "end", error="go", HoursOfOperationId="office"), go("go", "Sales")
    assert reported_in_run(HOURS, {"Main": leaky, "Sales": sales}) == {"Sales"}
    outside = {"Main": main, "Sales": sales, "Night": (go("go", "Sales"),)}
    assert reported_in_run(HOURS, outside) == {"Sales"}


def test_a_flow_that_starts_over_is_no_doubt() -> None:
    again = menu("menu", "set", "go"), SALES, go("go", "Main")
    assert reported_in_run(HOURS, {"Main": again}) == {"Main"}


# What findings say


def path(finding: Finding) -> list[tuple[str | None, str, str]]:
    return [(step.via, step.block.id, step.note) for step in finding.trail]


TO_QUEUE = "puts the contact in the queue, open or not"


def test_the_path_shows_where_the_check_was_missed() -> None:
    hours, change = check_hours("hours", "change", error="transfer"), set_queue("change", "sales", "transfer")
    (failed,) = findings(HOURS, flow(hours, change))
    assert failed.message.endswith("open; lead the check’s error branch elsewhere.")
    assert path(failed) == [
        (None, "queue", ""),
        ("next", "hours", "the check failed, so the hours are not known"),
        ("error NoMatchingError", "transfer", TO_QUEUE),
    ]
    (replaced,) = findings(HOURS, flow(check_hours("hours", "change"), change))
    assert replaced.message.endswith("open; put “Check hours of operation” before it.")
    assert path(replaced) == [
        (None, "queue", ""),
        ("next", "hours", ""),
        ("condition Equals True", "change", "sets another queue, whose hours are not checked"),
        ("next", "transfer", TO_QUEUE),
    ]


def test_a_check_that_failed_is_not_to_blame_where_another_queue_is_set_after_it() -> None:
    change = set_queue("change", "sales", "transfer")
    (staffing,) = findings(STAFFING, flow(check_staffing("staffing", "end", error="change"), change))
    assert staffing.message.endswith("there; put “Check staffing” before it.")
    assert [step.note for step in staffing.trail] == [
        "", "", "sets another queue, whose staffing is not checked", "puts the contact in the queue, staffed or not",
    ]  # fmt: skip
    of_its_own = check_hours("hours", "end", error="change", HoursOfOperationId="${hours}")
    (hours,) = findings(HOURS, flow(of_its_own, change))
    assert hours.message.endswith("open; lead the check’s error branch elsewhere.")


def test_of_blocks_that_fail_only_the_checks_are_told() -> None:
    document = flow(
        get_metrics("metrics", "end", error="hours"),
        check_hours("hours", "end", error="staffing"),
        check_staffing("staffing", "end", error="transfer"),
    )
    (hours,), (staffing,) = findings(HOURS, document), findings(STAFFING, document)
    assert [step.note for step in hours.trail] == [
        "", "", "the check failed, so the hours are not known", "", TO_QUEUE,
    ]  # fmt: skip
    failed = "the check failed, so the staffing is not known"
    assert [step.note for step in staffing.trail] == [
        "", failed, "", failed, "puts the contact in the queue, staffed or not",
    ]  # fmt: skip


def test_what_was_missed_before_a_check_is_not_told() -> None:
    first, second = check_hours("first", "end", error="second"), check_hours("second", "change")
    (finding,) = findings(HOURS, flow(first, second, set_queue("change", "sales", "transfer")))
    assert [step.note for step in finding.trail] == [
        "", "", "", "sets another queue, whose hours are not checked", TO_QUEUE,
    ]  # fmt: skip


def test_the_path_shows_a_module_that_comes_back_without_a_check() -> None:
    main = flow(module("call", "M", "change"), set_queue("change", "sales", "transfer"))
    checks = bare(menu("menu", "hours", "back"), check_hours("hours", "back"), block("back", "EndFlowModuleExecution"))
    (finding,) = findings(HOURS, [{"Content": main}, {"ContactFlowModule": {"Id": "M", "Content": checks}}])
    assert path(finding) == [
        (None, "queue", ""),
        ("next", "call", "the module may come back without a check"),
        ("next", "change", ""),  # nothing was known for sure that another queue could replace
        ("next", "transfer", TO_QUEUE),
    ]


def test_a_path_starts_in_the_flow_before_that_set_the_queue() -> None:
    main = bare(set_queue("set", "sales", "go"), go("go", "Sales"))
    (finding,) = findings(HOURS, [{"Content": main}, {"Id": "Sales", "Name": "Sales", "Content": bare(TRANSFER)}])
    assert (finding.flow, path(finding)) == (
        "Sales",
        [(None, "set", "sets the queue"), ("next", "go", ""), (None, "transfer", TO_QUEUE)],
    )


@pytest.mark.parametrize("rule", [HOURS, STAFFING])
@pytest.mark.parametrize("odd", [None, 5, [], {}, True, "", ["sales"], {"QueueId": 1}])
def test_odd_parameters_do_no_harm(rule: str, odd: Any) -> None:
    blocks = [
        set_queue("set", odd, "staffing"),
        check_staffing("staffing", "hours", metric=odd, QueueId=odd),
        check_hours("hours", "metrics", HoursOfOperationId=odd),
        get_metrics("metrics", "agents", QueueId=odd, AgentId=odd),
        compare("agents", odd, "0", "transfer", "transfer"),
    ]
    findings(rule, flow(*blocks))
    findings(rule, flow(*({**one, "Parameters": odd} for one in blocks)))


# Many queues


def test_a_menu_over_many_queues_is_told_apart() -> None:
    """Forty queues, each checked before it is set but for the last, and back to the menu from each."""
    names = [f"queue {number}" for number in range(40)]
    blocks = [block("menu", "GetParticipantInput", {}, is_={name: f"set {name}" for name in names})]
    for name in names:
        then = "transfer" if name == "queue 39" else f"hours {name}"
        blocks.append(set_queue(f"set {name}", name, then, error="menu"))
        blocks.append(check_hours(f"hours {name}", f"staffing {name}", closed="menu", error="menu"))
        blocks.append(check_staffing(f"staffing {name}", f"transfer {name}", nobody="menu", error="menu"))
        blocks.append({**TRANSFER, "Identifier": f"transfer {name}"})
    for rule in (HOURS, STAFFING):
        assert [finding.block.id for finding in findings(rule, flow(*blocks)) if finding.block] == ["transfer"]


def test_more_ways_than_are_worth_telling_apart_are_passed_over() -> None:
    """Any of forty queues may have been checked or not: nothing is said of what comes behind, and no time is lost."""
    names = [f"queue {number}" for number in range(40)]
    blocks = [block("menu", "GetParticipantInput", {}, is_={**{name: name for name in names}, "0": "transfer"})]
    blocks += [check_staffing(name, "menu", nobody="menu", error="menu", QueueId=name) for name in names]
    long_way = [menu(f"menu {number}", "menu", f"menu {number + 1}") for number in range(12)]
    aside = {**TRANSFER, "Identifier": "menu 12"}
    assert [one.block.id for one in findings(STAFFING, flow(*long_way, aside, *blocks)) if one.block] == ["menu 12"]


# Against every path


OF_HOURS = ("hours", "own hours", "set a", "set b", "set agent", "menu")
OF_STAFFING = ("staffing", "staffing of a", "metrics", "metrics of b", "agents", "set a", "set b", "menu")
ALL = (*OF_HOURS, *OF_STAFFING, "status", "task", "module", "callback")


def of_kind(name: str, kind: str, one: str, two: str, three: str) -> Json:
    made = {
        "hours": check_hours(name, one, two, three),
        "own hours": check_hours(name, one, two, three, HoursOfOperationId="office"),
        "staffing": check_staffing(name, one, two, three),
        "staffing of a": check_staffing(name, one, two, three, QueueId="a"),
        "status": check_staffing(name, one, two, three, metric="NumberOfContactsInQueue"),
        "metrics": get_metrics(name, one, two),
        "metrics of b": get_metrics(name, one, two, QueueId="b"),
        "agents": compare(name, "$.Metrics.Agents.Online.Count", "0", one, two),
        "task": compare(name, "$.Channel", "TASK", one, two),
        "set a": set_queue(name, "a", one, two),
        "set b": set_queue(name, "b", one, two),
        "set agent": set_queue(name, "a", one, two, by="AgentId"),
        "menu": menu(name, one, two),
        "module": module(name, "elsewhere", one, two),
        "callback": block(name, "CreateCallbackContact", {}, next=one, NoMatchingError=two),
    }
    return made[kind]


@st.composite
def flows(draw: st.DrawFn) -> Json:
    """Small flows whose first branches mostly lead from block to block and the others anywhere, with two transfers."""
    names = [f"b{number}" for number in range(draw(st.integers(1, 6)))]
    kinds = draw(st.sampled_from([OF_HOURS, OF_STAFFING, ALL]))
    anywhere = st.sampled_from(["end"] * 8 + names + ["transfer", "other"])
    blocks = []
    for name, on in pairwise([*names, "transfer"]):
        first = draw(st.sampled_from([on] * 6 + [draw(anywhere)]))
        blocks.append(of_kind(name, draw(st.sampled_from(kinds)), first, draw(anywhere), draw(anywhere)))
    other = block("other", "TransferContactToQueue", {}, NoMatchingError=draw(st.sampled_from([*names, "end"])))
    return draw(st.sampled_from([flow, flow, flow, bare]))(*blocks, other)


def lacks(document: Json, walk: Walk) -> set[str]:
    """Which checks a contact that takes a walk lacks at its end, looking back at what happened."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    happened: list[tuple[str, Json, str]] = []
    for name, branch in walk[:-1]:
        one = blocks[name]
        joined = ("next", dict(branches(one))[branch]) in branches(one)
        done = not branch.startswith("error") or branch == "error NoMatchingCondition"
        if done or (one["Type"] in {"UpdateContactTargetQueue", "InvokeFlowModule"} and joined):
            happened.append((one["Type"], one["Parameters"], branch))
    values = [parameters.get("ComparisonValue") for _, parameters, branch in happened if branch.endswith("Equals TASK")]
    if "$.Channel" in values or any(block_type == "InvokeFlowModule" for block_type, _, _ in happened):
        return set()

    def queue_at(moment: int) -> Json | None:
        """The queue that is set when so many things happened."""
        queues = [one for block_type, one, _ in happened[:moment] if block_type == "UpdateContactTargetQueue"]
        return queues[-1] if queues else None

    def still_counts(about: Json | None, moment: int) -> bool:
        """Whether all queues that were set after a moment are this one, and so is the last of all."""
        later = happened[moment:]
        set_later = [one for block_type, one, _ in later if block_type == "UpdateContactTargetQueue"]
        return about in (None, queue_at(len(happened))) and all(one == about for one in set_later)

    if queue_at(len(happened)) is None:
        return set()
    hours_known = "AgentId" in (queue_at(len(happened)) or {})
    staffing_known = False
    metrics: list[tuple[Json | None, int]] = []
    for moment, (block_type, parameters, branch) in enumerate(happened):
        named = {"QueueId": parameters["QueueId"]} if "QueueId" in parameters else None
        if block_type == "CheckHoursOfOperation" and branch in {"condition Equals True", "condition Equals False"}:
            hours_known |= "HoursOfOperationId" in parameters or still_counts(queue_at(moment), moment)
        if block_type == "CheckMetricData" and parameters["MetricType"] == "NumberOfAgentsStaffed":
            staffing_known |= still_counts(named or queue_at(moment), moment)
        if block_type == "GetMetricData":
            metrics.append((named or queue_at(moment), moment))
        if block_type == "Compare" and "Agents" in parameters["ComparisonValue"] and metrics:
            staffing_known |= still_counts(*metrics[-1])
    return {rule for rule, known in ((HOURS, hours_known), (STAFFING, staffing_known)) if not known}


@given(flows())
def test_reports_what_walking_every_path_finds(document: Json) -> None:
    shortest: dict[tuple[str, str], int] = {}
    for walk in walks(document):
        for rule in lacks(document, walk):
            key = rule, walk[-1][0]
            shortest[key] = min(len(walk), shortest.get(key, len(walk)))
    found = {(rule, one.block.id): one for rule in (HOURS, STAFFING) for one in findings(rule, document) if one.block}
    assert {key: len(finding.trail) for key, finding in found.items()} == shortest


@given(flows())
def test_the_witness_is_a_walk_that_shows_it(document: Json) -> None:
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    for rule in (HOURS, STAFFING):
        for finding in findings(rule, document):
            trail = finding.trail
            taken = [step.via or "" for step in trail[1:]]
            walk = [(step.block.id, branch) for step, branch in zip(trail, [*taken, ""], strict=True)]
            assert walk[0][0] == document["StartAction"]
            for (here, branch), (there, _) in pairwise(walk):
                assert (branch, there) in branches(blocks[here])
            assert finding.block
            assert walk[-1] == (finding.block.id, "")
            assert rule in lacks(document, walk)
