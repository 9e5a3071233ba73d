"""Endless loops: strongly connected components that no branch leaves but on an error, in which nothing waits.

See docs/semantics.md#endless-loops.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path, ahead, block_bits, components, graph, positions
from flowlint.analysis.semantics import ConsistentSearch
from flowlint.analysis.wiring import loose_ends
from flowlint.model.flow import Block, Transition

_ERROR = "NoMatchingError"


class EndlessLoop(NamedTuple):
    """A loop: the block at which it is first reached, how many blocks belong to it, and the path that shows it.

    Where no path comes back to the block that is reached first, since it would contradict itself, the head is the next.
    """

    head: Block
    size: int
    path: Path
    """The shortest path from the entry over the head and once round, back to the head."""
    left_on_error: bool = False
    """Whether Error branches lead out of it."""


def endless_loops(facts: Facts) -> tuple[EndlessLoop, ...]:
    """Give the loops that no branch leaves but on an error, in the file order of their heads.

    Cycles that share blocks are one loop. A loop counts as left where it may be: where one of its blocks waits, ends
    the contact or hands it on, calls a module, is of an unknown type, or has a branch that leads to no block as yet or
    lacks one that it must have. A branch out of it counts whatever the attributes hold there: a loop may well wait for
    something outside the flow to change one. The Error branch of a block that nobody tries again counts for nothing:
    it has to be there, and a prompt that was played once is played again.
    """
    flow = facts.flow
    if flow.type in language.flow_types_with("loops_on_purpose"):
        return ()
    loops: list[EndlessLoop] = []
    told = set[Block]()
    for blocks, left_on_error in chain(_closed(facts), _closed_but_for_errors(facts)):
        stuck = told.isdisjoint(blocks) and not any(_may_end(facts, block) for block in blocks)
        if stuck and not _may_be_on_hold(facts, blocks) and (loop := _loop(facts, blocks, left_on_error)):
            loops.append(loop)
            told |= blocks
    return tuple(sorted(loops, key=lambda loop: facts(positions)[loop.head.id]))


def _closed(facts: Facts) -> Iterator[tuple[set[Block], bool]]:
    """Give the strongly connected components that no branch leaves: the blocks of each are ahead of each of them."""
    bits = facts(block_bits)
    members: dict[int, list[str]] = defaultdict(list)
    for block_id, those in facts(ahead).items():
        if those & bits[block_id]:
            members[those].append(block_id)
    for those, ids in members.items():
        if those == sum(map(bits.__getitem__, ids)):
            yield {facts.flow.by_id[block_id] for block_id in ids}, False


def _closed_but_for_errors(facts: Facts) -> Iterator[tuple[set[Block], bool]]:
    """Give the strongly connected components that a branch leaves only on an error, of the branches that are none."""
    flow, bits, those, branches = facts.flow, facts(block_bits), facts(ahead), facts(graph).branches
    ways = {
        block_id: [edge.target for edge in branches[block_id] if not _is_unlikely(flow.by_id[block_id], edge)]
        for block_id in flow.by_id
        if those[block_id] & bits[block_id]
    }
    for ids in map(frozenset, components(ways)):
        led_to = {target for block_id in ids for target in ways.get(block_id, ())}
        if led_to and led_to <= ids:
            yield {flow.by_id[block_id] for block_id in ids}, True


def _is_unlikely(block: Block, branch: Transition) -> bool:
    """Tell whether a branch is taken only where a block fails that hardly does, and that no flow tries again."""
    return branch.kind == "error" and branch.label == _ERROR and not block.has("worth_a_retry")


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


def _loop(facts: Facts, blocks: set[Block], left_on_error: bool) -> EndlessLoop | None:
    """Give the loop of these blocks, with the path over the first of them to be reached that comes back to it."""
    nearest = (block for block_id in facts(_search) if (block := facts.flow.by_id[block_id]) in blocks)
    rounds = ((head, _round(facts, head, left_on_error)) for head in nearest)
    return next((EndlessLoop(head, len(blocks), path, left_on_error) for head, path in rounds if path), None)


def _round(facts: Facts, head: Block, left_on_error: bool) -> Path | None:
    """Give the shortest path from the entry that passes a block and comes back to it, if need be with no error."""

    def successors(edge: Transition, passed: bool) -> tuple[bool, ...]:
        passed = passed or edge.source == head.id
        return () if passed and left_on_error and _is_unlikely(facts.flow.by_id[edge.source], edge) else (passed,)

    return ConsistentSearch(facts, [(facts.flow.start or "", False)], successors).path(head.id, lambda passed: passed)
