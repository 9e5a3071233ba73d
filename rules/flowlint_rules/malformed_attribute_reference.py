"""A text was meant as a reference to an attribute and has not the form of one.

Finds references without their first dot (`$Attributes.tier`), with dots too many (`$..Attributes.tier`), with no name
(`$.Attributes.`), twice begun (`$.Attributes.$.Attributes.tier`), with brackets left open or without straight quotes
(`$.Attributes['tier`, `$.Attributes[tier]`), and keys with a space that no brackets hold together
(`$.Attributes.first name`). Each text is reported once per flow, at the block that is reached first.

Why it matters
    Connect does not complain. It speaks the text as it stands, or reads the part that it understands and speaks the
    rest; a comparison with it never matches.

How to fix in the designer
    Write `$.`, the namespace, a dot and the key: `$.Attributes.tier`. Put a key with spaces or special characters
    between brackets and straight quotes: `$.Attributes['first name']`; better still, rename it.

Limits
    A key with a space is reported where this flow sets a key of that name, and in parameters that are one reference and
    nothing else; in a prompt, what follows may well be the sentence. A sound form with a name that does not exist,
    `$.attributes.tier` say, is reported by unknown-attribute.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

from collections.abc import Iterator

from flowlint.analysis.references import malformed_references
from flowlint.rule import Draft, Facts, Flow, Level, alike, at_read, fitted, rule
from flowlint_rules._references import rewritten


@rule(level=Level.WARNING, pillar="reliability", tags=("attributes",), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find text that starts like a reference and is none."""
    for wrong in facts(malformed_references):
        remedy = "write “{right}”" if wrong.right else "put a name after the last dot"
        yield at_read(
            wrong.block,
            wrong,
            fitted(
                f"{{}} “{{written}}”, which is no valid reference; {remedy}.",
                wrong.readers,
                written=wrong.written,
                right=wrong.right or "",
            ),
            fingerprint_key=wrong.cause,
            once_per_flow=True,
            related=alike(wrong.others, "reads"),
            fix=rewritten(wrong.places),
        )
