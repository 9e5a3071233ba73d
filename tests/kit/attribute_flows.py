"""Small flows that set and read attributes."""

import json
from typing import Any

from kit import flows as made
from kit.flows import END, block

Document = dict[str, Any]


def sets(name: str, key: str, success: str, error: str = "end", value: str = "1", **more: Any) -> Document:
    parameters = {"Attributes": {key: value}, **more}
    return block(name, "UpdateContactAttributes", parameters, success, NoMatchingError=error)


def sets_flow(name: str, key: str, success: str, error: str = "end", value: str = "1") -> Document:
    parameters = {"FlowAttributes": {key: {"Value": value}}}
    return block(name, "UpdateFlowAttributes", parameters, success, NoMatchingError=error)


def lambda_(name: str, success: str, error: str = "end", **parameters: Any) -> Document:
    return block(name, "InvokeLambdaFunction", parameters, success, NoMatchingError=error)


def says(text: str, name: str = "read", success: str = "end") -> Document:
    return block(name, "MessageParticipant", {"Text": text}, success)


def chooses(name: str, one: str, other: str) -> Document:
    """A block that leads two ways and proves nothing."""
    return block(name, "DistributeByPercentage", {}, None, {"1": one}, NoMatchingCondition=other)


def compares(name: str, what: str, conditions: dict[str, str], otherwise: str) -> Document:
    return block(name, "Compare", {"ComparisonValue": what}, None, conditions, NoMatchingCondition=otherwise)


def goes_on(name: str, flow_id: str) -> Document:
    return block(name, "TransferToFlow", {"ContactFlowId": flow_id}, None, NoMatchingError="end")


def calls(name: str, success: str, module: str = "elsewhere", error: str = "end", **branches: str) -> Document:
    return block(name, "InvokeFlowModule", {"FlowModuleId": module}, success, NoMatchingError=error, **branches)


BACK = block("back", "EndFlowModuleExecution")


def flow(*blocks: Document) -> Document:
    """A flow that starts at its first block, and ends."""
    return made.flow(*blocks, END)


def answers(flows: dict[str, Document], kind: str = "CONTACT_FLOW") -> list[Document]:
    """Several flows by id, as the API answers; those that return are modules."""
    return [
        {"ContactFlowModule": {"Content": json.dumps(one), "Name": name, "Id": name}}
        if BACK in one["Actions"]
        else {"ContactFlow": {"Content": json.dumps(one), "Name": name, "Id": name, "Type": kind}}
        for name, one in flows.items()
    ]


def bot(name: str, success: str, error: str, **parameters: Any) -> Document:
    block_type = "ConnectParticipantWithLexBot"
    return block(
        name, block_type, parameters, None, {"Yes": success}, NoMatchingCondition=success, NoMatchingError=error
    )


def module(*blocks: Document) -> Document:
    made = flow(*blocks)
    return {**made, "Settings": {}, "Actions": [*made["Actions"][:-1], BACK]}
