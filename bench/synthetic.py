"""Flows of any size for the bench, shaped like a large contact centre.

A flow is a tree of menus; behind each stands a section as a line of business builds it: look the customer up, decide,
check hours and staffing, store input, transfer. Each menu leads back to the one above it, so that a flow is one large
cycle. Every fifth section has a fault of some kind. The numbers of attributes, queues and hours do not grow.
"""

import random
from collections.abc import Mapping
from typing import Any

SECTION = 20
"""How many blocks a section has, its menu included."""

_LAMBDA = "arn:aws:lambda:eu-west-1:111122223333:function:look-up-"
_KEYS = tuple(f"detail{number}" for number in range(40))
_CHILDREN = 3
_FAULTS = ("no hours check", "no staffing check", "logging stays on", "look-up fails", "set too late", "in silence")


def flow_of(blocks: int, number: int = 0) -> dict[str, Any]:
    """Build a flow of so many blocks, the same for each number each time; it takes `SECTION` at least."""
    chance = random.Random(f"{blocks} {number}")
    count = blocks // SECTION
    actions = [action for section in range(count) for action in _section(section, count, chance)]
    first = "0 menu"
    for place in range(blocks - len(actions)):
        actions.append(block(f"Greeting {place}", "MessageParticipant", {"Text": f"Welcome {place}."}, first))
        first = f"Greeting {place}"
    return {
        "Version": "2019-10-30",
        "StartAction": first,
        "Metadata": {"name": f"Large contact centre {number}", "type": "contactFlow"},
        "Actions": actions,
    }


def _section(number: int, count: int, chance: random.Random) -> list[dict[str, Any]]:
    fault = chance.choice(_FAULTS) if chance.random() < 0.2 else None
    key, other = chance.sample(_KEYS, 2)
    queue, hours = chance.randrange(8), chance.randrange(4)

    def at(name: str) -> str:
        return f"{number} {name}"

    children = range(_CHILDREN * number + 1, min(_CHILDREN * number + 1 + _CHILDREN, count))
    options = {str(digit): f"{child} menu" for digit, child in enumerate(children, 2)}
    above = f"{(number - 1) // _CHILDREN} menu" if number else at("set details")
    failed = {"NoMatchingError": at("sorry")}
    greeted = at("greet") if fault == "look-up fails" else at("sorry")
    return [
        block(at("menu"), "GetParticipantInput",
               {"Text": f"Line {number}. Press 1 to go on, 9 to go back.", "StoreInput": "False",
                "InputTimeLimitSeconds": "5"},
               None, {"1": at("set details"), **options, "9": above},
               {"InputTimeLimitExceeded": at("sorry"), "NoMatchingCondition": at("sorry"), **failed}),
        block(at("set details"), "UpdateContactAttributes",
               {"Attributes": {other: "known"}, "TargetContact": "Current"}, at("look up"), errors=failed),
        block(at("look up"), "InvokeLambdaFunction",
               {"LambdaFunctionARN": f"{_LAMBDA}{number % 6}", "InvocationTimeLimitSeconds": "3"},
               at("decide"), errors={"NoMatchingError": greeted}),
        block(at("decide"), "Compare", {"ComparisonValue": "$.External.tier"}, None, {"gold": at("greet")},
               {"NoMatchingCondition": at("set more") if fault == "set too late" else at("set key")}),
        block(at("greet"), "MessageParticipant", {"Text": "Hello $.External.name, good to hear from you."},
               at("set key"), errors=failed),
        block(at("set key"), "UpdateContactAttributes",
               {"Attributes": {key: "$.External.plan"}, "TargetContact": "Current"}, at("set more"), errors=failed),
        block(at("set more"), "UpdateContactTargetQueue", {"QueueId": f"queue-{queue}"},
               at("hours"), errors=failed),
        block(at("hours"), "CheckHoursOfOperation", {"HoursOfOperationId": f"hours-{hours}"}, None,
               {"True": at("staffing"), "False": at("closed")},
               {"NoMatchingError": at("staffing" if fault == "no hours check" else "sorry")}),
        block(at("staffing"), "CheckMetricData", {"MetricType": "NumberOfAgentsStaffed"}, None,
               {"0": at("logging off")},
               {"NoMatchingCondition": at("nobody"),
                "NoMatchingError": at("logging off" if fault == "no staffing check" else "sorry")},
               "NumberGreaterThan"),
        block(at("nobody"), "MessageParticipant", {"Text": "Nobody is here now."}, at("hang up"), errors=failed),
        block(at("closed"), "MessageParticipant", {"Text": "We are closed."}, at("hang up"), errors=failed),
        block(at("logging off"), "UpdateFlowLoggingBehavior",
               {"FlowLoggingBehavior": "Enabled" if fault == "logging stays on" else "Disabled"}, at("ask")),
        block(at("ask"), "GetParticipantInput",
               {"Text": "Enter your number.", "StoreInput": "True", "InputTimeLimitSeconds": "5",
                "InputValidation": {"CustomValidation": {"MaximumLength": "12"}}}, at("typed"), errors=failed),
        block(at("typed"), "Compare", {"ComparisonValue": "$.StoredCustomerInput"}, None,
               {"Timeout": at("sorry")}, {"NoMatchingCondition": at("logging on")}),
        block(at("logging on"), "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Enabled"}, at("confirm")),
        block(at("confirm"), "MessageParticipant", {"Text": f"We note $.Attributes.{key}."}, at("transfer"),
               errors=failed),
        block(at("transfer"), "TransferContactToQueue", {}, None,
               errors={"QueueAtCapacity": at("full"),
                       "NoMatchingError": at("hang up" if fault == "in silence" else "sorry")}),
        block(at("full"), "MessageParticipant", {"Text": "All lines are busy."}, at("hang up"), errors=failed),
        block(at("sorry"), "MessageParticipant", {"Text": "Sorry, something went wrong."}, at("hang up"),
               errors={"NoMatchingError": at("hang up")}),
        block(at("hang up"), "DisconnectParticipant", {}, None),
    ]  # fmt: skip


def block(
    block_id: str,
    block_type: str,
    parameters: Mapping[str, Any],
    next_id: str | None,
    conditions: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    operator: str = "Equals",
) -> dict[str, Any]:
    transitions: dict[str, Any] = {} if next_id is None else {"NextAction": next_id}
    if conditions:
        transitions["Conditions"] = [
            {"NextAction": target, "Condition": {"Operator": operator, "Operands": [operand]}}
            for operand, target in conditions.items()
        ]
    if errors:
        transitions["Errors"] = [{"NextAction": target, "ErrorType": error} for error, target in errors.items()]
    return {"Identifier": block_id, "Type": block_type, "Parameters": parameters, "Transitions": transitions}
