"""The solver over all flows of a run, on a small problem: what was said last before each block."""

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.engine.facts import ProjectFacts
from flowlint.analysis.engine.interprocedural import Problem, Solution, entry_groups
from flowlint.model.flow import Flow, Transition
from flowlint.model.project import Project
from flowlint.reading import read_text
from kit.flows import block
from kit.flows import flow as flow_of

Words = frozenset[str]
Actions = list[dict[str, Any]]


def say(name: str, text: str, then: str) -> dict[str, Any]:
    return block(name, "MessageParticipant", {"Text": text}, then)


def go(name: str, flow: str, error: str = "") -> dict[str, Any]:
    return block(name, "TransferToFlow", {"ContactFlowId": flow}, error or None, **leading_on(NoMatchingError=error))


def call(name: str, module: str, then: str, error: str = "", no_match: str = "") -> dict[str, Any]:
    errors = leading_on(NoMatchingError=error, NoMatchingCondition=no_match)
    return block(name, "InvokeFlowModule", {"FlowModuleId": module}, then, **errors)


def leading_on(**errors: str) -> dict[str, str]:
    return {error: target for error, target in errors.items() if target}


def choose(name: str, *then: str) -> dict[str, Any]:
    """A menu that leads to any of these blocks."""
    keys = {str(number): one for number, one in enumerate(then)}
    return block(name, "GetParticipantInput", {"Text": "Choose.", "StoreInput": "False"}, is_=keys)


def stop(name: str) -> dict[str, Any]:
    return block(name, "DisconnectParticipant")


def ask(name: str, module: str, no_match: str, **then: str) -> dict[str, Any]:
    """A call that goes on by what the module returns."""
    parameters = {"FlowModuleId": module}
    return block(name, "InvokeFlowModule", parameters, no_match, then, NoMatchingCondition=no_match)


def back(name: str, result: str = "") -> dict[str, Any]:
    return block(name, "EndFlowModuleExecution", {"Result": result} if result else {})


def run(flows: dict[str, Actions]) -> ProjectFacts:
    """A run of flows by id; each starts at its first block, and one whose id begins with M is a module."""
    answers = [
        {
            "Id": one,
            "Type": "MODULE" if one.startswith("M") else "CONTACT_FLOW",
            "Content": flow_of(*actions),
        }
        for one, actions in flows.items()
    ]
    return ProjectFacts(Project(read_text("flows.json", json.dumps(answers)).flows))


def id_of(flow: Flow) -> str:
    (one,) = flow.ids
    return one


def last_said(flow: Flow, edge: Transition, words: Words) -> Words:
    text = flow.by_id[edge.source].parameters.get("Text")
    return frozenset({text}) if flow.by_id[edge.source].type == "MessageParticipant" else words


PROBLEM: Problem[Words] = Problem(
    entry_state=lambda flow: frozenset({f"start {id_of(flow)}"}),
    transfer=last_said,
    join=lambda one, other: one | other,
    on_transfer=lambda words: words,
    on_call=lambda words: words,
    on_event=lambda facts, block, states: states[block.id] | {"an event"},
    on_return=lambda flow, edge, before, after, from_state: after,
    on_unknown_call=lambda words: frozenset({"?"}),
    never=frozenset(),
)


def before(flows: dict[str, Actions], flow_id: str, block_id: str) -> set[str]:
    """What may have been said last before a block, which must not depend on the order of the flows."""
    answers = set()
    for order in list(permutations(flows))[:24]:
        project = run({one: flows[one] for one in order})
        (flow,) = (flow for flow in project.project.flows if id_of(flow) == flow_id)
        answers.add(Solution(project, PROBLEM).in_states(flow)[block_id])
    (answer,) = answers
    return set(answer)


