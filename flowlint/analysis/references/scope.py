"""Attributes that are read in a flow of a type that cannot have them."""

from collections.abc import Iterator

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.analysis.references.reported import ReferenceFault, texts_with_references, told_once
from flowlint.analysis.semantics import is_compared
from flowlint.model.flow import Flow
from flowlint.model.references import references_in


def agent_attributes_out_of_scope(facts: Facts) -> tuple[ReferenceFault, ...]:
    """Give the reads of agent attributes where there is no agent, each attribute once, at the block reached first."""
    return told_once((fault.written, fault) for fault in _faults(facts))


def _faults(facts: Facts) -> Iterator[ReferenceFault]:
    """Find them in a flow of a known type; a block that looks in order to branch reads nothing."""
    refused = {known.parts for known in language.known_attributes() if facts.flow.type in known.refused_in}
    for block, at, text in facts(texts_with_references) if refused else ():
        for reference in references_in(text):
            if reference.parts in refused and not is_compared(block, at):
                yield ReferenceFault(block, at, reference.span, reference.text)


def flow_kind(flow: Flow) -> str:
    """Give the designer's word for the type of a flow, to stand before "flow": `customer queue`."""
    return language.flow_type_name(flow.type or "")
