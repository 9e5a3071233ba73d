"""Tries that nothing bounds: a block fails, and the way back to it counts no rounds and asks nobody.

See docs/semantics.md#retries.
"""

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, Path, StateSearch, graph, happened
from flowlint.analysis.semantics import (
    ANY_ATTRIBUTE,
    NO_VALUES,
    Name,
    Values,
    compared_text,
    defined_by,
    is_failure,
    joins_success,
    names_of,
    values_after,
)
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import references_in

_WAIT = "Wait"
_TIME_PASSED = "WaitCompleted"

_MOST = 4
"""How many attributes that may count rounds are told apart among blocks that lead to each other."""

Place = tuple[str, Values]
"""A block, and what attributes hold where it is reached."""

Link = tuple[Place, Transition, Place]
"""A branch as it is taken from one place to another, along a path that does not contradict itself."""


@dataclass(frozen=True, slots=True)
class Retry:
    """A block that is tried again without a limit.

    `branches` are those by which it fails and is tried again, that of the shortest path first; `path` is this path,
    from the entry to the block and once round, back to it. Linear but for the shortest ways round, of which each is
    looked for among the blocks that lie on rounds with its block.
    """

    block: Block
    branches: tuple[Transition, ...]
    path: Path


def unbounded_retries(facts: Facts) -> tuple[Retry, ...]:
    """Give the blocks that are tried again without a limit, in the order of the file.

    Flows that go round on purpose, while a contact is in a queue or on hold, have none: somebody ends the wait.
    """
    flow, follow = facts.flow, facts(values_after)
    if flow.entry is None or language.listed("loops_on_purpose", flow.type or ""):
        return ()

    def step(edge: Transition, values: Values) -> Iterable[Values]:
        behind = follow(edge, values)
        return () if behind is None else (behind,)

    search = StateSearch(facts(graph), [(flow.entry.id, NO_VALUES)], step)
    links = [link for link in search.links() if not _bounds(flow.by_id[link[1].source], link[1])]
    onward: dict[Place, list[tuple[Transition, Place]]] = defaultdict(list)
    for here, edge, there in links:
        onward[here].append((edge, there))
    paths: dict[str, list[tuple[Transition, Path]]] = defaultdict(list)
    for ring in _rings(flow, links):
        for tried in ring:
            if _is_try(flow.by_id[tried.source], tried):
                paths[tried.source] += ((tried, path) for path in _paths(search, onward, ring, tried))
    found = []
    for block in flow.by_id.values():
        if block.id in paths:
            in_order = sorted(
                paths[block.id], key=lambda one: (len(one[1]), flow.by_id[one[0].target].index, one[0].rank)
            )
            branches = dict.fromkeys(tried for tried, _ in in_order)
            found.append(Retry(block, tuple(branches), in_order[0][1]))
    return tuple(found)


def _is_try(block: Block, branch: Transition) -> bool:
    """Tell whether a block that is worth trying again fails by this branch."""
    return (
        language.says("worth_a_retry", block.type, block.parameters)
        and is_failure(block, branch)
        and not joins_success(block, branch)
    )


def _bounds(block: Block, branch: Transition) -> bool:
    """Tell whether nobody goes round by this branch for ever without doing anything.

    A block of an unknown type may do anything.
    """
    if block.action is None or language.listed("ends_a_retry", block.type):
        return True
    answered = language.listed("answered_by_somebody", block.type)
    waited = block.type == _WAIT and branch.operand != _TIME_PASSED
    return branch.kind == "condition" and (answered or waited)


def _rings(flow: Flow, links: Iterable[Link]) -> Iterator[dict[Transition, None]]:
    """Give groups of branches, each of which lies on a round that nothing bounds with each other one of its group.

    A round is bounded where it both sets and compares a name. So for each name there are two kinds of rounds that are
    not: those on which nothing compares it, and those on which nothing sets it.
    """
    for ring in _connected(links):
        compared = {edge: _compared(flow.by_id[edge.source]) for _, edge, _ in ring}
        asked = frozenset[Name]().union(*compared.values())
        changed = {edge: _changed(asked, flow.by_id[edge.source], edge) for edge in compared}
        names = sorted(frozenset[Name]().union(*changed.values()))
        kinds = product((compared, changed), repeat=len(names)) if len(names) <= _MOST else [[compared] * len(names)]
        for uses in kinds:
            used = tuple(zip(names, uses, strict=True))
            kept = (link for link in ring if not any(name in use[link[1]] for name, use in used))
            for part in _connected(kept) if names else [ring]:
                yield dict.fromkeys(edge for _, edge, _ in part)


def _connected(links: Iterable[Link]) -> Iterable[list[Link]]:
    """Group links by the strongly connected part of their graph that they lie in; those between parts go."""
    import networkx as nx

    links = list(links)
    places: nx.DiGraph[Place] = nx.DiGraph((here, there) for here, _, there in links)
    part = {place: number for number, ring in enumerate(nx.strongly_connected_components(places)) for place in ring}
    groups: dict[int, list[Link]] = defaultdict(list)
    for here, edge, there in links:
        if part[here] == part[there]:
            groups[part[here]].append((here, edge, there))
    return groups.values()


def _compared(block: Block) -> frozenset[Name]:
    """Give the attributes and answers that a block looks at in order to branch."""
    found = map(names_of, references_in(compared_text(block)))
    return frozenset(name for known in found if known is not None for name in known[1])


def _changed(asked: Iterable[Name], block: Block, branch: Transition) -> frozenset[Name]:
    """Give the names among these that may hold something else behind a branch; a module may set any attribute."""
    if not happened(block, branch):
        return frozenset()
    done = defined_by(block) | ({ANY_ATTRIBUTE} if block.type == MODULE_CALL else frozenset())
    return frozenset(name for name in asked if name in done or (name[0], "") in done)


def _paths(
    search: StateSearch[Values],
    onward: Mapping[Place, Sequence[tuple[Transition, Place]]],
    ring: Container[Transition],
    tried: Transition,
) -> Iterator[Path]:
    """Give the paths from the entry to a block and once round a ring, one for all that may hold where it is reached."""
    for values in search.states(tried.source):
        way = search.path(tried.source, values.__eq__)
        starts = [there for edge, there in onward.get((tried.source, values), ()) if edge == tried]
        back = _way_back(onward, ring, starts[0], tried.source) if starts else None
        if way is not None and back is not None:
            yield *way, tried, *back


def _way_back(
    onward: Mapping[Place, Sequence[tuple[Transition, Place]]], ring: Container[Transition], start: Place, block_id: str
) -> Path | None:
    """Give the shortest way from a place to a block by the branches of a ring; None where there is none."""
    came: dict[Place, tuple[Transition, Place] | None] = {start: None}
    waiting = deque(came)
    while waiting:
        here = waiting.popleft()
        if here[0] == block_id:
            path: list[Transition] = []
            while (link := came[here]) is not None:
                edge, here = link
                path.append(edge)
            return tuple(reversed(path))
        for edge, there in onward.get(here, ()):
            if edge in ring and there not in came:
                came[there] = edge, here
                waiting.append(there)
    return None
