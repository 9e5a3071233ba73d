"""Sections of a flow that could be cut out: blocks with one way in and one way on, and what crosses their border.

A region is entered at its first block only, and all branches that leave it lead to one block; or none leaves it, and
contacts end inside. In terms of graphs: its first block dominates the others, and the block behind it, or the end of
the contact, postdominates them.

See docs/semantics.md#regions.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from flowlint import language
from flowlint.analysis.engine import MODULE_RETURN, Facts, StateSearch, graph, reachable
from flowlint.analysis.semantics import Name, defined_by, names_of, shown
from flowlint.model.flow import Block, Transition
from flowlint.model.graph import edges_out
from flowlint.model.references import references

_FEWEST = 4
"""How many blocks a section has at least: what is smaller is not worth a module."""
_MOST = 50
"""How many it has at most: a module of more is too large itself."""
_PARTS = 2
"""A section is at most one part of so many of its flow: to move most of a flow elsewhere splits nothing."""

_END = ""
"""Stands for the end of the contact among the ids of blocks: all ways come together there."""


@dataclass(frozen=True, slots=True)
class Region:
    """Blocks with one way in and one way on, by id, the nearest to the first one first.

    `behind` is the block that all ways out lead to, None where contacts end inside.
    """

    blocks: tuple[str, ...]
    behind: str | None


@dataclass(frozen=True, slots=True)
class ModuleCandidate:
    """A region that could become a flow module: from its first block to its last, and what has to be passed.

    Names are written as references. What is in `reads` and `sets` passes by itself, for a module and its caller both
    see it; what is to be `handed_in` or `handed_back` they do not share.
    """

    first: Block
    last: Block
    size: int
    behind: Block | None
    reads: tuple[str, ...]
    handed_in: tuple[str, ...]
    sets: tuple[str, ...]
    handed_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A reference, the names that it may mean, and whether a module and its caller both see what it refers to."""

    text: str
    names: tuple[Name, ...]
    shared: bool


def fits_module(block: Block) -> bool:
    """Tell whether a block may stand in a flow module that is made of a section; not where that is not known."""
    return language.may_stand_in_modules(block.type) and block.type != MODULE_RETURN


