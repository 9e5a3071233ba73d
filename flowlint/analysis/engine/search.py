"""The shortest paths that show findings: one search gives every state that each block is reached in, nearest first.

See docs/semantics.md#witnesses.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from flowlint.model.flow import Transition
from flowlint.model.graph import edges_by_target

if TYPE_CHECKING:
    from flowlint.model.graph import FlowGraph

S = TypeVar("S", bound=Hashable)

Path = tuple[Transition, ...]
"""The branches of a path in order; empty for the path that is its first block alone."""

Step = Callable[[Transition, S], Iterable[S]]
"""The states behind an edge, from one before its block; none for an edge that the path may not take."""


class StateSearch(Generic[S]):
    """All states in which paths reach each block, and the shortest path to each pair of block and state.

    `starts` are the pairs that paths begin with. Each pair is visited once, so states must be few. Among paths of one
    length the first in the order of blocks in the file wins; between parallel edges next comes before conditions in
    order, these before errors.
    """

    def __init__(self, graph: "FlowGraph", starts: Iterable[tuple[str, S]], step: Step[S]) -> None:
        self._graph, self._step = graph, step
        self._came: dict[tuple[str, S], tuple[tuple[str, S], Transition] | None] = dict.fromkeys(starts)
        self._states: dict[str, list[S]] = {}
        waiting = deque(self._came)
        while waiting:
            here = waiting.popleft()
            block_id, state = here
            self._states.setdefault(block_id, []).append(state)
            for edge in edges_by_target(graph, block_id):
                for behind in step(edge, state):
                    there = edge.target, behind
                    if there not in self._came:
                        self._came[there] = here, edge
                        waiting.append(there)

    def __iter__(self) -> Iterator[str]:
        """Give the ids of the blocks that are reached, nearest first."""
        return iter(self._states)

    def states(self, block_id: str) -> tuple[S, ...]:
        """Give the states in which a block is reached, nearest first; none where it is not."""
        return tuple(self._states.get(block_id, ()))

    def path(self, block_id: str, holds: Callable[[S], bool] = lambda state: True) -> Path | None:
        """Give the shortest path to a block in a state for which `holds` is true; None where there is none."""
        state = next(((one,) for one in self._states.get(block_id, ()) if holds(one)), None)
        return None if state is None else self._back((block_id, *state))

    def nearest(self, goal: Callable[[str, S], bool]) -> Path | None:
        """Give the shortest path to any block and state for which `goal` is true; None where there is none."""
        here = next((pair for pair in self._came if goal(*pair)), None)
        return None if here is None else self._back(here)

    def links(self) -> Iterator[tuple[tuple[str, S], Transition, tuple[str, S]]]:
        """Give every step from one pair of block and state to another, be it on a shortest path or not."""
        for here in self._came:
            for edge in edges_by_target(self._graph, here[0]):
                for behind in self._step(edge, here[1]):
                    yield here, edge, (edge.target, behind)

    def _back(self, here: tuple[str, S]) -> Path:
        path: list[Transition] = []
        while (link := self._came[here]) is not None:
            here, edge = link
            path.append(edge)
        return tuple(reversed(path))
