"""Where a path through a flow passes what changed: blocks that do something else, and branches that lead elsewhere."""

from dataclasses import dataclass

from flowlint.difference.blocks import leads_elsewhere, order_changes
from flowlint.difference.content import branches, content
from flowlint.difference.flows import Pair
from flowlint.model.flow import Flow


@dataclass(frozen=True, slots=True)
class Touched:
    """What of a flow changed, as it is now, by the ids of its blocks.

    `blocks` are new, or have another type or other parameters. `branches` are new or lead elsewhere; each by its block
    and by what the steps of a path call it. `left` are blocks of which a branch is gone, or the order in which
    conditions are tried is another.
    """

    blocks: frozenset[str] = frozenset()
    branches: frozenset[tuple[str, str]] = frozenset()
    left: frozenset[str] = frozenset()

    def holds(self, block_id: str) -> bool:
        """Tell whether anything about a block changed."""
        return block_id in self.blocks or block_id in self.left or any(block_id == one for one, _ in self.branches)


def touched(flow: Flow, pair: Pair | None) -> Touched:
    """Give what changed in a flow since it was the former one of a pair; all of it without one."""
    came_from = {other: one for one, other in pair.blocks.items()} if pair else {}
    blocks: set[str] = set()
    led: set[tuple[str, str]] = set()
    left: set[str] = set()
    for block in flow.blocks:
        one = came_from.get(block)
        if one is None or content(one) != content(block):
            blocks.add(block.id)
        before, after = branches(one) if one is not None else {}, branches(block)
        for key, branch in after.items():
            was = before.get(key)
            if pair is None or was is None or leads_elsewhere(pair.before, was, flow, branch, pair.blocks):
                led.add((block.id, branch.via))
        if one is not None and (before.keys() != after.keys() or any(order_changes(one, block))):
            left.add(block.id)
    return Touched(frozenset(blocks), frozenset(led), frozenset(left))
