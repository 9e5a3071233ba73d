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


def transfer_cycle(facts: Facts) -> tuple[Transfer, ...]:
    """Give the ring of transfers that begins in this flow, in order; () where none does.

    Of flows in several rings, the shortest from the one whose name comes first counts.
    """
    return facts.project(_cycles).get(facts.flow, ())


def _cycles(project: ProjectFacts) -> Mapping[Flow, tuple[Transfer, ...]]:
    transfers: dict[tuple[Flow, Flow], Transfer] = {}
    types = language.flow_parameters("transfer")
    for flow in project.project.flows:
        for block, target in project.of(flow)(handovers):
            if block.type in types and (flow, target) not in transfers and _is_reached(project.of(flow), block):
                transfers[flow, target] = Transfer(flow, block, target)
    links: dict[Flow, list[Flow]] = defaultdict(list)
    for flow, target in transfers:
        links[flow].append(target)
    return {
        ring.edges[0][0]: tuple(map(transfers.__getitem__, ring.edges)) for ring in rings(links, project.project.flows)
    }


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
