"""Which blocks a contact can reach from the entry of the flow."""

from flowlint.analysis.facts import Facts, graph


def reachable(facts: Facts) -> frozenset[str]:
    """Give the ids of the blocks that some path from the entry reaches; empty where StartAction names none."""
    import networkx as nx

    entry = facts.flow.entry
    if entry is None:
        return frozenset()
    return frozenset({entry.id, *nx.descendants(facts(graph), entry.id)})
