"""Graphs of made-up blocks, as `build_graph` makes them of a flow, for what asks for nothing but a graph."""

from collections.abc import Mapping, Sequence

import networkx as nx  # noqa: F401 - here, so that no example has to wait for it
from hypothesis import strategies as st

from flowlint.model.flow import Transition
from flowlint.model.graph import FlowGraph

Targets = dict[str, list[str]]
"""For each block the blocks that its branches lead to, in their order."""

IDS = ["a", "b", "c", "d", "e", "f", "g"]


@st.composite
def targets(draw: st.DrawFn) -> Targets:
    """Up to seven blocks, `a` among them, with three branches each at most."""
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    order = draw(st.permutations(ids))
    return {one: draw(st.lists(st.sampled_from(ids), max_size=3)) for one in order}


def graph_of(targets: Mapping[str, Sequence[str]]) -> FlowGraph:
    return FlowGraph(
        {
            block: tuple(Transition(block, target, "error", "", rank, ()) for rank, target in enumerate(leaving))
            for block, leaving in targets.items()
        }
    )


def reached_from(targets: Mapping[str, Sequence[str]], first: str) -> set[str]:
    """The blocks that paths from one reach, itself included."""
    found = {first}
    while more := {target for one in found for target in targets[one]} - found:
        found |= more
    return found
