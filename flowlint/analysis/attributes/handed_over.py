"""Attributes that one flow hands over and another does not: reads that depend on which caller a contact came from.

A search backwards over the callers of a flow in the run, for those from which a consistent path hands over without the
attribute, while another caller sets it. See docs/semantics.md#handed-over-attributes.
"""

from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from flowlint.analysis.attributes.candidates import Candidates
from flowlint.analysis.attributes.undefined_paths import UndefinedPaths
from flowlint.analysis.engine import MODULE_CALL, Arrival, Facts, Path, ProjectFacts, ahead, block_bits
from flowlint.analysis.semantics import (
    ConsistentSearch,
    Known,
    Name,
    Read,
    Values,
    added_by,
    contacts_begin_here,
    first_per_cause,
    known_before,
    looked_at,
    names_of,
    reads_of,
    shown,
)
from flowlint.model.flow import Block, Flow, Transition
from flowlint.text.words import who


class HandOver(NamedTuple):
    """A block that hands over to a flow, or calls it, on a path of its own flow that does not set an attribute.

    `turn` is the branch of that path after which no block sets it any more; None where no block before could have.
    """

    caller: Flow
    block: Block
    turn: Transition | None
    path: Path
    """The path, from where the flow starts."""


class NotHandedOver(NamedTuple):
    """A read of an attribute that this flow leaves to its callers, and that some of them set and one does not.

    `hand_overs` lead here from the flow where the contact came in, in order. `others` are the other blocks that read
    the attribute, `more_callers` the other flows that contacts come in at and that do not hand it over either.
    """

    read: Read
    name: Name
    end: Arrival[Values]
    hand_overs: tuple[HandOver, ...]
    more_callers: int
    others: tuple[Block, ...] = ()

    @property
    def path(self) -> Path:
        """The shortest path in this flow to the read."""
        return self.end.path()

    @property
    def shown(self) -> str:
        """The attribute as a reference."""
        return shown(self.name)

    @property
    def readers(self) -> str:
        """Who reads it, with the verb."""
        return who(self.read.block.label, len(self.others), "read")


def attributes_not_handed_over(facts: Facts) -> tuple[NotHandedOver, ...]:
    """Give the contact attributes that this flow reads and does not set, and that not all its callers set.

    Each is given once, at the read that is reached first. Only callers in the run count, and one of them must set it.
    """
    nearest_first = sorted(_found(facts), key=lambda one: (one.end.length, one.read.block.index))
    causes = first_per_cause(nearest_first, lambda one: one.name, lambda one: one.read.block)
    return tuple(one._replace(others=others) for one, others in causes)


def _found(facts: Facts) -> Iterator[NotHandedOver]:
    project = facts.project.project
    if not project.callers[facts.flow] or project.has_unknown_callers(facts.flow):
        return
    candidates, paths = facts(Candidates), facts(UndefinedPaths)
    without: dict[Known, tuple[tuple[HandOver, ...], int] | None] = {}
    for read in candidates.reads:
        if read.is_of_result or not read.namespace.crosses_flows or not candidates.comes_from_outside(read):
            continue
        if any(map(candidates.is_ever_defined, (*read.names, (read.namespace.name, "")))):
            continue
        if not facts(_asked_for).isdisjoint(read.names):
            continue
        asked = candidates.asked(read)
        if asked not in without:
            set_by_some = _may_set(facts.project, facts.flow, asked)
            without[asked] = _hand_overs_without(facts, read, asked) if set_by_some else None
        found = without[asked]
        if found is not None and paths.may_be_undefined(read):
            yield NotHandedOver(read, read.names[-1], paths.shortest(read), *found)


def _may_set(project: ProjectFacts, flow: Flow, asked: Known) -> bool:
    """Tell whether a contact may come to a flow from one of the run that sets what is asked for on the way."""
    seen, waiting = {flow}, deque([flow])
    while waiting:
        for caller, block in project.project.callers[waiting.popleft()]:
            facts = project.of(caller)
            if block.id in facts(known_before) and _setting(facts, block, asked):
                return True
            if caller not in seen:
                seen.add(caller)
                waiting.append(caller)
    return False