def test_a_flow_that_an_event_starts_gets_what_its_problem_says() -> None:
    hook = {"Type": "UpdateContactEventHooks", "Parameters": {"EventHooks": {"CustomerRemaining": "C"}}}
    flows = {
        "A": [say("hello", "hello", "set"), {**say("set", "", "stop"), **hook}, stop("stop")],
        "B": [say("welcome", "welcome", "go"), go("go", "C")],
        "C": [stop("stop")],
    }
    assert before(flows, "C", "stop") == {"hello", "welcome", "an event"}
    assert before({one: flows[one] for one in "AC"}, "C", "stop") == {"hello", "an event"}


def test_a_flow_starts_with_what_all_who_hand_over_to_it_know() -> None:
    flows = {
        "A": [say("hello", "hello", "go"), go("go", "C")],
        "B": [say("welcome", "welcome", "go"), go("go", "C")],
        "C": [stop("stop")],
    }
    assert before(flows, "C", "stop") == {"hello", "welcome"}
    assert before(flows, "A", "hello") == {"start A"}


def test_what_a_flow_sees_depends_on_how_the_contact_comes() -> None:
    flows = {
        "F": [say("hi", "hello", "call"), call("call", "M", "go"), go("go", "G")],
        "M": [back("back")],
        "G": [stop("stop")],
    }
    told = {
        "on_transfer": lambda words: frozenset(f"{one}, handed over" for one in words),
        "on_call": lambda words: frozenset(f"{one}, to a module" for one in words),
        "on_return": lambda flow, edge, before, after, from_state: before,
    }
    project = run(flows)
    solution = Solution(project, replace(PROBLEM, **told))
    starts = {id_of(flow): set(solution.entry_state(flow)) for flow in project.project.flows}
    assert starts == {"F": {"start F"}, "M": {"hello, to a module"}, "G": {"hello, handed over"}}


def test_values_go_on_through_flows() -> None:
    flows = {"A": [say("hello", "hello", "go"), go("go", "B")], "B": [go("go", "C")], "C": [stop("stop")]}
    assert before(flows, "C", "stop") == {"hello"}


def test_a_transfer_that_no_path_reaches_hands_nothing_over() -> None:
    flows = {"A": [say("hello", "hello", "stop"), stop("stop"), go("go", "B")], "B": [stop("stop")]}
    assert before(flows, "B", "stop") == {"start B"}


def test_a_flow_that_also_goes_to_itself_starts_alone_and_again() -> None:
    assert before({"A": [say("hello", "hello", "go"), go("go", "A")]}, "A", "hello") == {"start A", "hello"}


def test_each_flow_of_a_ring_starts_alone_too() -> None:
    ring = {
        "A": [say("hello", "hello", "go"), go("go", "B")],
        "B": [say("bye", "bye", "choose"), choose("choose", "back", "on"), go("back", "A"), go("on", "C")],
        "C": [stop("stop")],
    }
    assert before(ring, "A", "hello") == {"start A", "bye"}
    assert before(ring, "B", "bye") == {"start B", "hello"}
    assert before(ring, "C", "stop") == {"bye"}


def test_a_ring_that_is_entered_from_outside_starts_with_what_comes_in() -> None:
    ring = {
        "A": [say("hello", "hello", "go"), go("go", "B")],
        "B": [say("bye", "bye", "go"), go("go", "A")],
        "Main": [say("main", "main", "go"), go("go", "A")],
    }
    assert before(ring, "A", "hello") == {"main", "bye"}
    assert before(ring, "B", "bye") == {"hello"}


def test_beginnings_are_flows_and_rings_that_nobody_hands_over_to() -> None:
    flows = {"A": [go("go", "B")], "B": [go("go", "A")], "C": [go("go", "D")], "D": [go("go", "D")], "E": [go("x", "")]}
    beginnings = entry_groups(run(flows))
    assert all(flow in group for flow, group in beginnings.items())
    groups = {frozenset(map(id_of, group)) for group in beginnings.values()}
    assert groups == {frozenset("AB"), frozenset("C"), frozenset("E")}


