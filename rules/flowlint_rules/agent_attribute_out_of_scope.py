"""An agent's attribute is read in a flow that runs without an agent.

`$.Agent.FirstName` and similar attributes are read in a customer queue flow or a transfer to queue flow. Each attribute
is reported once per flow, at the block that is reached first.

Why it matters
    While a contact waits in a queue, or is on its way there, nobody has taken it: the attribute is empty. The prompt
    says "You will be served by ,", and what compares or stores the agent gets nothing.

How to fix in the designer
    Move the block to a flow in which the agent is known: an agent or customer whisper flow, a hold flow, an outbound
    whisper flow or a transfer to agent flow. To have the name later, store it there as a contact attribute.

Limits
    Inbound flows are not looked at: one of them may run when the agent has left, as disconnect flow, and the agent is
    known there. Nor are modules, which run in flows of all types, and flows whose type is not known. Check contact
    attributes may ask whether there is an agent.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from collections.abc import Iterator

from flowlint.analysis.references import agent_attributes_out_of_scope
from flowlint.rule import Draft, Facts, Flow, Level, alike, at_read, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("attributes",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find agent attributes read where no agent is."""
    for wrong in facts(agent_attributes_out_of_scope):
        yield at_read(
            wrong.block,
            wrong,
            f"{wrong.readers} “{wrong.written}”, empty in a {flow.type_name} flow; read it in a whisper or hold flow.",
            fingerprint_key=wrong.cause,
            once_per_flow=True,
            related=alike(wrong.others, "reads"),
        )
