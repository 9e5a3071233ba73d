"""Transfers to a closed queue: each sentence of their definition, and all of it against a walk over every path."""

from itertools import pairwise
from typing import Any, NamedTuple

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
    go,
    menu,
    module,
    reported,
    reported_in_run,
    set_queue,
    walks,
)

CLOSED = "queue-transfer-when-closed"
HOURS = "queue-transfer-without-hours-check"


def note(name: str, value: str, then: str) -> Json:
    return block(name, "UpdateContactAttributes", {"Attributes": {"open": value}}, next=then, NoMatchingError="end")


def asked(name: str, value: str, then: str, otherwise: str) -> Json:
    return compare(name, "$.Attributes.open", value, then, otherwise)


def office(name: str, then: str, closed: str, error: str = "end") -> Json:
    return check_hours(name, then, closed, error, HoursOfOperationId="office")


# The queue that was checked


def test_the_out_of_hours_branch_may_not_lead_to_the_queue() -> None:
    assert reported(CLOSED, check_hours("hours", "transfer", closed="transfer"))
    assert reported(CLOSED, check_hours("hours", "end", closed="transfer"))
    assert not reported(CLOSED, check_hours("hours", "transfer", closed="end"))


def test_behind_the_error_branch_nothing_is_known() -> None:
    assert not reported(CLOSED, check_hours("hours", "transfer", error="transfer"))
    again = check_hours("again", "end", error="transfer")
    assert reported(CLOSED, check_hours("hours", "end", closed="again"), again)


def test_a_later_check_is_believed() -> None:
    assert not reported(CLOSED, check_hours("hours", "end", closed="again"), check_hours("again", "transfer"))
    assert not reported(CLOSED, office("hours", "end", closed="again"), check_hours("again", "transfer"))
    assert not reported(CLOSED, check_hours("hours", "end", closed="office"), office("office", "transfer", "end"))
    assert reported(CLOSED, office("hours", "again", closed="end"), check_hours("again", "end", closed="transfer"))


def test_setting_another_queue_leaves_its_hours_unknown() -> None:
    change = set_queue("change", "night", "transfer")
    blocks = check_hours("hours", "end", closed="change"), change
    assert not reported(CLOSED, *blocks)
    assert reported(HOURS, *blocks)
    same = set_queue("change", "first", "transfer")
    assert reported(CLOSED, check_hours("hours", "end", closed="change"), same)
    failed = set_queue("change", "night", "end", error="transfer")
    assert reported(CLOSED, check_hours("hours", "end", closed="change"), failed)


# Hours that the check names


def test_a_queue_that_is_used_when_open_is_closed_with_the_hours() -> None:
    assert reported(CLOSED, office("hours", "transfer", closed="transfer"))
    day = office("hours", "day", closed="night"), set_queue("day", "sales", "transfer")
    assert reported(CLOSED, *day, set_queue("night", "sales", "transfer"))
    assert not reported(CLOSED, *day, set_queue("night", "standby", "transfer"))


def test_a_queue_that_was_set_before_the_hours_were_checked_is_closed_with_them() -> None:
    assert reported(CLOSED, office("hours", "end", closed="transfer"))
    assert not reported(CLOSED, office("hours", "end", closed="night"), set_queue("night", "standby", "transfer"))
    again = set_queue("again", "first", "transfer")
    assert reported(CLOSED, office("hours", "end", closed="again"), again)


def test_a_second_check_may_ask_for_holidays() -> None:
    days = check_hours("days", "end", closed="transfer", HoursOfOperationId="days")
    assert reported(CLOSED, days)
    assert not reported(CLOSED, office("hours", "days", closed="end"), days)
    assert not reported(CLOSED, check_hours("hours", "days", closed="end"), days)


def test_hours_that_list_the_holidays_are_open_when_nobody_is_there() -> None:
    holidays = check_hours("holidays", "end", closed="hours", HoursOfOperationId="holidays")
    assert not reported(CLOSED, holidays, check_hours("hours", "transfer"))
    assert not reported(CLOSED, check_hours("holidays", "end", closed="transfer", HoursOfOperationId="days"))
    assert not reported(CLOSED, check_hours("days", "end", closed="transfer", HoursOfOperationId="arn/Office closed"))


