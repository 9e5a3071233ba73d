"""The rules about queues against a second opinion on runs of two to four flows, modules among them."""

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from flowlint import packs
from flowlint.analysis.engine.facts import ProjectFacts
from flowlint.model.flow import Flow, Transition
from flowlint.model.project import Project
from flowlint.reading import read_text
from flowlint.rule import Draft
from kit import oracle
from kit.flows import Json
from kit.linked_flows import linked
from kit.made_runs import FIRST, MODULES, runs
from kit.oracle import RULES, Expected, World

CLOSED = "queue-transfer-when-closed"
ACROSS = ("queue-transfer-without-queue", "queue-transfer-without-hours-check", "queue-transfer-without-staffing-check")


def disagreements(run: dict[str, Json], fired: Counter[str]) -> list[str]:
    """Say where a rule and the oracle differ on a run, and which path across flows does not show what it should."""
    answers = [
        {"Id": name, "Name": name, "Type": "MODULE" if name in MODULES else "CONTACT_FLOW", "Content": one}
        for name, one in run.items()
    ]
    project = ProjectFacts(Project(read_text("run.json", json.dumps(answers)).flows))
    (whole,) = read_text("linked.json", json.dumps(linked(run))).flows
    world = World(whole)
    faults = []
    # What a module found closed it may have noted: that is looked at elsewhere.
    for rule in (*ACROSS, *(() if run.keys() & {*MODULES} else (CLOSED,))):
        expected = {place(one.block): one for one in RULES[rule](world)}
        found = {
            (flow.name or "", draft.block.id): (flow, draft)
            for flow in project.project.flows
            for draft in check(rule)(flow, project.of(flow))
            if draft.block is not None
        }
        fired[rule] += bool(expected)
        if expected.keys() != found.keys():
            faults.append(f"{rule}: expected {sorted(expected)}, found {sorted(found)}")
            continue
        for at, (flow, draft) in found.items():
            if (fault := fault_of_path(project.project, world, flow, draft, expected[at])) is not None:
                faults.append(f"{rule} at {at}: {fault}")
    return faults


def check(rule: str):  # type: ignore[no-untyped-def]
    return next(one.check for one in packs.load().rules if one.id == rule)


def place(block_id: str) -> tuple[str, str]:
    """Give the flow and the block that one of the linked flow stands for."""
    *_, flow, block = block_id.split("/")
    return flow, block


def fault_of_path(project: Project, world: World, flow: Flow, draft: Draft, expected: Expected) -> str | None:
    """Say what is wrong with the path of a finding: it is broken, or does not show it."""
    assert draft.witness is not None
    prefix, way = "", list[Transition]()
    legs = [(leg.flow, leg.path, leg.block.id) for leg in draft.witness.before]
    for here, path, end in [*legs, (flow, draft.witness.edges, draft.block.id if draft.block else "")]:
        at = here.start
        if not prefix and here.name != FIRST:
            return None  # it begins where its cause lies, in a flow on the way
        prefix = prefix or f"{here.name}/"
        for edge in path:
            if edge.source != at:
                return f"breaks off at {at}"
            if here.by_id[at].type == "InvokeFlowModule" and oracle.happened(here.by_id[at], edge):
                return None  # through a module, which a path does not show
            way.append(next(one for one in world.ways[prefix + at] if one.via == edge.via))
            at = edge.target
        if at != end:
            return f"ends at {at}, not at {end}"
        if here is not flow or end != (draft.block.id if draft.block else ""):
            target = project.target(here, here.by_id[end])
            if target is None:
                return f"{end} leads nowhere"
            way.append(next(one for one in world.ways[prefix + end] if one.kind == "next"))
            prefix = f"{prefix}{end}/{target.name}/" if target.is_module else f"{target.name}/"
    return None if expected.shown_by(tuple(way)) else f"does not show it: {[edge.via for edge in way]}"


def hold(examples: int) -> Counter[str]:
    """Try this many runs, the same ones every time, and count on how many each rule speaks."""
    fired: Counter[str] = Counter()

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(runs("queues"))
    def try_one(run: dict[str, Json]) -> None:
        fired["runs of several flows"] += len(run) > 1
        assert disagreements(run, fired) == []

    try_one()
    return fired


def test_a_few_made_up_runs() -> None:
    assert hold(40)["runs of several flows"] > 10


@pytest.mark.slow
def test_many_made_up_runs() -> None:
    fired = hold(1_500)
    assert all(fired[rule] >= 20 for rule in (*ACROSS, CLOSED)), fired
