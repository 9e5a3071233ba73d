"""Identifiers that no block may have, and those that several have."""

from collections import defaultdict
from collections.abc import Iterator

from flowlint import language
from flowlint.analysis.document.shape import has_malformed_part
from flowlint.model.flow import Block, Flow
from flowlint.model.references import is_filled_in


def shared_ids(flow: Flow) -> Iterator[tuple[Block, ...]]:
    """Give the blocks that share an Identifier, together and in file order; two at least."""
    by_id: dict[str, list[Block]] = defaultdict(list)
    for block in flow.blocks:
        if not has_malformed_part(flow, block):
            by_id[block.id].append(block)
    return (tuple(blocks) for blocks in by_id.values() if len(blocks) > 1)


def id_faults(flow: Flow, block: Block) -> list[str]:
    """Say what is wrong with a block's Identifier, each fault as the rest of a sentence about it; empty where nothing.

    Nothing is said of a template's Identifier, which is another one in the end, nor of one that is missing.
    """
    if flow.translated or has_malformed_part(flow, block) or is_filled_in(block.id) or not _is_written(flow, block):
        return []
    rules, faults = language.block_ids(), []
    if block.id in rules.words:
        faults.append("is a word that Connect keeps for itself")
    if held := [one for one in dict.fromkeys(block.id) if one in rules.characters]:
        faults.append(f"holds {' '.join(held)}")
    if len(block.id) > rules.max_length:
        faults.append(f"is longer than {rules.max_length} characters")
    return faults


def _is_written(flow: Flow, block: Block) -> bool:
    """Tell whether the block's id stands in the document, and was not made up for one that is empty."""
    value = flow.document
    for part in block.path:
        value = value[part]
    return bool(value["Identifier"])
