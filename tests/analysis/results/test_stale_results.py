"""Lambda functions' answers that are gone or that nothing looked at, against every walk through small flows."""

import json
import re
from collections.abc import Container
from typing import Any

import pytest
from hypothesis import given

from flowlint.run import Overrides, check_text
from kit.flows import flow as flow_of
from kit.walks import Walk, action, check_by_walking, findings, line, small_flows, walks

STALE, UNSEEN = "stale-lambda-result", "prompt-may-speak-nothing"


def block(name: str, kind: str, success: str, error: str) -> dict[str, Any]:
    types: dict[str, tuple[str, dict[str, Any]]] = {
        "one": ("InvokeLambdaFunction", {"LambdaFunctionARN": "one"}),
        "two": ("InvokeLambdaFunction", {"LambdaFunctionARN": "two"}),
        "speak": ("MessageParticipant", {"Text": "Hello, $.External.name."}),
        "keep": ("UpdateContactAttributes", {"Attributes": {"name": "$.External.name"}}),
        "guest": ("UpdateContactAttributes", {"Attributes": {"name": "Guest"}}),
        "greet": ("MessageParticipant", {"SSML": "<speak>Hello, $.Attributes.name.</speak>"}),
        "module": ("InvokeFlowModule", {"FlowModuleId": "elsewhere"}),
    }
    if kind in ("look", "ask"):
        compared = {"look": "$.External.found", "ask": "$.Attributes.name"}[kind]
        return action(name, "Compare", {"ComparisonValue": compared}, error, error, x=success)
    return action(name, *types[kind], success, error)


def shown(rule: str, kinds: str) -> list[str]:
    """The blocks that a rule speaks of on a straight line of blocks, with how many more it counts."""
    found = ((finding, re.search(r" and \d+ more", finding.message)) for finding in findings(rule, line(kinds, block)))
    return [finding.block.id + (more[0] if more else "") for finding, more in found if finding.block]


def test_the_answers_of_a_hundred_functions_are_followed() -> None:
    """Each may fail, so that each block is reached with the answer of any function before it."""
    end = action("end", "DisconnectParticipant")
    calls = [
        action(
            f"call {one}",
            "InvokeLambdaFunction",
            {"LambdaFunctionARN": f"f{one}"},
            f"call {one + 1}",
            f"call {one + 1}",
        )
        for one in range(100)
    ]
    first = block("first", "one", "read", "end")
    read, again = block("read", "keep", "call 0", "call 0"), block("call 100", "keep", "end", "end")
    report = check_text(json.dumps(flow_of(first, read, *calls, again, end)), "flow.json", Overrides(select=(STALE,)))
    assert report.failures == ()
    assert [one.block.id for one in report.findings if one.block] == ["call 100"]


def replaced_by(walk: Walk) -> str | None:
    """The call that replaced the answer whose name a walk read before and reads again at its end."""
    way = [(name, name.split()[1], branch) for name, branch in walk]
    since = (
        max((at for at, (_, kind, branch) in enumerate(way) if (kind, branch) == ("module", "next")), default=-1) + 1
    )
    calls = [at for at in range(since, len(way)) if way[at][1] in ("one", "two") and way[at][2] == "next"]
    reading = [at for at in range(since, len(way)) if way[at][1] in ("speak", "keep") and calls and at > calls[0]]
    if not reading or reading[-1] != len(way) - 1:
        return None
    meant = way[max(call for call in calls if call < reading[0])][1]
    return way[calls[-1]][0] if way[calls[-1]][1] != meant else None


def read_right_behind(walk: Walk) -> str | None:
    """The function of whose answer a walk reads the name at its end, where it did not read another's before."""
    way = [(name.split()[1], branch) for name, branch in walk]
    since = max((at for at, step in enumerate(way) if step == ("module", "next")), default=-1) + 1
    calls = [at for at in range(since, len(way)) if way[at] in (("one", "next"), ("two", "next"))]
    if not calls or way[-1][0] not in ("speak", "keep"):
        return None
    return None if any(kind in ("speak", "keep") for kind, _ in way[calls[0] : -1]) else way[calls[-1]][0]


@given(small_flows(("one", "two", "speak", "keep", "module"), block))
def test_stale_reads_are_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    reading = [one["Identifier"] for one in flow["Actions"] if one["Identifier"].endswith(("speak", "keep"))]
    answers = {read_right_behind(walk) for walk in walks(flow)}

    def fault(walk: Walk) -> str | None:
        call = replaced_by(walk) if len(reading) > 1 else None
        return None if call is None or call.split()[1] in answers else call

    check_by_walking(STALE, flow, fault)


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ("one speak two keep", ["3 keep"]),
        ("one speak two keep speak", ["3 keep and 1 more"]),
        ("one speak two one keep", []),
        ("one speak two two keep", ["4 keep"]),
        ("one two speak keep", []),
        ("speak one two keep", []),
        ("one look two keep", []),
        ("one speak module two keep", []),
        ("one speak two module keep", []),
    ],
)
def test_what_reads_an_answer_that_is_gone(kinds: str, told: list[str]) -> None:
    assert shown(STALE, kinds) == told


