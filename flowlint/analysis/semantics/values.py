"""What attributes hold along a path, so that no path is shown that contradicts itself.

Flows note an outcome in an attribute ("open" is "yes" or "no") and ask for it further on: the way on which it was set
to "no" does not go on where it equals "yes". Only texts that a block sets and that Check contact attributes compares
whole are followed; that something else, a Lambda function say, changes an attribute in between is not seen.

See docs/semantics.md#consistent-paths.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, Path, StateSearch, Step, graph, happened
from flowlint.analysis.semantics.comparison import NO_MATCH, compared
from flowlint.analysis.semantics.definitions import Name, defined_by, names_of
from flowlint.model.flow import Block, Transition
from flowlint.model.graph import edges_out
from flowlint.model.references import is_filled_in

S = TypeVar("S", bound=Hashable)

Values = frozenset[tuple[Name, str]]
"""Attributes of which it is known what they hold, with the text."""

NO_VALUES: Values = frozenset()

_MOST = 8
"""How many attributes are followed at once; each may double the ways to a block that are told apart."""


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a branch sets, None for what is not known, and what must hold for it to be taken."""

    sets: Mapping[Name, str | None]
    forgets: bool = False
    tests: Name | None = None
    equals: str | None = None
    is_none_of: frozenset[str] = frozenset()

    def asked_before(self, asked_behind: frozenset[Name]) -> frozenset[Name]:
        """Give what is asked for from here on, where that from the end of the branch on is known."""
        left = frozenset[Name]() if self.forgets else asked_behind.difference(self.sets)
        return left | {self.tests} if self.tests else left

    def behind(self, values: Values) -> Values | None:
        held = dict(values)
        value = held.get(self.tests) if self.tests else None
        if value is not None and (value in self.is_none_of or self.equals not in (None, value)):
            return None
        if self.forgets:
            held.clear()
        if self.tests and self.equals is not None:
            held[self.tests] = self.equals
        for name, text in self.sets.items():
            held.pop(name, None)
            if text is not None:
                held[name] = text
        return frozenset(held.items())


def values_after(facts: Facts) -> Callable[[Transition, Values], Values | None]:
    """Give a function that tells what attributes hold behind an edge, from what they hold before its block.

    It gives None where they contradict the edge. What no path asks for any more is left out.
    """
    effects, live = facts(_effects), facts(_live)

    def behind(edge: Transition, values: Values) -> Values | None:
        after = effects[edge].behind(values) if edge in effects else values
        return after and frozenset(held for held in after if held[0] in live[edge.target])

    return behind if effects else lambda edge, values: values


class ConsistentSearch(Generic[S]):
    """A search along all paths that do not contradict themselves, from blocks of a flow in given states.

    `starts` and `step` are those of `StateSearch`, as are the methods; what attributes hold is followed beside.
    """

    def __init__(self, facts: Facts, starts: Iterable[tuple[str, S]], step: Step[S]) -> None:
        follow = facts(values_after)

        def consistent_step(edge: Transition, before: tuple[S, Values]) -> Iterable[tuple[S, Values]]:
            state, values = before
            behind = follow(edge, values)
            return () if behind is None else ((after, behind) for after in step(edge, state))

        begin = [(block_id, (state, NO_VALUES)) for block_id, state in starts]
        self._search = StateSearch(facts(graph), begin, consistent_step)

    def __iter__(self) -> Iterator[str]:
        """Give the ids of the blocks that are reached, nearest first."""
        return iter(self._search)

    def states(self, block_id: str) -> tuple[S, ...]:
        """Give the states in which a block is reached, nearest first; none where it is not."""
        return tuple(dict.fromkeys(state for state, _ in self._search.states(block_id)))

    def path(self, block_id: str, holds: Callable[[S], bool] = lambda state: True) -> Path | None:
        """Give the shortest path to a block in a state for which `holds` is true; None where there is none."""
        return self._search.path(block_id, lambda pair: holds(pair[0]))

    def nearest(self, goal: Callable[[str, S], bool]) -> Path | None:
        """Give the shortest path to any block and state for which `goal` is true; None where there is none."""
        return self._search.nearest(lambda block_id, pair: goal(block_id, pair[0]))


