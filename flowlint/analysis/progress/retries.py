"""Unbounded retries: a block fails, and a cycle back to it counts no rounds and asks nobody.

The cycles are looked for in strongly connected components of the product of the flow's graph and what attributes hold.

See docs/semantics.md#retries.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from itertools import product
from operator import or_
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import (
    MODULE_CALL,
    Configuration,
    Facts,
    Path,
    StateSearch,
    WaysBack,
    ahead,
    block_bits,
    components,
    graph,
    happened,
    positions,
    solve_backward,
)
from flowlint.analysis.progress.module_rounds import may_count_rounds
from flowlint.analysis.semantics import (
    ANY_ATTRIBUTE,
    COMPLETE,
    LOOP,
    ROUND,
    ConsistentSearch,
    Name,
    Values,
    defined_by,
    is_failure,
    joins_success,
    looked_at,
    names_of,
    values_after,
    values_at_entry,
)
from flowlint.model.flow import Block, Flow, Transition, once_per_block
from flowlint.model.graph import FlowGraph

_WAIT = "Wait"
_TIME_PASSED = "WaitCompleted"

_MOST = 4
"""How many attributes that may count rounds are told apart among blocks that lead to each other."""

_Link = tuple[Configuration[Values], Transition, Configuration[Values]]
"""A branch as it is taken along a path that does not contradict itself."""


class UnboundedRetry(NamedTuple):
    """A block that is tried again without a limit.

    `branches` are those by which it fails and is tried again, that of the shortest path first; `path` is this path,
    from the entry to the block and once round, back to it.
    """

    block: Block
    branches: tuple[Transition, ...]
    path: Path
    loop: Block | None = None
    """The Loop block whose Complete branch leads the path round: its limit is none."""


class IdleLoop(NamedTuple):
    """A Loop block on a cycle whose two branches lead to one block, and the shortest path to it."""

    loop: Block
    target: Block
    path: Path


def unbounded_retries(facts: Facts) -> tuple[UnboundedRetry, ...]:
    """Give the blocks that are tried again without a limit, in the order of the file.

    Flows that go round on purpose, while a contact is in a queue or on hold, have none: somebody ends the wait.
    """
    flow, after = facts.flow, facts(values_after)
    if flow.entry is None or flow.type in language.flow_types_with("loops_on_purpose") or not _may_retry(facts):
        return ()

    def successors(edge: Transition, values: Values) -> Iterable[Values]:
        held = after(edge, values)
        return () if held is None else (held,)

    search = StateSearch(facts(graph), [(flow.entry.id, facts(values_at_entry))], successors)
    unbounded = {edge for edges in facts(_unbounded).branches.values() for edge in edges}
    links = [link for link in search.links() if link[1] in unbounded]
    taken: dict[Transition, list[_Link]] = defaultdict(list)
    for link in links:
        taken[link[1]].append(link)
    rounds: dict[str, list[_Round]] = defaultdict(list)
    for component in _components(flow, links):
        for one in _rounds(facts(_tries), [link for edge in component for link in taken[edge]]):
            rounds[one.tried.source].append(one)
    found = []
    for block in flow.by_id.values():
        if block.id in rounds:
            place = facts(positions)
            there = {start: search.path(block.id, start.__eq__) or () for start in search.states(block.id)}
            in_order = sorted(
                rounds[block.id],
                key=lambda one: (len(there[one.start]) + one.length, place[one.tried.target], one.tried.rank),
            )
            branches = dict.fromkeys(one.tried for one in in_order)
            path = (*there[in_order[0].start], in_order[0].tried, *in_order[0].back())
            found.append(UnboundedRetry(block, tuple(branches), path, _loop_round(flow, block, path)))
    return tuple(found)


def _may_retry(facts: Facts) -> bool:
    """Tell whether a branch by which a block fails leads back to it at all, whatever attributes hold on the way."""
    branches, of_all, those = facts(graph).branches, facts(block_bits), facts(ahead)
    worth_it = (block for block in facts.flow.by_id.values() if block.has("worth_a_retry"))
    if not any(
        branch.target == block.id or those[branch.target] & of_all[block.id]
        for block in worth_it
        for branch in branches[block.id]
        if _is_failed_try(block, branch)
    ):
        return False
    tries = facts(_tries)
    bits = {tried.source: of_all[tried.source] for tried in tries}

    def transfer(edge: Transition, reached: int) -> int:
        return reached | bits.get(edge.target, 0)

    reached = solve_backward(facts(_unbounded), None, 0, transfer, or_)
    return any((reached[tried.target] | bits.get(tried.target, 0)) & bits[tried.source] for tried in tries)


def _unbounded(facts: Facts) -> FlowGraph:
    """Give the graph of the branches by which a contact may go round for ever."""
    branches = facts(graph).branches
    return FlowGraph(
        {
            block.id: tuple([branch for branch in branches[block.id] if not _bounds(facts, block, branch)])
            for block in facts.flow.by_id.values()
        }
    )


def _tries(facts: Facts) -> frozenset[Transition]:
    """Give the branches by which a block that is worth trying again fails, as far as nothing bounds them."""
    return frozenset(
        branch
        for block in facts.flow.by_id.values()
        if block.has("worth_a_retry")
        for branch in facts(_unbounded).branches[block.id]
        if _is_failed_try(block, branch)
    )


def _is_failed_try(block: Block, branch: Transition) -> bool:
    return is_failure(block, branch) and not joins_success(block, branch)


def idle_loops(facts: Facts) -> tuple[IdleLoop, ...]:
    """Give the Loop blocks that limit no round, in the order of the file.

    That leaves out a cycle in which a block is tried again without a limit: that is what is wrong with it.
    """
    flow = facts.flow
    if flow.entry is None or flow.type in language.flow_types_with("loops_on_purpose"):
        return ()
    loops = list(flow.of_type(LOOP))
    if not loops:
        return ()
    retried = {retry.block.id for retry in facts(unbounded_retries)}
    search = ConsistentSearch(facts, [(flow.entry.id, None)], lambda edge, state: (state,))
    found = []
    for loop in loops:
        targets = {branch.operand: branch.target for branch in loop.conditions}
        target = flow.by_id.get(targets.get(COMPLETE, ""))
        if target is not None and targets.get(ROUND) == target.id:
            path = search.path(loop.id)
            if (
                path is not None
                and _go_round(facts, loop.id, target.id)
                and not any(_go_round(facts, loop.id, one) for one in retried)
            ):
                found.append(IdleLoop(loop, target, path))
    return tuple(found)


def _go_round(facts: Facts, one: str, other: str) -> bool:
    """Tell whether some cycle leads through two blocks, or twice through one."""
    bits, those = facts(block_bits), facts(ahead)
    return bool(those[one] & bits[other] and those[other] & bits[one])


def _loop_round(flow: Flow, block: Block, path: Path) -> Block | None:
    """Give the first Loop block that a path passes on the way round from a block."""
    first = next(place for place, edge in enumerate(path) if edge.source == block.id)
    way_round = (flow.by_id[edge.source] for edge in path[first:])
    return next((one for one in way_round if one.type == LOOP), None)


def _bounds(facts: Facts, block: Block, branch: Transition) -> bool:
    """Tell whether nobody goes round by this branch for ever without doing anything.

    A block of an unknown type may do anything. A Loop block counts the rounds of its Looping branch and no others; a
    module may do so too, where it ran.
    """
    if block.type == LOOP:
        return branch.operand != COMPLETE
    if block.type == MODULE_CALL and happened(block, branch) and may_count_rounds(facts, block):
        return True
    if block.action is None or block.has("bounds_a_retry"):
        return True
    answered = block.has("answered_by_somebody")
    waited = block.type == _WAIT and branch.operand != _TIME_PASSED
    return branch.kind == "condition" and (answered or waited)


def _components(flow: Flow, links: Iterable[_Link]) -> Iterator[dict[Transition, None]]:
    """Give groups of branches, each of which lies on an unbounded cycle with each other one of its group.

    A cycle is bounded where it both sets and compares a name. So for each name there are two kinds of cycles that are
    not: those on which nothing compares it, and those on which nothing sets it.
    """
    given: set[frozenset[Transition]] = set()
    for component in _connected(links):
        compared = {edge: _compared(flow.by_id[edge.source]) for _, edge, _ in component}
        asked = frozenset[Name]().union(*compared.values())
        changed = {edge: _changed(asked, flow.by_id[edge.source], edge) for edge in compared}
        names = sorted(frozenset[Name]().union(*changed.values()))
        kinds = product((compared, changed), repeat=len(names)) if len(names) <= _MOST else [[compared] * len(names)]
        for uses in kinds:
            used = tuple(zip(names, uses, strict=True))
            kept = (link for link in component if not any(name in use[link[1]] for name, use in used))
            for part in _connected(kept) if names else [component]:
                group = dict.fromkeys(edge for _, edge, _ in part)
                if frozenset(group) not in given:
                    given.add(frozenset(group))
                    yield group


def _connected(links: Iterable[_Link]) -> Iterable[list[_Link]]:
    """Group links by the strongly connected component of their graph that they lie in; those between two go."""
    links = list(links)
    linked: dict[Configuration[Values], list[Configuration[Values]]] = defaultdict(list)
    for here, _, there in links:
        linked[here].append(there)
    component_of = {one: number for number, component in enumerate(components(linked)) for one in component}
    groups: dict[int, list[_Link]] = defaultdict(list)
    for here, edge, there in links:
        if component_of[here] == component_of[there]:
            groups[component_of[here]].append((here, edge, there))
    return groups.values()


@once_per_block
def _compared(block: Block) -> frozenset[Name]:
    """Give the attributes and answers that a block looks at in order to branch."""
    found = map(names_of, looked_at(block))
    return frozenset(name for known in found if known is not None for name in known[1])


def _changed(asked: Iterable[Name], block: Block, branch: Transition) -> frozenset[Name]:
    """Give the names among these that may hold something else after a branch; a module may set any attribute."""
    if not happened(block, branch):
        return frozenset()
    done = defined_by(block) | ({ANY_ATTRIBUTE} if block.type == MODULE_CALL else frozenset())
    return frozenset(name for name in asked if name in done or (name[0], "") in done)


class _Round(NamedTuple):
    """A branch by which a block fails, and a way back to it, from an environment in which the branch is taken."""

    tried: Transition
    start: Values
    length: int
    """How many branches the way has, the first one included."""
    back: Callable[[], Path]
    """Gives the way after the first branch."""


def _rounds(tries: Container[Transition], links: Sequence[_Link]) -> Iterator[_Round]:
    """Give the shortest ways along links from each branch by which a block fails back to it."""
    begun = [link for link in links if link[1] in tries]
    goals = dict.fromkeys(tried.source for _, tried, _ in begun)
    ways = WaysBack(links, {block_id: 1 << place for place, block_id in enumerate(goals)})
    for (_, start), tried, there in begun:
        length = ways.length(there, tried.source)
        if length is not None:
            yield _Round(tried, start, 1 + length, partial(ways.way, there, tried.source))
