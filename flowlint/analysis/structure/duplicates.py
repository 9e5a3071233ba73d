"""Clone detection: sections of blocks that stand several times, in one flow or in several of a run.

A section is entered at its first block only, so that a flow module can take its place. Two are copies, clones that
differ in names and texts alone, where their blocks have the same types, the same parameters but for texts and names of
resources, the same branches, and lead to each other in the same way.

See docs/semantics.md#duplicates.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts, reachable_blocks
from flowlint.analysis.structure.module_candidates import fits_module
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import reference_alone

_MOST_EXITS = 3
"""To how many blocks a section may lead: a flow module with more outcomes than that does not make a flow simpler."""
_NEARLY_ALL = 0.75
"""What part of a flow's blocks is nearly all of them."""
_LOOK_AHEAD = 24
"""How many blocks are looked at to find out which sections are most alike, before these are compared as a whole."""

_LARGEST = 100
"""How many blocks a section may have; of larger ones the blocks nearest to the first are compared."""

_MISSES = 8
"""How many blocks that look alike in a row may not begin a copy before no more are looked at."""

_Pattern = tuple[tuple[str, tuple[int | None, ...]], ...]
"""The blocks of a section in order: how each looks, and for each branch which of them it leads to, None for outside."""


class SectionCopy(NamedTuple):
    """A section that stands elsewhere as well: its flow, and its blocks, the first one first."""

    flow: Flow
    blocks: tuple[Block, ...]


_Copies = tuple[SectionCopy, ...]
"""The copies of one section, in the order of the project's flows."""


def duplicated_sections(min_blocks: int) -> Callable[[ProjectFacts], Mapping[Flow, tuple[_Copies, ...]]]:
    """Give the analysis that finds copied sections of at least so many blocks; those that only end are not counted.

    It gives groups of copies, each in the order of the project's flows, by the flow that holds the first. No block is
    in two of the copies; where copies of several sections overlap, those are given that a flow module saves most blocks
    of.
    """
    return _analysis(min_blocks)


@cache
def _analysis(min_blocks: int) -> Callable[[ProjectFacts], Mapping[Flow, tuple[_Copies, ...]]]:
    # One object for each number, by which the run remembers what was found.
    return partial(_find, min_blocks)


@dataclass(eq=False, slots=True)
class _Node:
    """A block that can be reached: its place in the run, how it looks, where its branches lead to and come from."""

    number: int
    flow: Flow
    block: Block
    looks: str
    fits_module: bool
    is_entry: bool
    targets: "list[_Node | None]" = field(default_factory=list)
    predecessors: "dict[_Node, None]" = field(default_factory=dict)
    near: "tuple[_Node, ...]" = ()
    """The blocks that lead to it or that it leads to."""


_Occurrence = tuple[_Node, ...]
"""Blocks that a pattern matches, in its order."""


def _find(min_blocks: int, project: ProjectFacts) -> Mapping[Flow, tuple[_Copies, ...]]:
    nodes: list[_Node] = []
    for flow in project.project.flows:
        nodes += _nodes(project.of(flow), len(nodes))
    versions = _Versions(nodes)
    groups = [
        versions.once(occurrence for occurrence in occurrences if _exits(occurrence) <= _MOST_EXITS)
        for occurrences in _copies(nodes, min_blocks)
    ]
    found: dict[Flow, list[_Copies]] = defaultdict(list)
    taken: set[_Node] = set()
    for group in sorted(filter(None, groups), key=_worth):
        copies = [occurrence for occurrence in group if taken.isdisjoint(occurrence)]
        if len(copies) > 1:
            taken.update(node for occurrence in copies for node in occurrence)
            first = copies[0][0].flow
            found[first].append(tuple(SectionCopy(one[0].flow, tuple(node.block for node in one)) for one in copies))
    for node in nodes:  # they hold each other, and there may be hundreds of thousands
        node.targets, node.predecessors, node.near = [], {}, ()
    return {flow: tuple(groups) for flow, groups in found.items()}


def _worth(group: Sequence[_Occurrence]) -> tuple[int, int, int]:
    """Rank groups of copies by how many blocks a flow module saves, and then by size and place in the run."""
    size = len(group[0])
    return -size * (len(group) - 1), -size, group[0][0].number


def _nodes(facts: Facts, number: int) -> list[_Node]:
    """Give the blocks of a flow that can be reached, the nearest first, numbered from `number` on."""
    branches = {block.id: _branches(block) for block in facts(reachable_blocks)}
    nodes = {
        block.id: _Node(
            number + index,
            facts.flow,
            block,
            _looks(block, branches[block.id]),
            fits_module(block),
            is_entry=index == 0,
        )
        for index, block in enumerate(facts(reachable_blocks))
    }
    for block_id, node in nodes.items():
        node.targets = [nodes.get(branch.target) for branch in branches[block_id]]
        for other in node.targets:
            if other is not None:
                other.predecessors[node] = None
    for node in nodes.values():
        node.near = tuple(dict.fromkeys((*node.predecessors, *filter(None, node.targets))))
    return list(nodes.values())


