"""Identifiers that no block may have, and those that several have."""

from collections import defaultdict
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block, Flow
from flowlint.model.references import is_filled_in
from flowlint.text.json_values import value_at


class IdFault(NamedTuple):
    """A block whose Identifier Connect refuses, and what is wrong with it, each fault as the rest of a sentence."""

    block: Block
    faults: tuple[str, ...]


def shared_ids(facts: Facts) -> tuple[tuple[Block, ...], ...]:
    """Give the blocks that share an Identifier, together and in file order; two at least."""
    by_id: dict[str, list[Block]] = defaultdict(list)
    for block in facts.flow.blocks:
        if block not in facts.flow.malformed_blocks:
            by_id[block.id].append(block)
    return tuple(tuple(blocks) for blocks in by_id.values() if len(blocks) > 1)


def id_faults(facts: Facts) -> tuple[IdFault, ...]:
    """Give the blocks whose Identifier Connect refuses, in file order.

    Nothing is said of a template's Identifier, which is another one in the end, nor of one that is missing.
    """
    flow = facts.flow
    if flow.translated:
        return ()
    rules = language.block_ids()
    refused = (block for block in flow.blocks if not rules.allows(block.id))
    return tuple(IdFault(block, _faults(block.id)) for block in refused if _is_certain(flow, block))


def _is_certain(flow: Flow, block: Block) -> bool:
    """Tell whether the block's id stands in the document as it will be, and was not made up for one that is empty."""
    return (
        block not in flow.malformed_blocks
        and not is_filled_in(block.id)
        and bool(value_at(flow.document, (*block.path, "Identifier")))
    )


def _faults(block_id: str) -> tuple[str, ...]:
    rules, faults = language.block_ids(), []
    if block_id in rules.words:
        faults.append("is a word that Connect keeps for itself")
    if held := [one for one in dict.fromkeys(block_id) if one in rules.characters]:
        faults.append(f"holds {' '.join(held)}")
    if len(block_id) > rules.max_length:
        faults.append(f"is longer than {rules.max_length} characters")
    return tuple(faults)
