"""A key of an attribute, input or tag holds spaces or special characters.

Looks at the keys of contact attributes, flow attributes, Lambda inputs, Lex session attributes and tags, where they
are set and where they are read. A good key is made of the letters A to Z, digits, `_`, `-` and `.` alone. Each key is
reported once per flow, at its first place in the file.

Why it matters
    A key with a space cannot be picked in the dynamic fields of most blocks, breaks off in the middle of a prompt
    ("$.Attributes.first name" reads `first`), and the API that updates attributes refuses it. Such keys work in one
    block and fail silently in the next.

How to fix in the designer
    Rename the key in the block that sets it, in camelCase (`customerName`), and in every block, Lambda function and
    agent view that reads it.

Limits
    Keys that AWS itself defines (`x-amz-lex:…`, `aws:…`) and keys that a template fills in are not looked at.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

from collections.abc import Iterator

from flowlint.analysis.naming import listed_characters, unsafe_keys
from flowlint.rule import Draft, Facts, Flow, Level, at_block, fitted, rule, short


@rule(level=Level.WARNING, pillar="operational-excellence", tags=("attributes", "naming"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find keys with other characters than A-Z, a-z, 0-9, `_`, `-` and `.`."""
    for key, characters, better in facts(unsafe_keys):
        label, held = key.block.label, listed_characters(characters)
        remedy = f"name it “{better}”" if better else "use letters, digits, “_”, “-”, “.” only"
        yield at_block(
            key.block,
            fitted("{}: the key “{name}” contains {}, unsafe in keys; {}.", label, held, remedy, name=short(key.name)),
            key.at,
            at_key=key.span is None,
            span=key.span,
            fingerprint_key=key.name,
            once_per_flow=True,
        )
