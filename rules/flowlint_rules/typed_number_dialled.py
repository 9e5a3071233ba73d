"""The flow dials a number that the customer typed.

A path leads from a Store customer input block to a Transfer to phone number block that dials `$.StoredCustomerInput`,
or an attribute that was set from it, with or without a `+` before it, and nothing on the path looks at what was typed.

Why it matters
    Whoever calls in can have the contact centre call any number in the world, at its expense: a premium number of their
    own, over and over. This is toll fraud, and the bill comes weeks later.

How to fix in the designer
    Dial a fixed number, or one that a Lambda function looks up for the choice of the customer. If customers must type
    the number, let a Check contact attributes block or a Lambda function accept those that you know, by their beginning
    at least, and lead all others to a message. In the Store customer input block, choose “Phone number” with a local
    format and one country. In Amazon Connect, limit the countries that the instance may call.

Limits
    Confidence is high that the number is dialled as it was typed, and the finding does not know whom the instance may
    call. A number that was compared with anything but “Timeout”, or went into a function, a bot or a module, counts as
    checked. So does the local format of one country. A callback to a number that the customer typed is what customers
    ask for, and is not reported. What another flow stored is not seen.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/transfer-to-phone-number.html
    https://docs.aws.amazon.com/connect/latest/adminguide/store-customer-input.html
    https://docs.aws.amazon.com/connect/latest/adminguide/country-code-allow-list.html
"""

from collections.abc import Iterator

from flowlint.analysis.privacy import dialled_input
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_read, rule


@rule(level=Level.WARNING, pillar="security", tags=("paths", "toll-fraud"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find numbers that customers type and the flow dials."""
    for one in facts(dialled_input):
        yield at_read(
            one.block,
            one.reference,
            f"{one.block.label} dials what the customer typed, which may be any number in the world; check it first.",
            witness=Witness(
                one.path, {one.stored_by.id: "stores what the customer types", one.block.id: "dials it as it is"}
            ),
        )
