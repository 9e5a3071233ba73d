"""Inventories are found upwards from a flow, within its repository, and one that cannot be used fails the run."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from flowlint.model.inventory import FILE_NAME
from flowlint.reading.inventories import Inventories
from kit import FIXTURES, Run, write

INVENTORY = json.loads((FIXTURES / "missing-flow" / FILE_NAME).read_text(encoding="utf-8"))
FLOW = (FIXTURES / "missing-flow" / "bad-transfer.json").read_text(encoding="utf-8")


def findings(command: Run, *paths: str) -> list[tuple[str, str]]:
    done = command("check", "--select", "missing-flow,unknown-resource", "--format", "json", *paths)
    return [(one["path"], one["rule"]) for one in json.loads(done.stdout)["findings"]]


def without(key: str) -> str:
    return json.dumps({name: value for name, value in INVENTORY.items() if name != key})


def test_the_nearest_one_upwards_holds_within_the_repository(command: Run, here: Path) -> None:
    other = {**INVENTORY, "Instance": {"Arn": INVENTORY["Instance"]["Arn"].replace("5b0f", "9999")}}
    write(f"all/{FILE_NAME}", json.dumps(INVENTORY))
    write("all/eu/main.json", FLOW)
    write(f"all/us/{FILE_NAME}", json.dumps(other))
    write("all/us/main.json", FLOW)
    write("all/sub/.git/config", "")
    write("all/sub/main.json", FLOW)
    write("elsewhere/main.json", FLOW)
    assert findings(command, ".") == [("all/eu/main.json", "missing-flow")]
    assert findings(command, "all/eu/main.json") == [("all/eu/main.json", "missing-flow")]


def test_it_is_found_from_any_depth(here: Path) -> None:
    write(FILE_NAME, json.dumps(INVENTORY))
    found = Inventories().of("/".join("d" * 1_500))  # which need not be there
    assert found is not None
    assert found.path == FILE_NAME


def test_what_the_export_could_not_list_is_not_judged(command: Run, here: Path) -> None:
    write(FILE_NAME, without("ContactFlows"))
    write("main.json", FLOW)
    assert findings(command, ".") == []


def test_a_flow_of_the_run_is_not_missing(command: Run, here: Path) -> None:
    write(FILE_NAME, json.dumps(INVENTORY))
    write("main.json", FLOW)
    arn = json.loads(FLOW)["Actions"][0]["Parameters"]["ContactFlowId"]
    content = {"Name": "New", "Type": "CONTACT_FLOW", "Arn": arn, "Content": json.loads(FLOW)}
    write("new.json", json.dumps({"ContactFlow": content}))
    assert findings(command, ".") == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "the inventory is not JSON"),
        ("[" * 100_000, "the inventory is not JSON"),
        ("[]", "the inventory has no `FlowlintInventory` with 1"),
        (json.dumps({**INVENTORY, "FlowlintInventory": 2}), "the inventory has no `FlowlintInventory` with 1"),
        (without("Instance"), "the inventory has no `Instance` with an `Arn`"),
        (json.dumps({**INVENTORY, "Queues": {}}), "`Queues` of the inventory is not a list"),
    ],
    ids=["cut", "deep", "list", "newer", "of-nothing", "object-for-list"],
)
def test_one_that_cannot_be_used_fails_the_run(command: Run, here: Path, text: str, why: str) -> None:
    write(FILE_NAME, text)
    write("main.json", FLOW)
    assert failures(command) == [
        {"path": FILE_NAME, "rule": None, "message": f"{why}; write it again with `flowlint export`, or delete it"}
    ]


def test_an_inventory_is_no_link_and_no_pipe(command: Run, here: Path) -> None:
    write("main.json", FLOW)
    write("other.json", json.dumps(INVENTORY))
    Path(FILE_NAME).symlink_to("other.json")
    (of_link,) = failures(command)
    Path(FILE_NAME).unlink()
    os.mkfifo(FILE_NAME)
    (of_pipe,) = failures(command)
    for failure in (of_link, of_pipe):
        assert failure["message"].startswith("the inventory cannot be read: ")


def failures(command: Run) -> list[dict[str, Any]]:
    done = command("check", "--format", "json", "main.json")
    assert done.returncode == 2
    found: list[dict[str, Any]] = json.loads(done.stdout)["failures"]
    return found
