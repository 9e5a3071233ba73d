"""Candidates: the reads of a flow that not every path to them defines, as the must-analysis of definitions leaves them.

What a read asks for is the bits of which a path must define one, see `semantics.Names`; reads that ask for the same go
through the flow as one. What may run before and after a read is asked for all of them at once, a bit each.

See docs/semantics.md#undefined-reads.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property, reduce
from operator import or_

from flowlint.analysis.attributes.shared_bits import ByBits
from flowlint.analysis.engine import Facts, FirstRuns, graph
from flowlint.analysis.semantics import (
    Asked,
    Known,
    Name,
    Read,
    defined,
    known_before,
    names_of_run,
    reads_of,
    set_by_modules,
)


class Candidates:
    """The reads of one flow that may be undefined, with the blocks that define what they read."""

    def __init__(self, facts: Facts) -> None:
        known, names = facts(known_before), facts.project(names_of_run)
        self._facts, self._names = facts, names
        self._defined = {block_id: made for block_id, made in facts(defined).items() if made and block_id in known}
        self._ever: frozenset[Name] = frozenset().union(*self._defined.values())
        by_modules = facts(set_by_modules)
        self._set_by_modules: frozenset[Name] = frozenset().union(*by_modules.values())
        self._defined |= {call: self._defined.get(call, frozenset()) | names for call, names in by_modules.items()}
        self.reads = tuple(
            read
            for block_id, block in facts.flow.by_id.items()
            if block_id in known
            for read in reads_of(block)
            if not known[block_id] & names.any_of(read.names) and not _is_declared(facts, read)
        )
        """In the order of the file."""
        self._definers: dict[Asked, frozenset[str]] = {}
        self._after: dict[frozenset[str], int] = {}

    def asked(self, read: Read) -> Asked:
        """Give the bits of which one must be defined for a read to be."""
        return self._names.any_of(read.names)

    def is_ever_defined(self, name: Name) -> bool:
        """Tell whether a block of the flow that can run defines a name."""
        return name in self._ever

    def is_set_by_module(self, name: Name) -> bool:
        """Tell whether a module of the run that the flow calls sets a name, on some way through it."""
        return name in self._set_by_modules

    def comes_from_outside(self, read: Read) -> bool:
        """Tell whether what is read may have been defined before the flow began."""
        namespace = read.namespace
        return namespace.seen_in_modules if self._facts.flow.is_module else namespace.crosses_flows

    def may_be_defined_before(self, read: Read) -> bool:
        """Tell whether a block that defines what is read can run before the read does for the first time."""
        return self.can_follow(read, self.definers(self.asked(read)))

    def may_be_defined_after(self, read: Read) -> bool:
        """Tell whether a block that defines what is read leads back to it."""
        return bool(self.runs.ahead(self.definers(self.asked(read))) & self.bit(read))

    def can_follow(self, read: Read, blocks: frozenset[str]) -> bool:
        """Tell whether one of these blocks that can be reached can run before the read does for the first time."""
        if blocks not in self._after:
            self._after[blocks] = self.runs.after(blocks)
        return bool(self._after[blocks] & self.bit(read))

    @cached_property
    def defined_by_block(self) -> Mapping[str, Known]:
        """What each block that can run defines, or the module it calls may, of what reads ask for; by block id."""
        asked = reduce(or_, {self.asked(read) for read in self.reads}, 0)
        known = {block_id: self._names.known(made) & asked for block_id, made in self._defined.items()}
        return {block_id: made for block_id, made in known.items() if made}

    def bit(self, read: Read) -> int:
        """Give the bit of a read; those of one block that ask for the same share it."""
        return self.bits[read.block.id, self.asked(read)]

    @cached_property
    def bits(self) -> Mapping[tuple[str, Asked], int]:
        """The bit of each block and what it asks for."""
        pairs = dict.fromkeys((read.block.id, self.asked(read)) for read in self.reads)
        return {pair: 1 << place for place, pair in enumerate(pairs)}

    @cached_property
    def bits_at(self) -> Mapping[str, int]:
        """The bits of the reads of each block, by block id; without blocks that have none."""
        found: dict[str, int] = defaultdict(int)
        for (block_id, _), bit in self.bits.items():
            found[block_id] |= bit
        return dict(found)

    @cached_property
    def runs(self) -> FirstRuns:
        """What can run before and after each read, by its bit."""
        return FirstRuns(self._facts(graph), self._facts.flow.start or "", self.bits_at)

    def definers(self, asked: Asked) -> frozenset[str]:
        """Give the ids of the blocks that define what is asked for when their work is done."""
        if asked not in self._definers:
            self._definers[asked] = frozenset(self._by_bits.sharing(asked))
        return self._definers[asked]

    @cached_property
    def _by_bits(self) -> ByBits[str]:
        """The ids of the blocks by what they define."""
        return ByBits((made, here) for here, made in self.defined_by_block.items())


def _is_declared(facts: Facts, read: Read) -> bool:
    """Tell whether the team says that something outside the flows sets what is read."""
    is_contact_attribute = read.namespace.crosses_flows and not read.is_of_result
    return is_contact_attribute and any(facts.declared.knows_attribute(key) for _, key in read.names)
