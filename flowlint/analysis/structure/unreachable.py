"""Unreachable blocks, in groups: the weakly connected components of what no path from the entry reaches.

See docs/semantics.md#unreachable-blocks.
"""

from collections.abc import Mapping
from typing import NamedTuple

from flowlint.analysis.engine import Facts, ProjectFacts, components, positions, reachable
from flowlint.analysis.wiring import loose_ends
from flowlint.model.flow import Block, Flow


class UnreachableGroup(NamedTuple):
    """Unreachable blocks that branches join: all of them, and the one at which a path would enter them.

    `misled_by` is a block that is reached and whose NextAction leads to the first one, but is never taken: it stands
    in the place of another branch's copy, or after a transfer that does not come back.
    """

    first: Block
    blocks: tuple[Block, ...]
    misled_by: Block | None = None

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.blocks)


def unreachable_groups(facts: Facts) -> tuple[UnreachableGroup, ...]:
    """Give the groups of blocks that no path from the entry reaches, in file order of their first blocks.

    Blocks belong to one group where any branch joins them, also one that no contact takes. There are none where
    StartAction names no block: then nothing is reached, and that is another finding. Nor where blocks may come in that
    the document does not show. What a path reaches under other conditions of a template is none of them.
    """
    flow = facts.flow
    if flow.entry is None or flow.is_open:
        return ()
    reached = facts(reachable) | facts.project(_reached_by_variants).get(_place(flow), frozenset())
    rest = {block_id: block for block_id, block in flow.by_id.items() if block_id not in reached}
    if not rest:
        return ()
    joined: dict[str, list[str]] = {block_id: [] for block_id in rest}
    for block in rest.values():
        for branch in block.transitions:
            if branch.target in rest:
                joined[block.id].append(branch.target)
                joined[branch.target].append(block.id)
    groups = [_group(facts, [rest[block_id] for block_id in ids]) for ids in components(joined)]
    return tuple(sorted(groups, key=lambda group: facts(positions)[group.first.id]))


def _reached_by_variants(project: ProjectFacts) -> Mapping[tuple[Flow, str], frozenset[str]]:
    """Give the ids of the blocks that some path reaches in any variant of a flow, by its first variant and its file."""
    variants = [flow for flow in project.project.flows if flow.variant_of is not None]
    found = {_place(flow): frozenset[str]() for flow in variants}
    for flow in dict.fromkeys((*(flow.variant_of or flow for flow in variants), *variants)):
        if (place := _place(flow)) in found:
            found[place] |= project.of(flow)(reachable)
    return found


def _place(flow: Flow) -> tuple[Flow, str]:
    return flow.variant_of or flow, flow.source.file.path


def _group(facts: Facts, blocks: list[Block]) -> UnreachableGroup:
    """Name a group by the block that a NextAction leads to in vain, or by one that none of its blocks leads to.

    Where several are such blocks, or none is, the one whose id sorts first must do: it does so wherever it stands.
    """
    flow, ids = facts.flow, {block.id for block in blocks}
    in_vain = [
        (branch.target, block_id)
        for block_id in facts(reachable)
        for branch in flow.by_id[block_id].transitions
        if branch.target in ids
    ]
    if in_vain:
        first, misled_by = min(in_vain)
        return UnreachableGroup(flow.by_id[first], tuple(blocks), flow.by_id[misled_by])
    led_to = {branch.target for block in blocks for branch in block.transitions if branch.target != block.id}
    heads = [block for block in blocks if block.id not in led_to] or blocks
    return UnreachableGroup(min(heads, key=lambda block: block.id), tuple(blocks))


def has_loose_end(facts: Facts) -> bool:
    """Tell whether a block that is reached has a branch that leads to no block, lacks one, or goes on after an end.

    Whatever is not reached may have hung there: the loose end explains it. So does a second block of one id.
    """
    flow = facts.flow
    if len(flow.by_id) < len(flow.blocks):
        return True
    loose = {block.id for block in facts(loose_ends)}
    return not loose.isdisjoint(facts(reachable))
