"""Explicit-state search: breadth-first over the product of a flow's graph and states, with shortest witness paths.

See docs/semantics.md#witnesses.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, TypeVar

from flowlint.model.flow import Transition
from flowlint.model.graph import FlowGraph

S = TypeVar("S", bound=Hashable)

Path = tuple[Transition, ...]
"""The branches of a path in order; empty for the path that is its first block alone."""

Successors = Callable[[Transition, S], Iterable[S]]
"""The transition relation of a search: the states after an edge, from one before its block; none if it is not taken."""

_MOST_STEPS = 30_000
_MOST_FOR_A_BRANCH = 10
"""A search takes so many steps, and so many more for each branch of its graph, before it gives up: a tenth of a second.
The paths of a real flow of a hundred blocks take less than 10,000, those of most less than one for each branch."""


class TooManyStates(Exception):
    """Raised by a search that would take too much time and memory; the message says so, for people."""

    def __init__(self) -> None:
        super().__init__("what is known on them differs in more ways than can be followed")


def most_steps(graph: FlowGraph) -> int:
    """Give how many steps a search in a graph may take."""
    return _MOST_STEPS + _MOST_FOR_A_BRANCH * sum(map(len, graph.branches.values()))


Configuration = tuple[str, S]
"""The id of a block, and a state in which a path reaches it."""


class StateSearch(Generic[S]):
    """All configurations that paths reach, and the shortest path to each.

    `starts` are those that paths begin with. Each is visited once, so states must be few. Among paths of one length
    the one wins whose branches come first, from the start on: next before conditions in order, these before errors. The
    order of the blocks in the file does not matter.

    Raises `TooManyStates`.
    """

    def __init__(
        self,
        graph: FlowGraph,
        starts: Iterable[Configuration[S]],
        successors: Successors[S],
    ) -> None:
        self._graph, self._successors = graph, successors
        came_from: dict[Configuration[S], tuple[Configuration[S], Transition] | None] = dict.fromkeys(starts)
        self._came_from, self._states = came_from, dict[str, list[S]]()
        waiting = deque(came_from)
        left = most_steps(graph)
        while waiting:
            here = waiting.popleft()
            block_id, state = here
            self._states.setdefault(block_id, []).append(state)
            branches = graph.branches[block_id]
            left -= len(branches)
            if left < 0:
                raise TooManyStates
            for edge in branches:
                for after in successors(edge, state):
                    there = edge.target, after
                    if there not in came_from:
                        came_from[there] = here, edge
                        waiting.append(there)

    def __iter__(self) -> Iterator[str]:
        """Give the ids of the blocks that are reached, nearest first."""
        return iter(self._states)

    def states(self, block_id: str) -> tuple[S, ...]:
        """Give the states in which a block is reached, nearest first; none where it is not."""
        return tuple(self._states.get(block_id, ()))

    def path(self, block_id: str, holds: Callable[[S], bool] = lambda state: True) -> Path | None:
        """Give the shortest path to a block in a state for which `holds` is true; None where there is none."""
        there = self._nearest_at(block_id, holds)
        return None if there is None else self._back(there)

    def start(self, block_id: str, holds: Callable[[S], bool] = lambda state: True) -> S | None:
        """Give the state in which the path to a block starts that `path` gives; None where there is none."""
        here = self._nearest_at(block_id, holds)
        if here is None:
            return None
        while (link := self._came_from[here]) is not None:
            here = link[0]
        return here[1]

    def _nearest_at(self, block_id: str, holds: Callable[[S], bool]) -> Configuration[S] | None:
        return next(((block_id, state) for state in self._states.get(block_id, ()) if holds(state)), None)

    def nearest(self, goal: Callable[[str, S], bool]) -> Path | None:
        """Give the shortest path to any block and state for which `goal` is true; None where there is none."""
        here = next((one for one in self._came_from if goal(*one)), None)
        return None if here is None else self._back(here)

    def links(self) -> Iterator[tuple[Configuration[S], Transition, Configuration[S]]]:
        """Give every edge between two configurations, be it on a shortest path or not."""
        for here in self._came_from:
            for edge in self._graph.branches[here[0]]:
                for after in self._successors(edge, here[1]):
                    yield here, edge, (edge.target, after)

    def _back(self, here: Configuration[S]) -> Path:
        path: list[Transition] = []
        while (link := self._came_from[here]) is not None:
            here, edge = link
            path.append(edge)
        return tuple(reversed(path))
