"""Searches over pairs of block and state, against naive walks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.engine.search import StateSearch, TooManyStates
from flowlint.analysis.engine.ways_back import WaysBack
from flowlint.model.flow import Transition
from kit.graphs import IDS, Targets, graph_of, reached_from, targets


def rank_modulo_three(edge: Transition, state: int) -> tuple[int, ...]:
    """Count ranks; the last of three branches is not taken in state 2."""
    return () if (state, edge.rank) == (2, 2) else ((state + edge.rank) % 3,)


@given(targets())
def test_reaches_what_walks_reach_where_nothing_hinders(graph: Targets) -> None:
    search = StateSearch(graph_of(graph), [("a", None)], lambda edge, state: (state,))
    assert set(search) == reached_from(graph, "a")


@given(targets(), st.sets(st.sampled_from(IDS)))
def test_ways_back_are_the_paths_that_searches_from_each_configuration_find(graph: Targets, goals: set[str]) -> None:
    made = graph_of(graph)
    search = StateSearch(made, [("a", 0)], rank_modulo_three)
    ways = WaysBack(reversed(list(search.links())), {goal: 1 << place for place, goal in enumerate(sorted(goals))})
    for here in {one for link in search.links() for one in (link[0], link[2])}:
        found = StateSearch(made, [here], rank_modulo_three)
        for goal in goals:
            path = found.path(goal)
            assert ways.length(here, goal) == (None if path is None else len(path))
            assert ways.way(here, goal) == (path or ())


def test_a_search_of_ways_back_gives_up_beyond_so_many_links(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = graph_of({"a": ["b"], "b": ["c"], "c": ["a"]})
    links = list(StateSearch(graph, [("a", 0)], lambda edge, state: (state,)).links())
    monkeypatch.setattr("flowlint.analysis.engine.ways_back._MOST_LINKS", 2)
    assert WaysBack(links, {"a": 1}).length(("b", 0), "a") == 2
    monkeypatch.setattr("flowlint.analysis.engine.ways_back._MOST_LINKS", 1)
    with pytest.raises(TooManyStates):
        WaysBack(links, {"a": 1})


def test_a_search_gives_up_beyond_so_many_states(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowlint.analysis.engine.search._MOST_STEPS", 10)
    monkeypatch.setattr("flowlint.analysis.engine.search._MOST_FOR_A_BRANCH", 2)
    graph = graph_of({"a": ["a"]})

    def count_below(end: int) -> StateSearch[int]:
        return StateSearch(graph, [("a", 0)], lambda edge, state: (state + 1,) if state + 1 < end else ())

    assert count_below(12).states("a") == tuple(range(12))
    with pytest.raises(TooManyStates, match="differs in more ways than can be followed"):
        count_below(13)
