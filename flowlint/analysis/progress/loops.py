"""Endless loops: strongly connected components that no branch leaves, in which nothing waits for anybody.

See docs/semantics.md#endless-loops.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path, ahead, block_bits, positions
from flowlint.analysis.semantics import ConsistentSearch
from flowlint.analysis.wiring import loose_ends
from flowlint.model.flow import Block, Transition


class EndlessLoop(NamedTuple):
    """A loop: the block at which it is first reached, how many blocks belong to it, and the path that shows it.

    Where no path comes back to the block that is reached first, since it would contradict itself, the head is the next.
    """

    head: Block
    size: int
    path: Path
    """The shortest path from the entry over the head and once round, back to the head."""


def endless_loops(facts: Facts) -> tuple[EndlessLoop, ...]:
    """Give the loops that no branch leaves, in the file order of their heads.

    Cycles that share blocks are one loop. A loop counts as left where it may be: where one of its blocks waits, ends
    the contact or hands it on, calls a module, is of an unknown type, or has a branch that leads to no block as yet or
    lacks one that it must have. A branch out of it counts whatever the attributes hold there: a loop may well wait for
    something outside the flow to change one.
    """
    flow = facts.flow
    if flow.type in language.flow_types_with("loops_on_purpose"):
        return ()
    loops = (
        _loop(facts, blocks)
        for blocks in _closed(facts)
        if not any(_may_end(facts, block) for block in blocks) and not _may_be_on_hold(facts, blocks)
    )
    return tuple(sorted(filter(None, loops), key=lambda loop: facts(positions)[loop.head.id]))


def _closed(facts: Facts) -> Iterator[set[Block]]:
    """Give the strongly connected components that no branch leaves: the blocks of each are ahead of each of them."""
    bits = facts(block_bits)
    members: dict[int, list[str]] = defaultdict(list)
    for block_id, those in facts(ahead).items():
        if those & bits[block_id]:
            members[those].append(block_id)
    for those, ids in members.items():
        if those == sum(map(bits.__getitem__, ids)):
            yield {facts.flow.by_id[block_id] for block_id in ids}


def _search(facts: Facts) -> ConsistentSearch[None]:
    """Search for the blocks that a path reaches which does not contradict itself."""
    starts = [] if facts.flow.entry is None else [(facts.flow.entry.id, None)]
    return ConsistentSearch(facts, starts, lambda edge, state: (state,))


def _may_end(facts: Facts, block: Block) -> bool:
    """Tell whether a contact may rest at this block, or go elsewhere than to the blocks its branches name."""
    return (
        block.action is None
        or block.action.terminal
        or block.has("waits")
        or block.has("may_end_a_loop")
        or block.has("leaves_on_success")
        or block in facts(loose_ends)
    )


def _may_be_on_hold(facts: Facts, loop: set[Block]) -> bool:
    """Tell whether the loop may be the music of a queue or hold flow, which goes round on purpose.

    Half of all files do not tell the type of their flow, and a module runs in its caller's. A block that stands in
    no such flow settles it, and so does a loop that plays nothing.
    """
    flow = facts.flow
    return (
        flow.type in (None, "MODULE")
        and any(block.has("heard") for block in loop)
        and not any(flow.by_id[block_id].has("never_on_hold") for block_id in facts(_search))
    )


def _loop(facts: Facts, blocks: set[Block]) -> EndlessLoop | None:
    """Give the loop of these blocks, with the path over the first of them to be reached that comes back to it."""
    nearest = (block for block_id in facts(_search) if (block := facts.flow.by_id[block_id]) in blocks)
    return next((EndlessLoop(head, len(blocks), path) for head in nearest if (path := _round(facts, head))), None)


def _round(facts: Facts, head: Block) -> Path | None:
    """Give the shortest path from the entry that passes a block and comes back to it."""

    def successors(edge: Transition, passed: bool) -> tuple[bool]:
        return (passed or edge.source == head.id,)

    return ConsistentSearch(facts, [(facts.flow.start or "", False)], successors).path(head.id, lambda passed: passed)
