"""Reads that some path may reach without what they read, and the shortest path on which they do.

Whatever is asked about one of them is answered for all of a flow at once, a bit each.

See docs/semantics.md#undefined-reads.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from flowlint.analysis.engine import Arrival, Facts, FactSearch, FirstRuns, graph
from flowlint.analysis.semantics import (
    NO_VALUES,
    Known,
    Name,
    Read,
    Values,
    added_by,
    defined,
    known_before,
    names_of_run,
    reads_of,
    values_after,
)
from flowlint.model.flow import Transition

End = Arrival[Values]


class UndefinedReads:
    """The reads of one flow that not every path to them defines.

    What a read asks for is the bits of which a path must define one, see `definitions.Names`; reads that ask for the
    same go through the flow as one.
    """

    def __init__(self, facts: Facts) -> None:
        known, names = facts(known_before), facts.project(names_of_run)
        self._facts, self._names = facts, names
        self._defined = {block_id: made for block_id, made in facts(defined).items() if made and block_id in known}
        self._ever: frozenset[Name] = frozenset().union(*self._defined.values())
        self.reads = tuple(
            read
            for block_id, block in facts.flow.by_id.items()
            if block_id in known
            for read in reads_of(block)
            if not known[block_id] & names.any_of(read.names) and not _comes_from_elsewhere(facts, read)
        )
        """In the order of the file."""
        self._definers = cache(self._find_definers)
        self._after = cache(self._find_after)
        self._served = cache(self._find_served)
        self._failures: dict[Known, dict[End, Transition | None]] = defaultdict(dict)

    def define(self, name: Name) -> bool:
        """Tell whether a block of the flow that can run defines a name."""
        return name in self._ever

    def come_from_outside(self, read: Read) -> bool:
        """Tell whether what is read may have been defined before the flow began."""
        namespace = read.namespace
        return namespace.seen_in_modules if self._facts.flow.is_module else namespace.crosses_flows

    def are_given_first(self, read: Read) -> bool:
        """Tell whether a block that defines what is read can run before the read does for the first time."""
        return self.can_follow(read, self._definers(self._asked(read)))

    def can_follow(self, read: Read, blocks: frozenset[str]) -> bool:
        """Tell whether one of these blocks that can be reached can run before the read does for the first time."""
        return bool(self._after(blocks) & self._bit(read))

    def are_given_behind(self, read: Read) -> bool:
        """Tell whether a block that defines what is read leads back to it."""
        return bool(self._runs.ahead(self._definers(self._asked(read))) & self._bit(read))

    def lack(self, read: Read) -> bool:
        """Tell whether a path that does not contradict itself reaches a read without what it reads."""
        question = self._questions[self._asked(read)]
        return self._search.first(read.block.id, question.lacking | question.failing) is not None

    def end(self, read: Read) -> End:
        """Give the end of the shortest path on which a read lacks what it reads, where there is one.

        For an answer that may come from outside, a path that shows a block failing is worth more than one past it.
        """
        question, here = self._questions[self._asked(read)], read.block.id
        past, failing = (self._search.first(here, fact) for fact in (question.lacking, question.failing))
        if past is not None and failing is not None and self._passed[failing] & self._bit(read):
            # What failed there only ran behind the read: look for a way on which it fails before.
            failing = self._find_all(question.lacking, until=here).first(here, question.failing)
        end = failing or past
        assert end is not None
        return end

    def branch(self, read: Read, end: End) -> tuple[Transition | None, bool]:
        """Give the branch of a path on which a read misses what it reads, and whether a block failed there.

        That is the last branch of a block that defines it, or else the one behind which nothing does any more.
        """
        failed = self._failed(self._asked(read), end)
        if failed is not None:
            return failed, True
        left, bit = self._left[end], self._bit(read)
        while left is not None and not left.lost & bit:
            left = left.before
        return (left.edge if left is not None else None), False

    def _asked(self, read: Read) -> Known:
        return self._names.any_of(read.names)

    def _bit(self, read: Read) -> int:
        return self._bits[read.block.id, self._asked(read)]

    @cached_property
    def _bits(self) -> Mapping[tuple[str, Known], int]:
        """The bit of each block and what it asks for."""
        pairs = dict.fromkeys((read.block.id, self._asked(read)) for read in self.reads)
        return {pair: 1 << place for place, pair in enumerate(pairs)}

    @cached_property
    def _bits_at(self) -> Mapping[str, int]:
        found: dict[str, int] = defaultdict(int)
        for (block_id, _), bit in self._bits.items():
            found[block_id] |= bit
        return dict(found)

    @cached_property
    def _questions(self) -> Mapping[Known, "_Question"]:
        """What reads ask for, with the facts that the search follows for it."""
        told_apart = {self._asked(read): read.is_of_result and self.come_from_outside(read) for read in self.reads}
        return {
            asked: _Question(1 << 2 * place, 1 << 2 * place + 1 if apart else 0)
            for place, (asked, apart) in enumerate(told_apart.items())
        }

    @cached_property
    def _runs(self) -> FirstRuns:
        return FirstRuns(self._facts(graph), self._facts.flow.start or "", self._bits_at)

    def _find_definers(self, asked: Known) -> frozenset[str]:
        """Give the ids of the blocks that define what is asked for when their work is done."""
        return frozenset(here for here, made in self._defined.items() if self._names.known(made) & asked)

    def _find_after(self, blocks: frozenset[str]) -> int:
        return self._runs.after(blocks)

    @cached_property
    def _search(self) -> FactSearch[Values]:
        everything = 0
        for question in self._questions.values():
            everything |= question.lacking
        return self._find_all(everything)

    def _find_all(self, lacking: int, until: str | None = None) -> FactSearch[Values]:
        """Search the ways on which nothing defines what is asked for; with `until` all end at that block."""
        follow, settled, failing = self._facts(values_after), self._settled, self._failing

        def step(edge: Transition, values: Values, facts: int) -> tuple[Values, int] | None:
            behind = follow(edge, values)
            if behind is None or edge.source == until:
                return None
            facts &= ~settled.get((edge.source, edge.rank), 0)
            failed = facts & failing.get(edge.source, 0)
            # The fact that a block failed stands one bit above the one that no block did.
            return behind, (facts & ~failed) | failed << 1

        return FactSearch(self._facts(graph), Arrival(self._facts.flow.start or "", NO_VALUES, lacking), step)

    @cached_property
    def _settled(self) -> Mapping[tuple[str, int], int]:
        """The facts that a branch puts an end to, since it defines what is asked for."""
        return {
            (edge.source, edge.rank): facts
            for edge, added in self._facts(added_by).items()
            if added and (facts := sum(one.lacking | one.failing for one in self._answered(added)))
        }

    @cached_property
    def _failing(self) -> Mapping[str, int]:
        """What the blocks fail to define, as facts, on the branches that do not define it."""
        found = {
            block_id: sum(one.lacking for one in self._answered(self._names.known(made)) if one.failing)
            for block_id, made in self._defined.items()
        }
        return {block_id: facts for block_id, facts in found.items() if facts}

    def _answered(self, known: Known) -> Iterator["_Question"]:
        return (question for asked, question in self._questions.items() if asked & known)

    @cached_property
    def _passed(self) -> Mapping[End, int]:
        """The bits of the blocks that each path has passed before its end."""
        found: dict[End, int] = {}
        for end in self._search.arrivals:
            found[end] = found[end.before] | self._bits_at.get(end.before.block, 0) if end.before is not None else 0
        return found

    def _failed(self, asked: Known, end: End) -> Transition | None:
        """Give the last branch of a path that leaves a block which defines what is asked for."""
        definers, known = self._definers(asked), self._failures[asked]
        walked, found = [end], None
        for edge, before in end.back():
            if edge.source in definers:
                found = edge
                break
            if before in known:
                found = known[before]
                break
            walked.append(before)
        # Declared once for all paths that come this way.
        known.update(dict.fromkeys(walked, found))
        return found

    @cached_property
    def _left(self) -> Mapping[End, "_Left | None"]:
        """The branches of each path behind which something that is asked for cannot be defined any more."""
        through = self._runs.ahead_through(lambda edge: self._served(self._facts(added_by)[edge]))
        found: dict[End, _Left | None] = {}
        for end in self._search.arrivals:
            if end.before is None or end.edge is None:
                found[end] = None
                continue
            lost = through[end.before.block] & ~(through[end.block] & ~self._bits_at.get(end.block, 0))
            left = found[end.before]
            found[end] = _Left(end.edge, lost, left) if lost else left
        return found

    def _find_served(self, added: Known) -> int:
        """Give the bits of the reads that ask for something of this."""
        return sum(bit for (_, asked), bit in self._bits.items() if asked & added)


@dataclass(frozen=True, slots=True)
class _Question:
    """The facts that the search follows for what reads ask for: nothing defined it, and a block failed to.

    `failing` is 0 where the two are not told apart.
    """

    lacking: int
    failing: int


@dataclass(frozen=True, slots=True)
class _Left:
    """A branch behind which nothing can define any more what some reads ask for, and such branches before it."""

    edge: Transition
    lost: int
    """These reads, as bits."""
    before: "_Left | None"


def _comes_from_elsewhere(facts: Facts, read: Read) -> bool:
    """Tell whether the team says that something outside the flows sets what is read."""
    is_contact_attribute = read.namespace.crosses_flows and not read.is_of_result
    return is_contact_attribute and any(facts.declared.knows_attribute(key) for _, key in read.names)
