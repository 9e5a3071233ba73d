"""Blocks in a flow of a type that cannot have them, as far as all that Connect says of them agrees."""

from collections.abc import Iterator
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import INBOUND, Block

_MODULE = "MODULE"
_MOST_NAMED = 3


class Misplaced(NamedTuple):
    """A block that its flow cannot have, with the flow types that can, in words."""

    block: Block
    where: str


def misplaced_blocks(facts: Facts) -> Iterator[Misplaced]:
    """Give the blocks that the type of their flow does not support, in file order.

    Nothing of a flow whose type is only guessed from its blocks, nor of a type that the sources do not speak of.
    """
    flow = facts.flow
    told = flow.type_known_by in ("wrapper", "metadata")
    if not told or flow.type not in language.flow_types_spoken_of():
        return
    for block in flow.blocks:
        allowed = language.flow_types_of(block.type)
        if allowed is not None and flow.type not in allowed:
            yield Misplaced(block, _in_words(allowed))


def type_in_words(flow_type: str) -> str:
    """Name a flow of a type: “an inbound flow”, “a customer queue flow”, “a flow module”."""
    name = "flow module" if flow_type == _MODULE else f"{language.flow_type_name(flow_type)} flow"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _in_words(flow_types: frozenset[str]) -> str:
    """Name flows of any of these types, or of one of them where there are many."""
    flows = flow_types - {_MODULE}
    if not flows:
        return type_in_words(_MODULE)
    if len(flows) > _MOST_NAMED:
        return f"{type_in_words(INBOUND if INBOUND in flows else min(flows))}, for one"
    names = sorted(map(language.flow_type_name, flows))
    named = f"{', '.join(names[:-1])} or {names[-1]}" if names[:-1] else names[0]
    return f"{'an' if named[0] in 'aeiou' else 'a'} {named} flow"
