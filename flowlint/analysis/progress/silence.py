"""Failures that end in silence: a block fails, and the contact is disconnected with nothing said to the customer since.

A path-sensitive search for whether a failure is unheard, and backward reachability over its condensed graph.

See docs/semantics.md#silent-ends.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Configuration, Facts, Path, StateSearch, Successors, graph, reachable_blocks
from flowlint.analysis.semantics import NO_VALUES, Values, is_failure, joins_success, nobody_listens, values_after
from flowlint.model.flow import Block, Transition

_END = "DisconnectParticipant"


@dataclass(frozen=True, slots=True)
class SilentEnd:
    """A block that disconnects the customer after a failure of which nothing was said.

    `branches` are the branches that arrive there unheard, that of the shortest path first; `path` is this path, from
    the entry through the branch to the end.
    """

    end: Block
    branches: tuple[Transition, ...]
    path: Path


class _State(NamedTuple):
    """Whether a failure is unheard, and what attributes hold."""

    unheard: bool
    values: Values


def silent_ends(facts: Facts) -> tuple[SilentEnd, ...]:
    """Give the ends that some failure reaches in silence, in the order of the file.

    A failure counts up to the next one: where the path after it takes the error branch of another block as well, it
    is that one which ends the contact.
    """
    flow = facts.flow
    if flow.entry is None or not _has_customer(facts):
        return ()
    search = StateSearch(facts(graph), [(flow.entry.id, _State(False, NO_VALUES))], _successors(facts))
    arriving = _arriving(facts, search)
    found = []
    for end in flow.by_id.values():
        path = search.path(end.id, lambda state: state.unheard) if end.id in arriving else None
        if path is not None:
            shown = [edge for edge in path if edge in arriving[end.id]][-1]
            found.append(SilentEnd(end, tuple(dict.fromkeys([shown, *arriving[end.id]])), path))
    return tuple(found)


def _has_customer(facts: Facts) -> bool:
    """Tell whether it is a customer who listens to this flow, and whom a Disconnect block hangs up on."""
    return facts.flow.type not in language.flow_types_with("customer_elsewhere") and any(
        block.has("customer_listens") for block in facts(reachable_blocks)
    )


def _successors(facts: Facts) -> Successors[_State]:
    """Give the transition relation of a search for what is unheard, along paths that do not contradict themselves."""
    flow, after = facts.flow, facts(values_after)

    def successors(edge: Transition, state: _State) -> Iterable[_State]:
        block, values = flow.by_id[edge.source], after(edge, state.values)
        if values is None or nobody_listens(block, edge):
            return ()
        unheard = _fails_the_customer(block, edge) or (state.unheard and not _is_heard(block, edge))
        return (_State(unheard, values),)

    return successors


def _fails_the_customer(block: Block, branch: Transition) -> bool:
    return (
        block.has("customer_waits_for")
        and is_failure(block, branch)
        and not (block.has("failure_may_not_matter") and joins_success(block, branch))
    )


def _is_heard(block: Block, branch: Transition) -> bool:
    """Tell whether what went unheard counts no longer after a branch: the customer heard something, or it failed too.

    What a block of an unknown type does cannot be told: it may well speak.
    """
    fails = branch.kind == "error" and branch.label not in language.errors_with("after_the_work")
    return fails or block.action is None or block.has("heard")


def _arriving(facts: Facts, search: StateSearch[_State]) -> dict[str, list[Transition]]:
    """Give the branches that arrive unheard at each block that disconnects, by block id, nearest first.

    Each set of such blocks is a bit set, so that one pass answers for all of them.
    """
    import networkx as nx

    flow = facts.flow
    failures: list[tuple[Transition, Configuration[_State]]] = []
    silence: nx.DiGraph[Configuration[_State]] = nx.DiGraph()
    for here, edge, there in search.links():
        if _fails_the_customer(flow.by_id[edge.source], edge):
            failures.append((edge, there))
        elif there[1].unheard:
            silence.add_edge(here, there)
    silence.add_nodes_from(there for _, there in failures)
    ends = [block.id for block in flow.by_id.values() if block.type == _END]
    bits = {end: 1 << number for number, end in enumerate(ends)}
    components = nx.condensation(silence)
    ahead: dict[int, int] = {}
    for component in reversed(list(nx.topological_sort(components))):
        own = (bits.get(block_id, 0) for block_id, _ in components.nodes[component]["members"])
        ahead[component] = reduce(or_, (*own, *(ahead[after] for after in components.successors(component))))
    found: dict[str, dict[Transition, None]] = defaultdict(dict)
    for edge, there in failures:
        reached = ahead[components.graph["mapping"][there]]
        while reached:
            last = reached & -reached
            found[ends[last.bit_length() - 1]][edge] = None
            reached ^= last
    return {end: list(edges) for end, edges in found.items()}
