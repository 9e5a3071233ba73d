"""Which file a block means where several claim one id or name, as findings show it."""

import json
from pathlib import Path

import pytest

from flowlint import check_paths
from flowlint.run import Overrides
from kit.flows import END, Json, block, flow
from kit.queue_flows import go, set_queue

HALL = "arn:aws:connect:eu-west-1:111122223333:instance/0f1e2d3c/contact-flow/hall-1"
LINE = flow(set_queue("pick", "q1", then="hand over"), go("hand over", HALL), END)
HALL_SAYS = flow(block("say", "MessageParticipant", {"Text": "You wait for $.Queue.Name."}, "end"), END)


def exported(name: str, document: Json, **noted: Json) -> Json:
    """Make an export of the console, which has a name and no id."""
    return {**document, "Metadata": {"name": name, "type": "contactFlow", "ActionMetadata": noted}}


def answered(name: str, document: Json) -> Json:
    """Make an answer of the API, which has name and id."""
    arn = HALL.replace("hall-1", f"{name}-1")
    content = json.dumps(document)
    return {"ContactFlow": {"Arn": arn, "Id": f"{name}-1", "Name": name, "Type": "CONTACT_FLOW", "Content": content}}


EXPORT = exported("line", LINE, **{"hand over": {"ContactFlow": {"text": "hall"}}})
EVENT = block("event", "UpdateContactEventHooks", {"EventHooks": {"CustomerRemaining": HALL}}, "end")
HOOK = exported(
    "line", flow(EVENT, END), event={"parameters": {"EventHooks": {"CustomerRemaining": {"displayName": "hall"}}}}
)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"line.json": EXPORT, "hall.json": exported("hall", HALL_SAYS)}, []),
        ({"hall.json": exported("hall", HALL_SAYS)}, ["hall.json"]),
        (
            {
                "dev/line.json": EXPORT,
                "dev/hall.json": exported("hall", HALL_SAYS),
                "prod/line.json": EXPORT,
                "prod/hall.json": exported("hall", HALL_SAYS),
            },
            [],
        ),
        (
            {
                "line.json": answered("line", LINE),
                "hall.json": answered("hall", HALL_SAYS),
                "old/hall.json": answered("hall", HALL_SAYS),
            },
            [],
        ),
        (
            {
                "lines/line.json": EXPORT,
                "dev/hall.json": exported("hall", HALL_SAYS),
                "prod/hall.json": exported("hall", HALL_SAYS),
            },
            [],
        ),
        (
            {
                "line.json": exported("line", LINE, **{"hand over": {"ContactFlow": {"text": "another"}}}),
                "hall.json": exported("hall", HALL_SAYS),
            },
            ["hall.json"],
        ),
        ({"line.json": HOOK, "hall.json": exported("hall", HALL_SAYS)}, []),
        ({"line.json": HOOK, "hall.json": exported("another", HALL_SAYS)}, ["hall.json"]),
    ],
    ids=[
        "handed over to",
        "alone",
        "two environments",
        "a backup",
        "either of two",
        "another name",
        "set to run on an event",
        "another set to run",
    ],
)
def test_nothing_is_said_of_a_flow_that_may_be_handed_over_to(
    files: dict[str, Json], found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, document in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(json.dumps(document), encoding="utf-8")
    report = check_paths(["."], Overrides(select=("queue-attribute-before-queue",), isolated=True))
    assert [(finding.path, finding.rule) for finding in report.findings] == [
        (path, "queue-attribute-before-queue") for path in found
    ]
