"""Transfers to flows of a type that they cannot lead to: only where the type is known, and the flow by its id."""

import json
from typing import Any

import pytest

from flowlint.analysis.engine import ProjectFacts
from flowlint.analysis.resources import flows_of_wrong_type
from flowlint.model.project import Project
from flowlint.reading import read_text
from kit.flows import END, block, flow


def found(target: str, names: str | None = None, **held: Any) -> list[tuple[str, str | None]]:
    """The blocks at fault and the flows that they name; `held` is what an answer of the API says of the other flow."""
    note = {"go": {"ContactFlow": {"text": names}}} if names else {}
    line = flow(block("go", "TransferToFlow", {"ContactFlowId": target}, NoMatchingError="end"), END)
    answer = {"Name": "Other", "Content": json.dumps(flow(block("over", "EndFlowExecution")))} | held
    run = read_text("run.json", json.dumps([line | {"Metadata": {"ActionMetadata": note}}, answer])).flows
    facts = ProjectFacts(Project(run)).of(run[0])
    return [(one.block.id, one.target.name) for one in facts(flows_of_wrong_type)]


@pytest.mark.parametrize(
    "flow_type", ["CUSTOMER_QUEUE", "CUSTOMER_HOLD", "AGENT_HOLD", "AGENT_WHISPER", "OUTBOUND_WHISPER"]
)
def test_no_contact_goes_on_in_these(flow_type: str) -> None:
    assert found("other-1", Id="other-1", Type=flow_type) == [("go", "Other")]


@pytest.mark.parametrize(
    "flow_type", ["CONTACT_FLOW", "AGENT_TRANSFER", "QUEUE_TRANSFER", "MODULE", "CAMPAIGN", "NEWEST"]
)
def test_nothing_is_said_of_those_that_it_may_lead_to_or_that_no_source_speaks_of(flow_type: str) -> None:
    assert found("other-1", Id="other-1", Type=flow_type) == []


def test_a_name_alone_tells_nothing_for_certain() -> None:
    assert found("another", "Other", Id="other-1", Type="CUSTOMER_QUEUE") == []


def test_nor_does_a_type_that_only_the_blocks_show() -> None:
    content = json.dumps(flow(block("move", "DequeueContactAndTransferToQueue", {"QueueId": "x"})))
    assert found("other-1", Id="other-1", Content=content) == []
