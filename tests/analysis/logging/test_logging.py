"""Logging around stored input, against every walk through small flows."""

import json
from typing import Any

import pytest
from hypothesis import given

from kit.flows import flow as flow_of
from kit.walks import LONGEST, Walk, action, findings, line, small_flows, walk_of, walks

ON, INHERITED, LEFT_OFF, NEVER = (
    "logging-on-while-storing-input",
    "logging-inherited-while-storing-input",
    "logging-left-off",
    "logging-never-enabled",
)
SETTINGS = {"on": "Enabled", "off": "Disabled", "dynamic": "$.Attributes.x"}
STATES = {"on": "on", "off": "off", "dynamic": "unknown"}
KINDS = (*SETTINGS, "store", "say", "menu", "module", "leave", "end")


def block(name: str, kind: str, success: str, error: str) -> dict[str, Any]:
    """One block of a kind; `error` is used where the kind has an error branch."""
    if kind in SETTINGS:
        return action(name, "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": SETTINGS[kind]}, success)
    types: dict[str, tuple[str, dict[str, Any]]] = {
        "store": ("GetParticipantInput", {"StoreInput": "True"}),
        "menu": ("ShowView", {}),
        "module": ("InvokeFlowModule", {"FlowModuleId": "elsewhere"}),
        "leave": ("TransferContactToQueue", {}),
        "say": ("MessageParticipant", {"Text": "Hello."}),
    }
    if kind == "end":
        return action(name, "DisconnectParticipant")
    return action(name, *types[kind], success, error)


def reached(flow: dict[str, Any]) -> dict[str, Any]:
    """Let another flow hand over to this one."""
    return {**flow, "Metadata": {"type": "queueTransfer"}}


FLOWS = small_flows(KINDS, block).map(reached)


def steps(walk: Walk) -> list[tuple[str, str]]:
    """The kinds of the blocks that a walk leaves, each with the branch; a menu goes on by its errors alone."""
    return [(name.split()[1], branch) for name, branch in walk[:-1]]


def possible(walk: Walk) -> bool:
    return ("menu", "next") not in steps(walk)


def state_at_end(walk: Walk) -> str:
    """What logging is at the end of a walk: what the last block left it at that set it."""
    for kind, branch in reversed(steps(walk)):
        if (kind, branch) == ("module", "next"):
            return "unknown"
        if kind in STATES:
            return STATES[kind]
    return "inherited"


def blamed_at_end(walk: Walk) -> str | None:
    """The block that left logging off, where the contact leaves the flow at the end of a walk and that matters."""
    end, way = walk[-1][0].split()[1], steps(walk)
    others = [at for at, step in enumerate(way) if step[0] in ("on", "dynamic") or step == ("module", "next")]
    since = max(others, default=-1) + 1
    offs = [at for at in range(since, len(way)) if way[at][0] == "off"]
    stores = [at for at in range(min(offs, default=len(way)), len(way)) if way[at] == ("store", "next")]
    asked = stores and any(kind == "menu" for kind, _ in way[stores[0] :])
    if not stores or not (end == "leave" or (end == "end" and asked)):
        return None
    return walk[max(at for at in offs if at < stores[0])][0]


def stored_in(flow: dict[str, Any], state: str) -> dict[str, int]:
    """The blocks that walks reach with logging in a state and that store input, with the length of the shortest."""
    shortest: dict[str, int] = {}
    for walk in filter(possible, walks(flow)):
        name = walk[-1][0]
        if name.endswith("store") and state_at_end(walk) == state:
            shortest[name] = min(len(walk), shortest.get(name, len(walk)))
    return shortest


@given(FLOWS)
def test_logging_on_is_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    found = {finding.block.id: finding for finding in findings(ON, flow) if finding.block}
    assert {name: len(finding.trail) for name, finding in found.items()} == stored_in(flow, "on")
    assert all(state_at_end(walk_of(finding)) == "on" for finding in found.values())


@given(FLOWS)
def test_inherited_logging_is_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    on = stored_in(flow, "on")
    expected = {name: length for name, length in stored_in(flow, "inherited").items() if name not in on}
    found = findings(INHERITED, flow)
    assert len(found) == bool(expected)
    for finding in found:
        assert finding.block is not None
        assert len(finding.trail) == expected[finding.block.id] == min(expected.values())
        assert state_at_end(walk_of(finding)) == "inherited"
        assert (f"and {len(expected) - 1} more" in finding.message) == (len(expected) > 1)


