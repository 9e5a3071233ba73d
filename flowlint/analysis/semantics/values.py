"""Constant propagation along each path: what attributes hold, so that no path is shown that contradicts itself.

A search is made path-sensitive by its product with an environment, from the names of attributes to the texts they hold;
live variables keep that small. Flows note an outcome in an attribute ("open" is "yes" or "no") and ask for it further
on: the path on which it was set to "no" does not go on where it equals "yes". Only texts that a block sets and that
Check contact attributes compares whole are followed, and that an attribute is surely not set yet; that something else
changes one in between, a Lambda function say, or a module that is not in the run, is not seen. Whether a Loop block has
begun a round is followed like an attribute.

See docs/semantics.md#consistent-paths.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache
from itertools import repeat
from typing import Generic, NamedTuple, TypeVar

from flowlint import language
from flowlint.analysis.engine import (
    Facts,
    Path,
    StateSearch,
    Successors,
    ahead,
    block_bits,
    graph,
    happened,
    never_taken,
    solve_backward,
)
from flowlint.analysis.semantics.comparison import NO_MATCH, compared_attribute
from flowlint.analysis.semantics.loop_rounds import begins_round, ends_rounds, rounds_of
from flowlint.analysis.semantics.names import Name, defined_by
from flowlint.analysis.semantics.set_by_modules import set_by_modules
from flowlint.analysis.semantics.unset_at_entry import unset_at_entry
from flowlint.model.flow import Block, Transition
from flowlint.model.references import is_filled_in

S = TypeVar("S", bound=Hashable)

Values = frozenset[tuple[Name, str]]
"""An environment: the attributes of which it is known what they hold, each with the text."""

_NO_VALUES: Values = frozenset()
"""What is known where nothing is."""

_UNSET = "\0"
"""Stands in an environment for an attribute that is surely not set: no text of a flow is this one."""

_BEGUN = "\1"
"""Stands in an environment for a Loop block that has begun a round."""

_MOST = 8
"""How many attributes are followed at once, and Loop blocks with them; each may double the environments at a block."""

_MOST_LOOPS = 4
"""How many Loop blocks are followed at once: in a menu to which all lead back, each does double them."""


class _GuardedAssignment(NamedTuple):
    """What a branch sets, None for what is not known, and what must hold for it to be taken."""

    sets: Mapping[Name, str | None]
    tests: Name | None = None
    is_one_of: frozenset[str] | None = None
    is_none_of: frozenset[str] = frozenset()

    def live_before(self, live_after: frozenset[Name]) -> frozenset[Name]:
        """Give the attributes that are live before the branch, from those that are after it."""
        left = live_after.difference(self.sets)
        return left | {self.tests} if self.tests else left

    def after(self, values: Values) -> Values | None:
        """Give the environment after the branch; None where what is held before contradicts it."""
        held = dict(values)
        value = held.get(self.tests) if self.tests else None
        if value is not None and not self._lets_through(value):
            return None
        if self.tests and self.is_one_of is not None and len(self.is_one_of) == 1:
            held[self.tests] = next(iter(self.is_one_of))
        for name, text in self.sets.items():
            held.pop(name, None)
            if text is not None:
                held[name] = text
        return frozenset(held.items())

    def _lets_through(self, value: str) -> bool:
        if value == _UNSET:  # whether it equals an empty text, nobody has told
            return self.is_one_of is None or "" in self.is_one_of
        return value not in self.is_none_of and (self.is_one_of is None or value in self.is_one_of)


def values_at_entry(facts: Facts) -> Values:
    """Give the environment in which a flow begins: what is followed and surely not set there is known to be unset."""
    if facts.flow.entry is None or not facts(_assignments):
        return _NO_VALUES
    live = facts(_live)[facts.flow.entry.id]
    return frozenset((name, _UNSET) for name in facts(unset_at_entry) | facts(_loops).keys() if name in live)


def values_after(facts: Facts) -> Callable[[Transition, Values], Values | None]:
    """Give the transfer function of environments: what is held after an edge, from what is before its block.

    It gives None where that contradicts the edge. Attributes that are not live any more are left out.
    """
    assignments, never = facts(_assignments), facts(never_taken)
    if not assignments:
        return lambda edge, values: None if edge in never else values
    live = facts(_live)

    @cache  # each search passes the same branches with the same environments
    def transfer(edge: Transition, values: Values) -> Values | None:
        if edge in never:
            return None
        after = assignments[edge].after(values) if edge in assignments else values
        return after and frozenset(held for held in after if held[0] in live[edge.target])

    return transfer


class ConsistentSearch(Generic[S]):
    """A search along all paths that do not contradict themselves, from blocks of a flow in given states.

    `starts` and `successors` are those of `StateSearch`, as are the methods: it searches the product of their states
    and the environments.
    """

    def __init__(self, facts: Facts, starts: Iterable[tuple[str, S]], successors: Successors[S]) -> None:
        after = facts(values_after)

        def any_way(edge: Transition, before: tuple[S, Values]) -> Iterable[tuple[S, Values]]:
            return zip(successors(edge, before[0]), repeat(_NO_VALUES))

        def consistent(edge: Transition, before: tuple[S, Values]) -> Iterable[tuple[S, Values]]:
            state, values = before
            held = after(edge, values)
            return () if held is None else [(successor, held) for successor in successors(edge, state)]

        at_entry, entry = facts(values_at_entry), facts.flow.start
        begin = [(at, (state, at_entry if at == entry else _NO_VALUES)) for at, state in starts]
        closes_some = bool(facts(_assignments)) or bool(facts(never_taken))
        self._search = StateSearch(facts(graph), begin, consistent if closes_some else any_way)

    def __iter__(self) -> Iterator[str]:
        """Give the ids of the blocks that are reached, nearest first."""
        return iter(self._search)

    def states(self, block_id: str) -> tuple[S, ...]:
        """Give the states in which a block is reached, nearest first; none where it is not."""
        return tuple(dict.fromkeys(state for state, _ in self._search.states(block_id)))

    def path(self, block_id: str, holds: Callable[[S], bool] = lambda state: True) -> Path | None:
        """Give the shortest path to a block in a state for which `holds` is true; None where there is none."""
        return self._search.path(block_id, lambda pair: holds(pair[0]))

    def start(self, block_id: str, holds: Callable[[S], bool] = lambda state: True) -> S | None:
        """Give the state in which the path to a block starts that `path` gives; None where there is none."""
        begun = self._search.start(block_id, lambda pair: holds(pair[0]))
        return None if begun is None else begun[0]

    def nearest(self, goal: Callable[[str, S], bool]) -> Path | None:
        """Give the shortest path to any block and state for which `goal` is true; None where there is none."""
        return self._search.nearest(lambda block_id, pair: goal(block_id, pair[0]))


def _live(facts: Facts) -> dict[str, frozenset[Name]]:
    """Give the live variables: the attributes that some path from each block tests before it sets them."""
    assignments = facts(_assignments)

    def transfer(edge: Transition, live: frozenset[Name]) -> frozenset[Name]:
        return assignments[edge].live_before(live) if edge in assignments else live

    return solve_backward(facts(graph), None, frozenset(), transfer, frozenset.union)


def _assignments(facts: Facts) -> dict[Transition, _GuardedAssignment]:
    followed = facts(_followed)
    loops = facts(_loops)
    if len(loops) > min(_MOST_LOOPS, _MOST - len(followed)):
        loops = {}
    if not followed and not loops:
        return {}
    assignments = {edge: assignment for name, block in loops.items() for edge, assignment in _of_loop(name, block)}
    changed = facts(set_by_modules)
    for block in facts.flow.by_id.values():
        for edge in facts(graph).branches[block.id]:
            assignment = _assignment(block, edge, followed, changed.get(block.id, frozenset()))
            if assignment is not None:
                assignments[edge] = assignment
    return assignments


def _loops(facts: Facts) -> dict[Name, Block]:
    """Give the Loop blocks that go round once at least, by the names for their rounds."""
    return {name: block for block in facts.flow.by_id.values() if (name := rounds_of(block)) is not None}


def _of_loop(name: Name, block: Block) -> Iterator[tuple[Transition, _GuardedAssignment]]:
    """Give what the branches of a Loop block set and test. That it begins anew after its last round is not followed."""
    for edge in block.live_branches:
        if begins_round(edge):
            yield edge, _GuardedAssignment({name: _BEGUN})
        elif ends_rounds(edge):
            yield edge, _GuardedAssignment({}, tests=name, is_one_of=frozenset({_BEGUN}))


def _followed(facts: Facts) -> frozenset[Name]:
    """Give the attributes that are followed: none where they are too many."""
    blocks = facts.flow.by_id.values()
    tested = Counter(name for block in blocks if (name := compared_attribute(block)) is not None)
    if not tested:
        return frozenset()
    noted = {name for block in blocks for name, text in _texts(block) if text is not None}
    again = {compared_attribute(block) for block in blocks if block.id in facts(_in_cycles)}
    followed = frozenset(name for name, times in tested.items() if times > 1 or name in noted or name in again)
    with_unset = followed | facts(unset_at_entry)
    return with_unset if len(with_unset) <= _MOST else followed if len(followed) <= _MOST else frozenset()


def _in_cycles(facts: Facts) -> frozenset[str]:
    """Give the ids of the blocks that some path leads back to: what they compare once they compare again."""
    bits = facts(block_bits)
    return frozenset(block_id for block_id, those in facts(ahead).items() if those & bits[block_id])


def _assignment(
    block: Block, edge: Transition, followed: frozenset[Name], changed: frozenset[Name]
) -> _GuardedAssignment | None:
    """Give what a branch sets and tests of what is followed; `changed` is what the module sets that the block calls."""
    name = compared_attribute(block)
    if name in followed:
        if edge.kind == "condition":
            wanted = edge.condition.wanted
            known = wanted is not None and not any(map(is_filled_in, wanted))
            return _GuardedAssignment({}, tests=name, is_one_of=wanted) if known else None
        if edge.label == NO_MATCH:
            texts = (text for one in block.conditions for text in one.condition.matched)
            return _GuardedAssignment({}, tests=name, is_none_of=frozenset(texts))
    if not happened(block, edge):
        return None
    defined = defined_by(block) | changed
    sets: dict[Name, str | None] = {one: None for one in followed if one in defined or (one[0], "") in defined}
    sets |= {one: text for one, text in _texts(block) if one in sets}
    return _GuardedAssignment(sets) if sets else None


def _texts(block: Block) -> Iterator[tuple[Name, str | None]]:
    """Give the attributes that a block sets, with the text; None for one that is only known when the flow runs."""
    for namespace in language.attributes():
        named = block.parameters.get(namespace.keyed_by or "")
        if isinstance(named, dict) and any(one.matches(block.type, block.parameters) for one in namespace.by):
            for key, value in named.items():
                text = value.get("Value") if isinstance(value, dict) else value
                known = isinstance(text, str) and not is_filled_in(text)
                yield (namespace.name, key), text if known else None