def _branches(block: Block) -> list[Transition]:
    """Give the branches that a contact can take, in an order that blocks which look alike share."""
    return sorted(block.live_branches, key=lambda branch: (branch.kind, branch.label, branch.rank))


def _looks(block: Block, branches: Iterable[Transition]) -> str:
    """Write what copies of a block have in common: type, parameters without texts and names, and branches."""
    written = [block.type, *[f"{branch.kind} {branch.label}" for branch in branches]]
    waiting: list[tuple[Any, bool] | str] = [(block.parameters, False)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            written.append(one)
            continue
        value, differs = one
        if isinstance(value, dict):
            written.append("{")
            waiting.append("}")
            for key in sorted(value, reverse=True):
                waiting += [(value[key], differs or language.differs_in_copies(key)), f"{key}:"]
        elif isinstance(value, list):
            written.append("[")
            waiting.append("]")
            # Lists of words, participants and media say, have no order; those of objects may have one.
            words = all(isinstance(item, str) for item in value)
            waiting += [(item, differs) for item in reversed(sorted(value) if words else value)]
        else:
            written.append(
                "…" if differs and isinstance(value, str) and reference_alone(value) is None else repr(value)
            )
    return repr(written)


# Which sections are copies of each other


def _copies(nodes: Iterable[_Node], min_blocks: int) -> Iterator[list[_Occurrence]]:
    """Give the occurrences of sections that are copies of each other, in the order of the project's flows.

    Not every block is compared with every other that looks like it: they are sorted by what comes after them, and
    each is compared with the next. Where two have a section in common, it is looked for at the blocks around.
    """
    by_looks: dict[str, list[_Node]] = defaultdict(list)
    for node in nodes:
        if node.fits_module:
            by_looks[node.looks].append(node)
    rows = [
        sorted(alike, key=lambda node: (_ahead(node), node.number)) for alike in by_looks.values() if len(alike) > 1
    ]
    steps = [(row[index].number, index, row) for row in rows for index in range(len(row) - 1)]
    seen: set[tuple[_Node, _Node]] = set()
    found: dict[_Pattern, dict[_Node, _Occurrence]] = {}
    for _, index, row in sorted(steps, key=lambda step: step[0]):
        one, other = row[index : index + 2]
        if (one, other) in seen:
            continue
        common = _common(one, other)
        seen.update(common.items())
        if common and _weight(common) >= min_blocks:
            pattern = _pattern(one, common)
            occurrences = found.setdefault(pattern, {})
            if one not in occurrences or other not in occurrences:
                occurrences.update(_around(pattern, row, index))
    for occurrences in found.values():
        yield [occurrences[first] for first in sorted(occurrences, key=lambda node: node.number)]


def _around(pattern: _Pattern, row: Sequence[_Node], index: int) -> Iterator[tuple[_Node, _Occurrence]]:
    """Give where a pattern stands on both sides of an index, as far as it is not missing several times in a row."""
    for side in (range(index, -1, -1), range(index + 1, len(row))):
        missing = 0
        for first in (row[at] for at in side):
            occurrence = _match(pattern, first)
            missing = 0 if occurrence else missing + 1
            if occurrence:
                yield first, occurrence
            elif missing == _MISSES:
                break


def _weight(nodes: Iterable[_Node]) -> int:
    """Count the blocks that do something besides ending the contact."""
    return sum(not (node.block.action and node.block.action.terminal) for node in nodes)


def _ahead(first: _Node) -> list[str]:
    """Tell how the blocks after one look, as far as no path leads there but by it."""
    positions, found = {first: 0}, [first]
    seen = []
    for node in found:
        for other in node.targets:
            if other in positions:
                seen.append(str(positions[other]))
            elif (
                other is None
                or other.is_entry
                or not other.predecessors.keys() <= positions.keys()
                or len(found) == _LOOK_AHEAD
            ):
                seen.append("")
            else:
                positions[other] = len(found)
                found.append(other)
                seen.append(other.looks)
    return seen


def _common(one: _Node, other: _Node) -> dict[_Node, _Node]:
    """Give the largest sections after two blocks that are copies of each other, paired block by block.

    Blocks are paired along equal branches as far as they look alike; then pairs are taken away that are entered from
    outside, or to which a branch leads on one side only, until none is.
    """
    pairs, back = {one: other}, {other: one}
    found = [one]
    for node in found:
        if len(found) == _LARGEST:
            break
        for here, there in zip(node.targets, pairs[node].targets, strict=True):
            if here is None or there is None or here is there or not here.fits_module or here.looks != there.looks:
                continue
            if here in pairs or there in pairs or here in back or there in back:
                continue
            pairs[here], back[there] = there, here
            found.append(here)
            if len(found) == _LARGEST:
                break
    waiting = dict.fromkeys(pairs)
    while waiting:
        node = next(iter(waiting))
        del waiting[node]
        for unlike in _unlike(node, one, pairs, back) if node in pairs else ():
            partner = pairs.pop(unlike)
            del back[partner]
            waiting.update(dict.fromkeys(near for near in (*unlike.near, node) if near in pairs))
            waiting.update(dict.fromkeys(back[near] for near in partner.near if near in back))
    return pairs


def _unlike(node: _Node, first: _Node, pairs: Mapping[_Node, _Node], back: Mapping[_Node, _Node]) -> Iterable[_Node]:
    """Give what must go since a paired block is not like its partner: what a branch leads to, or else the block."""
    other = pairs[node]
    if node is not first and (_entered_beside(node, pairs.keys()) or _entered_beside(other, back.keys())):
        return (node,)
    for here, there in zip(node.targets, other.targets, strict=True):
        paired = pairs.get(here) if here else None
        meant = back.get(there) if there else None
        if paired is not (there if meant else None):
            targets = dict.fromkeys((here if paired else None, meant))
            return [target for target in targets if target and target is not first] or (node,)
    return ()


def _entered_beside(node: _Node, section: Set[_Node]) -> bool:
    return node.is_entry or not node.predecessors.keys() <= section


def _pattern(first: _Node, section: Collection[_Node]) -> _Pattern:
    """Write a section so that its copies, and only they, are written alike."""
    order = [first] if first in section else []
    positions = {node: position for position, node in enumerate(order)}
    pattern = []
    for node in order:
        for other in node.targets:
            if other is not None and other in section and other not in positions:
                positions[other] = len(order)
                order.append(other)
        pattern.append((node.looks, tuple(None if other is None else positions.get(other) for other in node.targets)))
    return tuple(pattern)


# Where a pattern stands


def _match(pattern: _Pattern, first: _Node) -> _Occurrence | None:
    """Give the blocks that a pattern stands for from a block on, in its order; None where it does not stand there."""
    found, positions = [first], {first: 0}
    for (looks, targets), node in zip(pattern, found, strict=False):
        if node.looks != looks:
            return None
        for target, other in zip(targets, node.targets, strict=True):
            if target == len(found) and other is not None and other not in positions:
                positions[other] = target
                found.append(other)
            elif target is not None and (other is None or positions.get(other) != target):
                return None
    section = positions.keys()
    if len(found) < len(pattern) or any(_entered_beside(node, section) for node in found[1:]):
        return None
    return tuple(found) if _pattern(first, section) == pattern else None


def _exits(occurrence: _Occurrence) -> int:
    """Count the blocks that a section leads to."""
    return len({other for node in occurrence for other in node.targets if other is not None}.difference(occurrence))


class _Versions:
    """Which flows are versions of one flow: they have one name, or nearly all of their blocks are the same.

    A file is often there twice, as a backup or for another environment, and what is in both is no copied section.
    """

    def __init__(self, nodes: Iterable[_Node]) -> None:
        self._looks: dict[Flow, Counter[str]] = defaultdict(Counter)
        for node in nodes:
            self._looks[node.flow][node.looks] += 1
        self._known: dict[tuple[Flow, Flow], bool] = {}

    def once(self, occurrences: Iterable[_Occurrence]) -> list[_Occurrence]:
        """Give the occurrences that do not overlap and are in no other version of a flow that was met before.

        Nor are those given that are nearly all of their flow: that flow is what others should hand over to.
        """
        chosen: list[_Occurrence] = []
        flows: dict[Flow, None] = {}
        taken: set[_Node] = set()
        for occurrence in occurrences:
            flow = occurrence[0].flow
            if not taken.isdisjoint(occurrence) or len(occurrence) > _NEARLY_ALL * self._looks[flow].total():
                continue
            if flow in flows or not any(self._are_one(flow, other) for other in flows):
                chosen.append(occurrence)
                flows[flow] = None
                taken.update(occurrence)
        return chosen

    def _are_one(self, flow: Flow, other: Flow) -> bool:
        if (flow, other) not in self._known:
            shared = (self._looks[flow] & self._looks[other]).total()
            larger = max(self._looks[flow].total(), self._looks[other].total())
            named_alike = flow.name is not None and (flow.name, flow.is_module) == (other.name, other.is_module)
            self._known[flow, other] = named_alike or shared > _NEARLY_ALL * larger
        return self._known[flow, other]