def test_a_module_is_followed_with_what_is_known_at_the_very_call() -> None:
    flows = {
        "A": [say("hello", "hello", "call"), call("call", "M", "after"), stop("after")],
        "B": [say("welcome", "welcome", "call"), call("call", "M", "after"), stop("after")],
        "M": [choose("choose", "back", "more"), say("more", "more", "back"), back("back")],
    }
    assert before(flows, "A", "after") == {"hello", "more"}
    assert before(flows, "B", "after") == {"welcome", "more"}
    assert before(flows, "M", "back") == {"hello", "welcome", "more"}


def test_all_the_ends_of_a_module_come_back() -> None:
    module = [choose("choose", "one", "more"), say("more", "more", "two"), back("one"), back("two"), back("never")]
    flows = {"A": [call("call", "M", "after"), stop("after")], "M": module}
    assert before(flows, "A", "after") == {"start A", "more"}


def test_the_branches_of_a_module_call() -> None:
    flows = {
        "A": [call("call", "M", "fine", "error", "no match"), stop("fine"), stop("error"), stop("no match")],
        "M": [say("more", "more", "back"), back("back")],
    }
    assert before(flows, "A", "fine") == {"more"}
    assert before(flows, "A", "no match") == {"more"}
    assert before(flows, "A", "error") == {"start A"}


def test_what_a_return_says_goes_along_its_branch_alone() -> None:
    module = [
        choose("choose", "yes", "no", "plain"),
        *(say("yes", "aye", "back yes"), back("back yes", "yes")),
        *(say("no", "nay", "back no"), back("back no", "no")),
        *(say("plain", "hm", "back plain"), back("back plain")),
    ]
    flows = {"A": [ask("ask", "M", "other", yes="a", late="b"), *map(stop, ("a", "b", "other"))], "M": module}
    assert before(flows, "A", "a") == {"aye", "hm"}
    assert before(flows, "A", "b") == {"hm"}
    assert before(flows, "A", "other") == {"nay", "hm"}
    without_plain = {**flows, "M": [choose("choose", "yes", "no"), *module[1:5]]}
    assert before(without_plain, "A", "a") == {"aye"}
    assert before(without_plain, "A", "b") == set()
    assert before(without_plain, "A", "other") == {"nay"}


def test_what_a_return_may_say_and_a_condition_may_ask_goes_along_all_branches() -> None:
    filled_in = [say("more", "more", "back"), back("back", "$.Attributes.outcome")]
    flows = {"A": [ask("ask", "M", "other", yes="a"), stop("a"), stop("other")], "M": filled_in}
    assert before(flows, "A", "a") == before(flows, "A", "other") == {"more"}
    asks = block("ask", "InvokeFlowModule", {"FlowModuleId": "M"}, "other", {"$.Attributes.outcome": "a"})
    flows = {"A": [asks, stop("a"), stop("other")], "M": [say("more", "more", "back"), back("back", "no")]}
    assert before(flows, "A", "a") == {"more"}


def test_behind_a_module_outside_the_run_nothing_is_known() -> None:
    flows = {"A": [call("call", "elsewhere", "fine", "error", "no match"), *map(stop, ("fine", "error", "no match"))]}
    assert before(flows, "A", "fine") == {"?"}
    assert before(flows, "A", "no match") == {"?"}
    assert before(flows, "A", "error") == {"start A"}


@pytest.mark.parametrize("module", [[stop("stop")], [say("on", "on", "on")], [back("back") | {"Identifier": 5}]])
def test_behind_a_module_that_never_comes_back_nothing_is_known(module: Actions) -> None:
    assert before({"A": [call("call", "M", "after"), stop("after")], "M": module}, "A", "after") == {"?"}


def test_modules_that_call_themselves_are_not_followed() -> None:
    """Whichever of them is called, and whichever flow is looked at first."""
    flows = {
        "A": [call("call", "M1", "after"), stop("after")],
        "B": [call("call", "M2", "after"), stop("after")],
        "M1": [choose("choose", "call", "one"), call("call", "M2", "one"), say("one", "one", "back"), back("back")],
        "M2": [choose("choose", "call", "two"), call("call", "M1", "back"), say("two", "two", "back"), back("back")],
    }
    assert before(flows, "A", "after") == {"?"}
    assert before(flows, "B", "after") == {"?"}
    # A module that calls one of them is followed all the same.
    outer = {**flows, "M3": [call("call", "M1", "one"), say("one", "one", "back"), back("back")]}
    outer["A"] = [call("call", "M3", "after"), stop("after")]
    assert before(outer, "A", "after") == {"one"}
    alone = {"A": [call("call", "M", "after"), stop("after")], "M": [call("again", "M", "back"), back("back")]}
    assert before(alone, "A", "after") == {"?"}


