"""House rules that select nothing: told of where a run looked at all that they are about, and nowhere else."""

import json
from pathlib import Path

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
