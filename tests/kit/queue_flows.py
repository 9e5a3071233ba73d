"""Small flows about queues, made by hand: blocks, whole flows, and what a rule says of them."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import assume

from flowlint import check_text
from flowlint.report import Finding
from flowlint.run import Overrides
from kit import flows as made
from kit.flows import END, block

Json = dict[str, Any]
Walk = list[tuple[str, str]]
"""The blocks that a contact passes, each with the branch it takes there; "" for the last."""


TRANSFER = block("transfer", "TransferContactToQueue", NoMatchingError="end", QueueAtCapacity="end")


def set_queue(name: str, queue: str, then: str, error: str = "end", by: str = "QueueId") -> Json:
    return block(name, "UpdateContactTargetQueue", {by: queue}, next=then, NoMatchingError=error)


def check_hours(name: str, then: str, closed: str = "end", error: str = "end", **parameters: str) -> Json:
    return block(name, "CheckHoursOfOperation", parameters, is_={"True": then, "False": closed}, NoMatchingError=error)


def check_staffing(
    name: str, then: str, nobody: str = "end", error: str = "end", metric: str = "NumberOfAgentsStaffed", **of: str
) -> Json:
    parameters = {"MetricType": metric, **of}
    return block(
        name, "CheckMetricData", parameters, is_={"0": then}, NoMatchingCondition=nobody, NoMatchingError=error
    )  # fmt: skip


def get_metrics(name: str, then: str, error: str = "end", **of: str) -> Json:
    return block(name, "GetMetricData", of, next=then, NoMatchingError=error)


def compare(name: str, value: str, operand: str, then: str, otherwise: str) -> Json:
    return block(name, "Compare", {"ComparisonValue": value}, is_={operand: then}, NoMatchingCondition=otherwise)


def menu(name: str, one: str, two: str) -> Json:
    return block(name, "GetParticipantInput", {"StoreInput": "False"}, is_={"1": one, "2": two})


def module(name: str, which: str, then: str, error: str = "end") -> Json:
    return block(name, "InvokeFlowModule", {"FlowModuleId": which}, next=then, NoMatchingError=error)


def go(name: str, flow: str) -> Json:
    return block(name, "TransferToFlow", {"ContactFlowId": flow}, NoMatchingError="end")


def bare(*blocks: Json) -> Json:
    """A flow that starts at the first block; the transfer and the end are always there."""
    there = {one["Identifier"] for one in blocks}
    rest = [one for one in (TRANSFER, END) if one["Identifier"] not in there]
    return made.flow(*blocks, *rest)


def flow(*blocks: Json) -> Json:
    """A flow that sets a queue and goes on to the first block."""
    return bare(set_queue("queue", "first", blocks[0]["Identifier"]), *blocks)


def findings(rule: str, document: Any) -> tuple[Finding, ...]:
    report = check_text(json.dumps(document), overrides=Overrides(select=(rule,)))
    assert report.failures == ()
    return report.findings


def reported(rule: str, *blocks: Json, type: str = "CONTACT_FLOW") -> bool:
    """Whether the transfer of a flow made of these blocks is reported."""
    found = findings(rule, {"Content": flow(*blocks), "Type": type})
    assert {finding.block.id for finding in found if finding.block} <= {"transfer"}
    assert len(found) <= 1
    return bool(found)


def reported_in_run(rule: str, flows: dict[str, tuple[Json, ...]], **types: str) -> set[str]:
    """The flows of a run whose transfer is reported; MODULE and other types are given by name."""
    answers = [
        {"Id": name, "Name": name, "Type": types.get(name, "CONTACT_FLOW"), "Content": bare(*blocks)}
        for name, blocks in flows.items()
    ]
    found = [finding.flow or "" for finding in findings(rule, answers)]
    assert sorted(set(found)) == sorted(found)
    assert set(found) == {finding.flow for finding in findings(rule, answers[::-1])}
    return set(found)


def branches(one: Json) -> list[tuple[str, str]]:
    """The branches of a block as findings write them, with their targets."""
    transitions = one["Transitions"]
    goes_on = one["Type"] not in {"TransferContactToQueue", "DisconnectParticipant"}
    found = [("next", transitions["NextAction"])] if goes_on and "NextAction" in transitions else []
    found += [
        (f"condition Equals {each['Condition']['Operands'][0]}", each["NextAction"])
        for each in transitions.get("Conditions", ())
    ]
    return [*found, *((f"error {each['ErrorType']}", each["NextAction"]) for each in transitions.get("Errors", ()))]


def walks(document: Json) -> Iterator[Walk]:
    """Every walk from the start to a transfer that takes no branch more than twice."""
    blocks = {one["Identifier"]: one for one in document["Actions"]}
    todo: list[tuple[Walk, str]] = [([], document["StartAction"])]
    for _ in range(8_000):
        if not todo:
            return
        walk, here = todo.pop()
        if blocks[here]["Type"] == "TransferContactToQueue":
            yield [*walk, (here, "")]
        todo += [
            ([*walk, (here, branch)], target)
            for branch, target in branches(blocks[here])
            if walk.count((here, branch)) < 2
        ]
    assume(False)
