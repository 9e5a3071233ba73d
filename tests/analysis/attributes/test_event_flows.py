"""What a flow knows that runs on an event: what its contact surely had when a block set it to run."""

import json

import pytest

from flowlint import check_text
from flowlint.run import Overrides
from kit.attribute_flows import Document, answers, chooses, flow, lambda_, says, sets
from kit.flows import block

# The flow sets the attribute itself, on one branch: without a caller, the other one lacks it.
READS = flow(chooses("menu", "set", "read"), sets("set", "tier", "read"), says("Hello $.Attributes.tier."))
ANSWERS = flow(chooses("menu", "ask", "read"), lambda_("ask", "read"), says("Hello $.External.name."))


def hook(then: str, event: str = "CustomerRemaining") -> Document:
    return block("hook", "UpdateContactEventHooks", {"EventHooks": {event: "F"}}, then, NoMatchingError="end")


def found(rule: str, flows: dict[str, Document]) -> list[str]:
    report = check_text(json.dumps(answers(flows)), overrides=Overrides(select=(rule,)))
    assert report.failures == ()
    return [one.flow or "" for one in report.findings]


@pytest.mark.parametrize(
    ("setting", "reported"),
    [
        (None, ["F"]),
        (flow(sets("set", "tier", "hook"), hook("end")), []),
        (flow(hook("set"), sets("set", "tier", "end")), ["F"]),
        (flow(chooses("menu", "set", "hook"), sets("set", "tier", "hook"), hook("end")), ["F"]),
        (flow(sets("set", "tier", "hook"), hook("end", "CustomerQueue")), []),
    ],
    ids=["nobody", "before the block", "after the block", "on one branch", "for the queue"],
)
def test_an_attribute_that_was_set_before_the_block_is_there(setting: Document | None, reported: list[str]) -> None:
    flows = {"F": READS} | ({"A": setting} if setting else {})
    assert found("attribute-read-before-set", flows) == reported


def test_all_flows_that_set_it_to_run_must_have_set_the_attribute() -> None:
    with_it, without = flow(sets("set", "tier", "hook"), hook("end")), flow(hook("end"))
    assert found("attribute-read-before-set", {"A": with_it, "B": with_it, "F": READS}) == []
    assert found("attribute-read-before-set", {"A": with_it, "B": without, "F": READS}) == ["F"]


def test_an_answer_that_came_before_the_block_is_there() -> None:
    asks = flow(lambda_("ask", "hook"), hook("end"))
    assert found("result-read-before-produced", {"F": ANSWERS}) == ["F"]
    assert found("result-read-before-produced", {"A": asks, "F": ANSWERS}) == []
