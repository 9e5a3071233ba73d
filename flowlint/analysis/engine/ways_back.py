"""Bit-parallel breadth-first search backwards: the shortest ways from all configurations to many blocks, a bit each.

See docs/semantics.md#witnesses.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Generic, NamedTuple, TypeVar

from flowlint.analysis.engine.search import Configuration, Path, TooManyStates
from flowlint.model.flow import Transition

S = TypeVar("S")

_MOST_LINKS = 2_000_000
"""How many links are looked at before the search gives up: less than a second."""


class WaysBack(Generic[S]):
    """The shortest ways from each configuration to each of some blocks, in any state.

    `links` are edges between configurations, in any order; `goals` are a bit for each block that ways lead to, by block
    id. The ways are those that a `StateSearch` from the configuration finds: among those of one length the one whose
    branches come first, from the start on.

    Raises `TooManyStates`.
    """

    def __init__(
        self, links: Iterable[tuple[Configuration[S], Transition, Configuration[S]]], goals: Mapping[str, int]
    ) -> None:
        onward, sources = _joined(links)
        self._goals = goals
        self._rounds: dict[Configuration[S], dict[int, _Round[S]]] = defaultdict(dict)
        """The first steps of the ways from each configuration, by how many steps the ways have."""
        wanted = reduce(or_, goals.values(), 0)
        arrived = {here: goals.get(here[0], 0) for here in (*onward, *sources)}
        news = {here: bits for here, bits in arrived.items() if bits}
        length, looked_at = 0, 0
        while news:
            length += 1
            fresh: dict[Configuration[S], int] = {}
            for here in dict.fromkeys(source for there in news for source in sources.get(there, ())):
                missing = open_ = wanted & ~arrived[here]
                steps = []
                if missing:
                    looked_at += len(onward[here])
                    for there, edge in onward[here].items():
                        bits = news.get(there, 0) & missing
                        if bits:
                            missing &= ~bits
                            steps.append((bits, edge, there))
                if steps:
                    fresh[here] = open_ & ~missing
                    self._rounds[here][length] = _Round(fresh[here], steps)
            for here, bits in fresh.items():
                arrived[here] |= bits
            if looked_at > _MOST_LINKS:
                raise TooManyStates
            news = fresh

    def length(self, here: Configuration[S], goal: str) -> int | None:
        """Give how many branches the shortest way to a block has; None where no way leads there."""
        if here[0] == goal:
            return 0
        bit, rounds = self._goals[goal], self._rounds.get(here, {})
        return next((length for length, one in rounds.items() if one.bits & bit), None)

    def way(self, here: Configuration[S], goal: str) -> Path:
        """Give the shortest way to a block; empty where none leads there."""
        bit, left = self._goals[goal], self.length(here, goal)
        way: list[Transition] = []
        while left:
            steps = self._rounds[here][left].steps
            edge, here = next((edge, there) for bits, edge, there in steps if bits & bit)
            way.append(edge)
            left -= 1
        return tuple(way)


class _Round(NamedTuple, Generic[S]):
    """The bits of the blocks that some ways lead to, and each first step with those that it leads to, and where."""

    bits: int
    steps: list[tuple[int, Transition, Configuration[S]]]


def _joined(
    links: Iterable[tuple[Configuration[S], Transition, Configuration[S]]],
) -> tuple[
    dict[Configuration[S], dict[Configuration[S], Transition]], dict[Configuration[S], dict[Configuration[S], None]]
]:
    """Give where each configuration leads to, with the first branch there and in the order of these, and from where."""
    onward: dict[Configuration[S], dict[Configuration[S], Transition]] = defaultdict(dict)
    sources: dict[Configuration[S], dict[Configuration[S], None]] = defaultdict(dict)
    for here, edge, there in sorted(links, key=lambda link: link[1].rank):
        onward[here].setdefault(there, edge)
        sources[there][here] = None
    return onward, sources
