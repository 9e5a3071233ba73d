"""Facts: each analysis is computed once for a flow and once for a run, and what it gives can be asked for again."""

from collections.abc import Iterator
from typing import Any

import pytest

from flowlint.analysis.engine import Facts, ProjectFacts
from flowlint.model.flow import Block, Flow
from flowlint.model.project import Project
from flowlint.reading import read_text

FLOW = """
{"Version": "2019-10-30", "StartAction": "a", "Actions": [
  {"Identifier": "a", "Type": "MessageParticipant", "Parameters": {}, "Transitions": {"NextAction": "b"}},
  {"Identifier": "b", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
]}
"""


@pytest.fixture
def facts() -> Facts:
    (flow,) = read_text("flow.json", FLOW).flows
    return ProjectFacts(Project([flow])).of(flow)


def ends(facts: Facts) -> tuple[Block, ...]:
    return tuple(block for block in facts.flow.blocks if not block.transitions)


def flows(project: ProjectFacts) -> tuple[Flow, ...]:
    return project.project.flows


def test_an_analysis_is_computed_once(facts: Facts) -> None:
    assert facts(ends) is facts(ends)
    assert facts.project.of(facts.flow)(ends) is facts(ends)
    assert facts.project(flows) is facts.project(flows) == (facts.flow,)


def generator(facts: Any) -> Iterator[int]:
    yield 1


@pytest.mark.parametrize("analysis", [generator, lambda facts: iter([]), lambda facts: map(str, ())])
def test_an_iterator_is_no_fact(facts: Facts, analysis: Any) -> None:
    message = (
        f"The analysis {analysis.__qualname__} gives an iterator, which would be empty when it is asked for again; "
        "give a tuple."
    )
    for ask in (facts, facts.project):
        for _ in range(2):
            with pytest.raises(TypeError) as raised:
                ask(analysis)
            assert str(raised.value) == message
