"""What needs a queue before one is set: each sentence of the definition, and all of it against every path."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    get_metrics,
    go,
    menu,
    module,
    reported_in_run,
    set_queue,
    walks,
)

TRANSFERS = "queue-transfer-without-queue"
USES = "queue-attribute-before-queue"
HOURS = "queue-transfer-without-hours-check"
STAFFING = "queue-transfer-without-staffing-check"


def say(name: str, text: str, then: str) -> Json:
    return block(name, "MessageParticipant", {"Text": text}, next=then, NoMatchingError=then)


def named(name: str, then: str) -> Json:
    return say(name, "You are calling $.Queue.Name.", then)


def told(rule: str, *blocks: Json, type: str = "CONTACT_FLOW") -> list[str]:
    """The blocks that are reported in a flow made of these, which starts without a queue."""
    return [one.block.id for one in findings(rule, {"Type": type, "Content": bare(*blocks)}) if one.block]


# Transfers


def test_a_transfer_needs_a_queue_on_every_path() -> None:
    assert told(TRANSFERS, TRANSFER) == ["transfer"]
    assert told(TRANSFERS, menu("menu", "set", "transfer"), set_queue("set", "sales", "transfer")) == ["transfer"]
    assert told(TRANSFERS, set_queue("set", "sales", "transfer")) == []
    assert told(TRANSFERS, set_queue("set", "maria", "transfer", by="AgentId")) == []


def test_the_error_branch_of_setting_a_queue_sets_none() -> None:
    assert told(TRANSFERS, set_queue("set", "sales", "end", error="transfer")) == ["transfer"]
    assert told(TRANSFERS, set_queue("set", "sales", "transfer", error="transfer")) == []


def test_a_transfer_may_name_its_queue() -> None:
    assert told(TRANSFERS, {**TRANSFER, "Parameters": {"QueueId": "sales"}}) == []
    assert told(TRANSFERS, {**TRANSFER, "Parameters": {"AgentId": "maria"}}) == []


def test_tasks_need_a_queue_as_well() -> None:
    assert told(TRANSFERS, compare("channel", "$.Channel", "TASK", "transfer", "end")) == ["transfer"]


def test_a_flag_is_followed() -> None:
    def note(name: str, value: str, then: str) -> Json:
        parameters = {"Attributes": {"queued": value}}
        return block(name, "UpdateContactAttributes", parameters, next=then, NoMatchingError="end")

    blocks = (
        menu("menu", "set", "no"),
        set_queue("set", "sales", "yes"),
        note("yes", "yes", "ask"),
        note("no", "no", "ask"),
    )
    assert told(TRANSFERS, *blocks, compare("ask", "$.Attributes.queued", "yes", "transfer", "end")) == []
    assert told(TRANSFERS, *blocks, compare("ask", "$.Attributes.queued", "no", "transfer", "end")) == ["transfer"]


@pytest.mark.parametrize(("matched", "expected"), [("sales", []), ("", ["transfer"])])
def test_a_comparison_shows_that_there_is_a_queue(matched: str, expected: list[str]) -> None:
    assert told(TRANSFERS, compare("ask", "$.Queue.Name", matched, "transfer", "end")) == expected
    assert told(TRANSFERS, compare("ask", "$.Queue.Name", matched, "end", "transfer")) == ["transfer"]
    assert told(TRANSFERS, compare("ask", "$.Attributes.queue", "sales", "transfer", "end")) == ["transfer"]
    assert bool(told(USES, compare("ask", "$.Queue.Name", matched, "use", "end"), named("use", "end"))) == bool(
        expected
    )


# Reads and checks


@pytest.mark.parametrize(
    "use",
    [
        named("use", "end"),
        block("use", "UpdateContactAttributes", {"Attributes": {"queue": "$.Queue.ARN"}}, next="end"),
        check_hours("use", "end"),
        check_staffing("use", "end"),
        check_staffing("use", "end", metric="NumberOfContactsInQueue"),
        get_metrics("use", "end"),
    ],
)
def test_what_needs_the_current_queue(use: Json) -> None:
    assert told(USES, use) == ["use"]
    assert told(USES, set_queue("set", "sales", "use"), use) == []
    assert told(USES, set_queue("set", "sales", "end", error="use"), use) == ["use"]
    assert told(USES, module("call", "elsewhere", "use"), use) == []


@pytest.mark.parametrize(
    "other",
    [
        compare("other", "$.Queue.Name", "Sales", "end", "end"),
        say("other", "You are calling $.Metrics.Queue.Name.", "end"),
        check_hours("other", "end", HoursOfOperationId="office"),
        check_staffing("other", "end", QueueId="sales"),
        get_metrics("other", "end", AgentId="maria"),
        block("other", "CreateCallbackContact", {}, next="end"),
    ],
)
def test_what_does_not(other: Json) -> None:
    assert told(USES, other) == []


def test_blocks_that_lack_the_queue_for_one_cause_are_one_finding() -> None:
    many = menu("menu", "read", "hours"), named("read", "end"), check_hours("hours", "end")
    (finding,) = findings(USES, {"Type": "CONTACT_FLOW", "Content": bare(*many)})
    assert finding.message == (
        "Play prompt “read” reads $.Queue.Name (so does 1 more) where there may be no queue; "
        "put “Set working queue” before it."
    )
    failing = menu("menu", "read", "set"), named("read", "end"), set_queue("set", "sales", "end", error="hours")
    assert told(USES, *failing, check_hours("hours", "end")) == ["read", "hours"]


# One cause, one finding


def test_what_comes_behind_a_use_is_not_told_again() -> None:
    assert told(USES, check_hours("hours", "staffing"), check_staffing("staffing", "end")) == ["hours"]
    behind = check_hours("hours", "transfer", error="transfer")
    assert told(USES, behind) == ["hours"]
    for rule in (TRANSFERS, HOURS, STAFFING):
        assert told(rule, behind) == []


def test_a_check_before_its_queue_is_told_at_the_check() -> None:
    blocks = check_hours("hours", "staffing"), check_staffing("staffing", "set"), set_queue("set", "sales", "transfer")
    assert told(USES, *blocks) == ["hours"]
    assert told(HOURS, *blocks) == []
    assert told(HOURS, *blocks, type="") == ["transfer"]
    staffing = check_staffing("staffing", "set"), set_queue("set", "sales", "transfer")
    assert told(USES, *staffing) == ["staffing"]
    assert told(STAFFING, *staffing) == []
    assert told(STAFFING, *staffing, type="") == ["transfer"]
    status = check_staffing("status", "staffing", metric="NumberOfContactsInQueue")
    assert told(USES, status, *staffing) == ["status"]
    assert told(STAFFING, status, *staffing) == []
    read = named("read", "hours"), check_hours("hours", "set"), set_queue("set", "sales", "transfer")
    assert (told(USES, *read), told(HOURS, *read)) == (["read"], [])
    read = named("read", "set"), set_queue("set", "sales", "transfer")
    assert (told(USES, *read), told(HOURS, *read), told(STAFFING, *read)) == (["read"], ["transfer"], ["transfer"])


def test_a_check_of_no_queue_makes_up_for_one_check_alone() -> None:
    change = set_queue("change", "billing", "transfer")
    again = set_queue("set", "sales", "again"), check_hours("again", "change"), change
    assert told(HOURS, check_hours("hours", "set"), *again) == ["transfer"]
    office = check_hours("office", "hours", HoursOfOperationId="office")
    assert told(HOURS, office, check_hours("hours", "set"), *again) == []


def test_where_no_queue_is_set_only_that_is_told() -> None:
    for rule in (HOURS, STAFFING):
        assert told(rule, TRANSFER) == []


# Where contacts come from


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        ("CONTACT_FLOW", True), ("", False), ("MODULE", False), ("QUEUE_TRANSFER", False), ("AGENT_TRANSFER", False),
        ("CUSTOMER_QUEUE", False), ("CUSTOMER_WHISPER", False), ("AGENT_WHISPER", False), ("OUTBOUND_WHISPER", False),
        ("CUSTOMER_HOLD", False), ("AGENT_HOLD", False), ("CAMPAIGN", False),
    ],
)  # fmt: skip
def test_only_an_inbound_flow_surely_starts_without_a_queue(type: str, expected: bool) -> None:
    assert bool(told(TRANSFERS, TRANSFER, type=type)) is expected
    assert bool(told(USES, named("read", "end"), type=type)) is expected


@pytest.mark.parametrize(
    "sign",
    [
        block(
            "sign", "Wait", {"Events": ["CustomerReturned"]}, is_={"CustomerReturned": "next"}, NoMatchingError="end"
        ),
        block("sign", "ShowView", {"ViewResource": {}}, next="next", NoMatchingError="next"),
        block("sign", "CheckOutboundCallStatus", {}, is_={"CallAnswered": "next"}, NoMatchingError="next"),
    ],
)
def test_some_inbound_flows_are_of_contacts_that_have_a_queue(sign: Json) -> None:
    assert told(TRANSFERS, sign, {**TRANSFER, "Identifier": "next"}) == []
    assert told(USES, sign, named("next", "end")) == []


def test_a_wait_for_anything_else_is_no_sign() -> None:
    assert told(TRANSFERS, block("wait", "Wait", {"TimeLimitSeconds": "5"}, is_={"WaitCompleted": "transfer"})) == [
        "transfer"
    ]


@pytest.mark.parametrize("hook", ["CustomerRemaining", "DefaultAgentUI"])
def test_a_flow_that_is_set_for_an_event_comes_later(hook: str) -> None:
    arn = "arn:aws:connect:eu-west-1:111122223333:instance/i/contact-flow/Survey"
    hooks = block("hooks", "UpdateContactEventHooks", {"EventHooks": {hook: arn}}, next="end")
    assert reported_in_run(TRANSFERS, {"Main": (hooks,), "Survey": (TRANSFER,)}) == set()
    assert reported_in_run(TRANSFERS, {"Main": (hooks, go("end", "Survey")), "Survey": (TRANSFER,)}) == set()
    assert reported_in_run(TRANSFERS, {"Main": (hooks,), "Sales": (TRANSFER,)}) == {"Sales"}


def test_a_caller_sets_the_queue() -> None:
    main = set_queue("set", "sales", "go"), go("go", "Sales")
    assert reported_in_run(TRANSFERS, {"Main": main, "Sales": (TRANSFER,)}) == set()
    forgot = (go("go", "Sales"),)
    assert reported_in_run(TRANSFERS, {"Main": main, "Night": forgot, "Sales": (TRANSFER,)}) == {"Sales"}
    assert reported_in_run(TRANSFERS, {"Main": forgot, "Sales": (TRANSFER,)}, Main="AGENT_TRANSFER") == set()
    assert reported_in_run(TRANSFERS, {"Main": forgot, "Sales": (TRANSFER,)}, Sales="QUEUE_TRANSFER") == set()
    assert reported_in_run(USES, {"Main": forgot, "Sales": (named("read", "end"),)}) == {"Sales"}


def test_a_module_of_the_run_is_followed_and_another_may_set_the_queue() -> None:
    main, back = (module("call", "M", "transfer"),), block("back", "EndFlowModuleExecution")

    def calls(one: Json) -> set[str]:
        return reported_in_run(TRANSFERS, {"Main": main, "M": (one, back)}, M="MODULE")

    assert calls(set_queue("set", "sales", "back")) == set()
    assert calls(named("read", "back")) == set()
    assert calls(say("hi", "Hello.", "back")) == {"Main"}
    assert reported_in_run(TRANSFERS, {"Main": main}) == set()


def test_in_a_ring_of_flows_contacts_may_come_in_at_any() -> None:
    main = set_queue("set", "sales", "go"), go("go", "Sales")
    sales = menu("menu", "transfer", "go"), TRANSFER, go("go", "Main")
    assert reported_in_run(TRANSFERS, {"Main": main, "Sales": sales}) == set()
    leaky = set_queue("set", "sales", "go", error="say"), say("say", "Sorry.", "go"), go("go", "Sales")
    assert reported_in_run(TRANSFERS, {"Main": leaky, "Sales": sales}) == {"Sales"}


# What findings say


def test_the_path_shows_where_setting_a_queue_failed() -> None:
    blocks = set_queue("set", "sales", "end", error="sorry"), say("sorry", "One moment.", "transfer")
    (finding,) = findings(TRANSFERS, {"Type": "CONTACT_FLOW", "Content": bare(*blocks)})
    assert finding.message == (
        "Transfer to queue “transfer” can be reached with no queue set; "
        "lead the Error branch of Set working queue “set” elsewhere."
    )
    assert [(step.via, step.block.id, step.note) for step in finding.trail] == [
        (None, "set", "failed, so no queue is set"),
        ("error NoMatchingError", "sorry", ""),
        ("next", "transfer", "there is no queue to put the contact in"),
    ]


def test_a_read_is_shown_where_it_stands() -> None:
    (finding,) = findings(USES, {"Type": "CONTACT_FLOW", "Content": bare(named("read", "end"))})
    assert finding.pointer.endswith("/Actions/0/Parameters/Text")
    assert [(step.block.id, step.note) for step in finding.trail] == [("read", "reads $.Queue.Name")]


@pytest.mark.parametrize("rule", [TRANSFERS, USES])
@pytest.mark.parametrize("odd", [None, 5, [], {}, True, "", ["sales"], {"QueueId": 1}])
def test_odd_parameters_do_no_harm(rule: str, odd: Any) -> None:
    blocks = [
        set_queue("set", odd, "wait"),
        block("wait", "Wait", {"Events": odd}, next="hooks"),
        block("hooks", "UpdateContactEventHooks", {"EventHooks": odd}, next="staffing"),
        check_staffing("staffing", "transfer", metric=odd, QueueId=odd),
    ]
    told(rule, *blocks)
    told(rule, *({**one, "Parameters": odd} for one in blocks))


# Against every path


def of_kind(name: str, kind: str, one: str, two: str, three: str) -> Json:
    made = {
        "set": set_queue(name, "a", one, two),
        "set agent": set_queue(name, "a", one, two, by="AgentId"),
        "read": named(name, one),
        "hours": check_hours(name, one, two, three),
        "own hours": check_hours(name, one, two, three, HoursOfOperationId="office"),
        "task": compare(name, "$.Channel", "TASK", one, two),
        "menu": menu(name, one, two),
        "module": module(name, "elsewhere", one, two),
    }
    return made[kind]


@st.composite
def flows(draw: st.DrawFn) -> Json:
    """Small inbound flows of blocks whose branches mostly lead on, with two transfers."""
    names = [f"b{number}" for number in range(draw(st.integers(1, 6)))]
    kinds = ["set", "set", "set agent", "read", "hours", "own hours", "task", "menu", "menu", "module"]
    anywhere = st.sampled_from(["end"] * 3 + names + ["transfer", "other"])
    blocks = []
    for name, on in pairwise([*names, "transfer"]):
        first, second = (draw(st.sampled_from([on] * 3 + [draw(anywhere)])) for _ in range(2))
        blocks.append(of_kind(name, draw(st.sampled_from(kinds)), first, second, draw(anywhere)))
    other = block("other", "TransferContactToQueue", {}, NoMatchingError=draw(st.sampled_from([*names, "end"])))
    return bare(*blocks, other)


def lacks_queue(document: Json, walk: Walk) -> bool:
    """Whether no block before the end of a walk set a queue, may have set one, or needed one before."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    for name, branch in walk[:-1]:
        one = blocks[name]
        joined = ("next", dict(branches(one))[branch]) in branches(one)
        set_here = one["Type"] == "UpdateContactTargetQueue" and (branch == "next" or joined)
        set_there = one["Type"] == "InvokeFlowModule" and (branch == "next" or joined)
        if set_here or set_there or needs_queue(one):
            return False
    return True