def test_a_call_that_no_path_reaches_makes_no_ring() -> None:
    module = [say("more", "more", "back"), back("back"), call("again", "M", "back")]
    assert before({"A": [call("call", "M", "after"), stop("after")], "M": module}, "A", "after") == {"more"}


@pytest.mark.parametrize("depth", [1, 4, 5, 6, 2000])
def test_modules_are_followed_as_deep_as_connect_runs_them(depth: int) -> None:
    flows = {"A": [call("call", "M1", "after"), stop("after")], "Mshallow": [back("back")]}
    for level in range(1, depth):
        flows[f"M{level}"] = [call("aside", "Mshallow", "call"), call("call", f"M{level + 1}", "back"), back("back")]
    flows[f"M{depth}"] = [say("deep", "deep", "back"), back("back")]
    project = run(flows)
    after = Solution(project, PROBLEM).in_states(project.project.flows[0])["after"]
    assert after == {"deep" if depth <= 5 else "?"}


def test_a_flow_without_an_entry_block_has_nothing_before() -> None:
    project = run({"A": [go("go", "B")], "B": [stop("stop") | {"Identifier": None}]})
    a, b = project.project.flows
    solution = Solution(project, PROBLEM)
    assert (solution.entry_state(b), solution.in_states(b)) == ({"start A"}, {})
    assert solution.in_states(a) == {"go": {"start A"}}


@st.composite
def runs(draw: st.DrawFn) -> dict[str, Actions]:
    """A few flows that hand over to each other, and two modules, of which the first may call the second."""
    flows = {one: actions(draw, ["A", "B", "C"], ["M1", "M2", "elsewhere"], stop("b0")) for one in "ABC"}
    flows["M1"] = actions(draw, [], ["M2"], back("b0"))
    flows["M2"] = actions(draw, [], [], back("b0"))
    return flows


def actions(draw: st.DrawFn, flows: list[str], modules: list[str], end: dict[str, Any]) -> Actions:
    names = [f"b{number}" for number in range(draw(st.integers(2, 4)))]
    pick = st.sampled_from(names)
    made = [end]
    for name in names[1:]:
        kinds = ["say", "choose", *(["go"] if flows else ["back"]), *(["call", "ask"] if modules else [])]
        kind = draw(st.sampled_from(kinds))
        if kind == "say":
            made.append(say(name, draw(st.sampled_from(["hello", "bye", "thanks"])), draw(pick)))
        elif kind == "choose":
            made.append(choose(name, draw(pick), draw(pick)))
        elif kind == "go":
            made.append(go(name, draw(st.sampled_from(flows)), draw(pick)))
        elif kind == "back":
            made.append(back(name, draw(st.sampled_from(["yes", "no", ""]))))
        elif kind == "ask":
            made.append(ask(name, draw(st.sampled_from(modules)), draw(pick), yes=draw(pick), late=draw(pick)))
        else:
            made.append(call(name, draw(st.sampled_from(modules)), draw(pick), draw(pick), draw(pick)))
    return made[::-1]


Spot = tuple[tuple[tuple[str, str], ...], str]
"""Where a contact may be: the blocks of the calls it is in and the block it is at, and what was said last."""


