"""Stale results, by reaching definitions: answers that are read after another Lambda function has replaced them.

Each call replaces all that the one before answered. That a key is meant to be the first function's shows in a block
that reads it right after that one. The second function may answer the same key itself: it is taken to where the flow
compares the key after it, or reads it there on a path on which no other function has answered it.

A forward may-analysis, for each key that two blocks read, of the function that answered last, which is the definition
that reaches a block, and of the one that the key was read of.

See docs/semantics.md#stale-results.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from enum import IntEnum
from operator import itemgetter
from typing import NamedTuple

from flowlint.analysis.engine import MODULE_CALL, Arrival, Facts, FactSearch, Path, graph, happened
from flowlint.analysis.semantics import (
    FaultyRead,
    Read,
    Values,
    compared,
    defined_by,
    names_of,
    nearest_per_cause,
    path_to_last,
    reads_of,
    values_after,
    values_at_entry,
)
from flowlint.model.flow import Block, Transition
from flowlint.model.references import Reference, references_in

_ANSWERS = ("External", "LambdaInvocation.ResultData")
"""The two namespaces of one answer."""
_FUNCTION = "LambdaFunctionARN"
_NO_FUNCTION = 0
"""The number of a function that is not known, or of none."""


class _Kind(IntEnum):
    """What a path may know of a key and a function: it came last, and nothing read the key; the key was read of it.

    Or it came last, after the key was read of another one.
    """

    UNREAD = 0
    READ = 1
    GONE = 2


_KINDS = tuple(_Kind)
"""By number: to call the class for one takes thirty times as long."""


class StaleRead(NamedTuple):
    """A read of an answer that is gone, the block that replaced the answer, and the last one that read it before that.

    `path` is the shortest one that shows it. `others` are the other blocks that read what the same call replaced.
    """

    read: Read
    replaced_by: Block
    read_before_by: Block
    path: Path
    others: tuple[Block, ...]


def stale_reads(facts: Facts) -> tuple[StaleRead, ...]:
    """Give the reads of answers that are gone, one for each call that replaced an answer."""
    return tuple(_stale_read(facts, fault) for fault in nearest_per_cause(_stale(facts)))


def _stale_read(facts: Facts, fault: FaultyRead) -> StaleRead:
    by_id, key = facts.flow.by_id, _key(fault.read.reference)
    until_replaced = path_to_last(facts.flow, fault.path, {fault.cause})
    before = next(edge.source for edge in reversed(until_replaced) if key in facts(_reads)[edge.source])
    return StaleRead(fault.read, by_id[fault.cause], by_id[before], fault.path, fault.others)


def _stale(facts: Facts) -> Iterator[FaultyRead]:
    """Give the nearest fault of each block that has one; of several as near, that of the first key."""
    bits = facts(_bits)
    if facts.flow.entry is None or not any(bits.asked.values()):
        return
    paths, given = facts(_paths), facts(_given)
    for block_id, reads in facts(_reads).items():
        found: list[tuple[int, int, Arrival[Values]]] = []
        for end in paths.at(block_id) if bits.asked[block_id] else ():
            if found and end.length > found[0][0]:
                break
            for kind, function, keys in bits.known(end.facts):
                gone = keys & bits.asked[block_id] & ~given[function] if kind == _Kind.GONE else 0
                if gone:
                    found.append((end.length, (gone & -gone).bit_length() - 1, end))
        if found:
            _, place, end = min(found, key=itemgetter(0, 1))
            path = end.path()
            cause = path_to_last(facts.flow, path, facts(_calls))[-1].source
            yield FaultyRead(cause, reads[bits.keys[place]], path)


def _paths(facts: Facts) -> FactSearch[Values]:
    """Search all paths for all keys at once. A path knows of each key one fact, or two where it is gone."""
    flow, calls, follow, bits = facts.flow, facts(_calls), facts(values_after), facts(_bits)
    unread = bits.fact(_Kind.UNREAD, _NO_FUNCTION, bits.all_keys)

    def transfer(edge: Transition, values: Values, known: int) -> tuple[Values, int] | None:
        held = follow(edge, values)
        if held is None:
            return None
        block, asked = edge.source, bits.asked[edge.source]
        called = bits.functions[calls[block]] if block in calls and happened(flow.by_id[block], edge) else None
        if called is None and not asked:
            return held, known
        if called == _NO_FUNCTION:
            return held, unread
        after = 0
        for kind, function, keys in bits.known(known):
            if kind == _Kind.GONE:
                after |= bits.fact(kind, function, keys) if called is None else 0
                continue
            read = keys if kind == _Kind.READ else keys & asked if function != _NO_FUNCTION else 0
            last = function if called is None else called
            after |= bits.fact(_Kind.READ, function, read) | bits.fact(_Kind.UNREAD, last, keys & ~read)
            after |= bits.fact(_Kind.GONE, last, read) if last != function else 0
        return held, after

    return FactSearch(facts(graph), Arrival(flow.start or "", facts(values_at_entry), unread), transfer)


class _Bits(NamedTuple):
    """The facts as numbers: a bit for each kind, function and key."""

    keys: tuple[str, ...]
    """Those that two blocks read, sorted; before them one that none reads, for the function that came last."""
    functions: Mapping[str | None, int]
    asked: Mapping[str, int]
    """The keys that each block reads, by block id, a bit each."""

    @property
    def all_keys(self) -> int:
        return (1 << len(self.keys)) - 1

    def fact(self, kind: _Kind, function: int, keys: int) -> int:
        """Give the facts for keys, which are a bit each."""
        return keys << (kind * len(self.functions) + function) * len(self.keys)

    def known(self, facts: int) -> Iterator[tuple[_Kind, int, int]]:
        """Give the kinds and functions that there are facts for, with the keys."""
        width, functions = len(self.keys), len(self.functions)
        while facts:
            place = (facts.bit_length() - 1) // width
            keys = facts >> place * width
            facts ^= keys << place * width
            yield _KINDS[place // functions], place % functions, keys


def _bits(facts: Facts) -> _Bits:
    reads = facts(_reads)
    blocks = Counter(key for one in reads.values() for key in one)
    keys = ("", *sorted(key for key, count in blocks.items() if count > 1))
    places = {key: place for place, key in enumerate(keys)}
    called = sorted({function for function in facts(_calls).values() if function is not None})
    asked = {block_id: sum(1 << places[key] for key in one if key in places) for block_id, one in reads.items()}
    return _Bits(keys, {one: number for number, one in enumerate((None, *called))}, asked)


def _given(facts: Facts) -> Mapping[int, int]:
    """Give the keys that each function answers itself, as the flow shows, a bit each."""
    bits, found = facts(_bits), defaultdict[int, int](int)
    places = {key: place for place, key in enumerate(bits.keys)}
    compares = {block.id: _key(one) for block in facts.flow.by_id.values() if (one := compared(block))}
    for here in facts(_paths).arrivals:
        key = compares.get(here.block)
        looked_at = 1 << places[key] if key in places else 0
        for kind, function, keys in bits.known(here.facts):
            if kind == _Kind.UNREAD:
                found[function] |= keys & bits.asked[here.block] | (looked_at if keys & 1 else 0)
    return found


def _calls(facts: Facts) -> Mapping[str, str | None]:
    """Give the blocks that replace the answer, by id, with the function called; None where that is not known.

    A module may call functions as well, none of which is known.
    """
    return {
        block.id: _function(block)
        for block in facts.flow.by_id.values()
        if block.type == MODULE_CALL or (_ANSWERS[0], "") in defined_by(block)
    }


def _function(block: Block) -> str | None:
    name = block.parameters.get(_FUNCTION)
    return name if isinstance(name, str) and not any(references_in(name)) else None


def _reads(facts: Facts) -> dict[str, dict[str, Read]]:
    """Give what each block reads of functions' answers, by block id and by key."""
    return {
        block.id: {key: read for read in reads_of(block) if (key := _key(read.reference))}
        for block in facts.flow.by_id.values()
    }


def _key(reference: Reference) -> str | None:
    """Give the key of a function's answer that a reference means; None for all else."""
    found = names_of(reference)
    if found is None or found[0].name not in _ANSWERS:
        return None
    return ".".join(reference.parts[len(found[0].name.split(".")) :])
