"""McCabe's cyclomatic complexity of a flow: edges less nodes plus two.

See docs/semantics.md#complexity.
"""

from flowlint.analysis.engine import Facts, graph, reachable


def cyclomatic_complexity(facts: Facts) -> int:
    """Give the cyclomatic complexity of what can be reached; 1 for a flow that goes straight on, 0 for none.

    Branches of one block that lead to the same block count once: they make the flow no harder to follow.
    """
    blocks, targets = facts(reachable), facts(graph).targets
    pairs = sum(len(targets[block_id]) for block_id in blocks)
    return pairs - len(blocks) + 2 if blocks else 0