def test_a_second_check_behind_the_open_branch_takes_nothing_back() -> None:
    def holiday(name: str, then: str) -> Json:
        return check_hours(name, then, HoursOfOperationId="holidays")

    twice = office("hours", "holiday", closed="night"), holiday("holiday", "other")
    other = {**TRANSFER, "Identifier": "other"}
    night = set_queue("night", "second", "transfer")
    used = set_queue("other", "second", "last"), {**TRANSFER, "Identifier": "last"}
    assert reported(CLOSED, *twice, night, *used)
    assert not reported(CLOSED, *twice, night, other)
    # What is closed by the same hours is no longer open by them.
    again = office("again", "end", closed="other")
    assert not reported(CLOSED, office("hours", "again", closed="night"), night, again, *used)


def test_other_hours_tell_nothing_of_these() -> None:
    shop = check_hours("shop", "night", closed="end", HoursOfOperationId="shop")
    night = set_queue("night", "standby", "transfer")
    assert not reported(CLOSED, menu("menu", "hours", "shop"), office("hours", "end", closed="night"), shop, night)


def test_the_hours_of_the_queue_are_forgotten_with_it_but_not_those_of_the_office() -> None:
    day = office("hours", "transfer", closed="own"), check_hours("own", "back", closed="end")
    assert not reported(CLOSED, *day, set_queue("back", "standby", "transfer"))
    used = office("hours", "day", closed="own"), set_queue("day", "sales", "transfer")
    assert reported(CLOSED, *used, check_hours("own", "back", closed="end"), set_queue("back", "sales", "transfer"))


# Flags


def test_a_flag_is_followed() -> None:
    flags = check_hours("hours", "yes", closed="no"), note("yes", "yes", "ask")
    assert not reported(CLOSED, *flags, note("no", "no", "ask"), asked("ask", "yes", "transfer", "end"))
    assert reported(CLOSED, *flags, note("no", "no", "ask"), asked("ask", "no", "transfer", "end"))
    assert reported(CLOSED, *flags, note("no", "yes", "ask"), asked("ask", "yes", "transfer", "end"))


# Who needs no check


@pytest.mark.parametrize("channel", ["TASK", "EMAIL"])
def test_tasks_and_emails_may_wait(channel: str) -> None:
    hours = check_hours("hours", "transfer", closed="channel")
    assert not reported(CLOSED, hours, compare("channel", "$.Channel", channel, "transfer", "end"))
    assert reported(CLOSED, hours, compare("channel", "$.Channel", channel, "end", "transfer"))


@pytest.mark.parametrize("rule", [CLOSED, HOURS])
def test_what_is_neither_a_call_nor_a_chat_may_wait(rule: str) -> None:
    hours = check_hours("hours", "end", closed="channel" if rule == CLOSED else "end", error="channel")

    def channels(*names: str) -> Json:
        ends = dict.fromkeys(names, "end")
        return block("channel", "Compare", {"ComparisonValue": "$.Channel"}, is_=ends, NoMatchingCondition="transfer")

    assert not reported(rule, hours, channels("VOICE", "CHAT"))
    assert not reported(rule, hours, channels("CHAT", "VOICE", "TASK"))
    assert reported(rule, hours, channels("VOICE"))
    assert reported(rule, hours, channels("VOICE", "TASK"))


def test_an_agents_own_queue_has_no_hours() -> None:
    maria = set_queue("set", "maria", "hours", by="AgentId")
    assert not reported(CLOSED, maria, office("hours", "transfer", closed="transfer"))


# Other flows and modules


def test_what_a_flow_before_found_closed_is_closed() -> None:
    main = set_queue("set", "sales", "hours"), check_hours("hours", "end", closed="go"), go("go", "Sales")
    assert reported_in_run(CLOSED, {"Main": main, "Sales": (TRANSFER,)}) == {"Sales"}
    noted = asked("ask", "yes", "transfer", "end")
    assert reported_in_run(CLOSED, {"Main": main, "Sales": (noted,)}) == set()
    channel = compare("channel", "$.Channel", "CHAT", "transfer", "end")
    assert reported_in_run(CLOSED, {"Main": main, "Sales": (channel,)}) == set()