def needs_queue(one: Json) -> bool:
    reads = "$.Queue" in str(one["Parameters"])
    return reads or (one["Type"] == "CheckHoursOfOperation" and not one["Parameters"])


def all_walks(document: Json) -> list[Walk]:
    """Every walk to a transfer, and every beginning of one that ends where a queue is needed."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    ends = [name for name, one in blocks.items() if needs_queue(one)]
    found = {tuple(walk) for walk in walks(document)}
    for end in ends:
        goal = {**blocks[end], "Type": "TransferContactToQueue", "Transitions": {"Conditions": [], "Errors": []}}
        cut = {**document, "Actions": [goal if name == end else one for name, one in blocks.items()]}
        found |= {tuple(walk) for walk in walks(cut) if walk[-1][0] == end}
    return [list(walk) for walk in found]


@given(flows())
def test_reports_what_walking_every_path_finds(document: Json) -> None:
    shortest: dict[str, int] = {}
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    for walk in all_walks(document):
        if lacks_queue(document, walk):
            shortest[walk[-1][0]] = min(len(walk), shortest.get(walk[-1][0], len(walk)))
    inbound = {"Type": "CONTACT_FLOW", "Content": document}
    transfers = {one.block.id: len(one.trail) for one in findings(TRANSFERS, inbound) if one.block}
    assert transfers == {name: steps for name, steps in shortest.items() if not needs_queue(blocks[name])}
    lacking = {name: steps for name, steps in shortest.items() if needs_queue(blocks[name])}
    uses = findings(USES, inbound)
    assert {one.block.id: len(one.trail) for one in uses if one.block}.items() <= lacking.items()
    assert min((len(one.trail) for one in uses), default=None) == min(lacking.values(), default=None)
    assert sum(1 + others(one.message) for one in uses) == len(lacking)


def others(message: str) -> int:
    """How many more blocks a finding speaks of."""
    _, told, rest = message.partition("(so do")
    return int("".join(filter(str.isdigit, rest.partition(")")[0]))) if told else 0
