"""Contact attributes whose names say that they hold a secret, set to unencrypted input: a forward may-analysis.

See docs/semantics.md#handed-out-input.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, Path, happened
from flowlint.analysis.semantics import STORED_INPUT, ConsistentSearch, defined_by, path_to_last, reads_of, stores_input
from flowlint.model.flow import Block, Flow, Transition
from flowlint.model.references import Reference

_ENCRYPTED: Mapping[str, str] = {"InputEncryption": "present"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")


class SensitiveAttribute(NamedTuple):
    """A block that sets an attribute with a telling name to unencrypted input, and the path from what stored it."""

    block: Block
    key: str
    reference: Reference
    stored_by: Block
    path: Path


def sensitive_attributes(facts: Facts) -> tuple[SensitiveAttribute, ...]:
    """Give the contact attributes that a flow sets to unencrypted input under a telling name, in file order."""
    return tuple(_sensitive(facts))


def _sensitive(facts: Facts) -> Iterator[SensitiveAttribute]:
    flow = facts.flow
    named = [one for block in flow.of_type("UpdateContactAttributes") for one in _named(block)]
    if not named or flow.entry is None:
        return
    search = ConsistentSearch(facts, [(flow.entry.id, "")], lambda edge, by: (_after(flow, edge, by),))
    for block, key, reference in named:
        path = search.path(block.id, bool)
        if path:
            stored_by = next(filter(None, search.states(block.id)))
            start = len(path_to_last(flow, path, {stored_by})) - 1
            yield SensitiveAttribute(block, key, reference, flow.by_id[stored_by], path[start:])


def _named(block: Block) -> Iterator[tuple[Block, str, Reference]]:
    for read in reads_of(block):
        key = read.reference.at[2] if len(read.reference.at) > 2 else None
        if read.namespace.name == STORED_INPUT and isinstance(key, str) and _is_telling(key):
            yield block, key, read.reference


def _is_telling(key: str) -> bool:
    """Tell whether the name of an attribute is that of a secret: `cardNumber`, `customer_pin`."""
    return language.names_secret(_WORD.findall(key))


def _after(flow: Flow, edge: Transition, stored_by: str) -> str:
    """Give the id of the block whose unencrypted input is there after an edge, "" for none."""
    block = flow.by_id[edge.source]
    if (STORED_INPUT, "") in defined_by(block) and happened(block, edge):
        return block.id if stores_input(block) and not language.holds(_ENCRYPTED, block.parameters) else ""
    return stored_by
