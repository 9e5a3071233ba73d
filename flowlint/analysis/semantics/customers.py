"""Entry points of a run: the flows at which contacts come in, with customers who have heard nothing before.

See docs/semantics.md#where-contacts-begin.
"""

from flowlint import language
from flowlint.analysis.engine import Facts, entry_groups, reachable_blocks
from flowlint.model.flow import INBOUND
from flowlint.model.references import references


def is_first_inbound(facts: Facts) -> bool:
    """Tell whether this is an inbound flow to which no other of the run hands over, and that none sets to run later."""
    flow, project = facts.flow, facts.project.project
    return (
        flow.entry is not None
        and flow.type == INBOUND
        and facts.project(entry_groups).get(flow) == frozenset({flow})
        and not (project.is_hooked(flow) or project.has_unknown_callers(flow))
    )


def contacts_begin_here(facts: Facts) -> bool:
    """Tell whether contacts come in at this flow: an inbound one, to which no other of the run hands over.

    It does nothing that only a flow does to which a contact comes late: a guide for the agent, a disconnect flow. A
    flow whose type nothing tells may well be one that others transfer to.
    """
    return facts(is_first_inbound) and not any(one.has("comes_with_queue") for one in facts(reachable_blocks))


def customers_begin_here(facts: Facts) -> bool:
    """Tell whether contacts come in at this flow, and it talks to a customer: it does not run for tasks."""
    listens = (one.has("customer_listens") for one in facts(reachable_blocks))
    return facts(contacts_begin_here) and any(listens)


def nobody_is_on_the_line(facts: Facts) -> bool:
    """Tell whether only emails and tasks come to this flow, which talks to no customer.

    It reads what only these have, or a block of the run creates tasks that start with it.
    """
    blocks, unchecked = facts(reachable_blocks), language.channels_with("unchecked")
    if any(one.has("customer_listens") for one in blocks):
        return False
    if facts.project.project.may_get_tasks(facts.flow):
        return True
    told = (language.only_on(one.parts) for block in blocks for one in references(block))
    return any(on and on <= unchecked for on in told)
