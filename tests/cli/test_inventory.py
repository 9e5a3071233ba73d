"""`flowlint inventory`: what flows use, for each format, for one flow and for all."""

import csv
import io
import json
from pathlib import Path

import pytest

from kit import GOOD, Run, write
from kit.attribute_flows import answers, calls, compares, flow, goes_on, lambda_, module, says, sets
from kit.flows import block

FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:look-up"
QUEUE = "arn:aws:connect:eu-west-1:111122223333:instance/0f1e2d3c/queue/day-1"
MAIN = flow(
    lambda_("ask", "set", LambdaFunctionARN=FUNCTION),
    sets("set", "tier", "queue", value="$.External.tier"),
    block("queue", "UpdateContactTargetQueue", {"QueueId": QUEUE}, "hook", NoMatchingError="end"),
    block("hook", "UpdateContactEventHooks", {"EventHooks": {"CustomerRemaining": "Bye"}}, "go", NoMatchingError="end"),
    goes_on("go", "Line"),
)
LINE = flow(
    compares("which", "$.Attributes.tier", {"gold": "call"}, "read"),
    calls("call", "read", "Checks"),
    says("You are $.Attributes.tier.", "read", "again"),
    says("Once more: $.Attributes.tier.", "again"),
)
NOTED = {"queue": {"parameters": {"QueueId": {"displayName": "Day"}}}}
OTHER = {
    **flow(block("queue", "UpdateContactTargetQueue", {"QueueId": "day-1"}, "end", NoMatchingError="end")),
    "Metadata": {"ActionMetadata": NOTED},
}


@pytest.mark.parametrize("words", [["inventory"], ["graph"], ["report", "-o", "report.html"]])
def test_standard_input_is_refused(here: Path, command: Run, words: list[str]) -> None:
    done = command(*words, "-", stdin="{}")
    assert (done.returncode, done.stdout, [*here.glob("*.html")]) == (2, "", [])
    assert done.stderr.endswith(
        "Error: - stands for standard input, which this command does not read; ./- is a file.\n"
    )


@pytest.fixture
def files(here: Path) -> None:
    flows = {"Main": MAIN, "Line": LINE, "Bye": flow(says("Goodbye.")), "Other": OTHER, "Checks": module()}
    for name, one in zip(flows, answers(flows), strict=True):
        write(f"flows/{name.lower()}.json", json.dumps(one))


def rows(command: Run, *words: str) -> list[tuple[str, ...]]:
    done = command("inventory", *words, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["version"] == 1
    return [tuple(str(one[key]) for key in ("kind", "name", "does", "flow", "times")) for one in document["uses"]]


@pytest.mark.usefixtures("files")
def test_what_all_flows_use(command: Run) -> None:
    found = rows(command, "flows")
    assert [one for one in found if one[0] not in ("block", "flow")] == [
        ("module", "Checks", "is", "Checks", "1"),
        ("attribute", "$.Attributes.tier", "asks for", "Line", "1"),
        ("attribute", "$.Attributes.tier", "reads", "Line", "2"),
        ("module", "Checks", "calls", "Line", "1"),
        ("Lambda function", FUNCTION, "calls", "Main", "1"),
        ("attribute", "$.Attributes.tier", "sets", "Main", "1"),
        ("queue", "Day", "uses", "Main", "1"),
        ("queue", "Day", "uses", "Other", "1"),
    ]
    assert [one for one in found if one[0] == "flow"] == [
        ("flow", "Bye", "is inbound", "Bye", "2"),
        ("flow", "Line", "is inbound", "Line", "5"),
        ("flow", "Main", "is inbound", "Main", "6"),
        ("flow", "Bye", "sets to run on CustomerRemaining", "Main", "1"),
        ("flow", "Line", "hands over to", "Main", "1"),
        ("flow", "Other", "is inbound", "Other", "2"),
    ]
    assert ("block", "Play prompt", "has", "Line", "2") in found


@pytest.mark.usefixtures("files")
def test_what_one_flow_uses(command: Run) -> None:
    found = rows(command, "flows", "--flow", "Other")
    assert {one[3] for one in found} == {"Other"}
    assert ("queue", "Day", "uses", "Other", "1") in found
    done = command("inventory", "flows", "--flow", "other")
    assert done.returncode == 2
    assert "There is no flow 'other'" in done.stderr


@pytest.mark.usefixtures("files")
def test_a_named_file_has_the_names_of_its_context(command: Run) -> None:
    assert ("queue", "Day", "uses", "Main", "1") in rows(command, "flows/main.json")


@pytest.mark.usefixtures("files")
def test_the_table_names_the_flows_beside_each_thing(command: Run) -> None:
    lines = command("inventory", "flows").stdout.splitlines()
    at = lines.index("Attributes (1)")
    assert lines[at + 1 : at + 5] == [
        "  $.Attributes.tier  asked for by Line",
        "  $.Attributes.tier  read by Line (2)",
        "  $.Attributes.tier  set by Main",
        "",
    ]
    assert "  Checks  called by Line" in lines
    assert "  Bye    set to run on CustomerRemaining by Main" in lines
    assert "  Line   gets contacts from Main" in lines
    assert "  Checks  is 1 block · flows/checks.json" in lines


def rows_of(written: str) -> list[list[str]]:
    assert written.startswith("\ufeff"), "Excel knows by it that this is UTF-8"
    return list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))


