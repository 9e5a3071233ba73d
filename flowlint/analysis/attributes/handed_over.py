"""Attributes that one flow hands over and another does not: reads that depend on which caller a contact came from.

A search backwards over the callers of a flow in the run, for those from which a consistent path hands over without the
attribute, while another caller sets it. See docs/semantics.md#handed-over-attributes.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from flowlint.analysis.attributes.candidates import Candidates
from flowlint.analysis.attributes.undefined_paths import UndefinedPaths
from flowlint.analysis.attributes.ways_without import (
    WayWithout,
    is_way_without,
    known_at_handovers,
    path_without,
    way_without,
)
from flowlint.analysis.engine import Arrival, Facts, Path, ProjectFacts
from flowlint.analysis.semantics import (
    Known,
    Name,
    Read,
    Values,
    contacts_begin_here,
    first_per_cause,
    looked_at,
    names_of,
    reads_of,
    shown,
)
from flowlint.model.flow import Block, Flow
from flowlint.text.words import who


class _HandOvers(NamedTuple):
    """How contacts come to a flow without an attribute; see `NotHandedOver`."""

    way: tuple[WayWithout, ...]
    more_callers: tuple[tuple[Flow, Block], ...]
    passed: tuple[Flow, ...]


class NotHandedOver(NamedTuple):
    """A read of an attribute that this flow leaves to its callers, and that some of them set and one does not.

    `hand_overs` lead here from the flow where the contact came in, in order. `others` are the other blocks that read
    the attribute, `more_callers` the other flows that contacts come in at and that do not hand it over either, each
    with a block that hands over, in the order of the run. `passed` are all flows on the ways from these flows to here.
    """

    read: Read
    name: Name
    end: Arrival[Values]
    hand_overs: tuple[WayWithout, ...]
    more_callers: tuple[tuple[Flow, Block], ...]
    passed: tuple[Flow, ...]
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
    without: dict[Known, _HandOvers | None] = {}
    for read in candidates.reads:
        if read.is_of_result or not read.namespace.crosses_flows or not candidates.comes_from_outside(read):
            continue
        if any(map(candidates.is_ever_defined, (*read.names, (read.namespace.name, "")))):
            continue
        if candidates.may_be_defined_before(read):
            continue  # by a module that this flow calls, and so for this flow to see to
        if not facts(_asked_for).isdisjoint(read.names):
            continue
        asked = candidates.asked(read)
        if asked not in without:
            set_by_some = facts.project(_perhaps_handed_over)[facts.flow] & asked
            without[asked] = _hand_overs_without(facts, read, asked) if set_by_some else None
        found = without[asked]
        if found is not None and (end := paths.shortest(read)) is not None:
            yield NotHandedOver(read, read.names[-1], end, *found)


def _perhaps_handed_over(project: ProjectFacts) -> Mapping[Flow, Known]:
    """Give what some flow of the run sets on a way by which a contact may come to each flow: a may-analysis."""
    callers, found = project.project.callers, dict.fromkeys(project.project.flows, 0)
    led_to: dict[Flow, list[Flow]] = defaultdict(list)
    for flow in found:
        for caller, block in callers[flow]:
            led_to[caller].append(flow)
            known = project.of(caller)(known_at_handovers).get(block.id)
            found[flow] |= known.perhaps if known else 0
    waiting = deque(found)
    while waiting:
        caller = waiting.popleft()
        for flow in led_to[caller]:
            if found[caller] & ~found[flow]:
                found[flow] |= found[caller]
                waiting.append(flow)
    return found


def _hand_overs_without(facts: Facts, read: Read, asked: Known) -> _HandOvers | None:
    """Give the nearest way by which contacts come to a flow without an attribute, from where they come in.

    With it, the other flows where they come in and that do not hand it over either; None where there is no way. A flow
    that asks for the attribute minds that it may be missing. One that reads it expects it from those before it.
    """
    project = facts.project
    onward: dict[Flow, tuple[Block, Flow]] = {}
    links: dict[Flow, list[Flow]] = defaultdict(list)
    begun: list[Flow] = []
    waiting = deque([facts.flow])
    while waiting:
        flow = waiting.popleft()
        for caller, block in project.project.callers[flow]:
            before = project.of(caller)
            if caller is facts.flow or flow in links[caller] or not before(_asked_for).isdisjoint(read.names):
                continue
            if not is_way_without(before, block, asked):
                continue
            links[caller].append(flow)
            if caller in onward:
                continue
            onward[caller] = block, flow
            expects_it = not before(_read).isdisjoint(read.names)
            if not expects_it and (before(contacts_begin_here) or project.project.is_entry(caller)):
                begun.append(caller)
            elif not project.project.has_unknown_callers(caller):
                waiting.append(caller)
    if not begun:
        return None
    way, caller = list[WayWithout](), begun[0]
    while caller in onward:
        block, following = onward[caller]
        before = project.of(caller)
        path = path_without(before, block, asked)
        assert path is not None
        way.append(way_without(before, block, asked, path))
        caller = following
    passed, others = _reached(links, begun) - {facts.flow}, frozenset(begun[1:])
    return _HandOvers(
        tuple(way),
        tuple((flow, onward[flow][0]) for flow in project.project.flows if flow in others),
        tuple(flow for flow in project.project.flows if flow in passed),
    )


def _reached(links: Mapping[Flow, Iterable[Flow]], begun: Iterable[Flow]) -> frozenset[Flow]:
    """Give the flows that links lead to, those in which they begin among them."""
    found = dict.fromkeys(begun)
    waiting = list(found)
    while waiting:
        for flow in links.get(waiting.pop(), ()):
            if flow not in found:
                found[flow] = None
                waiting.append(flow)
    return frozenset(found)


def _read(facts: Facts) -> frozenset[Name]:
    """Give what a flow reads, so that whatever goes before the flow is to set it."""
    return frozenset(name for block in facts.flow.blocks for one in reads_of(block) for name in one.names)


def _asked_for(facts: Facts) -> frozenset[Name]:
    """Give what a flow looks at in order to branch, and so minds that it may be missing."""
    found = (names_of(one) for block in facts.flow.blocks for one in looked_at(block))
    return frozenset(name for one in found if one is not None for name in one[1])
