"""Paths across flows: by which flows a contact came to one in a state, each with the path that it took there.

A search backwards over the callers of a flow, breadth-first: where one hands over in a state that becomes the wanted
one, the shortest path to that is a leg, and the state that it starts in is what is wanted of the callers before.

See docs/semantics.md#witnesses.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import eq
from typing import Protocol, TypeVar

from flowlint.analysis.engine.facts import Facts
from flowlint.analysis.engine.reach import nearness
from flowlint.analysis.engine.search import Path
from flowlint.model.flow import Block, Flow

S = TypeVar("S", bound=Hashable)
S_co = TypeVar("S_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Leg:
    """A path through one flow to the block that leads to the next one; without branches where that is its first block.

    `notes` say by block id what is to be known of it. `through` gives the ways through modules on which
    something matters, each by the place in `path` of the branch by which the module comes back; it ends where it does.
    """

    flow: Flow
    block: Block
    path: Path
    notes: Mapping[str, str] = field(default_factory=dict)
    through: Mapping[int, "Leg"] = field(default_factory=dict)


class Searched(Protocol[S_co]):
    """What a search of a flow's paths can tell; see `StateSearch`."""

    def states(self, block_id: str) -> tuple[S_co, ...]:
        """Give the states in which a block is reached."""

    def path(self, block_id: str, holds: Callable[[S_co], bool]) -> Path | None:
        """Give the shortest path to a block in a state."""

    def start(self, block_id: str, holds: Callable[[S_co], bool]) -> S_co | None:
        """Give the state in which that path starts."""


def legs_to(
    facts: Facts,
    wanted: S,
    search: Callable[[Facts], Searched[S]],
    given: Callable[[S], Iterable[S]],
    began: Callable[[S], bool],
    *,
    by_events: bool = False,
) -> tuple[Leg, ...]:
    """Give the fewest legs that bring a contact to a flow in the wanted state; none where no caller of the run does.

    Of several that lead to a flow the shortest is taken.
    `search` has the paths of a flow, `given` tells in what states the next flow starts after a state here. The way goes
    back to where no caller goes before, or where it starts in a state of which nothing more need be known: it `began`.
    `by_events` counts blocks that set a flow to run on an event as callers.
    """
    run = facts.project
    found: dict[tuple[Flow, S], tuple[Leg, ...]] = {(facts.flow, wanted): ()}
    waiting = deque(found)
    while waiting:
        flow, state = here = waiting.popleft()
        callers = (*run.project.callers[flow], *(run.project.hooks[flow] if by_events else ()))
        if found[here] and (began(state) or not callers):
            return found[here]
        possible: list[tuple[Leg, S]] = []
        for caller, block in callers:
            paths = run.of(caller)(search)
            for one in paths.states(block.id):
                if state not in given(one):
                    continue
                path, start = paths.path(block.id, partial(eq, one)), paths.start(block.id, partial(eq, one))
                if path is not None and start is not None:
                    possible.append((Leg(caller, block, path), start))
        for leg, start in sorted(possible, key=lambda one: nearness(run.of(one[0].flow), one[0].block, one[0].path)):
            if (leg.flow, start) not in found:
                found[leg.flow, start] = (leg, *found[here])
                waiting.append((leg.flow, start))
    return ()