def test_the_queue_flow_knows_the_queue_that_the_contact_waits_in() -> None:
    hook = block(
        "hook", "UpdateContactEventHooks", {"EventHooks": {"CustomerQueue": "Wait"}}, "set", NoMatchingError="set"
    )
    waits = office("hours", "end", closed="transfer")
    known = hook, set_queue("set", "sales", "transfer"), TRANSFER
    assert reported_in_run(CLOSED, {"Main": known, "Wait": (waits,)}, Wait="CUSTOMER_QUEUE") == {"Wait"}
    assert reported_in_run(CLOSED, {"Wait": (waits,)}, Wait="CUSTOMER_QUEUE") == set()
    other = set_queue("night", "night", "transfer")
    away = office("hours", "end", closed="night")
    assert reported_in_run(CLOSED, {"Main": known, "Wait": (away, other)}, Wait="CUSTOMER_QUEUE") == set()
    elsewhere = hook, go("set", "Sales")
    assert reported_in_run(CLOSED, {"Main": elsewhere, "Wait": (waits,)}, Wait="CUSTOMER_QUEUE") == set()


def test_what_a_module_found_closed_it_may_have_noted() -> None:
    back = block("back", "EndFlowModuleExecution")
    main = set_queue("set", "sales", "call"), module("call", "Checks", "transfer")
    checks = check_hours("hours", "back", closed="back"), back
    assert reported_in_run(CLOSED, {"Main": main, "Checks": checks}, Checks="MODULE") == set()
    closed = set_queue("set", "sales", "hours"), check_hours("hours", "end", closed="call"), module("call", "M", "end")
    assert reported_in_run(CLOSED, {"Main": closed, "M": (TRANSFER,)}, M="MODULE") == {"M"}
    outside = set_queue("set", "sales", "hours"), check_hours("hours", "end", "call"), module("call", "X", "transfer")
    assert reported_in_run(CLOSED, {"Main": outside}) == set()


def test_a_queue_that_a_check_lacked_before_is_not_told_again() -> None:
    def told(*blocks: Json) -> int:
        return len(findings(CLOSED, {"Type": "CONTACT_FLOW", "Content": bare(*blocks)}))

    staffing = check_staffing("staffing", "transfer")
    assert told(office("hours", "staffing", closed="staffing"), staffing) == 0
    assert told(office("hours", "queue", closed="queue"), set_queue("queue", "sales", "staffing"), staffing) == 1


@pytest.mark.parametrize("type", ["QUEUE_TRANSFER", "MODULE", "", "CONTACT_FLOW"])
def test_the_queue_that_came_with_the_contact_may_be_closed(type: str) -> None:
    document = {"Type": type, "Content": bare(check_hours("hours", "transfer", closed="transfer"))}
    # An inbound flow has no queue there, which is for another rule to say.
    assert len(findings(CLOSED, document)) == (type != "CONTACT_FLOW")


# What findings say


def path(finding: Finding) -> list[tuple[str | None, str, str]]:
    return [(step.via, step.block.id, step.note) for step in finding.trail]


def test_the_path_shows_the_check() -> None:
    hours, staffing = check_hours("hours", "end", closed="staffing"), check_staffing("staffing", "transfer")
    (finding,) = findings(CLOSED, flow(hours, staffing))
    assert finding.message == (
        "Transfer to queue “transfer” can be reached when Check hours of operation “hours” says closed; "
        "lead its Out of hours branch elsewhere."
    )
    assert path(finding) == [
        (None, "queue", ""),
        ("next", "hours", "the hours are checked, and it is closed"),
        ("condition Equals False", "staffing", ""),
        ("condition Equals 0", "transfer", "puts the contact in the queue all the same"),
    ]


def test_each_transfer_is_told_once() -> None:
    hours = check_hours("hours", "menu", closed="menu")
    other = {**TRANSFER, "Identifier": "other"}
    found = findings(CLOSED, flow(hours, menu("menu", "transfer", "other"), TRANSFER, other))
    assert sorted(one.block.id for one in found if one.block) == ["other", "transfer"]


@pytest.mark.parametrize("odd", [None, 5, [], {}, True, "", ["sales"], {"QueueId": 1}])
def test_odd_parameters_do_no_harm(odd: Any) -> None:
    blocks = [
        check_hours("hours", "change", closed="change", HoursOfOperationId=odd),
        set_queue("change", odd, "ask"),
        compare("ask", odd, "0", "transfer", "transfer"),
    ]
    findings(CLOSED, flow(*blocks))
    findings(CLOSED, flow(*({**one, "Parameters": odd} for one in blocks)))


# Against every path


KINDS = ("hours", "office", "shop", "set a", "set b", "set agent", "yes", "no", "ask yes", "task", "menu")


