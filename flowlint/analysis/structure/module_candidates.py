"""Parts of a flow that could become flow modules: its single-entry single-exit regions, and what crosses their border.

Live variables tell what crosses: what is live where a region is entered, and what it defines that is live at its exit.

See docs/semantics.md#regions.
"""

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import MODULE_RETURN, Facts, Region, disjoint_regions, graph, reachable
from flowlint.analysis.semantics import Name, defined_by, names_of, shown
from flowlint.model.flow import Block, once_per_block
from flowlint.model.references import distinct_references

_FEWEST = 4
"""How many blocks a candidate has at least: what is smaller is not worth a module."""
_MOST = 50
"""How many it has at most: a module of more is too large itself."""
_MOST_GIVEN = 100
"""How many candidates are given at most. A flow that Connect takes has no more; of each more is to be worked out."""
_PARTS = 2
"""A candidate is at most one part of so many of its flow: to move most of a flow elsewhere splits nothing."""


class ModuleCandidate(NamedTuple):
    """A region that could become a flow module: from its first block to its last, and what has to be passed.

    `blocks` are in breadth-first order from the entry of the flow. `exit` is the block it goes on to, None where
    contacts end inside. Names are written as references. What is in `reads` and `sets` passes by itself, for a module
    and its caller both see it; what is to be `handed_in` or `handed_back` they do not share.
    """

    blocks: tuple[Block, ...]
    last: Block
    exit: Block | None
    reads: tuple[str, ...]
    handed_in: tuple[str, ...]
    sets: tuple[str, ...]
    handed_back: tuple[str, ...]

    @property
    def first(self) -> Block:
        """The block at which contacts come in."""
        return self.blocks[0]

    @property
    def size(self) -> int:
        """How many blocks it has."""
        return len(self.blocks)


class _Crossing(NamedTuple):
    """A reference, the names that it may mean, and whether a module and its caller both see what it refers to."""

    text: str
    names: tuple[Name, ...]
    shared: bool


def fits_module(block: Block) -> bool:
    """Tell whether a block may stand in a flow module that is made of a part of a flow; not where that is not known."""
    return language.may_stand_in_modules(block.type) and block.type != MODULE_RETURN


def module_candidates(facts: Facts) -> tuple[ModuleCandidate, ...]:
    """Give the regions that could become flow modules, the largest first, at most 100; no two of them share a block."""
    entry = facts.flow.entry
    if entry is None:
        return ()
    most = min(_MOST, len(facts(reachable)) // _PARTS)
    without = {block.id for block in facts.flow.blocks if not fits_module(block)}
    found = disjoint_regions(facts(graph), entry.id, _FEWEST, most, without)
    return tuple(_candidate(facts, region) for region in islice(found, _MOST_GIVEN))


def _candidate(facts: Facts, region: Region) -> ModuleCandidate:
    by_id = facts.flow.by_id
    blocks = [by_id[block_id] for block_id in region.blocks]
    after = None if region.exit is None else by_id[region.exit]
    read = _live_at(
        facts, blocks[0], dict.fromkeys(one for block in blocks for one in _reads(block)), set(region.blocks)
    )
    made = frozenset[Name]().union(*(defined_by(block) for block in blocks))
    places = {one: place for name in made for one, place in facts(_readers).get(name, {}).items()}
    later = [] if after is None else _live_at(facts, after, sorted(places, key=places.__getitem__), by_id)
    stay = {shown(name) for name in made if name[0] in _attributes_of_contact()}
    return ModuleCandidate(
        blocks=tuple(blocks),
        last=next(block for block in reversed(blocks) if _leads_on(facts, block, region)),
        exit=after,
        reads=tuple(one.text for one in read if one.shared),
        handed_in=tuple(one.text for one in read if not one.shared),
        sets=tuple(sorted(stay.union(one.text for one in later if one.shared))),
        handed_back=tuple(one.text for one in later if not one.shared),
    )


def _leads_on(facts: Facts, block: Block, region: Region) -> bool:
    """Tell whether a block of a region leads to its exit, or ends the contact where it has none."""
    targets = [edge.target for edge in facts(graph).branches[block.id]]
    return region.exit in targets if region.exit is not None else not targets


def _live_at(facts: Facts, first: Block, reads: Iterable[_Crossing], within: Container[str]) -> list[_Crossing]:
    """Give those of some reads that are live at a block: a path inside `within` comes to one before it is set anew.

    A block sets it anew on its error branches as well: who reads an answer there does not mean the one before.
    """
    sets = _Sets(reads)
    arrived = {first.id: sets.of_all}
    news = {first.id: sets.of_all}
    waiting = deque([first.id])
    while waiting:
        block_id = waiting.popleft()
        onward = news.pop(block_id) & ~sets.of_names(defined_by(facts.flow.by_id[block_id]))
        for edge in facts(graph).branches[block_id]:
            fresh = onward & ~arrived.get(edge.target, 0)
            if fresh and edge.target in within:
                arrived[edge.target] = arrived.get(edge.target, 0) | fresh
                if edge.target not in news:
                    waiting.append(edge.target)
                news[edge.target] = news.get(edge.target, 0) | fresh
    found = (
        one for block_id in arrived for one in _reads(facts.flow.by_id[block_id]) if sets.has(arrived[block_id], one)
    )
    return list(dict.fromkeys(found))


class _Sets:
    """Sets of some reads as numbers with a bit for each, for they are united at each block of a path."""

    def __init__(self, reads: Iterable[_Crossing]) -> None:
        self._place = {read: place for place, read in enumerate(dict.fromkeys(reads))}
        self._by_name: dict[Name, int] = defaultdict(int)
        self._by_namespace: dict[str, int] = defaultdict(int)
        self.of_all = (1 << len(self._place)) - 1
        for read, place in self._place.items():
            for name in read.names:
                self._by_name[name] |= 1 << place
                self._by_namespace[name[0]] |= 1 << place

    def of_names(self, made: Iterable[Name]) -> int:
        """Give the set of the reads that may mean one of some names."""
        found = 0
        for name in made:
            found |= self._by_name.get(name, 0) if name[1] else self._by_namespace.get(name[0], 0)
        return found

    def has(self, some: int, read: _Crossing) -> bool:
        """Tell whether a read is in a set."""
        return read in self._place and bool(some >> self._place[read] & 1)


def _readers(facts: Facts) -> Mapping[Name, Mapping[_Crossing, int]]:
    """Give the reads that a block which makes each name may serve, each with its place in the order of the file.

    What makes all of a namespace, under the key "", may serve all reads of that.
    """
    found: dict[Name, dict[_Crossing, int]] = defaultdict(dict)
    reads = dict.fromkeys(one for block in facts.flow.by_id.values() for one in _reads(block))
    for place, read in enumerate(reads):
        for name in read.names:
            found[name][read] = found[name[0], ""][read] = place
    return found


@once_per_block
def _reads(block: Block) -> tuple[_Crossing, ...]:
    """Give what a block reads of what blocks define; looking at it in order to branch is a read here as well."""
    found = ((reference.text, names_of(reference)) for reference in distinct_references(block))
    return tuple(_Crossing(text, one[1], one[0].seen_in_modules) for text, one in found if one is not None and one[1])


def _attributes_of_contact() -> set[str]:
    return {namespace.name for namespace in language.attributes() if namespace.seen_in_modules}
