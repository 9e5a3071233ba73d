"""What a flow is told alone and with the flows around it: the difference is what these know, and the path says so."""

import io
import json
from pathlib import Path

import pytest

from flowlint import check_paths, check_text
from flowlint.output import sarif
from flowlint.output import text as plain_text
from flowlint.run import Overrides
from kit import FIXTURES, write

LOGGED, CLOSED, SET = "logging-on-while-storing-input", "queue-transfer-when-closed", "attribute-read-before-set"
INHERITED = "logging-inherited-while-storing-input"
HOURS, STAFFING = "queue-transfer-without-hours-check", "queue-transfer-without-staffing-check"
QUEUE, READ = "queue-transfer-without-queue", "queue-attribute-before-queue"


def flows_of(rule: str, fixture: str) -> list[dict[str, object]]:
    made: list[dict[str, object]] = json.loads((FIXTURES / rule / f"{fixture}.json").read_text(encoding="utf-8"))
    return made


def found(rule: str, *flows: object) -> list[tuple[str | None, str]]:
    report = check_text(json.dumps(flows), overrides=Overrides(select=(rule,)))
    assert report.failures == ()
    return [(one.flow, one.block.id) for one in report.findings if one.block]


@pytest.mark.parametrize(
    ("rule", "pair", "last", "alone"),
    [
        (LOGGED, "all-callers-turn-it-on", ("Card payment", "Ask for card"), []),
        (LOGGED, "survey-after-the-call", ("Survey after the call", "Ask for account"), []),
        (INHERITED, "one-caller-turns-it-on", ("Card payment", "Ask for card"), []),
        (CLOSED, "the-caller-found-it-closed", ("Hall", "To queue"), []),
        (CLOSED, "back-to-the-queue-after-hours", ("Waiting", "Back to queue"), []),
        (HOURS, "one-caller-does-not-check", ("Hall", "To queue"), []),
        (STAFFING, "one-caller-does-not-check", ("Hall", "To queue"), []),
        (SET, "one-of-two-callers", ("Opening hours", "Tell hours"), []),
        (SET, "set-after-the-event-was-prepared", ("Goodbye", "Thank"), [("Goodbye", "Thank")]),
        (QUEUE, "a-caller-sets-no-queue", ("Hall", "To queue"), [("Hall", "To queue")]),
        (READ, "a-caller-sets-no-queue", ("Hall", "Tell queue"), [("Hall", "Tell queue")]),
    ],
)
def test_a_flow_alone_is_told_what_its_callers_do_not_change(
    rule: str, pair: str, last: tuple[str, str], alone: list[tuple[str, str]]
) -> None:
    """The same flow stands in the bad run and in the good one: what its callers do there is all that tells the two."""
    bad, good = flows_of(rule, f"bad-{pair}"), flows_of(rule, f"good-{pair}")
    assert found(rule, *bad) == [last]
    assert found(rule, *good) == []
    assert found(rule, bad[-1]) == alone
    if rule != CLOSED or pair != "back-to-the-queue-after-hours":
        assert bad[-1] == good[-1]


@pytest.fixture
def apart(here: Path) -> Path:
    """The flows of a run in a file each."""
    for name, flow in zip(("line", "other", "hall"), flows_of(HOURS, "bad-one-caller-does-not-check"), strict=True):
        write(f"{name}.json", json.dumps(flow, indent=1))
    return here


@pytest.mark.usefixtures("apart")
def test_the_path_goes_through_the_files_of_all_its_flows() -> None:
    (finding,) = check_paths(["."], Overrides(select=(HOURS,))).findings
    assert finding.path == "hall.json"
    assert [(step.path, step.flow, step.via, step.block.id) for step in finding.trail] == [
        ("line.json", "Line", None, "Pick day"),
        ("line.json", "Line", "next", "To hall"),
        (None, None, None, "Moment"),
        (None, None, "next", "To queue"),
    ]


@pytest.mark.usefixtures("apart")
def test_sarif_tells_it_as_one_code_flow_through_several_files() -> None:
    stream = io.StringIO()
    sarif.write(check_paths(["."], Overrides(select=(HOURS,))), stream)
    (result,) = json.loads(stream.getvalue())["runs"][0]["results"]
    steps = [step["location"] for step in result["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert [
        (one["physicalLocation"]["artifactLocation"]["uri"], one["logicalLocations"][0]["fullyQualifiedName"])
        for one in steps
    ] == [
        ("line.json", "Line/Pick day"),
        ("line.json", "Line/To hall"),
        ("hall.json", "Hall/Moment"),
        ("hall.json", "Hall/To queue"),
    ]


@pytest.mark.usefixtures("apart")
def test_the_text_names_the_file_at_each_change() -> None:
    stream = io.StringIO()
    plain_text.write(check_paths(["."], Overrides(select=(HOURS,))), stream)
    told = stream.getvalue().partition("how a contact gets there:")[2].splitlines()
    assert [line.rstrip().partition("  line ")[0].rstrip() for line in told[1:9]] == [
        "    in line.json · flow “Line”:",
        "    1. Set working queue “Pick day”",
        "       ↳ sets the queue",
        "    2. next → Transfer to flow “To hall”",
        "    in hall.json · flow “Hall”:",
        "    3. Play prompt “Moment”",
        "    4. next → Transfer to queue “To queue”",
        "       ↳ puts the contact in the queue, open or not",
    ]


@pytest.mark.usefixtures("apart")
def test_a_partial_run_shows_the_same_path() -> None:
    whole = check_paths(["."], Overrides(select=(HOURS,))).findings
    assert check_paths(["hall.json"], Overrides(select=(HOURS,)), context=True).findings == whole
