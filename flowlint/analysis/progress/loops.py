"""Endless loops: strongly connected components that no branch leaves but on an error, in which nothing waits.

See docs/semantics.md#endless-loops.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Arrival, Facts, FactSearch, Path, ahead, block_bits, components, graph, positions
from flowlint.analysis.semantics import ConsistentSearch, Values, values_after, values_at_entry
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
    if facts.flow.type in language.flow_types_with("loops_on_purpose"):
        return ()
    loops = _loops(facts, _closed(facts), False)
    told = {block for _, blocks in loops for block in blocks}
    loops += _loops(facts, filter(told.isdisjoint, _closed_but_for_errors(facts)), True)
    return tuple(sorted((loop for loop, _ in loops), key=lambda loop: facts(positions)[loop.head.id]))


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


def _closed_but_for_errors(facts: Facts) -> Iterator[set[Block]]:
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
            yield {flow.by_id[block_id] for block_id in ids}


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
    return flow.type in (None, "MODULE") and any(block.has("heard") for block in loop) and not facts(_is_never_on_hold)


def _is_never_on_hold(facts: Facts) -> bool:
    """Tell whether a path reaches a block that stands in no flow of music."""
    return any(facts.flow.by_id[block_id].has("never_on_hold") for block_id in facts(_search))


def _loops(facts: Facts, closed: Iterable[set[Block]], left_on_error: bool) -> list[tuple[EndlessLoop, set[Block]]]:
    """Give the loops among sets of blocks that have none in common, each with its blocks.

    The head of a loop is the first of its blocks to be reached that a path comes back to. The first ones of all loops
    are searched at once, then the second ones of those that have none yet, and so on.
    """
    stuck = [blocks for blocks in closed if not any(_may_end(facts, block) for block in blocks)]
    waiting = [(blocks, _furthest_first(facts, blocks)) for blocks in stuck if not _may_be_on_hold(facts, blocks)]
    found: list[tuple[EndlessLoop, set[Block]]] = []
    while waiting := [(blocks, heads) for blocks, heads in waiting if heads]:
        paths = _rounds(facts, [heads.pop() for _, heads in waiting], left_on_error)
        still: list[tuple[set[Block], list[Block]]] = []
        for (blocks, heads), (head, path) in zip(waiting, paths, strict=True):
            if path is None:
                still.append((blocks, heads))
            else:
                found.append((EndlessLoop(head, len(blocks), path, left_on_error), blocks))
        waiting = still
    return found


def _furthest_first(facts: Facts, blocks: set[Block]) -> list[Block]:
    """Give those of some blocks that a path reaches, the nearest last."""
    places = facts(_places)
    return sorted((one for one in blocks if one.id in places), key=lambda one: places[one.id], reverse=True)


def _places(facts: Facts) -> Mapping[str, int]:
    """Give the place of each block in the order in which paths reach them, by block id."""
    return {block_id: place for place, block_id in enumerate(facts(_search))}


def _rounds(facts: Facts, heads: Sequence[Block], left_on_error: bool) -> Iterator[tuple[Block, Path | None]]:
    """Give for each block the shortest path from the entry that passes it and comes back to it, if need be on no error.

    None where there is none. Of each block a bit says that a path is still to pass it, and the next one that it has.
    """
    by_id, follow = facts.flow.by_id, facts(values_after)
    to_pass = {head.id: 1 << 2 * number for number, head in enumerate(heads)}
    all_to_pass = sum(to_pass.values())

    def transfer(edge: Transition, values: Values, bits: int) -> tuple[Values, int] | None:
        after = follow(edge, values)
        if after is None:
            return None
        passed = bits & to_pass.get(edge.source, 0)
        bits = (bits & ~passed) | passed << 1
        return after, bits & all_to_pass if left_on_error and _is_unlikely(by_id[edge.source], edge) else bits

    start = Arrival(facts.flow.start or "", facts(values_at_entry), all_to_pass)
    search = FactSearch(facts(graph), start, transfer)
    for head in heads:
        arrival = search.first(head.id, to_pass[head.id] << 1)
        yield head, arrival.path() if arrival else None
