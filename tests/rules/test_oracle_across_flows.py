"""Rules about attributes, answers and logging against contacts that are walked through runs of two to four flows."""

import json
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from flowlint import packs
from flowlint.analysis.engine.facts import ProjectFacts
from flowlint.model.flow import Flow
from flowlint.model.project import Project
from flowlint.reading import read_text
from flowlint.rule import Draft
from kit import contacts, oracle
from kit.contacts import Expected, Run
from kit.flows import Json
from kit.made_runs import MODULES, Theme, runs

RULES: dict[Theme, tuple[Callable[[Run], Iterator[Expected]], ...]] = {
    "attributes": (contacts.attribute_read_before_set,),
    "results": (contacts.result_read_before_produced,),
    "logging": (
        contacts.logging_on_while_storing_input,
        contacts.logging_inherited_while_storing_input,
        contacts.logging_left_off,
    ),
}
THEMES: tuple[Theme, ...] = (*RULES, "alone")
ALONE = ("stale-lambda-result", "prompt-may-speak-nothing")
"""Rules that look at one flow, whatever goes before it."""


def id_of(rule: Callable[[Run], Iterator[Expected]]) -> str:
    return rule.__name__.replace("_", "-")


def facts_of(run: dict[str, Json]) -> ProjectFacts:
    answers = [
        {"Id": name, "Name": name, "Type": "MODULE" if name in MODULES else "CONTACT_FLOW", "Content": one}
        for name, one in run.items()
    ]
    return ProjectFacts(Project(read_text("run.json", json.dumps(answers)).flows))


def found(facts: ProjectFacts, rule: str) -> dict[tuple[str, str], tuple[Flow, Draft]]:
    """Give the drafts of a rule by the blocks that are at fault."""
    check = next(one.check for one in packs.load().rules if one.id == rule)
    drafts = [(flow, draft) for flow in facts.project.flows for draft in check(flow, facts.of(flow))]
    return {
        (flow.name or "", block.id): (flow, draft)
        for flow, draft in drafts
        for block in (draft.block, *(one.block for one in draft.related if one.at_fault))
        if block is not None
    }


def disagreements(run: dict[str, Json], theme: Theme, fired: Counter[str]) -> Iterator[str]:
    """Say where a rule and the walks differ on a run, and which path does not show what it should."""
    facts = facts_of(run)
    walked = Run(facts.project.flows)
    for rule in RULES[theme]:
        expected = {one[:2]: one for one in rule(walked)}
        there = found(facts, id_of(rule))
        fired[id_of(rule)] += bool(expected)
        if expected.keys() != there.keys():
            yield f"{id_of(rule)}: expected {sorted(expected)}, found {sorted(there)}"
            continue
        for at, (flow, draft) in there.items():
            if draft.block is not None and (flow.name, draft.block.id) == at:
                fired["paths across flows"] += bool(draft.witness and draft.witness.before)
                if (fault := expected[at].fault_of_path(legs(flow, draft))) is not None:
                    yield f"{id_of(rule)} at {at}: {fault}"


def legs(flow: Flow, draft: Draft) -> Iterator[tuple[str, tuple[object, ...], str]]:
    """Give the path of a finding by the flows that it leads through, with the block at the end of each part."""
    assert draft.witness is not None
    assert draft.block is not None
    for leg in draft.witness.before:
        yield leg.flow.name or "", leg.path, leg.block.id
    edges = draft.witness.edges
    yield flow.name or "", edges, edges[-1].target if edges else draft.block.id


def disagreements_alone(run: dict[str, Json], fired: Counter[str]) -> Iterator[str]:
    """Say where a rule that looks at one flow finds something else in a flow of a run than there is in it alone."""
    facts = facts_of(run)
    for rule in ALONE:
        there = {
            (at, flow) for at, (flow, draft) in found(facts, rule).items() if draft.block and draft.block.id == at[1]
        }
        for flow in facts.project.flows:
            expected = list(oracle.RULES[rule](oracle.World(flow)))
            fired[rule] += bool(expected)
            blocks = {at[1] for at, of in there if of is flow}
            if len(blocks) != len({one.block for one in expected}) or any(
                blocks.isdisjoint({one.block, *(other.block for other in one.instead)}) for one in expected
            ):
                yield f"{rule} in {flow.name}: expected {[one.block for one in expected]}, found {sorted(blocks)}"


def hold(theme: Theme, examples: int) -> Counter[str]:
    """Try this many runs, the same ones every time, and count on how many each rule speaks."""
    fired: Counter[str] = Counter()

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(runs(theme))
    def try_one(run: dict[str, Json]) -> None:
        fired["runs of several flows"] += len(run) > 1
        differ = disagreements(run, theme, fired) if theme != "alone" else disagreements_alone(run, fired)
        assert list(differ) == []

    try_one()
    return fired


@pytest.mark.parametrize("theme", THEMES)
def test_a_few_made_up_runs(theme: Theme) -> None:
    assert hold(theme, 25)["runs of several flows"] > 5


@pytest.mark.slow
@pytest.mark.parametrize("theme", RULES)
def test_many_made_up_runs(theme: Theme) -> None:
    fired = hold(theme, 1_000)
    assert all(fired[id_of(rule)] >= 3 for rule in RULES[theme]), fired
    if theme in ("attributes", "logging"):
        assert fired["paths across flows"] >= 5
