"""Which blocks a contact can reach from the entry of the flow.

See docs/semantics.md#graph.
"""

from collections.abc import Iterator

from flowlint.analysis.engine.facts import Facts, graph
from flowlint.model.flow import Block


def reachable(facts: Facts) -> frozenset[str]:
    """Give the ids of the blocks that some path from the entry reaches; empty where StartAction names none."""
    import networkx as nx

    entry = facts.flow.entry
    if entry is None:
        return frozenset()
    return frozenset({entry.id, *nx.descendants(facts(graph), entry.id)})


def reachable_blocks(facts: Facts) -> Iterator[Block]:
    """Give the blocks that some path from the entry reaches, in no order."""
    return (facts.flow.by_id[block_id] for block_id in facts(reachable))
