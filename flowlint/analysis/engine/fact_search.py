"""Bit-parallel breadth-first search: the shortest paths of many facts at once, a bit each, over block and state.

See docs/semantics.md#witnesses.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flowlint.analysis.engine.search import Path, TooManyStates, most_steps
from flowlint.model.flow import Transition
from flowlint.model.graph import FlowGraph

S = TypeVar("S", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Arrival(Generic[S]):
    """Facts that come to a block together, on paths of which this is the end.

    `edge` leads here from the arrival `before`, `length` counts the edges from the start; None and 0 where it starts.
    """

    block: str
    state: S
    facts: int
    edge: Transition | None = None
    before: "Arrival[S] | None" = None
    length: int = 0

    def path(self) -> Path:
        """Give the path from the start."""
        return tuple(reversed([edge for edge, _ in self.back()]))

    def back(self) -> "Iterator[tuple[Transition, Arrival[S]]]":
        """Give the edges of the path from its end to its start, each with the arrival that it leads on from."""
        here = self
        while here.edge is not None and here.before is not None:
            yield here.edge, here.before
            here = here.before


class FactSearch(Generic[S]):
    """The arrivals of facts, a bit each, at all pairs of block and state: each fact comes to each pair once.

    `transfer` gives the state and the facts after an edge, from those before its block; None where the edge cannot be
    taken. It must be distributive: it treats each fact as if it were alone. The paths are those that a `StateSearch`
    for the fact alone finds; but facts that come to a block together go on together, so it takes little longer than
    one such search.

    Raises `TooManyStates`.
    """

    def __init__(
        self,
        graph: FlowGraph,
        start: Arrival[S],
        transfer: Callable[[Transition, S, int], tuple[S, int] | None],
    ) -> None:
        self.arrivals = [start]
        """All arrivals, nearest first."""
        self._by_block: dict[str, list[Arrival[S]]] = defaultdict(list)
        seen: dict[tuple[str, S], int] = defaultdict(int, {(start.block, start.state): start.facts})
        left = most_steps(graph)
        for here in self.arrivals:
            self._by_block[here.block].append(here)
            branches = graph.branches[here.block]
            left -= len(branches)
            if left < 0:
                raise TooManyStates
            for edge in branches:
                after = transfer(edge, here.state, here.facts)
                if after is not None:
                    state, facts = after
                    new = facts & ~seen[edge.target, state]
                    if new:
                        seen[edge.target, state] |= new
                        self.arrivals.append(Arrival(edge.target, state, new, edge, here, here.length + 1))

    def first(self, block_id: str, fact: int) -> Arrival[S] | None:
        """Give the first arrival of a fact at a block, whatever the state."""
        return next((one for one in self.at(block_id) if one.facts & fact), None)

    def at(self, block_id: str) -> Sequence[Arrival[S]]:
        """Give the arrivals at a block, nearest first."""
        return self._by_block.get(block_id, ())
