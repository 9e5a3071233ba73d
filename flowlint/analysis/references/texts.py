"""The texts of a flow in which references may stand, and the keys that they may mean."""

from collections.abc import Mapping, Set

from flowlint.analysis.engine import Facts, nearest_first
from flowlint.analysis.semantics import defined_by
from flowlint.model.flow import Block
from flowlint.model.references import Reference, texts_with_references
from flowlint.text.json_values import JsonPath


def texts_nearest_first(facts: Facts) -> tuple[tuple[Block, JsonPath, str, tuple[Reference, ...]], ...]:
    """Give the texts in which a reference may stand, each with its block, the path below it, and those that do.

    Blocks come as a contact may reach them, the nearest first, and then those that are never reached.
    """
    return tuple((block, *found) for block in facts(nearest_first) for found in texts_with_references(block))


def keys_set(facts: Facts) -> Mapping[str, Set[str]]:
    """Give the keys that blocks of the flow set, by namespace: what its references may have been meant to be."""
    keys: dict[str, set[str]] = {}
    for block in facts.flow.blocks:
        for namespace, key in defined_by(block):
            keys.setdefault(namespace, set()).add(key)
    return keys