def walk_everything(flows: dict[str, Actions]) -> dict[tuple[str, str], set[str]]:
    """Send contacts on every way through the run, step by step, and note what was said last before each block."""
    blocks = {(one, block["Identifier"]): block for one, made in flows.items() for block in made}
    start = {one: (one, made[0]["Identifier"]) for one, made in flows.items()}
    said: dict[tuple[str, str], set[str]] = {}
    seen: set[Spot] = set()
    todo: list[Spot] = [((start[one],), f"start {one}") for one in contacts_come_in_at(flows)]
    while todo:
        spot = todo.pop()
        if spot in seen:
            continue
        seen.add(spot)
        (*outer, (flow, name)), word = spot
        said.setdefault((flow, name), set()).add(word)
        block = blocks[flow, name]
        errors = block["Transitions"].get("Errors", [])
        plain = [one["NextAction"] for one in errors if one["ErrorType"] == "NoMatchingError"]
        done = [one["NextAction"] for one in errors if one["ErrorType"] == "NoMatchingCondition"]
        done += [one["NextAction"] for one in block["Transitions"].get("Conditions", [])]
        if "NextAction" in block["Transitions"] and block["Type"] != "TransferToFlow":
            done.append(block["Transitions"]["NextAction"])
        todo += [((*outer, (flow, then)), word) for then in plain]
        target = block["Parameters"].get("ContactFlowId") or block["Parameters"].get("FlowModuleId")
        if block["Type"] == "EndFlowModuleExecution" and outer:
            *outer, (flow, name) = outer
            transitions = blocks[flow, name]["Transitions"]
            no_match = [one["NextAction"] for one in transitions["Errors"] if one["ErrorType"] == "NoMatchingCondition"]
            asked = {one["Condition"]["Operands"][0]: one["NextAction"] for one in transitions["Conditions"]}
            result = block["Parameters"].get("Result")
            if result is None or not asked:
                back_to = [transitions["NextAction"], *asked.values(), *no_match]
            else:
                back_to = [asked[result]] if result in asked else no_match
            todo += [((*outer, (flow, then)), word) for then in back_to]
        elif block["Type"] == "InvokeFlowModule":
            if target in flows:
                todo.append(((*outer, (flow, name), start[target]), word))
            if target not in flows or not comes_back(flows[target]):
                todo += [((*outer, (flow, then)), "?") for then in done]
        elif block["Type"] == "TransferToFlow":
            todo.append(((*outer, start[target]), word))
        else:
            word = block["Parameters"]["Text"] if block["Type"] == "MessageParticipant" else word
            todo += [((*outer, (flow, then)), word) for then in done]
    return said


def comes_back(module: Actions) -> bool:
    by_name = {block["Identifier"]: block for block in module}
    return any(by_name[name]["Type"] == "EndFlowModuleExecution" for name in reached(module))


def reached(made: Actions) -> set[str]:
    by_name = {block["Identifier"]: block for block in made}
    names: set[str] = set()
    todo = [made[0]["Identifier"]]
    while todo:
        name = todo.pop()
        if name not in names:
            names.add(name)
            transitions = by_name[name]["Transitions"]
            leaves = by_name[name]["Type"] == "TransferToFlow" or "NextAction" not in transitions
            todo += [] if leaves else [transitions["NextAction"]]
            todo += [one["NextAction"] for key in ("Conditions", "Errors") for one in transitions.get(key, [])]
    return names


def contacts_come_in_at(flows: dict[str, Actions]) -> Iterable[str]:
    """Flows that can only be reached from flows which they reach themselves."""
    leads: dict[str, set[str]] = {}
    for one, made in flows.items():
        targets = {
            block["Parameters"].get("ContactFlowId") or block["Parameters"].get("FlowModuleId")
            for block in made
            if block["Identifier"] in reached(made)
        }
        leads[one] = targets & set(flows)
    for _ in flows:
        leads = {one: to.union(*(leads[other] for other in to)) for one, to in leads.items()}
    return [one for one in flows if all(other in leads[one] for other in flows if one in leads[other])]


@given(runs())
def test_knows_what_sending_contacts_on_every_way_finds(flows: dict[str, Actions]) -> None:
    project = run(flows)
    solution = Solution(project, PROBLEM)
    found = {
        (id_of(flow), name): set(words)
        for flow in project.project.flows
        for name, words in solution.in_states(flow).items()
        if words
    }
    assert found == walk_everything(flows)
