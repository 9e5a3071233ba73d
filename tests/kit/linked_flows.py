"""Runs of flows linked into one flow that does the same, for the oracle of one flow.

Where a contact is handed over, the linked flow goes on at the start of the next one; where a module is called, it goes
through a copy of the module and on after the call. So what the oracle says of one flow alone is what must be said of
the run.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kit import flows as made
from kit.flows import Json
from kit.made_runs import FIRST, FLOWS
from kit.queue_flows import menu


def linked(run: Mapping[str, Json]) -> Json:
    """Link a run into one flow, whose blocks are called FLOW/BLOCK, in a copy of a module CALL/MODULE/BLOCK."""
    blocks: list[Json] = []
    for name in run:
        if name in FLOWS:
            blocks += _linked(run, name, f"{name}/", None)
    return made.flow(*blocks, StartAction=f"{FIRST}/{run[FIRST]['StartAction']}", Metadata={"type": "contactFlow"})


def _linked(run: Mapping[str, Json], name: str, prefix: str, back: Json | None) -> Iterator[Json]:
    """Give the blocks of a flow, or of a copy of a module that goes back by the branches of its call."""
    for one in run[name]["Actions"]:
        here, transitions = prefix + one["Identifier"], _moved(one["Transitions"], prefix)
        target = one["Parameters"].get("ContactFlowId") or one["Parameters"].get("FlowModuleId")
        if one["Type"] == "TransferToFlow" and target in run:
            yield _through(here, f"{target}/{run[target]['StartAction']}", transitions)
        elif one["Type"] == "InvokeFlowModule" and target in run:
            copy = f"{here}/{target}/"
            yield _through(here, copy + run[target]["StartAction"], transitions)
            yield from _linked(run, target, copy, transitions)
        elif one["Type"] == "EndFlowModuleExecution" and back is not None:
            yield _back(here, one["Parameters"].get("Result"), back)
        else:
            yield {**one, "Identifier": here, "Transitions": transitions}


def _back(name: str, result: str | None, branches: Json) -> Json:
    """Make a block that goes on by the branches of a call that are taken where the module returns with a result.

    A return that says nothing may go by each of them, as a key that the customer presses.
    """
    asked = {one["Condition"]["Operands"][0]: one["NextAction"] for one in branches.get("Conditions", ())}
    others = [one["NextAction"] for one in branches["Errors"] if one["ErrorType"] == "NoMatchingCondition"]
    if not asked:
        return _through(name, branches["NextAction"], {"Errors": []})
    if result is None:
        return menu(name, *asked.values(), *others)
    return _through(name, asked.get(result, *others), {"Errors": []})


def _through(name: str, target: str, transitions: Mapping[str, Any]) -> Json:
    """Make a block that does nothing and goes on, or to where the one that it stands for goes on errors."""
    errors = [one for one in transitions["Errors"] if one["ErrorType"] != "NoMatchingCondition"]
    on = {"NextAction": target, "Errors": errors, "Conditions": []}
    return {"Identifier": name, "Type": "MessageParticipant", "Parameters": {"Text": "."}, "Transitions": on}


def _moved(transitions: Json, prefix: str) -> Json:
    """Put a prefix before all that branches lead to."""
    return {
        key: prefix + value
        if isinstance(value, str)
        else [{**branch, "NextAction": prefix + branch["NextAction"]} for branch in value]
        for key, value in transitions.items()
    }
