"""Searches over pairs of block and state, against naive walks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.engine.search import StateSearch, TooManyStates
from flowlint.model.flow import Transition
from kit.graphs import IDS, Targets, graph_of, reached_from, targets


def rank_modulo_three(edge: Transition, state: int) -> tuple[int, ...]:
    """Count ranks; the last of three branches is not taken in state 2."""
    return () if (state, edge.rank) == (2, 2) else ((state + edge.rank) % 3,)


@given(targets())
def test_reaches_what_walks_reach_where_nothing_hinders(graph: Targets) -> None:
    search = StateSearch(graph_of(graph), [("a", None)], lambda edge, state: (state,))
    assert set(search) == reached_from(graph, "a")


@given(targets(), st.sampled_from(IDS))
def test_a_search_until_a_block_finds_the_path_that_a_whole_one_finds(graph: Targets, goal: str) -> None:
    made = graph_of(graph)
    whole = StateSearch(made, [("a", 0)], rank_modulo_three)
    ended = StateSearch(made, [("a", 0)], rank_modulo_three, until=goal)
    assert ended.path(goal) == whole.path(goal)
    assert ended.states(goal) == whole.states(goal)[:1]
    if ended.path(goal) is not None:
        assert list(whole)[: len(list(ended))] == list(ended)
        assert list(ended)[-1] == goal


def test_a_search_gives_up_beyond_so_many_states(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowlint.analysis.engine.search._MOST_CONFIGURATIONS", 10)
    monkeypatch.setattr("flowlint.analysis.engine.search._MOST_FOR_A_BLOCK", 2)
    graph = graph_of({"a": ["a"]})

    def count_below(end: int) -> StateSearch[int]:
        return StateSearch(graph, [("a", 0)], lambda edge, state: (state + 1,) if state + 1 < end else ())

    assert count_below(12).states("a") == tuple(range(12))
    with pytest.raises(TooManyStates, match="differs in more ways than can be followed"):
        count_below(13)
