"""Failures that end in silence: a block fails, and the contact is disconnected with nothing said to the customer since.

A path-sensitive search for whether a failure is unheard, and backward reachability over its components.

See docs/semantics.md#silent-ends.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import (
    Configuration,
    Facts,
    Path,
    StateSearch,
    Successors,
    components,
    graph,
    reachable_blocks,
)
from flowlint.analysis.queues import may_start_with_queue
from flowlint.analysis.semantics import Values, is_failure, joins_success, nobody_listens, values_after, values_at_entry
from flowlint.model.flow import Block, Transition

_DISCONNECT = "DisconnectParticipant"


class SilentEnd(NamedTuple):
    """A block that ends the contact of a customer after a failure of which nothing was said.

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
    if flow.entry is None or not _has_customer(facts) or not facts(_failures) or not facts(_ends):
        return ()
    search = StateSearch(facts(graph), [(flow.entry.id, _State(False, facts(values_at_entry)))], _successors(facts))
    if not any(state.unheard for end in facts(_ends) for state in search.states(end)):
        return ()
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
    flow, after, failures = facts.flow, facts(values_after), facts(_failures)

    def successors(edge: Transition, state: _State) -> Iterable[_State]:
        block, values = flow.by_id[edge.source], after(edge, state.values)
        if values is None or nobody_listens(block, edge):
            return ()
        unheard = edge in failures or (state.unheard and not _is_heard(block, edge))
        return (_State(unheard, values),)

    return successors


def _ends(facts: Facts) -> frozenset[str]:
    """Give the ids of the blocks that end the contact.

    End flow ends that of an inbound flow alone, and not where somebody else may still have the contact.
    """
    types = {_DISCONNECT} if facts(may_start_with_queue) else {_DISCONNECT, *language.ends_contact(facts.flow.type)}
    return frozenset(block.id for block in facts.flow.by_id.values() if block.type in types)


def _failures(facts: Facts) -> frozenset[Transition]:
    """Give the branches by which blocks fail that the customer waits for."""
    ends = facts(_ends)
    return frozenset(
        branch
        for block in facts.flow.by_id.values()
        if block.has("customer_waits_for")
        for branch in block.errors
        if is_failure(block, branch) and not (block.has("failure_may_not_matter") and _is_meant(ends, block, branch))
    )


def _is_meant(ends: Collection[str], block: Block, branch: Transition) -> bool:
    """Tell whether the author led a failure to where success leads.

    A flow often has one block that ends the contact, and all that ends leads there: that two branches share it shows
    what was meant only where all success ends there too, or where the customer gave no answer and may have been told.
    """
    if not joins_success(block, branch):
        return False
    success = (other for other in block.live_branches if other.kind != "error")
    return (
        branch.target not in ends
        or branch.label in language.errors_with("no_answer")
        or all(other.target == branch.target for other in success)
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
    flow, failing = facts.flow, facts(_failures)
    failures: list[tuple[Transition, Configuration[_State]]] = []
    silence: dict[Configuration[_State], list[Configuration[_State]]] = {}
    for here, edge, there in search.links():
        if edge in failing:
            failures.append((edge, there))
            silence.setdefault(there, [])
        elif there[1].unheard:
            silence.setdefault(here, []).append(there)
    ends = [block_id for block_id in flow.by_id if block_id in facts(_ends)]
    bits = {end: 1 << number for number, end in enumerate(ends)}
    ahead: dict[Configuration[_State], int] = {}
    for component in components(silence):
        reached = 0
        for here in component:
            reached |= bits.get(here[0], 0)
            for there in silence.get(here, ()):
                reached |= ahead.get(there, 0)
        ahead.update(dict.fromkeys(component, reached))
    found: dict[str, dict[Transition, None]] = defaultdict(dict)
    for edge, there in failures:
        reached = ahead[there]
        while reached:
            last = reached & -reached
            found[ends[last.bit_length() - 1]][edge] = None
            reached ^= last
    return {end: list(edges) for end, edges in found.items()}