def of_kind(name: str, kind: str, one: str, two: str, three: str) -> Json:
    made = {
        "hours": check_hours(name, one, two, three),
        "office": office(name, one, two, three),
        "shop": check_hours(name, one, two, three, HoursOfOperationId="shop"),
        "set a": set_queue(name, "a", one, two),
        "set b": set_queue(name, "b", one, two),
        "set agent": set_queue(name, "a", one, two, by="AgentId"),
        "yes": note(name, "yes", one),
        "no": note(name, "no", one),
        "ask yes": asked(name, "yes", one, two),
        "task": compare(name, "$.Channel", "TASK", one, two),
        "menu": menu(name, one, two),
    }
    return made[kind]


@st.composite
def flows(draw: st.DrawFn) -> Json:
    """Small flows of blocks whose branches mostly lead on, with two transfers."""
    names = [f"b{number}" for number in range(draw(st.integers(1, 6)))]
    kinds = draw(st.sampled_from([KINDS, ("hours", "office", "set a", "set b"), ("hours", "yes", "no", "ask yes")]))
    anywhere = st.sampled_from(["end"] * 3 + names + ["transfer", "other"])
    blocks = []
    for name, on in pairwise([*names, "transfer"]):
        first, second = (draw(st.sampled_from([on] * 3 + [draw(anywhere)])) for _ in range(2))
        blocks.append(of_kind(name, draw(st.sampled_from(kinds)), first, second, draw(anywhere)))
    other = block("other", "TransferContactToQueue", {}, NoMatchingError=draw(st.sampled_from([*names, "end"])))
    return flow(*blocks, other)


class End(NamedTuple):
    """What is known at the end of a walk."""

    queue: Json | None
    told: dict[str, str]
    """What was found of hours, as far as it still counts: of those that a check named, and of the queue's own."""
    last: str | None
    """Which of them were checked last."""
    checked_for: Json | None
    """The queue that was set where a check named its hours, if none had named others before."""
    is_open: set[str]


def at_end(document: Json, walk: Walk) -> End | None:
    """None for a walk that contradicts itself, and for a contact that needs no check."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    queue: Json | None = None
    told: dict[str, str] = {}
    order: list[str] = []
    is_open: set[str] = set()
    checked_for: Json | None = None
    flag: str | None = None
    exempt = False
    for name, branch in walk[:-1]:
        one = blocks[name]
        parameters = one["Parameters"]
        joined = ("next", dict(branches(one))[branch]) in branches(one)
        done = not branch.startswith("error") or joined
        if one["Type"] == "UpdateContactTargetQueue" and done:
            if parameters != queue:
                told.pop("queue", None)
            queue = parameters
        elif one["Type"] == "UpdateContactAttributes" and done:
            flag = parameters["Attributes"]["open"]
        elif one["Type"] == "CheckHoursOfOperation" and branch.startswith("condition"):
            which = parameters.get("HoursOfOperationId", "queue")
            if which != "queue":
                checked_for = queue if told.keys() <= {which} else None
                told = {}
            told[which] = branch
            is_open = is_open | {which} if branch.endswith("True") else is_open - {which}
            order.append(which)
        elif one["Type"] == "Compare" and "Channel" in parameters["ComparisonValue"]:
            exempt |= branch.startswith("condition")
        elif one["Type"] == "Compare":
            if flag is not None and (flag == "yes") != branch.startswith("condition"):
                return None
            flag = "yes" if branch.startswith("condition") else flag
    last = next((which for which in reversed(order) if which in told), None)
    return None if exempt else End(queue, told, last, checked_for, is_open)


@given(flows())
def test_reports_what_walking_every_path_finds(document: Json) -> None:
    ends = [(walk, end) for walk in walks(document) if (end := at_end(document, walk)) is not None]
    used = {(which, str(end.queue)) for _, end in ends for which in end.is_open}
    shortest: dict[str, int] = {}
    for walk, (queue, told, last, checked_for, _) in ends:
        is_theirs = last == "queue" or checked_for == queue or (last, str(queue)) in used
        if last is not None and told[last].endswith("False") and is_theirs and "AgentId" not in (queue or {}):
            name = walk[-1][0]
            shortest[name] = min(len(walk), shortest.get(name, len(walk)))
    found = {one.block.id: len(one.trail) for one in findings(CLOSED, document) if one.block}
    assert found == shortest