def _hand_overs_without(facts: Facts, read: Read, asked: Known) -> tuple[tuple[HandOver, ...], int] | None:
    """Give the nearest way by which contacts come from where they come in to a flow without an attribute.

    With it, how many other flows there are where they come in and that do not hand it over either; None where there is
    no way. A flow that asks for the attribute, or reads it, expects it from outside.
    """
    project = facts.project
    onward: dict[Flow, tuple[Block, Path, Flow]] = {}
    begun: list[Flow] = []
    waiting = deque([facts.flow])
    while waiting:
        flow = waiting.popleft()
        for caller, block in project.project.callers[flow]:
            before = project.of(caller)
            if caller is facts.flow or caller in onward or not before(_expected).isdisjoint(read.names):
                continue
            path = _path_without(before, block, asked)
            if path is None:
                continue
            onward[caller] = block, path, flow
            if before(contacts_begin_here) or project.project.is_entry(caller):
                begun.append(caller)
            elif not project.project.has_unknown_callers(caller):
                waiting.append(caller)
    if not begun:
        return None
    way, caller = list[HandOver](), begun[0]
    while caller in onward:
        block, path, following = onward[caller]
        way.append(HandOver(caller, block, _turn(project.of(caller), block, asked, path), path))
        caller = following
    return tuple(way), len(begun) - 1


def _path_without(facts: Facts, block: Block, asked: Known) -> Path | None:
    """Give the shortest path to a block on which nothing sets what is asked for; None where all paths do."""
    known = facts(known_before)
    if block.id not in known or known[block.id] & asked or facts.flow.start is None:
        return None
    setting = frozenset(edge for edge, added in facts(added_by).items() if added & asked)
    return facts(_paths_without)(setting).path(block.id)


def _paths_without(facts: Facts) -> Callable[[frozenset[Transition]], ConsistentSearch[bool]]:
    """Give the search of the paths that take none of some branches: most reads ask for what the same ones set."""
    starts = [(facts.flow.start or "", True)]

    @cache
    def search(setting: frozenset[Transition]) -> ConsistentSearch[bool]:
        return ConsistentSearch(facts, starts, lambda edge, _: () if edge in setting else (True,))

    return search


def _setting(facts: Facts, block: Block, asked: Known) -> list[Transition]:
    """Give the branches that a contact can take, that set what is asked for, and from which a path leads to a block."""
    project, by_id, known = facts.project.project, facts.flow.by_id, facts(known_before)
    before = _before(facts, block.id)
    return [
        edge
        for edge, added in facts(added_by).items()
        if added & asked
        and edge.source in known
        and edge.target in before
        and not (by_id[edge.source].type == MODULE_CALL and project.target(facts.flow, by_id[edge.source]) is None)
    ]


def _turn(facts: Facts, block: Block, asked: Known, path: Path) -> Transition | None:
    """Give the last branch of a path before which what is asked for could still be set."""
    in_time = frozenset[str]().union(*(_before(facts, edge.source) for edge in _setting(facts, block, asked)))
    return next((edge for edge in reversed(path) if edge.source in in_time), None)


def _before(facts: Facts, block_id: str) -> frozenset[str]:
    """Give the ids of a block and of those from which a path leads to it."""
    bit = facts(block_bits)[block_id]
    return frozenset([block_id, *(one for one, those in facts(ahead).items() if those & bit)])


def _expected(facts: Facts) -> frozenset[Name]:
    """Give what a flow asks for or reads, so that whatever goes before the flow is to set it."""
    reads = (one for block in facts.flow.blocks for one in reads_of(block))
    return facts(_asked_for).union(*(one.names for one in reads))


def _asked_for(facts: Facts) -> frozenset[Name]:
    """Give what a flow looks at in order to branch, and so minds that it may be missing."""
    found = (names_of(one) for block in facts.flow.blocks for one in looked_at(block))
    return frozenset(name for one in found if one is not None for name in one[1])
