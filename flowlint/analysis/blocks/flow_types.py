"""Blocks in a flow of a type that cannot have them, as far as all that Connect says of them agrees."""

from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import INBOUND, Block
from flowlint.text.words import joined

_MODULE = "MODULE"
_MOST_NAMED = 3


class MisplacedBlock(NamedTuple):
    """A block that its flow cannot have, what its flow is, and which flows can have it, in words."""

    block: Block
    here: str
    elsewhere: str


def misplaced_blocks(facts: Facts) -> tuple[MisplacedBlock, ...]:
    """Give the blocks that the type of their flow does not support, in file order.

    Nothing of a flow whose type is only guessed from its blocks, nor of a type that the sources do not speak of.
    """
    flow = facts.flow
    is_known = flow.type_known_by in ("wrapper", "metadata")
    if not is_known or flow.type is None or flow.type not in language.flow_types_spoken_of():
        return ()
    return tuple(
        MisplacedBlock(block, _type_in_words(flow.type), _types_in_words(allowed))
        for block in flow.blocks
        if (allowed := language.flow_types_of(block.type)) is not None and flow.type not in allowed
    )


def _type_in_words(flow_type: str) -> str:
    """Name a flow of a type: “an inbound flow”, “a customer queue flow”, “a flow module”."""
    name = "flow module" if flow_type == _MODULE else f"{language.flow_type_name(flow_type)} flow"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _types_in_words(flow_types: frozenset[str]) -> str:
    """Name flows of any of these types, or of one of them where there are many."""
    flows = flow_types - {_MODULE}
    if not flows:
        return _type_in_words(_MODULE)
    if len(flows) > _MOST_NAMED:
        return f"{_type_in_words(INBOUND if INBOUND in flows else min(flows))}, for example"
    named = joined(sorted(map(language.flow_type_name, flows)), "or")
    return f"{'an' if named[0] in 'aeiou' else 'a'} {named} flow"
