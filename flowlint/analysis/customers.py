"""Whether a flow is one at which contacts come in, with customers who have heard nothing before."""

from collections.abc import Iterator

from flowlint import language
from flowlint.analysis.across import beginnings
from flowlint.analysis.facts import Facts
from flowlint.analysis.reach import reachable
from flowlint.model.flow import Block

_INBOUND = "CONTACT_FLOW"


def contacts_begin_here(facts: Facts) -> bool:
    """Tell whether contacts come in at this flow: an inbound one, to which no other of the run hands over.

    It does nothing that only a flow does to which a contact comes late: a guide for the agent, a disconnect flow. A
    flow whose type nothing tells may well be one that others transfer to.
    """
    flow = facts.flow
    if flow.entry is None or flow.type != _INBOUND or frozenset({flow}) not in facts.project(beginnings):
        return False
    return not any(language.says("comes_with_queue", one.type, one.parameters) for one in _reached(facts))


def customers_begin_here(facts: Facts) -> bool:
    """Tell whether contacts come in at this flow, and it talks to a customer: it does not run for tasks."""
    listens = (language.says("customer_listens", one.type, one.parameters) for one in _reached(facts))
    return facts(contacts_begin_here) and any(listens)


def _reached(facts: Facts) -> Iterator[Block]:
    """Give the blocks that can run."""
    return (facts.flow.by_id[block_id] for block_id in facts(reachable))
