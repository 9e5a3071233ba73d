"""A flow as a graph: a node is a block's id, an edge a branch that a contact can take."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from flowlint.model.flow import Flow, Transition

if TYPE_CHECKING:
    import networkx as nx


class FlowGraph:
    """The blocks of a flow by id, each with its branches in rank order. Several may lead from one block to another.

    Every search and every dataflow problem goes over it, so it is plain tuples; `networkx` has it for that library.
    """

    def __init__(self, branches: Mapping[str, tuple[Transition, ...]]) -> None:
        self.branches = branches
        self._postorders: dict[str | None, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self.branches)

    @cached_property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """The blocks that the branches of each block lead to, each once, in the order of the branches."""
        return {
            block_id: tuple(dict.fromkeys([branch.target for branch in branches]))
            for block_id, branches in self.branches.items()
        }

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """The blocks that branches lead to each block from, each once; none has no entry."""
        sources: dict[str, list[str]] = defaultdict(list)
        for block_id, targets in self.targets.items():
            for target in targets:
                sources[target].append(block_id)
        return {block_id: tuple(leading) for block_id, leading in sources.items()}

    @cached_property
    def networkx(self) -> "nx.MultiDiGraph[str]":
        """The graph as the library networkx takes it, made when first asked for, and frozen, as all rules share it.

        Each edge has the branch it stands for as its attribute `transition`, and the branch's rank as its key.
        """
        import networkx as nx

        made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        made.add_nodes_from(self.branches)
        for block_id, branches in self.branches.items():
            for branch in branches:
                made.add_edge(block_id, branch.target, branch.rank, transition=branch)
        nx.freeze(made)
        return made

    def postorder(self, entry: str | None) -> tuple[str, ...]:
        """Give the blocks in depth-first postorder: those that can be reached from `entry`, or all of them without."""
        if entry not in self._postorders:
            self._postorders[entry] = self._postorder(self.branches if entry is None else (entry,))
        return self._postorders[entry]

    def _postorder(self, starts: Mapping[str, object] | tuple[str, ...]) -> tuple[str, ...]:
        order: list[str] = []
        seen: set[str] = set()
        for start in starts:
            way = [] if start in seen else [(start, iter(self.targets[start]))]
            seen.add(start)
            while way:
                block_id, targets = way[-1]
                for following in targets:
                    if following not in seen:
                        seen.add(following)
                        way.append((following, iter(self.targets[following])))
                        break
                else:
                    order.append(block_id)
                    way.pop()
        return tuple(order)


def build_graph(flow: Flow) -> FlowGraph:
    """Build the graph of a flow, its blocks in file order. Branches that lead to no block are no edges."""
    by_id = flow.by_id
    return FlowGraph(
        {
            block_id: tuple([branch for branch in block.live_branches if branch.target in by_id])
            for block_id, block in by_id.items()
        }
    )
