"""What a customer typed is spoken back, kept or sent on unencrypted.

A path leads from a Store customer input block that does not encrypt to a block that says `$.StoredCustomerInput`, sets
a contact attribute from it, writes it into a task, or sends it to a Lambda function or a bot. Each Store customer input
is reported once, with the nearest such block.

Why it matters
    A contact attribute stays in the contact record for two years and is seen by agents and in reports. What is said is
    heard in the recording. What a function or a bot is sent may stand in its logs. For an order number that is what the
    input is for; for a card number it is a leak, and the flow alone does not tell which it is.

How to fix in the designer
    Where the input is nobody else's business, turn on Encrypt entry in the Store customer input block, and let the
    Lambda function that needs it decrypt it. Do not say it back; ask the customer to confirm the last digits at most.

Limits
    Most flows ask for a number in order to look it up: the rule is pedantic, for those who have to account for each
    place that customer data goes to. Input that is checked as a phone number, and a single digit, are not looked at.
    Where the prompt asks for a secret, unencrypted-stored-input reports it instead. What another flow stored
    is not seen.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/store-customer-input.html
    https://docs.aws.amazon.com/connect/latest/adminguide/encrypt-data.html
"""

from collections.abc import Iterator

from flowlint.analysis.privacy import exposed_input
from flowlint.rule import Draft, Facts, Flow, Level, Witness, alike, at_read, rule


@rule(level=Level.NOTE, pillar="security", tags=("sensitive-data", "paths"), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find unencrypted input that leaves the flow."""
    for exposed in facts(exposed_input):
        block, stored_by, count = exposed.read.block, exposed.stored_by, len(exposed.others)
        more = f", as {'do' if count > 1 else 'does'} {count} more" if count else ""
        yield at_read(
            block,
            exposed.read.reference,
            f"{block.label} gets unencrypted input and {exposed.does}{more}; if private, turn on “Encrypt entry”.",
            witness=Witness(
                exposed.path, {stored_by.id: "stores what the customer types as it is", block.id: exposed.does}
            ),
            fingerprint_key=stored_by.id,
            once_per_flow=True,
            related=alike(exposed.others, "gets"),
        )
