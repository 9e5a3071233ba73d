"""Endless loops, several in one flow: each with the path that shows it, and heads that no path comes back to."""

import json

from flowlint.run import Overrides, check_text
from kit.flows import Json, block, flow


def plays(name: str, to: str) -> Json:
    return block(name, "MessageParticipant", {"Text": "Hello."}, to, NoMatchingError=to)


def compares(name: str, is_yes: str, other: str) -> Json:
    return block(
        name, "Compare", {"ComparisonValue": "$.Attributes.k"}, None, {"yes": is_yes}, NoMatchingCondition=other
    )


def sets(name: str, text: str, to: str) -> Json:
    parameters = {"Attributes": {"k": text}, "TargetContact": "Current"}
    return block(name, "UpdateContactAttributes", parameters, to, NoMatchingError=to)


def loops(*blocks: Json) -> list[tuple[str | None, list[str]]]:
    """Give the head of each loop and the blocks of the path that shows it."""
    report = check_text(
        json.dumps(flow(*blocks, Metadata={"type": "contactFlow"})), overrides=Overrides(select=("endless-loop",))
    )
    assert report.failures == ()
    return [(one.block.id if one.block else None, [step.block.id for step in one.trail]) for one in report.findings]


def test_each_loop_has_a_path_of_its_own() -> None:
    found = loops(
        compares("first", "one", "second"),
        compares("second", "two", "three"),
        plays("one", "one again"),
        plays("one again", "one"),
        plays("two", "two"),
        plays("three", "three again"),
        plays("three again", "three"),
    )
    assert found == [
        ("one", ["first", "one", "one again", "one"]),
        ("two", ["first", "second", "two", "two"]),
        ("three", ["first", "second", "three", "three again", "three"]),
    ]


def test_the_head_is_the_first_block_that_a_path_comes_back_to() -> None:
    found = loops(
        compares("which", "set", "other"),
        sets("set", "no", "again"),
        compares("again", "set", "on"),
        plays("on", "on too"),
        compares("on too", "set", "on"),
        plays("other", "other"),
    )
    assert found == [
        ("on", ["which", "set", "again", "on", "on too", "on"]),
        ("other", ["which", "other", "other"]),
    ]
