"""What is known of flows is let go in large runs, and worked out again: what is found stays the same."""

import json
from pathlib import Path

import pytest

from flowlint import check_paths
from flowlint.analysis.engine import facts as engine
from flowlint.analysis.engine.facts import Facts, ProjectFacts
from flowlint.model.project import Project
from flowlint.reading import read_text
from flowlint.run import Overrides
from kit import FIXTURES
from kit.attribute_flows import answers, flow, goes_on, says

EVERYTHING = Overrides(pedantic=True, isolated=True)


def a_run(count: int) -> ProjectFacts:
    flows = {f"f{number}": flow(says("Hi."), goes_on("go", "f0")) for number in range(count)}
    return ProjectFacts(Project(read_text("flows.json", json.dumps(answers(flows))).flows))


def agree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = check_paths([folder], EVERYTHING)
    monkeypatch.setattr(engine, "_MOST_KNOWN", 1)
    assert check_paths([folder], EVERYTHING) == whole


def test_findings_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    agree(FIXTURES / "flows", monkeypatch)


@pytest.mark.slow
def test_findings_of_public_flows_stay_the_same(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(corpus, monkeypatch)


def test_only_so_many_flows_are_known_and_summaries_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[tuple[str, str | None]] = []

    def plain(facts: Facts) -> int:
        computed.append(("plain", facts.flow.name))
        return len(facts.flow.blocks)

    @engine.summary
    def short(facts: Facts) -> int:
        computed.append(("short", facts.flow.name))
        return facts(plain)

    monkeypatch.setattr(engine, "_MOST_KNOWN", 2)
    run = a_run(3)
    first, *others = run.project.flows
    run.keep(first)
    for _ in range(2):
        for one in (first, *others):
            run.of(one)(short)
            run.of(one)(plain)
    names = [one.name for one in run.project.flows]
    assert computed[:6] == [(kind, name) for name in names for kind in ("short", "plain")]
    assert computed[6:] == [("plain", name) for name in names[1:]]


def test_a_flow_of_which_something_is_computed_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    run = a_run(3)
    first, *others = run.project.flows

    def graph_sizes(facts: Facts) -> list[int]:
        before = facts(engine.graph)
        for one in others:
            run.of(one)(engine.graph)
        assert facts(engine.graph) is before
        return [len(before)]

    monkeypatch.setattr(engine, "_MOST_KNOWN", 1)
    assert run.of(first)(graph_sizes) == [len(first.by_id)]
