"""A card number, PIN or the like is stored without encryption.

Looks at Store customer input blocks that take free input and do not encrypt it, and whose prompt says that the
customer is to type a secret: a card number, a security code, a PIN, a password, a bank account, a social security
number.

Why it matters
    What is stored in plain text travels on in plain text: into the log of the flow where logging is on, into contact
    attributes and contact records, to Lambda functions and their logs, to the agent's screen. For payment cards that
    alone breaks the rules of the card industry.

How to fix in the designer
    In the Store customer input block turn on Encrypt entry, with the ID of a signing key that was uploaded to the
    instance and the certificate that belongs to it. Only the Lambda function that has the private key can read the
    input then. Turn logging off before the block, too.

Limits
    What a recorded prompt asks for, or one that an attribute fills in, is not known, and nothing is reported; nor where
    another block asks before, nor of a part of a sentence that warns, such as “never enter your PIN”. The words are
    known in English, and the most common ones in German, Spanish, French, Italian, Portuguese, Japanese and Korean. The
    last four digits of a number are no secret. Input that is checked as a phone number, and a single digit, are not
    looked at.

    The pedantic rule stored-input-exposed reports where other free input goes.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/store-customer-input.html
    https://docs.aws.amazon.com/connect/latest/adminguide/encrypt-data.html
    https://docs.aws.amazon.com/connect/latest/adminguide/compliance-validation-best-practices-PCI.html
"""

from collections.abc import Iterator

from flowlint.analysis.privacy import asking_for_secrets
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.WARNING, pillar="security", tags=("sensitive-data",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that ask for a secret and store it as it is typed."""
    for block in facts(asking_for_secrets):
        yield at_block(
            block,
            f"{block.label} asks for a secret and stores it unencrypted; turn on “Encrypt entry”.",
            ("Parameters", "StoreInput"),
            at_key=True,
        )
