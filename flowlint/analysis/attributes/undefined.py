"""Undefined reads: reads that some path reaches without what is read, an attribute not set or a result not given.

Three objects find them, each for a flow as a whole: `Candidates` the reads that the must-analysis cannot clear,
`UndefinedPaths` the shortest path on which one is undefined, `Culprits` the branch of that path which is to blame.

A worked example:

    1. Get customer input      press 1 → 2, anything else → 3
    2. Set contact attributes  tier = gold; success → 4, error → 3
    3. Play prompt             “Welcome.” → 4
    4. Play prompt             “You are a $.Attributes.tier customer.”

The success branch of 2 defines tier, no other branch defines anything. So tier is known after that branch alone, and
before 4, where the branch from 3 joins it, it is not known any more: the read at 4 is a candidate. Two paths reach 4
with tier undefined: 1, 3, 4 and 1, 2, 3, 4. The first is the shortest. No block on it defines tier, so its culprit is
the branch after which none does any more: that of 1 which leads to 3. Were there the other path alone, its culprit
would be the error branch of 2, on which the block that defines tier failed.

See docs/semantics.md#undefined-reads.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from flowlint.analysis.attributes.candidates import Candidates
from flowlint.analysis.attributes.culprits import Culprit, Culprits
from flowlint.analysis.attributes.flows_before import begins_unseen
from flowlint.analysis.attributes.undefined_paths import UndefinedPaths
from flowlint.analysis.attributes.ways_without import WayWithout, ways_through
from flowlint.analysis.engine import MODULE_CALL, Arrival, Facts, Path, happened, positions
from flowlint.analysis.semantics import (
    Name,
    Read,
    Values,
    first_per_cause,
    looked_at,
    names_of,
    set_by_modules,
    shown,
    text_put,
)
from flowlint.model.flow import Block
from flowlint.text.words import who


class UndefinedRead(NamedTuple):
    """A read that some path reaches without what it reads; `end` is that of the shortest one from the entry.

    `culprit` is the branch of that path which is to blame, None where no block could have defined the name before the
    read. `is_ever_defined` tells whether a block of this flow defines it at all. `others` are the other blocks that
    lack it for the same cause. `through` are the ways through the modules that the path calls and that set an attribute
    on other ways, as in a `WayWithout`.
    """

    read: Read
    name: Name
    end: Arrival[Values]
    culprit: Culprit | None
    is_ever_defined: bool
    through: Mapping[int, WayWithout]
    others: tuple[Block, ...] = ()

    @property
    def path(self) -> Path:
        """The shortest path; worked out where it is shown, since of most reads it never is."""
        return self.end.path()

    @property
    def shown(self) -> str:
        """The name as a reference: `$.Attributes.journey`, `$.Attributes['first name']`, `$.External`."""
        return shown(self.name)

    @property
    def cause(self) -> str:
        """What is to be mended, told apart from all else in the flow: the branch, or the name that nothing defines."""
        return f"{self.culprit.block.id} {self.culprit.first_name}" if self.culprit else self.shown

    @property
    def readers(self) -> str:
        """Who lacks it, with the verb: `Play prompt “Greet” reads`, `Play prompt “Greet” and 2 more blocks read`."""
        return who(self.read.block.label, len(self.others), "read")

    def notes(self, failed: str, passed_by: str) -> dict[str, str]:
        """Give what the witness says at the read and at the culprit, by block id; a module has notes of its own."""
        at_read = {self.read.block.id: f"reads {self.read.reference.text}"}
        if self.culprit is None or any(self.path[place] is self.culprit.branch for place in self.through):
            return at_read
        return {self.culprit.block.id: failed if self.culprit.failed else passed_by, **at_read}


def undefined_attributes(facts: Facts) -> tuple[UndefinedRead, ...]:
    """Give the contact and flow attributes that some path reads before they are set.

    Each is given once, at the block that is reached first: setting it early enough heals all its reads. Contact
    attributes that this flow sets nowhere are left out, since whatever came before the flow may have set them.
    """
    attributes = (one for one in facts(undefined_reads) if not one.read.is_of_result)
    return _nearest_per_cause(facts, attributes, lambda one: one.name)


def undefined_results(facts: Facts) -> tuple[UndefinedRead, ...]:
    """Give the results of blocks that some path reads although the block that gives them did not run, or failed.

    Reads that lack a result for the same culprit are given once, at the block that is reached first. What a flow
    before this one may have left is left out unless a block of this flow was to give it before the read.
    """
    results = (one for one in facts(undefined_reads) if one.read.is_of_result)
    return _nearest_per_cause(facts, results, lambda one: one.cause)


def undefined_reads(facts: Facts) -> tuple[UndefinedRead, ...]:
    """Give all undefined reads, one for each block and name, in the order of the file."""
    return tuple(_undefined(facts))


def _undefined(facts: Facts) -> Iterator[UndefinedRead]:
    candidates, paths, culprits = facts(Candidates), facts(UndefinedPaths), facts(Culprits)
    seen: set[tuple[str, Name]] = set()
    for read in candidates.reads:
        name = _name_set(candidates, read)
        one = read.block.id, name
        if one in seen or not _is_for_this_flow(facts, candidates, name, read):
            continue
        end = paths.shortest(read)
        if end is not None:
            seen.add(one)
            culprit, through = culprits.of(read, end), dict[int, WayWithout]()
            if candidates.is_set_by_module(name):
                ways = ways_through(facts, end.path(), candidates.asked(read))
                if ways is None or (culprit and _is_told_apart(facts, culprit.block, end.path())):
                    continue
                through |= ways
            yield UndefinedRead(read, name, end, culprit, candidates.is_ever_defined(name), through)


def _name_set(candidates: Candidates, read: Read) -> Name:
    """Give the name of those that a read may mean that a block of the flow sets, or a module that it calls."""
    sets = candidates.is_ever_defined, candidates.is_set_by_module
    return next((name for one in sets for name in read.names if one(name)), read.names[-1])


def _is_told_apart(facts: Facts, call: Block, path: Path) -> bool:
    """Tell whether a path that calls a module to blame tells by which way that came back.

    That is by a branch for it, or by asking for something that the module gave back.
    """
    if call.id not in facts(set_by_modules):
        return False
    last = max(at for at, edge in enumerate(path) if edge.source == call.id)
    if not happened(call, path[last]):
        return False
    given = facts(set_by_modules)[call.id]
    passed = (facts.flow.by_id[edge.source] for edge in path[last + 1 :])
    asked = [names_of(one) for block in passed for one in looked_at(block)]
    return bool(call.conditions) or any(
        one is not None and (MODULE_CALL in {by.type for by in one[0].by} or not given.isdisjoint(one[1]))
        for one in asked
    )


def _is_for_this_flow(facts: Facts, candidates: Candidates, name: Name, read: Read) -> bool:
    """Tell whether it is for this flow to define what is read."""
    ever = candidates.is_ever_defined(name)
    any_key = name[0], ""
    if not ever and (candidates.is_ever_defined(any_key) or candidates.is_set_by_module(any_key)):
        return False  # a key that only Connect can tell is set, and may be this one
    from_outside = candidates.comes_from_outside(read)
    if read.is_of_result:
        return not from_outside or candidates.may_be_defined_before(read)
    if not ever:
        return not from_outside or candidates.may_be_defined_before(read)
    if candidates.may_be_defined_before(read):
        return True
    # A module takes from its caller what it reads first, and may set it anew, if nobody knows its callers; so does a
    # flow that reads an attribute and then clears it. What a program gave back may go in again the next time round.
    is_taken = from_outside and (
        _is_only_cleared(facts, candidates, name, read) or (facts.flow.is_module and begins_unseen(facts))
    )
    return not is_taken and not (read.asks_a_program and candidates.may_be_defined_after(read))


def _is_only_cleared(facts: Facts, candidates: Candidates, name: Name, read: Read) -> bool:
    """Tell whether nothing but “.” and the like is put into an attribute: it was used up, and came from elsewhere."""
    texts = [text_put(facts.flow.by_id[one], name) for one in candidates.definers(candidates.asked(read))]
    return all(text is not None and not any(map(str.isalnum, text)) for text in texts)


def _nearest_per_cause(
    facts: Facts, undefined: Iterable[UndefinedRead], cause: Callable[[UndefinedRead], Hashable]
) -> tuple[UndefinedRead, ...]:
    nearest_first = sorted(undefined, key=lambda one: (one.end.length, facts(positions)[one.read.block.id]))
    causes = first_per_cause(nearest_first, cause, lambda one: one.read.block)
    return tuple(one._replace(others=others) for one, others in causes)