@given(FLOWS)
def test_logging_left_off_is_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    shortest: dict[str, int] = {}
    for walk in filter(possible, walks(flow)):
        blamed = blamed_at_end(walk)
        if blamed is not None:
            shortest[blamed] = min(len(walk), shortest.get(blamed, len(walk)))
    found = {finding.block.id: finding for finding in findings(LEFT_OFF, flow) if finding.block}
    lengths = {name: len(finding.trail) for name, finding in found.items()}
    assert {name: length for name, length in lengths.items() if length <= LONGEST + 1} == shortest
    assert all(blamed_at_end(walk_of(finding)) == name for name, finding in found.items())


@given(FLOWS)
def test_logging_is_never_enabled_where_no_walk_may_turn_it_on(flow: dict[str, Any]) -> None:
    flow["Metadata"] = {"type": "contactFlow"}
    passed = {step for walk in filter(possible, walks(flow)) for step in [*steps(walk), (walk[-1][0].split()[1], "")]}
    turned_on = any(kind in ("on", "dynamic") or (kind, branch) == ("module", "next") for kind, branch in passed)
    assert len(findings(NEVER, flow)) == (not turned_on)


@pytest.mark.parametrize(
    ("kinds", "blamed"),
    [
        ("off store leave", "0 off"),
        ("off store on leave", None),
        ("off store dynamic leave", None),
        ("off store module leave", None),
        ("off leave", None),
        ("store off leave", None),
        ("on off off store leave", "2 off"),
        ("off store off leave", "0 off"),
        ("off store on off leave", None),
        ("off store store leave", "0 off"),
        ("off store say", None),
        ("off store store", None),
    ],
)
def test_who_leaves_logging_off(kinds: str, blamed: str | None) -> None:
    assert named(LEFT_OFF, line(kinds, block)) == ([(None, blamed)] if blamed else [])


def test_a_path_that_hangs_up_counts_where_the_customer_was_asked_more() -> None:
    def flow(*kinds: str) -> dict[str, Any]:
        made = line(" ".join(kinds), block)
        for one in made["Actions"]:
            if one["Type"] == "ShowView":  # goes on by its conditions and errors alone
                one["Transitions"]["Errors"][0]["NextAction"] = one["Transitions"]["NextAction"]
        return made

    assert named(LEFT_OFF, flow("off", "store", "menu", "say")) == [(None, "0 off")]
    assert named(LEFT_OFF, flow("off", "menu", "store", "say")) == []
    assert named(LEFT_OFF, flow("off", "store", "menu", "on")) == []


def answer(name: str, flow: dict[str, Any]) -> dict[str, Any]:
    """A flow, or a module if it has settings, as the API tells of it, with its name as its id."""
    kind = "ContactFlowModule" if "Settings" in flow else "ContactFlow"
    return {kind: {"Content": json.dumps(flow), "Name": name, "Id": name, "Type": "CONTACT_FLOW"}}


def module(*kinds: str) -> dict[str, Any]:
    """A module that runs blocks of these kinds one after another and comes back."""
    names = [f"{index} {kind}" for index, kind in enumerate(kinds)] + ["return"]
    blocks = [
        block(name, kind, names[at + 1], "return") for at, (name, kind) in enumerate(zip(names, kinds, strict=False))
    ]
    return flow_of(*blocks, action("return", "EndFlowModuleExecution"), Settings={})


def calling(first: str) -> dict[str, Any]:
    """A flow that sets logging, calls the module `quiet`, stores input and leaves."""
    return flow_of(
        block("first", first, "call", ""),
        action("call", "InvokeFlowModule", {"FlowModuleId": "quiet"}, "store", "end"),
        block("store", "store", "leave", "leave"),
        block("leave", "leave", "end", "end"),
        block("end", "end", "", ""),
    )


def named(rule: str, *flows: dict[str, Any]) -> list[tuple[str | None, str]]:
    """The findings of a rule, as flow and block."""
    return [(finding.flow, finding.block.id) for finding in findings(rule, *flows) if finding.block]


def test_a_module_of_the_run_is_followed() -> None:
    caller = answer("main", calling("on"))
    assert named(ON, caller, answer("quiet", module("off"))) == []
    (finding,) = findings(ON, caller, answer("quiet", module("say")))
    assert [(step.via, step.block.id) for step in finding.trail] == [
        (None, "first"),
        ("next", "call"),
        ("next", "store"),
    ]


def test_a_module_that_turns_logging_off_is_the_callers_to_answer_for() -> None:
    quiet = module("off", "store")
    assert named(LEFT_OFF, answer("quiet", quiet)) == [("quiet", "0 off")]
    assert named(LEFT_OFF, answer("main", calling("on")), answer("quiet", quiet)) == [("main", "call")]
    # Another block that turns it off does nothing to what the module stored.
    assert named(LEFT_OFF, answer("main", calling("off")), answer("quiet", module("store"))) == [("main", "first")]


