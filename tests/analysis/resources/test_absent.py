"""Flows that blocks name and that are not there: in a run that is known to hold all flows, or by an inventory."""

import json
from pathlib import Path
from typing import Any

import pytest

from flowlint import check_paths
from flowlint.run import Overrides
from kit import FIXTURES, write
from kit.flows import END, Json, block, flow

GONE = "5f2c8a1e-0b7d-4c3f-9a64-3d1e7b9c2f10"
INSTANCE = "arn:aws:connect:eu-west-1:111122223333:instance/8a4e5c1f-7b2d-4f60-9c38-1d5e6a7b8c9d"


def naming(block_type: str, value: Any, noted: Any = None, **more: Any) -> Json:
    """A flow whose only block names a flow, with what the designer noted of it, as the API answers."""
    (parameter,) = value
    leads = block("names", block_type, value, "end", NoMatchingError="end")
    noted = {"names": {"parameters": {parameter: noted}}}
    return answer("line", "10000000-0000-4000-8000-000000000001", flow(leads, END, Metadata={"ActionMetadata": noted}))


def answer(name: str | None, flow_id: str | None, document: Json) -> Json:
    held = {"Name": name, "Id": flow_id, "Type": "CONTACT_FLOW", "Content": document}
    return {"ContactFlow": {key: value for key, value in held.items() if value is not None}}


TO_FLOW = "TransferToFlow", {"ContactFlowId": GONE}
MODULE = "InvokeFlowModule", {"FlowModuleId": GONE}
TASK = "CreateTask", {"ContactFlowId": GONE}
HOOK = "UpdateContactEventHooks", {"EventHooks": {"CustomerQueue": GONE}}
WAITING = {"CustomerQueue": {"displayName": "Waiting"}}
HALL = answer("hall", "20000000-0000-4000-8000-000000000002", flow(END))


def missing(files: dict[str, Any], whole: bool = True) -> list[str]:
    for path, value in files.items():
        write(path, value if isinstance(value, str) else json.dumps(value))
    settings = {"select": ["missing-flow"], "complete": whole}
    return [one.message for one in check_paths(["."], Overrides(settings=settings)).findings]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (naming(*TO_FLOW), "the flow 5f2c8a1e…"),
        (naming(*TO_FLOW, {"displayName": "Sales"}), "the flow “Sales”"),
        (naming("TransferToFlow", {"ContactFlowId": f"{INSTANCE}/contact-flow/{GONE}"}), "the flow 5f2c8a1e…"),
        (naming(*MODULE), "the module 5f2c8a1e…"),
        (naming(*TASK), "the flow 5f2c8a1e…"),
        (naming(*HOOK, WAITING), "the flow “Waiting”"),
    ],
    ids=["transfer", "by name", "by ARN", "module", "task", "event"],
)
def test_a_run_of_all_flows_lacks_a_flow_that_is_named(here: Path, line: Json, said: str) -> None:
    (message,) = missing({"line.json": line, "hall.json": HALL})
    assert f" names {said}, which is in no file, and these are all; " in message
    assert missing({}, whole=False) == []


@pytest.mark.parametrize(
    "files",
    [
        {"line.json": naming(*HOOK)},
        {"line.json": naming(*HOOK, {"CustomerQueue": {"displayName": "Default customer queue"}})},
        {"line.json": naming(*TO_FLOW), "sales.json": answer("Sales", GONE, flow(END))},
        {"line.json": naming(*TO_FLOW, {"displayName": "Sales"}), "s.json": answer("Sales", None, flow(END))},
        {"line.json": naming(*TO_FLOW), "sales.json": answer("Sales", None, flow(END))},
        {"line.json": naming(*TO_FLOW, {"displayName": "Sales"}), "s.json": answer(None, GONE[::-1], flow(END))},
        {"line.json": naming("TransferToFlow", {"ContactFlowId": "$.Attributes.next"})},
        {"line.json": naming("TransferToFlow", {"ContactFlowId": f"${{NEXT}}{GONE}"})},
        {"line.json": naming("TransferToFlow", {"ContactFlowId": "the next flow"})},
        {"line.json": naming(*TO_FLOW), "broken.json": '{"StartAction": "a", "Actions": [{"Transitions": '},
    ],
    ids=[
        "an event without a name",
        "a flow of AWS",
        "there by id",
        "there by name",
        "perhaps the one without an id",
        "perhaps the one without a name",
        "named by an attribute",
        "a placeholder",
        "no id",
        "a file that cannot be read",
    ],
)
def test_what_may_be_there_is_not_missing(here: Path, files: dict[str, Any]) -> None:
    assert missing(files) == []


def test_a_broken_file_exists_for_an_inventory_too(here: Path) -> None:
    """What it holds cannot be read, but the id is in it."""
    inventory = (FIXTURES / "missing-flow" / "flowlint-inventory.json").read_text(encoding="utf-8")
    line = (FIXTURES / "missing-flow" / "bad-transfer.json").read_text(encoding="utf-8")
    (said,) = missing({"flowlint-inventory.json": inventory, "line.json": line}, whole=False)
    assert said.startswith("Transfer to flow “To billing” names the flow d4c3b2a1…")
    known = '"Id": "d4c3b2a1-0f9e-4d8c-b7a6-958473625140"'
    broken = f'{{"ContactFlow": {{{known}, "Content": {{"StartAction": "a", "Actions": [{{"Transitions": '
    assert missing({"broken.json": broken}, whole=False) == []


def test_an_id_alone_is_held_against_the_inventory_in_a_hook(here: Path) -> None:
    inventory = json.loads((FIXTURES / "missing-flow" / "flowlint-inventory.json").read_text(encoding="utf-8"))
    line = naming(*HOOK)
    line["ContactFlow"]["Arn"] = f"{inventory['Instance']['Arn']}/contact-flow/{line['ContactFlow']['Id']}"
    (said,) = missing({"flowlint-inventory.json": inventory, "line.json": line}, whole=False)
    assert "names the flow 5f2c8a1e…, which flowlint-inventory.json does not list" in said
