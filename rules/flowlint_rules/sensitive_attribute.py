"""An attribute named as a secret keeps what the customer typed, unencrypted.

A path leads from a Store customer input block that does not encrypt to a Set contact attributes block that puts the
input into an attribute such as `cardNumber`, `pin` or `ssn`.

Why it matters
    A contact attribute stays in the contact record, where agents, reports and exports show it to everybody who may see
    contacts, and flow logs write it out. A PIN or a card number must never get there.

How to fix in the designer
    Turn on “Encrypt entry” in the Store customer input block, and hand the encrypted input to the Lambda function that
    needs it. Delete the attribute, or keep in it only whether the check succeeded, or the last digits.

Limits
    Confidence is that of a name: what customers type is not known, and a `pin` may be a postal code. So the rule is
    pedantic. Input that another flow stored, or a bot heard, is not seen.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/store-customer-input.html
    https://docs.aws.amazon.com/connect/latest/adminguide/encrypt-data.html
"""

from collections.abc import Iterator

from flowlint.analysis.privacy import sensitive_attributes
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_read, rule, short


@rule(level=Level.NOTE, pillar="security", tags=("sensitive-data", "paths"), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find attributes named as secrets that keep unencrypted input."""
    for one in facts(sensitive_attributes):
        yield at_read(
            one.block,
            one.reference,
            f"{one.block.label} keeps unencrypted input in the attribute “{short(one.key)}”; turn on “Encrypt entry”.",
            witness=Witness(
                one.path,
                {
                    one.stored_by.id: "stores what the customer types as it is",
                    one.block.id: "keeps it with the contact",
                },
            ),
            fingerprint_key=one.key,
        )
