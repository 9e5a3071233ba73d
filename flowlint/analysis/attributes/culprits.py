"""Culprits: the branch of an undefined path that is to blame, which is the one to mend.

That is the last branch on which a block that defines the name failed, or else the one after which nothing defines it
any more.

See docs/semantics.md#undefined-reads.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from flowlint.analysis.attributes.candidates import Candidates
from flowlint.analysis.attributes.shared_bits import ByBits
from flowlint.analysis.attributes.undefined_paths import UndefinedPaths
from flowlint.analysis.engine import Arrival, Facts
from flowlint.analysis.semantics import Known, Read, Values, added_by
from flowlint.model.flow import Block, Transition


class Culprit(NamedTuple):
    """A branch of a block that is to blame; `failed` tells whether the block was to define the name and failed."""

    block: Block
    branch: Transition
    failed: bool

    @property
    def name(self) -> str:
        """The designer's word for the branch with its block: “Error” of AWS Lambda function “Look up customer”."""
        return f"“{self.block.branch_name(self.branch)}” of {self.block.label}"

    @property
    def first_name(self) -> str:
        """What a file calls the branch, or the first by name of those of its kind that lead where it does.

        Which of these a path takes hangs on their order in the file, which means nothing.
        """
        branch = self.branch
        return min(one.via for one in self.block.transitions if one.kind == branch.kind and one.target == branch.target)


class Culprits:
    """The culprits of one flow."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._candidates = facts(Candidates)
        self._served: dict[Known, int] = {}
        self._failures: dict[frozenset[str], dict[Arrival[Values], Transition | None]] = defaultdict(dict)

    def of(self, read: Read, end: Arrival[Values]) -> Culprit | None:
        """Give the branch that is to blame on the path to `end`, where `read` is undefined.

        None where no block could have defined it before the read.
        """
        failed = self._last_failure(self._candidates.definers(self._candidates.asked(read)), end)
        branch = failed or self._last_turn(read, end)
        return Culprit(self._facts.flow.by_id[branch.source], branch, failed is not None) if branch else None

    def _last_failure(self, definers: frozenset[str], end: Arrival[Values]) -> Transition | None:
        """Give the last branch of a path that leaves one of the blocks that define what is asked for."""
        known = self._failures[definers]
        walked, found = [end], None
        for edge, before in end.back():
            if edge.source in definers:
                found = edge
                break
            if before in known:
                found = known[before]
                break
            walked.append(before)
        # Noted once for all paths that come this way, and all that the same blocks define.
        known.update(dict.fromkeys(walked, found))
        return found

    def _last_turn(self, read: Read, end: Arrival[Values]) -> Transition | None:
        """Give the branch of a path after which nothing can define what is read any more."""
        turn, bit = self._turns[end], self._candidates.bit(read)
        while turn is not None and not turn.lost & bit:
            turn = turn.before
        return turn.edge if turn is not None else None

    @cached_property
    def _turns(self) -> Mapping[Arrival[Values], "_Turn | None"]:
        """The branches of each path after which something that is asked for cannot be defined any more."""
        bits_at = self._candidates.bits_at
        through = self._candidates.runs.ahead_through(lambda edge: self._find_served(self._facts(added_by)[edge]))
        found: dict[Arrival[Values], _Turn | None] = {}
        for end in self._facts(UndefinedPaths).arrivals:
            if end.before is None or end.edge is None:
                found[end] = None
                continue
            lost = through[end.before.block] & ~(through[end.block] & ~bits_at.get(end.block, 0))
            turn = found[end.before]
            found[end] = _Turn(end.edge, lost, turn) if lost else turn
        return found

    def _find_served(self, added: Known) -> int:
        """Give the bits of the reads that ask for something of this."""
        if added not in self._served:
            self._served[added] = sum(self._by_bits.sharing(added))
        return self._served[added]

    @cached_property
    def _by_bits(self) -> ByBits[int]:
        """The bits of the reads by what they ask for."""
        return ByBits((asked, bit) for (_, asked), bit in self._candidates.bits.items())


class _Turn(NamedTuple):
    """A branch after which nothing can define any more what some reads ask for, and such branches before it."""

    edge: Transition
    lost: int
    """These reads, as bits."""
    before: "_Turn | None"
