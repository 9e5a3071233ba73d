"""Loops that a contact never leaves: cycles with no branch out of them, on which nothing waits for anybody."""

from dataclasses import dataclass

from flowlint import language
from flowlint.analysis.facts import Facts, graph
from flowlint.analysis.lacking import lacking_errors, lacks_way_on
from flowlint.analysis.reach import reachable
from flowlint.analysis.shape import has_odd_part
from flowlint.analysis.witness import Path, Search
from flowlint.model.flow import Block, Flow

_MESSAGE = "MessageParticipant"


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop: the block at which it is first reached, how many blocks belong to it, and the path that shows it."""

    head: Block
    size: int
    path: Path
    """The shortest path from the entry to the head, and from there once round, back to the head."""


def endless_loops(facts: Facts) -> tuple[Loop, ...]:
    """Give the loops that no branch leaves, in the file order of their heads.

    Cycles that share blocks are one loop. A loop counts as left where it may be: where one of its blocks waits, ends
    the contact or hands it on, calls a module, is of an unknown type, or has a branch that leads to no block as yet or
    lacks one that it must have.
    """
    import networkx as nx

    flow = facts.flow
    if language.listed("loops_on_purpose", flow.type or ""):
        return ()
    reached = facts(graph).subgraph(facts(reachable))
    closed = [
        {flow.by_id[block_id] for block_id in ids}
        for ids in nx.strongly_connected_components(reached)
        if all(target in ids for block_id in ids for target in reached.successors(block_id))
        and any(reached[block_id] for block_id in ids)
    ]
    loops = [
        _loop(facts, blocks)
        for blocks in closed
        if not any(_may_end(flow, block) for block in blocks) and not _may_be_on_hold(facts, blocks)
    ]
    return tuple(sorted(loops, key=lambda loop: loop.head.index))


def _may_end(flow: Flow, block: Block) -> bool:
    """Tell whether a contact may rest at this block, or go elsewhere than to the blocks its branches name."""
    return (
        block.action is None
        or block.action.terminal
        or language.says("waits", block.type, block.parameters)
        or language.listed("may_end_a_loop", block.type)
        or language.says("leaves_on_success", block.type, block.parameters)
        or has_odd_part(flow, block)
        or any(branch.target not in flow.by_id for branch in block.transitions)
        or lacks_way_on(block)
        or bool(lacking_errors(block))
    )


def _may_be_on_hold(facts: Facts, loop: set[Block]) -> bool:
    """Tell whether the loop may be the music of a queue or hold flow, which goes round on purpose.

    Half of all files do not tell the type of their flow, and a module runs in its caller's. A block that stands in
    no such flow settles it, and so does a loop that plays nothing.
    """
    flow = facts.flow
    return (
        flow.type in (None, "MODULE")
        and any(block.type == _MESSAGE for block in loop)
        and not any(language.listed("never_on_hold", flow.by_id[block_id].type) for block_id in facts(reachable))
    )


def _loop(facts: Facts, blocks: set[Block]) -> Loop:
    flow, edges, entry = facts.flow, facts(graph), facts.flow.entry
    ids = {block.id for block in blocks}
    assert entry is not None
    ways = Search(edges, [(entry.id, "")], lambda edge, _: ("",))
    way = ways.nearest(lambda block_id, _: block_id in ids)
    assert way is not None
    head = flow.by_id[way[-1].target] if way else entry
    # The state tells the head at the end of the round from the head at its beginning.
    rounds = Search(edges, [(head.id, "start")], lambda edge, _: ("under way",))
    back = rounds.path(head.id, lambda state: state == "under way")
    assert back is not None
    return Loop(head, len(blocks), (*way, *back))
