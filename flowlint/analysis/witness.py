"""The shortest path that shows a finding."""

from collections import deque
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

from flowlint.model.flow import Flow, Transition
from flowlint.model.graph import edges_out

if TYPE_CHECKING:
    from flowlint.model.graph import FlowGraph

S = TypeVar("S", bound=Hashable)

Path = tuple[Transition, ...]
"""The branches of a path in order; empty for the path that is its first block alone."""


def shortest(
    graph: "FlowGraph",
    flow: Flow,
    start: str,
    state: S,
    step: Callable[[Transition, S], S | None],
    goal: Callable[[str, S], bool],
) -> Path | None:
    """Find the shortest path from `start` to a block at which `goal` holds; None where there is none.

    `step` gives the state behind an edge, or None for an edge that the path may not take. States must be few: the
    search visits each pair of block and state once. Among paths of one length the first in the order of blocks
    in the file wins; between parallel edges next comes before conditions in order, these before errors.
    """
    came: dict[tuple[str, S], tuple[tuple[str, S], Transition] | None] = {(start, state): None}
    queue = deque([(start, state)])
    while queue:
        here = queue.popleft()
        block_id, at = here
        if goal(block_id, at):
            return _back(came, here)
        edges = sorted(edges_out(graph, block_id), key=lambda edge: (flow.by_id[edge.target].index, edge.rank))
        for edge in edges:
            behind = step(edge, at)
            if behind is not None and (edge.target, behind) not in came:
                came[edge.target, behind] = here, edge
                queue.append((edge.target, behind))
    return None


def _back(came: dict[tuple[str, S], tuple[tuple[str, S], Transition] | None], here: tuple[str, S]) -> Path:
    path: list[Transition] = []
    while (link := came[here]) is not None:
        here, edge = link
        path.append(edge)
    return tuple(reversed(path))