def test_a_key_that_is_compared_behind_the_second_function_is_its_own() -> None:
    def flow(key: str) -> dict[str, Any]:
        look = action("look", "Compare", {"ComparisonValue": f"$.External.{key}"}, "again", "again", x="again")
        first, speak = block("1 one", "one", "speak", "end"), block("speak", "speak", "2 two", "end")
        second, again = block("2 two", "two", "look", "end"), block("again", "speak", "end", "end")
        return flow_of(first, speak, second, look, again, action("end", "DisconnectParticipant"))

    assert [finding.block.id for finding in findings(STALE, flow("city")) if finding.block] == ["again"]
    assert findings(STALE, flow("name")) == ()


def test_functions_that_an_attribute_names_are_not_told_apart() -> None:
    def flow(function: str) -> dict[str, Any]:
        second = action("second", "InvokeLambdaFunction", {"LambdaFunctionARN": function}, "again", "end")
        blocks = block("first", "one", "speak", "end"), block("speak", "speak", "second", "end"), second
        return flow_of(*blocks, block("again", "speak", "end", "end"), action("end", "DisconnectParticipant"))

    assert [len(findings(STALE, flow(name))) for name in ("two", "one", "$.Attributes.function")] == [1, 0, 0]


def unseen(walk: Walk, same: Container[str] = ()) -> str | None:
    """The call whose answer the prompt at the end of a walk speaks of, where nothing looked at it.

    `same` are the Set contact attributes that go on to one block whether they fail or not: that counts as done.
    """
    steps = [(name.split()[1], "next" if name in same else branch) for name, branch in walk[:-1]]
    answered: str | None = None
    kept: str | None = None
    for (name, _), (kind, branch) in zip(walk, steps, strict=False):
        if kind in ("look", "ask") or (kind == "module"):
            answered = kept = None
        elif (kind, branch) == ("keep", "next"):
            kept = answered
        elif (kind, branch) == ("guest", "next"):
            kept = None
        elif kind in ("one", "two") and branch == "next":
            answered = name
    return {"speak": answered, "greet": kept}.get(walk[-1][0].split()[1])


@given(small_flows(("one", "two", "speak", "keep", "guest", "greet", "look", "ask", "module"), block))
def test_unseen_answers_are_what_walking_every_path_finds(flow: dict[str, Any]) -> None:
    keeps = any(one["Identifier"].endswith("keep") for one in flow["Actions"])
    for one in flow["Actions"]:
        if not keeps and one["Identifier"].endswith("ask"):
            one["Parameters"]["ComparisonValue"] = "$.External.found"  # the attribute holds nothing of an answer
    check_unseen(flow)


def check_unseen(flow: dict[str, Any]) -> None:
    setting = (one for one in flow["Actions"] if one["Type"] == "UpdateContactAttributes")
    ways = {one["Identifier"]: one["Transitions"] for one in setting}
    same = [name for name, to in ways.items() if {to["NextAction"]} == {error["NextAction"] for error in to["Errors"]}]
    check_by_walking(UNSEEN, flow, lambda walk: unseen(walk, same))


def test_attributes_that_are_set_or_not_on_the_way_to_one_block_count_as_set() -> None:
    call, keep = block("0 one", "one", "3 guest", "3 guest"), block("1 keep", "keep", "3 guest", "3 guest")
    greet, guest = block("2 greet", "greet", "1 keep", "2 greet"), block("3 guest", "guest", "2 greet", "2 greet")
    flow = flow_of(call, keep, greet, guest)
    assert findings(UNSEEN, flow) == ()
    check_unseen(flow)


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ("one speak", ["1 speak"]),
        ("speak one", []),
        ("one look speak", []),
        ("look one speak", ["2 speak"]),
        ("one look two speak", ["3 speak"]),
        ("one module speak", []),
        ("one keep greet", ["2 greet"]),
        ("one keep speak greet", ["2 speak and 1 more"]),
        ("one keep ask greet speak", []),
        ("one look keep greet", []),
        ("one keep look greet", []),
        ("one keep guest greet", []),
        ("guest one greet", []),
        ("keep one greet", []),
        ("one keep two look greet", []),
    ],
)
def test_what_speaks_of_an_answer_nothing_looked_at(kinds: str, told: list[str]) -> None:
    assert shown(UNSEEN, kinds) == told


def spoken(text: str, **parameters: Any) -> int:
    """How often the rule speaks of a prompt behind a function."""
    say = action("say", "MessageParticipant", {"Text": text, **parameters}, "end", "end")
    return len(
        findings(UNSEEN, flow_of(block("call", "one", "say", "end"), say, action("end", "DisconnectParticipant")))
    )


def test_only_a_value_inside_a_sentence_leaves_a_hole() -> None:
    assert spoken("Hello, $.External.name.") == 1
    assert spoken("$.External.name") == 0
    assert spoken("<speak>$.External.name <break time='1s'/> $.External.city</speak>") == 0
    assert spoken("Hello, $.CustomerEndpoint.Address.") == 0
    assert spoken("$.LambdaInvocation.ResultData.name, hello.") == 1


def test_an_answer_that_is_looked_at_under_another_name_is_looked_at() -> None:
    end = action("end", "DisconnectParticipant")
    look = action("look", "Compare", {"ComparisonValue": "$.LambdaInvocation.ResultData.found"}, "say", "say", x="say")
    assert (
        findings(UNSEEN, flow_of(block("call", "one", "look", "end"), look, block("say", "speak", "end", "end"), end))
        == ()
    )