@pytest.mark.usefixtures("files")
def test_csv_has_a_row_for_each_and_no_formula(command: Run) -> None:
    write("flows/odd.json", json.dumps(answers({"=1+1": flow(says("Hello."))})[0]))
    found = rows_of(command("inventory", "flows", "--format", "csv").stdout)
    assert found[0] == ["kind", "name", "does", "path", "flow", "times"]
    assert ["queue", "Day", "uses", "flows/main.json", "Main", "1"] in found
    assert ["flow", "'=1+1", "is inbound", "flows/odd.json", "'=1+1", "2"] in found


@pytest.mark.parametrize(
    ("name", "cell"), [("＝1+1", "'＝1+1"), ("\n=1", "\\u000a=1"), ("\x1b[31m\x9b1m", "\\u001b[31m\\u009b1m")]
)
def test_a_cell_is_no_formula_and_steers_no_terminal(command: Run, here: Path, name: str, cell: str) -> None:
    write("odd.json", json.dumps(answers({name: flow(says("Hello."))})[0]))
    found = rows_of(command("inventory", "--format", "csv").stdout)
    assert found[1] == ["flow", cell, "is inbound", "odd.json", cell, "2"]
    shown = command("inventory", "--format", "json").stdout
    assert json.loads(shown)["uses"][0]["name"] == name
    assert shown.replace("\n", "").isprintable()


@pytest.mark.usefixtures("files")
def test_markdown_has_a_table_for_each_kind_and_no_markup_of_flows(command: Run) -> None:
    write("flows/odd.json", json.dumps(answers({"<b>|": flow(says("Hello."))})[0]))
    page = command("inventory", "flows", "--format", "markdown").stdout
    assert "## Queues\n\n| name | | flows |\n|---|---|---|\n| Day | used by | Main, Other |\n" in page
    assert "<b>" not in page


@pytest.mark.usefixtures("files")
def test_a_file_gets_the_format_that_its_ending_says(command: Run, here: Path) -> None:
    for name in ("uses.csv", "uses.json", "uses.md", "uses.txt"):
        assert command("inventory", "flows", "-o", name).returncode == 0
    begin = {one.suffix: one.read_text(encoding="utf-8").split("\n", 1)[0] for one in here.glob("uses.*")}
    assert begin == {
        ".csv": "\ufeffkind,name,does,path,flow,times",
        ".json": "{",
        ".md": "# What the flows use",
        ".txt": "Flows (4)",
    }


def test_no_flow_is_no_list(command: Run, here: Path) -> None:
    done = command("inventory")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "flowlint: found no flow in .\n")


@pytest.mark.usefixtures("files")
def test_what_could_not_be_read_is_named_and_the_rest_is_listed(command: Run) -> None:
    write("flows/broken.json", json.dumps(GOOD)[:-1])
    write("flows/main.tf", 'resource "aws_connect_contact_flow" "a" {\n  content = var.gone\n}\n')
    done = command("inventory", "flows")
    assert done.returncode == 2
    assert done.stderr == (
        "flowlint: flows/broken.json:1: may hold a flow, but could not be read: it is not JSON: it ends in the middle "
        "of the document\n"
        "flowlint: flows/main.tf:2: may hold a flow, but could not be read: aws_connect_contact_flow.a gets its "
        "content from outside these files\n"
    )
    assert done.stdout.startswith("Flows (4)")


@pytest.mark.usefixtures("files")
def test_secrets_are_dots(command: Run) -> None:
    key = "AKIA" + "Q7ZX4M2K5T5W3R6P"
    write("flows/odd.json", json.dumps(answers({"Odd": flow(sets("set", key, "end"))})[0]))
    for name in ("table", "csv", "json", "markdown"):
        assert key not in command("inventory", "flows", "--format", name).stdout