def _live(facts: Facts) -> dict[str, frozenset[Name]]:
    """Give the followed attributes that some path from each block asks for before it sets them: others may go."""
    edges, effects = facts(graph), facts(_effects)
    live: dict[str, frozenset[Name]] = dict.fromkeys(facts.flow.by_id, frozenset())
    waiting = list(live) if effects else []
    while waiting:
        block_id = waiting.pop()
        for edge in (branch for before in edges.predecessors(block_id) for branch in edges_out(edges, before)):
            if edge.target == block_id:
                asked = effects[edge].asked_before(live[block_id]) if edge in effects else live[block_id]
                if not asked <= live[edge.source]:
                    live[edge.source] |= asked
                    waiting.append(edge.source)
    return live


def _effects(facts: Facts) -> dict[Transition, _Effect]:
    blocks = facts.flow.by_id.values()
    tested = Counter(name for block in blocks if (name := _compared(block)) is not None)
    noted = {name for block in blocks for name, text in _texts(block) if text is not None}
    again = {_compared(block) for block in blocks if block.id in facts(_on_rounds)}
    followed = {name for name, times in tested.items() if times > 1 or name in noted or name in again}
    if len(followed) > _MOST:
        return {}
    effects = {}
    for block in blocks:
        for edge in edges_out(facts(graph), block.id):
            effect = _effect(block, edge, followed)
            if effect is not None:
                effects[edge] = effect
    return effects


def _on_rounds(facts: Facts) -> frozenset[str]:
    """Give the ids of the blocks that some path leads back to: what they compare once they compare again."""
    import networkx as nx

    edges = facts(graph)
    rings = nx.strongly_connected_components(edges)
    return frozenset(one for ring in rings for one in ring if len(ring) > 1 or edges.has_edge(one, one))


def _effect(block: Block, edge: Transition, followed: set[Name]) -> _Effect | None:
    name = _compared(block)
    if name in followed:
        if edge.kind == "condition":
            return _Effect({}, tests=name, equals=_operand(edge)) if _operand(edge) else None
        if edge.label == NO_MATCH:
            operands = frozenset(operand for one in block.transitions if (operand := _operand(one)) is not None)
            return _Effect({}, tests=name, is_none_of=operands)
    if block.type == MODULE_CALL:
        return _Effect({}, forgets=True)
    if not happened(block, edge):
        return None
    defined = defined_by(block)
    sets: dict[Name, str | None] = {one: None for one in followed if one in defined or (one[0], "") in defined}
    sets |= {one: text for one, text in _texts(block) if one in sets}
    return _Effect(sets) if sets else None


def _operand(branch: Transition) -> str | None:
    """Give the text that a branch asks for; None for one that asks otherwise, or for what is only known later."""
    asks = branch.operator == "Equals" and branch.operand and not is_filled_in(branch.operand)
    return branch.operand if asks else None


def _compared(block: Block) -> Name | None:
    """Give the attribute that a block compares; None where it compares something else."""
    reference = compared(block)
    found = names_of(reference) if reference else None
    return found[1][0] if found is not None and found[0].keyed_by else None


def _texts(block: Block) -> Iterator[tuple[Name, str | None]]:
    """Give the attributes that a block sets, with the text; None for one that is only known when the flow runs."""
    for namespace in language.attributes():
        named = block.parameters.get(namespace.keyed_by or "")
        if isinstance(named, Mapping) and any(one.matches(block.type, block.parameters) for one in namespace.by):
            for key, value in named.items():
                text = value.get("Value") if isinstance(value, Mapping) else value
                known = isinstance(text, str) and not is_filled_in(text)
                yield (namespace.name, key), text if known else None