def handing(kind: str) -> dict[str, Any]:
    hand = action("hand", "TransferToFlow", {"ContactFlowId": "next"}, "end", "end")
    return answer("main", flow_of(block("first", kind, "hand", ""), hand, block("end", "end", "", "")))


def test_a_flow_that_is_handed_over_with_logging_off_or_on_has_it_so() -> None:
    following = answer("next", flow_of(block("store", "store", "end", "end"), block("end", "end", "", "")))
    assert named(INHERITED, following) == []
    assert named(INHERITED, handing("say"), following) == [("next", "store")]
    assert named(INHERITED, handing("off"), following) == []
    assert named(INHERITED, handing("on"), following) == []
    assert named(ON, handing("on"), following) == [("next", "store")]


def test_a_flow_that_only_some_hand_over_to_with_logging_on_inherits_it() -> None:
    following = answer("next", flow_of(block("store", "store", "end", "end"), block("end", "end", "", "")))
    turns_on, says = handing("on"), {"ContactFlow": {**handing("say")["ContactFlow"], "Id": "other", "Name": "other"}}
    assert named(ON, turns_on, says, following) == []
    assert named(INHERITED, turns_on, says, following) == [("next", "store")]


@pytest.mark.parametrize(
    ("first", "later", "on", "inherited"),
    [("on", "say", 1, 0), ("on", "off", 0, 1), ("off", "say", 0, 0), ("say", "on", 0, 1), ("on", "leave", 1, 0)],
)
def test_a_flow_for_an_event_has_the_setting_that_nothing_changes_until_then(
    first: str, later: str, on: int, inherited: int
) -> None:
    """Without an event before it, contacts come in at this flow, and logging is off."""
    hook = action("hook", "UpdateContactEventHooks", {"EventHooks": {"CustomerRemaining": "next"}}, "later", "end")
    end = block("end", "end", "", "")
    setting = answer("main", flow_of(block("first", first, "hook", ""), hook, block("later", later, "end", "end"), end))
    following = answer("next", flow_of(block("store", "store", "end", "end"), end))
    assert len(named(ON, setting, following)) == on
    assert len(named(INHERITED, setting, following)) == inherited


def test_a_flow_that_hands_over_before_the_event_leaves_the_setting_to_the_next() -> None:
    hook = action("hook", "UpdateContactEventHooks", {"EventHooks": {"CustomerRemaining": "next"}}, "go", "end")
    go = action("go", "TransferToFlow", {"ContactFlowId": "elsewhere"}, "end", "end")
    end = block("end", "end", "", "")
    setting = answer("main", flow_of(block("on", "on", "hook", ""), hook, go, end))
    following = answer("next", flow_of(block("store", "store", "end", "end"), end))
    assert (named(ON, setting, following), named(INHERITED, setting, following)) == ([], [("next", "store")])


def test_a_flow_of_the_run_that_turns_logging_on_heals_what_hands_over_to_it() -> None:
    hand = action("hand", "TransferToFlow", {"ContactFlowId": "next"}, "end", "end")
    main = flow_of(
        block("off", "off", "store", ""), block("store", "store", "hand", "end"), hand, block("end", "end", "", "")
    )
    end = block("end", "end", "", "")
    assert named(LEFT_OFF, answer("main", main)) == [("main", "off")]
    assert named(LEFT_OFF, answer("main", main), answer("next", flow_of(end))) == [("main", "off")]
    assert named(LEFT_OFF, answer("main", main), answer("next", flow_of(block("on", "on", "end", ""), end))) == []
    off_first = flow_of(block("off", "off", "on", ""), block("on", "on", "end", ""), end)
    assert named(LEFT_OFF, answer("main", main), answer("next", off_first)) == [("main", "off")]
    by_module = flow_of(action("call", "InvokeFlowModule", {"FlowModuleId": "quiet"}, "end", "end"), end)
    assert named(LEFT_OFF, answer("main", main), answer("next", by_module), answer("quiet", module("on"))) == []


def test_only_the_flow_where_contacts_come_in_is_told_to_turn_logging_on() -> None:
    hand = action("hand", "TransferToFlow", {"ContactFlowId": "next"}, "end", "end")
    end = block("end", "end", "", "")
    main, following = answer("main", flow_of(hand, end)), answer("next", flow_of(end))
    assert [finding.flow for finding in findings(NEVER, main, following)] == ["main"]
    assert [finding.flow for finding in findings(NEVER, following)] == ["next"]
