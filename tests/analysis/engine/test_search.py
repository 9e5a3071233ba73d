"""Searches over pairs of block and state, against naive walks."""

from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.engine.search import StateSearch
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
