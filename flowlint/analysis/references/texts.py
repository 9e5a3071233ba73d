"""The texts of a flow in which references may stand, and the keys that they may mean."""

from collections.abc import Mapping, Set

from flowlint.analysis.engine import Facts, nearest_first
from flowlint.analysis.semantics import defined_by
from flowlint.model.flow import Block
from flowlint.text.json_values import JsonPath, texts


def texts_with_references(facts: Facts) -> tuple[tuple[Block, JsonPath, str], ...]:
    """Give the texts in which a reference may stand, each with its block and the path below it.

    Blocks come as a contact may reach them, the nearest first, and then those that are never reached.
    """
    return tuple(
        (block, at, text)
        for block in facts(nearest_first)
        for at, text in texts(block.parameters, ("Parameters",))
        if "$" in text
    )


def keys_set(facts: Facts) -> Mapping[str, Set[str]]:
    """Give the keys that blocks of the flow set, by namespace: what its references may have been meant to be."""
    keys: dict[str, set[str]] = {}
    for block in facts.flow.blocks:
        for namespace, key in defined_by(block):
            keys.setdefault(namespace, set()).add(key)
    return keys
