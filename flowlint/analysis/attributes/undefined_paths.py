"""Undefined paths, by a forward may-analysis: the shortest path to each candidate on which nothing defines its name.

All that is asked for goes through the flow at once: a bit says that nothing has defined it so far. Where what is
asked for may also come from outside the flow, a second bit says that a block of the flow failed to define it.

See docs/semantics.md#undefined-reads.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from flowlint.analysis.attributes.candidates import Candidates
from flowlint.analysis.attributes.shared_bits import ByBits
from flowlint.analysis.engine import Arrival, Facts, FactSearch, graph
from flowlint.analysis.semantics import Asked, Known, Read, Values, added_by, values_after, values_at_entry
from flowlint.model.flow import Transition


class UndefinedPaths:
    """The paths of one flow on which candidates are undefined."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._candidates = facts(Candidates)
        self._shortest: dict[tuple[str, Asked], Arrival[Values] | None] = {}

    def shortest(self, read: Read) -> Arrival[Values] | None:
        """Give the end of the shortest path that does not contradict itself on which a read is undefined, if any is.

        For a result that may come from outside, a path that shows a block failing is worth more than one past it.
        """
        pair = read.block.id, self._candidates.asked(read)
        if pair not in self._shortest:
            self._shortest[pair] = self._find_shortest(*pair)
        return self._shortest[pair]

    def _find_shortest(self, here: str, asked: Asked) -> Arrival[Values] | None:
        question = self._questions[asked]
        past, failing = (self._search.first(here, fact) for fact in (question.undefined, question.failed))
        if past is not None and failing is not None and self._passed[failing] & self._candidates.bits[here, asked]:
            # What failed there only ran after the read: look for a path on which it fails before.
            failing = self._find(question.undefined, until=here).first(here, question.failed)
        return failing or past

    @property
    def arrivals(self) -> list[Arrival[Values]]:
        """The ends of all paths on which something that is asked for is undefined, nearest first."""
        return self._search.arrivals

    @cached_property
    def _questions(self) -> Mapping[Asked, "_Question"]:
        """What candidates ask for, with the facts that the search follows for it."""
        candidates = self._candidates
        two_facts = {
            candidates.asked(read): read.is_of_result and candidates.comes_from_outside(read)
            for read in candidates.reads
        }
        return {
            asked: _Question(1 << 2 * place, 1 << 2 * place + 1 if two else 0)
            for place, (asked, two) in enumerate(two_facts.items())
        }

    @property
    def _search(self) -> FactSearch[Values]:
        return self._facts(_all_paths)

    def find_all(self) -> FactSearch[Values]:
        """Search the paths on which nothing defines one of all that is asked for."""
        return self._find(sum(question.undefined for question in self._questions.values()))

    def _find(self, undefined: int, until: str | None = None) -> FactSearch[Values]:
        """Search the paths on which nothing defines what is asked for; with `until` all end at that block."""
        follow, defines, fails = self._facts(values_after), self._defines, self._fails

        def transfer(edge: Transition, values: Values, facts: int) -> tuple[Values, int] | None:
            after = follow(edge, values)
            if after is None or edge.source == until:
                return None
            facts &= ~defines.get((edge.source, edge.rank), 0)
            failed = facts & fails.get(edge.source, 0)
            # The fact that a block failed stands one bit above the one that no block did.
            return after, (facts & ~failed) | failed << 1

        start = Arrival(self._facts.flow.start or "", self._facts(values_at_entry), undefined)
        return FactSearch(self._facts(graph), start, transfer)

    @cached_property
    def _defines(self) -> Mapping[tuple[str, int], int]:
        """The facts that a branch puts an end to (its kill set), since it defines what is asked for."""
        return {
            (edge.source, edge.rank): facts
            for edge, added in self._facts(added_by).items()
            if added and (facts := sum(one.undefined | one.failed for one in self._answered(added)))
        }

    @cached_property
    def _fails(self) -> Mapping[str, int]:
        """What the blocks fail to define, as facts, on the branches that do not define it."""
        found = {
            block_id: sum(one.undefined for one in self._answered(defined) if one.failed)
            for block_id, defined in self._candidates.defined_by_block.items()
        }
        return {block_id: facts for block_id, facts in found.items() if facts}

    def _answered(self, known: Known) -> Iterator["_Question"]:
        return self._by_bits.sharing(known)

    @cached_property
    def _by_bits(self) -> ByBits["_Question"]:
        return ByBits(self._questions.items())

    @cached_property
    def _passed(self) -> Mapping[Arrival[Values], int]:
        """The bits of the blocks that each path has passed before its end."""
        bits_at, found = self._candidates.bits_at, dict[Arrival[Values], int]()
        for end in self.arrivals:
            found[end] = found[end.before] | bits_at.get(end.before.block, 0) if end.before is not None else 0
        return found


def _all_paths(facts: Facts) -> FactSearch[Values]:
    # An analysis of its own, so that all rules hear at once where it gives up.
    return facts(UndefinedPaths).find_all()


class _Question(NamedTuple):
    """The facts that the search follows for what reads ask for: nothing defined it, and a block failed to.

    `failed` is 0 where the two are not told apart.
    """

    undefined: int
    failed: int
