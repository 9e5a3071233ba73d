"""Attributes out of scope: read in a flow of a type that cannot have them."""

from collections.abc import Iterator
from functools import cache

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.analysis.references.texts import texts_nearest_first
from flowlint.analysis.references.wrong_reference import WrongReference, once_per_cause
from flowlint.analysis.semantics import is_compared


def agent_attributes_out_of_scope(facts: Facts) -> tuple[WrongReference, ...]:
    """Give the reads of agent attributes where there is no agent, each attribute once, at the block reached first."""
    return once_per_cause(_out_of_scope(facts))


def _out_of_scope(facts: Facts) -> Iterator[WrongReference]:
    """Find them in a flow of a known type; a block that looks in order to branch reads nothing."""
    refused = _refused_in(facts.flow.type)
    for block, at, _, references in facts(texts_nearest_first) if refused else ():
        for reference in references:
            if reference.parts in refused and not is_compared(block, at):
                yield WrongReference(block, at, reference.span, reference.text, cause=reference.text)


@cache
def _refused_in(flow_type: str | None) -> frozenset[tuple[str | None, ...]]:
    return frozenset(known.parts for known in language.known_attributes() if flow_type in known.refused_in)
