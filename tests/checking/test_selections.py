"""Settings that mean nothing: told of where a run looked at all that they are about, and nowhere else."""

import json
from pathlib import Path
from typing import Any

import pytest

from kit import GOOD, Run, write

RULE = "[house-rules.some-rule]\nmessage = 'm'\nselect = '%s'\nschema = %s\n"
PROMPTS = '$.Actions[?(@.Type == "MessageParticipant")].Parameters.'
SAID = "flowlint: flowlint.toml:1: house/some-rule selects nothing in 1 flow"
CORRECT = "; correct its expression, or give it a `bad` example that shows that it works.\n"
UNKNOWN = ": PlayTheSong is no type of block that Connect is known to have; `block-types` names others.\n"


@pytest.fixture(autouse=True)
def flow(here: Path) -> None:
    write("flow.json", json.dumps(GOOD))


@pytest.mark.parametrize(
    ("select", "more", "said"),
    [
        (PROMPTS + "Txet", "", SAID + CORRECT),
        ("$.Actions[*].Parametres", "", SAID + CORRECT),
        (PROMPTS + "Text", "", ""),
        ('$.Actions[?(@.Type == "Loop")].Parameters.Txet', "", ""),  # no flow has such a block
        ('$.Actions[?(@.Type == "PlayTheSong")].Parameters', "", SAID + UNKNOWN),
        ('$.Actions[?(@.Type == "PlayTheSong")].Parameters', "block-types = ['PlayTheSong']\n", ""),
        (PROMPTS + "Txet", "[[house-rules.some-rule.bad]]\nType = 'MessageParticipant'\nParameters.Txet = 'x'\n", ""),
    ],
)
def test_what_selects_nothing(command: Run, select: str, more: str, said: str) -> None:
    rule = RULE % (select, "{type = 'string'}")
    write("flowlint.toml", more + rule if more.startswith("block") else rule + more)
    done = command("check")
    assert (done.returncode, done.stderr) == (0, said)


@pytest.mark.parametrize("words", [["flow.json"], ["sub"], ["--ignore", "house/*"], ["--isolated"]])
def test_a_run_that_does_not_look_at_all_says_nothing(command: Run, words: list[str]) -> None:
    write("sub/flow.json", json.dumps(GOOD))
    write("flowlint.toml", RULE % (PROMPTS + "Txet", "{}"))
    assert command("check", *words).stderr == ""
    assert command("check").stderr == f"{SAID}{CORRECT}".replace("1 flow", "2 flows")


def test_nor_does_one_that_could_not_read_all(command: Run) -> None:
    write("flowlint.toml", RULE % (PROMPTS + "Txet", "{}"))
    write("broken.json", json.dumps(GOOD)[:-1])
    assert "selects nothing" not in command("check").stderr


def test_a_rule_that_allows_nothing_is_meant_to_select_nothing(command: Run) -> None:
    write("flowlint.toml", RULE % ("$.Actions[*].Parameters.Media", "false"))
    assert command("check").stderr == ""


def test_a_rule_that_selects_something_in_one_folder_of_several(command: Run) -> None:
    write("base.toml", RULE % (PROMPTS + "SSML", "{}"))
    write("a/flowlint.toml", "extend = '../base.toml'")
    write("b/flowlint.toml", "extend = '../base.toml'")
    write("a/flow.json", json.dumps(GOOD))
    write("b/flow.json", json.dumps(GOOD).replace('"Text"', '"SSML"'))
    assert command("check").stderr == ""
    write("b/flow.json", json.dumps(GOOD))
    assert command("check").stderr == f"{SAID}{CORRECT}".replace("flowlint.toml", "base.toml").replace(
        "1 flow", "2 flows"
    )
    assert command("check", "a", "b").stderr == ""


def named(name: str | None) -> str:
    more: Any = {} if name is None else {"Metadata": {"name": name}}
    return json.dumps(GOOD | more)


NOT_THERE = "flowlint: flowlint.toml:1: `entry-flows` names “Mian line”, and no flow here is called so."


@pytest.mark.parametrize(
    ("entries", "name", "said"),
    [
        ("Mian line", "Main line", f"{NOT_THERE} Did you mean Main line?\n"),
        ("Mian line", "Sales", f"{NOT_THERE}\n"),
        ("Mian *", "Main line", f"{NOT_THERE} Did you mean Main line?\n".replace("Mian line", "Mian *")),
        ("Main line", "Main line", ""),
        ("Main *", "Main line", ""),
        ("Mian line", None, ""),  # which the flow may be called
    ],
)
def test_entry_flows_that_are_not_there(command: Run, entries: str, name: str | None, said: str) -> None:
    write("flow.json", named(name))
    write("flowlint.toml", f'entry-flows = ["{entries}"]\n')
    done = command("check")
    assert (done.returncode, done.stderr) == (0, said)


def test_entry_flows_are_asked_for_only_where_all_flows_are_looked_at(command: Run) -> None:
    write("flow.json", named("Sales"))
    write("sub/flow.json", named("Sales"))
    write("flowlint.toml", 'entry-flows = ["Mian line"]\n')
    for words in (["flow.json"], ["sub"], ["--isolated"]):
        assert command("check", *words).stderr == ""
    assert command("check").stderr == f"{NOT_THERE}\n"
    write("broken.json", named("Sales")[:-1])
    assert "entry-flows" not in command("check").stderr


def test_an_entry_flow_may_be_one_that_only_an_inventory_lists(command: Run) -> None:
    arn = "arn:aws:connect:eu-west-1:111122223333:instance/8f2d6c1e-4b7a-4f0e-9a53-2c1d7e6b9f40"
    listed = [{"Id": "5e7d2b90-7a43-4f1b-b1c8-0f9d3a6e2c81", "Name": "Mian line"}]
    inventory = {"FlowlintInventory": 1, "Instance": {"Arn": arn}, "ContactFlows": listed}
    write("flow.json", named("Sales"))
    write("flowlint.toml", 'entry-flows = ["Mian line"]\n')
    write("flowlint-inventory.json", json.dumps(inventory))
    assert command("check").stderr == ""
    write("flowlint-inventory.json", json.dumps(inventory | {"ContactFlows": []}))
    assert command("check").stderr == f"{NOT_THERE}\n"


def test_an_entry_flow_may_stand_in_any_folder_for_which_it_is_named(command: Run) -> None:
    write("base.toml", 'entry-flows = ["Main line"]\n')
    for folder, name in (("a", "Main line"), ("b", "Sales")):
        write(f"{folder}/flowlint.toml", "extend = '../base.toml'")
        write(f"{folder}/flow.json", named(name))
    assert command("check").stderr == ""


def test_a_secret_in_the_name_of_an_entry_flow_is_not_shown(command: Run) -> None:
    secret = "gh" + "p_" + "q7RvX2mB9tKz4WnJ8pLc6YhD3sGf5Ae1q7Rv"  # put together, so that no scanner finds it here
    write("flow.json", named("Sales"))
    write("flowlint.toml", f'entry-flows = ["line of {secret}"]\n')
    said = command("check").stderr
    assert "`entry-flows` names “line of •" in said
    assert secret[:12] not in said
