"""Flows that hand a contact over in a ring without asking anybody anything. See docs/semantics.md#transfer-cycles."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts, handovers, rings
from flowlint.analysis.semantics import ConsistentSearch
from flowlint.model.flow import Block, Flow, Transition


class Transfer(NamedTuple):
    """A block that hands over to a flow of the run."""

    flow: Flow
    block: Block
    target: Flow


class TransferCycle(NamedTuple):
    """A ring of transfers, in order; `own` are those that no other ring counts as its own."""

    transfers: tuple[Transfer, ...]
    own: tuple[Transfer, ...]


def transfer_cycles(facts: Facts) -> tuple[TransferCycle, ...]:
    """Give the rings of transfers that begin in this flow.

    Where flows are in several rings, each transfer is in one that is given.
    """
    return facts.project(_cycles).get(facts.flow, ())


def _cycles(project: ProjectFacts) -> Mapping[Flow, tuple[TransferCycle, ...]]:
    transfers: dict[tuple[Flow, Flow], Transfer] = {}
    types = language.flow_parameters("transfer")
    for flow in project.project.flows:
        for block, target in project.of(flow)(handovers):
            if block.type in types and (flow, target) not in transfers and _is_reached(project.of(flow), block):
                transfers[flow, target] = Transfer(flow, block, target)
    links: dict[Flow, list[Flow]] = defaultdict(list)
    for flow, target in transfers:
        links[flow].append(target)
    found: dict[Flow, tuple[TransferCycle, ...]] = {}
    for ring in rings(links, project.project.flows):
        edges, own = (tuple(map(transfers.__getitem__, those)) for those in (ring.edges, ring.own))
        first = edges[0].flow
        found[first] = *found.get(first, ()), TransferCycle(edges, own)
    return found


def _is_reached(facts: Facts, block: Block) -> bool:
    """Tell whether a path leads to a block on which nobody is asked, nothing waits, and nothing is decided."""
    by_id = facts.flow.by_id

    def goes_on(edge: Transition, state: None) -> tuple[None, ...]:
        return (state,) if edge.kind != "condition" and not _may_stop(by_id[edge.source]) else ()

    starts = [] if facts.flow.entry is None else [(facts.flow.entry.id, None)]
    return block.id in frozenset(ConsistentSearch(facts, starts, goes_on))


def _may_stop(block: Block) -> bool:
    """Tell whether a contact may rest at a block, leave by it, or be led elsewhere by what it finds.

    A flow that decides something may decide otherwise the next time round.
    """
    return (
        block.action is None
        or block.action.terminal
        or bool(block.conditions)
        or block.has("asks")
        or block.has("waits")
        or block.has("bounds_a_retry")
        or block.has("may_end_a_loop")
        or block.has("leaves_on_success")
    )