def sections(facts: Facts) -> tuple[ModuleCandidate, ...]:
    """Give the sections that could become flow modules, the largest first; no two of them share a block."""
    most = min(_MOST, len(facts(reachable)) // _PARTS)
    taken = {block.id for block in facts.flow.blocks if not fits_module(block)}
    return tuple(_section(facts, region) for region in regions(facts, _FEWEST, most, taken))


def regions(facts: Facts, fewest: int, most: int, taken: set[str] | None = None) -> Iterator[Region]:
    """Give all regions of `fewest` to `most` blocks, the largest first, and of one size the one that comes first.

    With `taken` only those are given that hold none of these blocks, and none of a region that was given before.
    Blocks that are not reached, or from which no contact comes to an end, are in none.
    """
    if facts.flow.entry is None:
        return
    ways = _Ways(facts, facts.flow.entry.id)
    found = sorted(
        (-size, ways.order[first], first, behind)
        for first, behind, size in ways.candidates()
        if fewest <= size <= most and ways.is_region(first, behind)
    )
    before = ways.counted(taken or ())
    for _, _, first, behind in found:
        if not ways.sum(before, first, behind):
            region = Region(ways.blocks(first, behind), behind or None)
            yield region
            if taken is not None:
                taken.update(region.blocks)
                before = ways.counted(taken)


def in_order(facts: Facts, first: str) -> tuple[str, ...]:
    """Give the blocks that can be reached from one, the nearest first, and of these in the order of the branches."""
    found = {first: None}
    waiting = deque(found)
    while waiting:
        for edge in edges_out(facts(graph), waiting.popleft()):
            if edge.target not in found:
                found[edge.target] = None
                waiting.append(edge.target)
    return tuple(found)


@dataclass(slots=True)
class _Leaving:
    """The branches that leave what a block dominates, as far as it matters where: see `_Ways.is_region`."""

    first: int
    last: int
    top: int
    targets: set[str]


class _Ways:
    """Which blocks every way to a block passes, and which every way from it to the end of the contact.

    What one block dominates without what another does are the candidates for regions; there may be many, and so whether
    one is a region is told by a few numbers. Blocks are numbered so that what one dominates comes right behind it.
    """

    def __init__(self, facts: Facts, entry: str) -> None:
        import networkx as nx

        self.order = {block_id: number for number, block_id in enumerate(in_order(facts, entry))}
        branches: nx.DiGraph[str] = nx.DiGraph()
        for block_id in self.order:
            targets = [edge.target for edge in edges_out(facts(graph), block_id)]
            branches.add_edges_from((block_id, target) for target in targets or [_END])
        ending = nx.ancestors(branches, _END) if _END in branches else set()
        self._behind = nx.immediate_dominators(branches.reverse(), _END) if ending else {}
        self._dominator = {one: by for one, by in nx.immediate_dominators(branches, entry).items() if one != entry}
        self._number_blocks(entry)
        self._endless = self.counted(self.order.keys() - ending)
        self._leaving: dict[str, _Leaving] = {}
        for source, target in branches.edges:
            if target != _END:
                self._note(source, target)

    def _number_blocks(self, entry: str) -> None:
        dominated: dict[str, list[str]] = {block_id: [] for block_id in self.order}
        for block_id in self.order:
            if block_id != entry:
                dominated[self._dominator[block_id]].append(block_id)
        self._depth, self._size = {entry: 0}, dict.fromkeys(self.order, 1)
        self._number: dict[str, int] = {}
        waiting = [entry]
        while waiting:
            block_id = waiting.pop()
            self._number[block_id] = len(self._number)
            self._depth.update((one, self._depth[block_id] + 1) for one in dominated[block_id])
            waiting += dominated[block_id]
        self._blocks = list(self._number)
        for block_id in reversed(self._blocks[1:]):
            self._size[self._dominator[block_id]] += self._size[block_id]

    def _note(self, source: str, target: str) -> None:
        """Note a branch at all blocks that dominate its source, but not its target."""
        common = target if self._dominates(target, source) else self._dominator[target]
        top = 2 * self._depth[common] + (common != target)
        number, one = self._number[source], source
        while one != common:
            leaving = self._leaving.setdefault(one, _Leaving(number, number, top, set()))
            leaving.first, leaving.last = min(leaving.first, number), max(leaving.last, number)
            leaving.top = max(leaving.top, top)
            if len(leaving.targets) < 2:
                leaving.targets.add(target)
            one = self._dominator[one]

    def _dominates(self, one: str, other: str) -> bool:
        return 0 <= self._number[other] - self._number[one] < self._size[one]

    def counted(self, blocks: Collection[str]) -> list[int]:
        """Count how many of some blocks have smaller numbers, for each number; `sum` takes it."""
        return [0, *accumulate(block_id in blocks for block_id in self._blocks)]

    def sum(self, counted: list[int], first: str, behind: str) -> int:
        """Tell how many of the blocks that were counted a candidate holds."""
        number, end = self._number[first], self._number[first] + self._size[first]
        all_of_them = counted[end] - counted[number]
        inner = behind != _END and self._dominates(first, behind)
        return all_of_them - self.sum(counted, behind, _END) if inner else all_of_them

    def candidates(self) -> Iterator[tuple[str, str, int]]:
        """Give what may be regions: the first block of each, the block behind it or `_END`, and how many it has."""
        for first in self.order.keys() & self._behind.keys():
            size, behind = self._size[first], self._behind[first]
            while behind != _END and self._dominates(first, behind):
                yield first, behind, size - self._size[behind]
                behind = self._behind[behind]
            yield first, behind, size

    def is_region(self, first: str, behind: str) -> bool:
        """Tell whether the blocks of a candidate are entered at the first one only, and left to the one behind only."""
        leaving = self._leaving.get(first)
        if self.sum(self._endless, first, behind):
            return False
        if behind == _END:
            return leaving is None
        if not self._dominates(first, behind):
            return leaving is not None and leaving.targets == {behind}
        # What the block behind dominates is left out: all that leaves the rest must start there, and what leaves that
        # must lead to the first block, or past all that it dominates.
        number, back = self._number[behind], self._leaving.get(behind)
        starts_there = leaving is None or number <= leaving.first <= leaving.last < number + self._size[behind]
        return starts_there and (back is None or back.top <= 2 * self._depth[first])

    def blocks(self, first: str, behind: str) -> tuple[str, ...]:
        """Give the blocks of a candidate, the nearest to the entry first."""
        number = self._number[first]
        inside = self._blocks[number : number + self._size[first]]
        left_out = behind != _END and self._dominates(first, behind)
        found = [one for one in inside if not (left_out and self._dominates(behind, one))]
        return tuple(sorted(found, key=self.order.__getitem__))


def _section(facts: Facts, region: Region) -> ModuleCandidate:
    by_id = facts.flow.by_id
    blocks = [by_id[block_id] for block_id in region.blocks]
    behind = None if region.behind is None else by_id[region.behind]
    read = _met(facts, blocks[0], dict.fromkeys(one for block in blocks for one in _reads(block)), set(region.blocks))
    made = frozenset[Name]().union(*(defined_by(block) for block in blocks))
    used = dict.fromkeys(one for block in by_id.values() for one in _reads(block) if _defines(made, one))
    later = [] if behind is None else _met(facts, behind, used, set(by_id))
    stay = {shown(name) for name in made if name[0] in _attributes_of_contact()}
    return ModuleCandidate(
        first=blocks[0],
        last=next(block for block in reversed(blocks) if _leads_on(facts, block, region)),
        size=len(blocks),
        behind=behind,
        reads=tuple(one.text for one in read if one.shared),
        handed_in=tuple(one.text for one in read if not one.shared),
        sets=tuple(sorted(stay.union(one.text for one in later if one.shared))),
        handed_back=tuple(one.text for one in later if not one.shared),
    )


def _leads_on(facts: Facts, block: Block, region: Region) -> bool:
    """Tell whether a block of a region leads to what is behind it, or ends the contact where nothing is."""
    targets = [edge.target for edge in edges_out(facts(graph), block.id)]
    return region.behind in targets if region.behind is not None else not targets


def _met(facts: Facts, first: Block, reads: Iterable[_Read], within: set[str]) -> list[_Read]:
    """Give those of some reads that a way from a block, inside `within`, comes to before what they read is set anew.

    A block sets it anew on its error branches as well: who reads an answer there does not mean the one before.
    """

    def step(edge: Transition, read: _Read) -> tuple[_Read, ...]:
        anew = _defines(defined_by(facts.flow.by_id[edge.source]), read)
        return () if anew or edge.target not in within else (read,)

    search = StateSearch(facts(graph), [(first.id, read) for read in reads], step)
    met = {block_id: set(search.states(block_id)) for block_id in search}
    found = (one for block_id in met for one in _reads(facts.flow.by_id[block_id]) if one in met[block_id])
    return list(dict.fromkeys(found))


def _defines(made: frozenset[Name], read: _Read) -> bool:
    return any(name in made or (name[0], "") in made for name in read.names)


def _reads(block: Block) -> Iterator[_Read]:
    """Give what a block reads of what blocks define; looking at it in order to branch is a read here as well."""
    for reference in references(block):
        found = names_of(reference)
        if found is not None and found[1]:
            yield _Read(reference.text, found[1], found[0].seen_in_modules)


def _attributes_of_contact() -> set[str]:
    return {namespace.name for namespace in language.attributes() if namespace.seen_in_modules}
