"""House rules on the examples that they carry: `flowlint settings --test`."""

from pathlib import Path

import pytest

from kit import ROOT, Run, write

RULE = """\
[house-rules.lambda-waits-long]
message = "{block} waits {value} seconds."
select = '$.Actions[?(@.Type == "InvokeLambdaFunction")].Parameters.InvocationTimeLimitSeconds'
schema = { pattern = "^[1-3]$" }
"""
BLOCK = """
[[house-rules.lambda-waits-long.%s]]
Type = "InvokeLambdaFunction"
Parameters.InvocationTimeLimitSeconds = "%s"
"""
AT = "flowlint: flowlint.toml:7: house/lambda-waits-long: "
DISAGREES = "house/lambda-waits-long does not do as its examples say"

pytestmark = pytest.mark.usefixtures("here")


@pytest.mark.parametrize(
    ("text", "code", "said", "told"),
    [
        (RULE, 0, "house/lambda-waits-long has no examples\n", ""),
        ("", 0, "No house rule is defined here.\n", ""),
        (
            RULE + BLOCK % ("good", 3) + BLOCK % ("bad", 4) + BLOCK % ("bad", 9),
            0,
            "house/lambda-waits-long does as its examples say (1 good and 2 bad)\n",
            "",
        ),
        (
            RULE + "\n" + BLOCK % ("good", 4),
            1,
            f"{DISAGREES} (1 good)\n",
            f"{AT}this good example is found: AWS Lambda function “Example” waits 4 seconds.\n",
        ),
        (RULE + "\n" + BLOCK % ("bad", 1), 1, f"{DISAGREES} (1 bad)\n", f"{AT}nothing is found in this bad example.\n"),
        (
            RULE + "\n\n[[house-rules.lambda-waits-long.bad]]\nActions = 3\n",
            1,
            f"{DISAGREES} (1 bad)\n",
            f"{AT}nothing is found in this bad example.\n",
        ),
        (
            "[house-rules.flow-without-owner]\nmessage = 'm'\nselect = '$.Metadata'\n"
            "schema = {required = ['description']}\n"
            "good = [{Metadata = {description = 'Owner: us'}}]\nbad = [{Metadata = {}}, {Metadata = {name = 'M'}}]\n",
            0,
            "house/flow-without-owner does as its examples say (1 good and 2 bad)\n",
            "",
        ),
    ],
)
def test_rules_are_tried(command: Run, text: str, code: int, said: str, told: str) -> None:
    write("flowlint.toml", text)
    done = command("settings", "--test")
    assert (done.returncode, done.stdout, done.stderr) == (code, said, told)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("good = 3", "“good” must be a list of tables, each a block or a part of a flow, but is 3."),
        ("good = {}", "“good” must be a list of tables, each a block or a part of a flow, but is an empty table."),
        ("good = [{a = 1}, 3]", "“good[1]” must be a table with a block or a part of a flow, but is 3."),
        (
            "[[house-rules.lambda-waits-long.bad]]",
            "“bad[0]” must be a table with a block or a part of a flow, but is an empty table.",
        ),
    ],
)
def test_what_is_no_list_of_examples_is_a_mistake(command: Run, value: str, said: str) -> None:
    write("flowlint.toml", f"{RULE}{value}\n")
    done = command("settings", "--test")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"flowlint: flowlint.toml:5: house rule 'lambda-waits-long': {said}\n")


def test_examples_change_nothing_that_is_found(command: Run, good_flow: str) -> None:
    write("flow.json", good_flow)
    write("flowlint.toml", RULE + BLOCK % ("bad", 4))
    assert command("check").stdout == "1 flow, 2 blocks: nothing to report.\n"


def test_the_rules_of_the_page_do_as_their_examples_say(command: Run) -> None:
    write("flowlint.toml", (ROOT / "docs" / "house-rules.toml").read_text(encoding="utf-8"))
    assert command("settings", "--test").returncode == 0
    page = (ROOT / "docs" / "house-rules.md").read_text(encoding="utf-8")
    (example,) = [block.partition("```")[0] for block in page.split("```toml\n") if block.startswith("[[house-rules")]
    with Path("flowlint.toml").open("a", encoding="utf-8") as file:
        file.write(example)
    assert "house/flow-without-owner does as its examples say (1 bad)\n" in command("settings", "--test").stdout
