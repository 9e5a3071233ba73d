"""How the cost of a check grows with the number of flows: contact centres made from templates, linked as real ones are.

`python bench/centre.py [FLOWS ...]` checks centres of so many flows, 1,000 and 10,000 by default, each by a process of
its own, and prints seconds of the processor, megabytes at the peak, and both beside the first. It ends with 1 if one
grows by more than `MOST_MEMORY` for ten times the flows, or by more than `MOST_TIME` for each flow.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from math import log10
from pathlib import Path
from typing import Any

from synthetic import block

SIZES = (1_000, 10_000)
MOST_MEMORY = 2.5
"""In times of a centre with a tenth of the flows."""
MOST_TIME = 1.2
"""For a flow, in times of what it takes in a smaller centre."""
LINE = 10
"""How many flows a line of business has."""

_INSTANCE = "arn:aws:connect:eu-west-1:111122223333:instance/00000000-0000-4000-8000-000000000000"
_FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function"
_FAILED = {"NoMatchingError": "sorry"}
_NO_ANSWER = {"InputTimeLimitExceeded": "sorry", "NoMatchingCondition": "sorry", **_FAILED}

Json = dict[str, Any]


def centre(flows: int) -> Iterator[tuple[str, Json]]:
    """Give the files of a contact centre of so many flows, a multiple of `LINE`, as the API answers: name and content.

    All lines share one module and one survey, and calls are passed on from a line to the next one.
    """
    lines = flows // LINE
    for line in range(lines):
        for name, kind, actions in _line(line, lines):
            yield f"{name}.json", _answer(name, kind, actions)


def _line(line: int, lines: int) -> Iterator[tuple[str, str, list[Json]]]:
    """Give the flows of a line, each with its type and its blocks; the first line has what all of them share."""
    at = f"{line:04}"
    queue, plan = f"{_INSTANCE}/queue/{at}", f"plan{line % 40}"
    yield f"{at}-entry", "CONTACT_FLOW", [
        _logs("on", "greet"),
        _says("greet", f"Welcome to line {line}.", "survey"),
        block("survey", "UpdateContactEventHooks",
              {"EventHooks": {"CustomerRemaining": _flow("0000-survey" if line % 2 else f"{at}-survey")}},
              "language", errors=_FAILED),
        _sets("language", {"language": "en", "line": at}, "look up"),
        _calls("look up", "0000-module", "menu"),
        block("menu", "GetParticipantInput",
              {"Text": "For orders, press 1. For all else, press 2.", "StoreInput": "False",
               "InputTimeLimitSeconds": "5"},
              None, {"1": "orders", "2": "else"}, _NO_ANSWER),
        _goes("orders", f"{at}-orders"), _goes("else", f"{at}-menu"), *_end(),
    ]  # fmt: skip
    yield f"{at}-menu", "CONTACT_FLOW", [
        block("menu", "GetParticipantInput",
              {"Text": "For an agent, press 1. To be called back, press 2. For another line, press 3.",
               "StoreInput": "False", "InputTimeLimitSeconds": "5"},
              None, {"1": "agent", "2": "back", "3": "next"}, _NO_ANSWER),
        _goes("agent", f"{at}-agent"), _goes("back", f"{at}-callback"),
        _goes("next", f"{(line + 1) % lines:04}-menu"), *_end(),
    ]  # fmt: skip
    yield f"{at}-orders", "CONTACT_FLOW", [
        _logs("off", "ask"),
        block("ask", "GetParticipantInput",
              {"Text": "Enter your number.", "StoreInput": "True", "InputTimeLimitSeconds": "5",
               "InputValidation": {"CustomValidation": {"MaximumLength": "12"}}}, "typed", errors=_FAILED),
        block("typed", "Compare", {"ComparisonValue": "$.StoredCustomerInput"}, None, {"Timeout": "sorry"},
              {"NoMatchingCondition": "log again"}),
        {**_logs("on", "find"), "Identifier": "log again"},
        block("find", "InvokeLambdaFunction",
              {"LambdaFunctionARN": f"{_FUNCTION}:orders-{line % 6}", "InvocationTimeLimitSeconds": "3",
               "LambdaInvocationAttributes": {"number": "$.StoredCustomerInput"}},
              "keep", errors=_FAILED),
        _sets("keep", {plan: "$.External.plan"}, "decide"),
        block("decide", "Compare", {"ComparisonValue": f"$.Attributes.{plan}"}, None, {"gold": "agent"},
              {"NoMatchingCondition": "tell"}),
        _says("tell", "Your order is $.External.state.", "agent"),
        _goes("agent", f"{at}-agent"), *_end(),
    ]  # fmt: skip
    yield f"{at}-agent", "CONTACT_FLOW", [
        block("queue", "UpdateContactTargetQueue", {"QueueId": queue}, "hours", errors=_FAILED),
        block("hours", "CheckHoursOfOperation", {}, None, {"True": "staffing", "False": "closed"}, _FAILED),
        block("staffing", "CheckMetricData", {"MetricType": "NumberOfAgentsStaffed"}, None, {"0": "waiting"},
              {"NoMatchingCondition": "closed", "NoMatchingError": "waiting" if line % 20 == 0 else "sorry"},
              "NumberGreaterThan"),
        block("waiting", "UpdateContactEventHooks",
              {"EventHooks": {"CustomerQueue": _flow(f"{at}-queue")}}, "whisper", errors=_FAILED),
        block("whisper", "UpdateContactEventHooks",
              {"EventHooks": {"AgentWhisper": _flow(f"{at}-whisper")}}, "transfer", errors=_FAILED),
        block("transfer", "TransferContactToQueue", {}, None,
              errors={"QueueAtCapacity": "closed", "NoMatchingError": "sorry"}),
        _says("closed", "Nobody is here now.", "mailbox"), _goes("mailbox", f"{at}-mailbox"), *_end(),
    ]  # fmt: skip
    yield f"{at}-callback", "CONTACT_FLOW", [
        block("number", "UpdateContactCallbackNumber", {"CallbackNumber": "$.CustomerEndpoint.Address"}, "queue",
              errors={"InvalidCallbackNumber": "sorry", "CallbackNumberNotDialable": "sorry"}),
        block("queue", "UpdateContactTargetQueue", {"QueueId": queue}, "create", errors=_FAILED),
        block("create", "CreateCallbackContact",
              {"InitialCallDelaySeconds": "5", "MaximumConnectionAttempts": "1", "RetryDelaySeconds": "600"},
              "thanks", errors=_FAILED),
        _says("thanks", "We call you back.", "bye"), *_end(),
    ]  # fmt: skip
    yield f"{at}-mailbox", "CONTACT_FLOW", [
        block("record", "InvokeLambdaFunction",
              {"LambdaFunctionARN": f"{_FUNCTION}:mailbox", "InvocationTimeLimitSeconds": "3",
               "LambdaInvocationAttributes": {"language": "$.Attributes.language", "line": "$.Attributes.line"}},
              "thanks", errors=_FAILED),
        _says("thanks", "Speak after the tone.", "bye"), *_end(),
    ]  # fmt: skip
    yield f"{at}-queue", "CUSTOMER_QUEUE", [
        block("play", "MessageParticipantIteratively",
              {"Messages": [{"Text": "All agents are busy."}, {"Text": f"You are calling line {line}."}]},
              None, {"MessagesInterrupted": "play"}, {"NoMatchingError": "bye"}), *_end()[1:],
    ]  # fmt: skip
    yield f"{at}-whisper", "AGENT_WHISPER", [
        _says("tell", f"Line {line}, $.Attributes.line.", "back"), block("back", "EndFlowExecution", {}, None),
    ]  # fmt: skip
    yield f"{at}-survey", "CONTACT_FLOW", [
        block("ask", "GetParticipantInput",
              {"Text": "Were we of help? Press 1 for yes, 2 for no.", "StoreInput": "False",
               "InputTimeLimitSeconds": "5"}, None, {"1": "yes", "2": "no"}, _NO_ANSWER),
        _sets("yes", {"helpful": "yes"}, "thanks"), _sets("no", {"helpful": "no"}, "thanks"),
        _says("thanks", "Thank you.", "bye"), *_end(),
    ]  # fmt: skip
    yield f"{at}-module", "MODULE", [
        block("find", "InvokeLambdaFunction",
              {"LambdaFunctionARN": f"{_FUNCTION}:customers", "InvocationTimeLimitSeconds": "3"},
              "keep", errors={"NoMatchingError": "back"}),
        _sets("keep", {"customer": "$.External.id"}, "back", "back"),
        block("back", "EndFlowModuleExecution", {}, None),
    ]  # fmt: skip


def _answer(name: str, kind: str, actions: list[Json]) -> Json:
    document = {"Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Metadata": {}, "Actions": actions}
    content = json.dumps(document)
    if kind == "MODULE":
        return {"ContactFlowModule": {"Arn": _module(name), "Id": name, "Name": name, "Content": content}}
    return {"ContactFlow": {"Arn": _flow(name), "Id": name, "Name": name, "Type": kind, "Content": content}}


def _flow(name: str) -> str:
    return f"{_INSTANCE}/contact-flow/{name}"


def _module(name: str) -> str:
    return f"{_INSTANCE}/flow-module/{name}"


def _goes(name: str, flow: str) -> Json:
    return block(name, "TransferToFlow", {"ContactFlowId": _flow(flow)}, None, errors=_FAILED)


def _calls(name: str, module: str, then: str) -> Json:
    return block(name, "InvokeFlowModule", {"FlowModuleId": _module(module)}, then, errors=_FAILED)


def _says(name: str, text: str, then: str) -> Json:
    return block(name, "MessageParticipant", {"Text": text}, then, errors={"NoMatchingError": then})


def _sets(name: str, values: Mapping[str, str], then: str, error: str = "sorry") -> Json:
    parameters = {"Attributes": dict(values), "TargetContact": "Current"}
    return block(name, "UpdateContactAttributes", parameters, then, errors={"NoMatchingError": error})


def _logs(how: str, then: str) -> Json:
    behavior = "Enabled" if how == "on" else "Disabled"
    return block(f"log {how}", "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": behavior}, then)


def _end() -> list[Json]:
    sorry = block("sorry", "MessageParticipant", {"Text": "Sorry, something went wrong."}, "bye",
                  errors={"NoMatchingError": "bye"})  # fmt: skip
    return [sorry, block("bye", "DisconnectParticipant", {}, None)]


def measure(flows: int) -> dict[str, float]:
    """Check a centre of so many flows as the command does, with JSON as the format; give what that costs."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in centre(flows):
            Path(folder, name).write_text(json.dumps(content, indent=2), encoding="utf-8")
        words = ("check", "--no-cache", "--isolated", "--format", "json", "--fail-on", "never", folder)
        process = subprocess.Popen([sys.executable, "-m", "flowlint", *words], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"flowlint failed on {flows:,} flows")
    return {"flows": flows, "seconds": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024}


def grow(sizes: tuple[int, ...] = SIZES) -> tuple[list[dict[str, float]], bool]:
    """Print what centres of these sizes cost; give that, and whether it grows by more than it should."""
    rows: list[dict[str, float]] = []
    over = False
    for flows in sizes:
        one = measure(flows)
        first = rows[0] if rows else one
        memory, time = one["megabytes"] / first["megabytes"], one["seconds"] / first["seconds"]
        times = flows / first["flows"]
        bad = memory > MOST_MEMORY ** log10(times) or time > MOST_TIME * times
        over = over or (bad and times > 1)
        beside = f", {memory:.2f} × the memory, {time / times:.2f} × the time of a flow" if times > 1 else ""
        print(
            f"{flows:6,} flows: {one['seconds']:7.1f} s, {one['megabytes']:5.0f} MB{beside}{' — OVER' if bad else ''}",
            flush=True,
        )
        rows.append(one)
    return rows, over


def main() -> int:
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    return int(grow(sizes)[1])


if __name__ == "__main__":
    sys.exit(main())
