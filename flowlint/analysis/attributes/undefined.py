"""Reads that some path reaches without what is read: the attribute was not set there, or the answer not given.

See docs/semantics.md#undefined-reads.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flowlint.analysis.attributes.undefined_reads import End, UndefinedReads
from flowlint.analysis.engine import Facts, Path
from flowlint.analysis.semantics import Name, Read, shown
from flowlint.model.flow import Flow, Transition
from flowlint.text.words import who


@dataclass(frozen=True, slots=True)
class UndefinedRead:
    """A read that some path reaches without what it reads; `path` is the shortest one from the entry.

    `branch` is where that path misses it: the last branch on which a block that defines it `failed`, or else the one
    behind which nothing defines it any more; None where nothing before the read does. `ever` tells whether a block
    of this flow defines it at all. `more` counts the other blocks that miss it for the same cause.
    """

    read: Read
    name: Name
    path: Path
    branch: Transition | None
    failed: bool
    ever: bool
    more: int = 0

    @property
    def shown(self) -> str:
        """The name as a reference: `$.Attributes.journey`, `$.Attributes['first name']`, `$.External`."""
        return shown(self.name)

    @property
    def cause(self) -> str:
        """What is to be mended, told apart from all else in the flow: the branch, or the name that nothing defines."""
        return f"{self.branch.source} {self.branch.via}" if self.branch else self.shown

    @property
    def readers(self) -> str:
        """Who misses it, with the verb: `Play prompt “Greet” reads`, `Play prompt “Greet” and 2 more blocks read`."""
        return who(self.read.block.label, self.more, "read")

    def notes(self, failed: str, passed_by: str) -> dict[str, str]:
        """Give what the witness says at the read and at the branch that misses it, by block id."""
        at_read = {self.read.block.id: f"reads {self.read.reference.text}"}
        return {self.branch.source: failed if self.failed else passed_by, **at_read} if self.branch else at_read


def branch_name(flow: Flow, branch: Transition) -> str:
    """Give the designer's word for a branch with its block: “Error” of AWS Lambda function “Look up customer”."""
    block = flow.by_id[branch.source]
    return f"“{block.branch_name(branch)}” of {block.label}"


def missed_reads(facts: Facts) -> tuple[tuple[Name, Read], ...]:
    """Give all reads at fault with the name that each means, one per block and name, in the order of the file."""
    return tuple(_missed(facts(UndefinedReads)))


def missed_attributes(facts: Facts) -> tuple[UndefinedRead, ...]:
    """Give the contact and flow attributes that some path reads before they are set.

    Each is told once, at the block that is reached first: setting it early enough heals all its reads. Contact
    attributes that this flow sets nowhere are left out, since whatever came before the flow may have set them.
    """
    by_name: dict[Name, list[_At]] = defaultdict(list)
    for name, read in facts(missed_reads):
        if not read.is_of_result:
            by_name[name].append((name, read, facts(UndefinedReads).end(read)))
    return tuple(_told(facts(UndefinedReads), alike) for alike in by_name.values())


def missed_results(facts: Facts) -> tuple[UndefinedRead, ...]:
    """Give the answers of blocks that some path reads although the block that gives them did not run, or failed.

    Reads that miss an answer by the same branch are told once, at the block that is reached first. What a flow
    before this one may have left is left out unless a block of this flow was to give it before the read.
    """
    suspects = facts(UndefinedReads)
    by_cause: dict[Transition | Name, list[_At]] = defaultdict(list)
    for name, read in facts(missed_reads):
        if read.is_of_result:
            end = suspects.end(read)
            branch, _ = suspects.branch(read, end)
            by_cause[branch or name].append((name, read, end))
    return tuple(_told(suspects, alike) for alike in by_cause.values())


_At = tuple[Name, Read, End]
"""A name, a read that lacks it, and the end of the shortest path on which it does."""


def _told(suspects: UndefinedReads, alike: Sequence[_At]) -> UndefinedRead:
    """Tell reads that lack the same for the same cause, at the one that is reached first."""
    name, read, end = min(alike, key=lambda one: (one[2].length, one[1].block.index))
    branch, failed = suspects.branch(read, end)
    more = len({one.block for _, one, _ in alike}) - 1
    return UndefinedRead(read, name, end.path(), branch, failed, suspects.define(name), more)


def _missed(suspects: UndefinedReads) -> Iterator[tuple[Name, Read]]:
    told: set[tuple[str, Name]] = set()
    for read in suspects.reads:
        name = next((name for name in read.names if suspects.define(name)), read.names[-1])
        one = read.block.id, name
        if one not in told and _is_at_fault(suspects, name, read) and suspects.lack(read):
            told.add(one)
            yield name, read


def _is_at_fault(suspects: UndefinedReads, name: Name, read: Read) -> bool:
    """Tell whether it is for this flow to define what is read."""
    ever = suspects.define(name)
    if not ever and suspects.define((name[0], "")):
        return False  # a key that only Connect can tell is set, and may be this one
    from_outside = suspects.come_from_outside(read)
    if read.is_of_result:
        return not from_outside or suspects.are_given_first(read)
    if not ever:
        return not from_outside
    # What a program gave back may go in again the next time round.
    comes_back = read.asks_a_program and not suspects.are_given_first(read) and suspects.are_given_behind(read)
    return not comes_back
