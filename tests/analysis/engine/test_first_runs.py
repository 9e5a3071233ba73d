"""What the analyses of reads rest on, against naive walks: bit sets of names, first runs, searches for many facts."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.engine.fact_search import Arrival, FactSearch
from flowlint.analysis.engine.first_runs import FirstRuns
from flowlint.analysis.engine.search import StateSearch
from flowlint.analysis.semantics.definitions import Names
from flowlint.model.flow import Transition
from kit.graphs import graph_of

Edges = list[tuple[int, int]]

BLOCKS = 6


def made(edges: Edges) -> Any:
    return graph_of(
        {str(block): [str(target) for source, target in edges if source == block] for block in range(BLOCKS)}
    )


def reached(edges: Edges, starts: Iterable[int], without: int | None = None) -> set[int]:
    """The blocks that paths from these reach, themselves included, on which one block does not stand."""
    found = {start for start in starts if start != without}
    while new := {target for source, target in edges if source in found and target != without} - found:
        found |= new
    return found


edges_between = st.lists(st.tuples(st.integers(0, BLOCKS - 1), st.integers(0, BLOCKS - 1)), max_size=14)


@given(edges_between)
def test_tells_what_can_run_before_a_block_runs_first(edges: Edges) -> None:
    here = reached(edges, [0])
    runs = FirstRuns(made(edges), "0", {str(block): 1 << block for block in range(BLOCKS)})
    for block in here:
        ahead = {target for source, target in edges if source == block}
        after = {one for one in here if block in reached(edges, [0], without=one) and one in reached(edges, ahead)}
        assert runs.after([str(block)]) == sum(1 << one for one in after)
        assert runs.ahead([str(block)]) == sum(1 << one for one in reached(edges, ahead))


@given(edges_between, st.sets(st.integers(0, BLOCKS - 1)))
def test_tells_what_a_way_leads_to_by_an_edge_that_counts(edges: Edges, counting: set[int]) -> None:
    everything = (1 << BLOCKS) - 1
    graph = made(edges)
    runs = FirstRuns(graph, "0", {str(block): 1 << block for block in range(BLOCKS)})
    through = runs.ahead_through(lambda edge: everything if int(edge.source) in counting else 0)
    for block in reached(edges, [0]):
        for goal in range(BLOCKS):
            # The way ends where it first comes to the goal; behind the edge that counts it may be there at once.
            before_goal = reached([edge for edge in edges if edge[1] != goal], [block])
            found = any(
                source in counting & before_goal and goal in reached(edges, [target]) for source, target in edges
            )
            assert bool(through[str(block)] >> goal & 1) == found


@given(edges_between, st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 3)), st.integers(0, 7)))
def test_finds_for_many_facts_what_a_search_for_each_alone_finds(
    edges: Edges, ends: dict[tuple[int, int], int]
) -> None:
    graph = made(edges)

    def gone(edge: Transition) -> int:
        return ends.get((int(edge.source), edge.rank), 0)

    def turns(edge: Transition, state: int) -> int:
        return (state + edge.rank) % 2

    together = FactSearch(
        graph, Arrival("0", 0, 0b111), lambda edge, state, facts: (turns(edge, state), facts & ~gone(edge))
    )
    for fact in (1, 2, 4):
        alone = StateSearch(
            graph, [("0", 0)], lambda edge, state, fact=fact: () if gone(edge) & fact else (turns(edge, state),)
        )
        for block in map(str, range(BLOCKS)):
            arrival = together.first(block, fact)
            assert (arrival.path() if arrival else None) == alone.path(block)
            assert arrival is None or arrival.length == len(arrival.path())


keys = st.sets(st.tuples(st.sampled_from(["Attributes", "FlowAttributes"]), st.sampled_from(["", "a", "b", "c"])))


@given(keys, keys, keys)
def test_bits_mean_what_sets_of_names_mean(
    one: set[tuple[str, str]], other: set[tuple[str, str]], asked: set[tuple[str, str]]
) -> None:
    names = Names([*one, *other])

    def covers(known: set[tuple[str, str]], name: tuple[str, str]) -> bool:
        return name in known or (name[0], "") in known

    first, second = names.known(one), names.known(other)
    assert bool(first & names.any_of(tuple(asked))) == any(covers(one, name) for name in asked)
    for name in asked:
        assert bool(first & second & names.any_of((name,))) == (covers(one, name) and covers(other, name))
        assert bool((first | second) & names.any_of((name,))) == covers(one | other, name)
