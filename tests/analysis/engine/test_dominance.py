"""Single-entry single-exit regions, against their definition tried on every set of blocks."""

from itertools import chain, combinations

from hypothesis import example, given
from hypothesis import strategies as st

from flowlint.analysis.engine.dominance import Region, disjoint_regions, regions
from kit.graphs import IDS, Targets, graph_of, reached_from, targets

END = None


def all_regions(graph: Targets) -> tuple[Region, ...]:
    return regions(graph_of(graph), "a", 1, len(IDS))


def regions_by_definition(graph: Targets) -> set[tuple[frozenset[str], str | None]]:
    """Every set of blocks that is entered at one block only and left to one block only, or by ends alone."""
    reached = reached_from(graph, "a")
    ending = {one for one in reached if any(not graph[other] for other in reached_from(graph, one))}
    found = set()
    for blocks in map(frozenset, chain.from_iterable(combinations(sorted(ending), size) for size in range(1, 8))):
        entered = {target for one in reached - blocks for target in graph[one] if target in blocks} | ({"a"} & blocks)
        left = {target for one in blocks for target in graph[one] or [END] if target not in blocks}
        if len(entered) == 1 and len(left) == 1:
            found.add((blocks, *left))
    return found


@given(targets())
@example({"a": ["b", "c"], "b": ["c"], "c": ["b", "d"], "d": []})  # a later block leads to b as well
@example({"a": ["b", "c"], "b": ["d"], "c": ["c"], "d": []})  # no contact leaves c
def test_regions_are_those_of_the_definition(graph: Targets) -> None:
    found = all_regions(graph)
    assert {(frozenset(one.blocks), one.exit) for one in found} == regions_by_definition(graph)
    assert len(found) == len(set(found))
    assert [len(one.blocks) for one in found] == sorted((len(one.blocks) for one in found), reverse=True)


@given(targets(), st.integers(1, 4), st.integers(1, 6))
def test_only_regions_of_the_size_asked_for(graph: Targets, fewest: int, most: int) -> None:
    some = regions(graph_of(graph), "a", fewest, most)
    assert some == tuple(one for one in all_regions(graph) if fewest <= len(one.blocks) <= most)


@given(targets(), st.integers(1, 3), st.sets(st.sampled_from(IDS)))
def test_disjoint_regions_are_taken_one_after_the_other(graph: Targets, fewest: int, without: set[str]) -> None:
    taken, expected = set(without), []
    for region in regions(graph_of(graph), "a", fewest, 5):
        if taken.isdisjoint(region.blocks):
            taken.update(region.blocks)
            expected.append(region)
    assert list(disjoint_regions(graph_of(graph), "a", fewest, 5, without)) == expected


@given(targets())
def test_order_of_the_file_changes_nothing(graph: Targets) -> None:
    assert all_regions(graph) == all_regions(dict(reversed(graph.items())))
