"""Stored input is used without asking whether the customer typed anything.

A path leads from Store customer input to a block that uses `$.StoredCustomerInput`, and passes no Check contact
attributes that asks for “Timeout” or for what the customer should have typed. What is stored once is reported once, at
the block that uses it first.

Why it matters
    Store customer input has no branch for a customer who types nothing: it goes on by Success, and the word “Timeout”
    stands where the number should. The prompt reads it out, the Lambda function looks for a customer of that number,
    the agent sees it on the screen.

How to fix in the designer
    Put Check contact attributes after Store customer input: the system attribute Stored customer input, with a
    condition Equals Timeout. Lead that branch back to the question, a few times at most.

Limits
    Input that is checked as a phone number or encrypted is not reported, nor is Set callback number, which has a branch
    for a wrong number. An attribute set from the input counts as checked where the flow compares that attribute.

    A Lambda function that knows what “Timeout” means is not seen.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/store-customer-input.html
"""

from collections.abc import Iterator

from flowlint.analysis.results import unchecked_input
from flowlint.rule import Draft, Facts, Flow, Level, Witness, alike, at_read, rule, who


@rule(level=Level.NOTE, pillar="reliability", tags=("attributes", "paths"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find stored input that is used although it may be the word Timeout."""
    for use in facts(unchecked_input):
        block = use.read.block
        notes = {use.cause: "stores “Timeout” if the customer types nothing", block.id: "uses it as it is"}
        yield at_read(
            block,
            use.read.reference,
            f"{who(block.label, len(use.others), 'use')} stored input, “Timeout” if nothing was typed; "
            "put “Check contact attributes” first.",
            witness=Witness(use.path, notes),
            fingerprint_key=use.cause,
            once_per_flow=True,
            related=alike(use.others, "uses"),
        )
