"""The dataflow solver all path analyses share: entry value, join, and a transfer for each edge.

Effects belong to edges, never to blocks: what a block does has happened on its success branch and has not on its
error branch. The solver runs a worklist to the fixpoint; the result does not depend on the order of blocks.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from flowlint.model.flow import Transition
from flowlint.model.graph import edges_out

if TYPE_CHECKING:
    from flowlint.model.graph import FlowGraph

V = TypeVar("V")


def solve(
    graph: "FlowGraph",
    entry: str,
    value: V,
    transfer: Callable[[Transition, V], V],
    join: Callable[[V, V], V],
) -> dict[str, V]:
    """Compute what holds before each block that can be reached from `entry`.

    `value` holds before the entry block. `transfer` gives what holds behind an edge from what holds before its
    block; it must be monotone, and `join` (of what two edges into a block bring) idempotent, commutative and
    associative over values of finite height, or this does not end.
    """
    before: dict[str, V] = {entry: value}
    worklist = deque([entry])
    waiting = {entry}
    while worklist:
        block_id = worklist.popleft()
        waiting.discard(block_id)
        for edge in edges_out(graph, block_id):
            brought = transfer(edge, before[block_id])
            if edge.target in before:
                brought = join(before[edge.target], brought)
                if brought == before[edge.target]:
                    continue
            before[edge.target] = brought
            if edge.target not in waiting:
                waiting.add(edge.target)
                worklist.append(edge.target)
    return before
