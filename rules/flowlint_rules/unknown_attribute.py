"""A reference names an attribute that Amazon Connect does not have.

Looks at every reference in the parameters: `$.Attribute.tier`, `$.CustomerEndpoint.Adress`, `$.attributes.tier`. Each
wrong name is reported once per flow, at the block that is reached first, with the real attribute most like it. So is an
answer of a data table that is read under a name which no query of the flow has.

Why it matters
    Connect takes such a reference without a word and reads it as empty: the prompt leaves out the name, the Lambda
    function gets no phone number, the comparison never matches.

How to fix in the designer
    Open the block, choose Set dynamically and pick namespace and key from the lists, instead of typing the reference;
    in a text, copy it from there. Names are case sensitive.

Limits
    Keys that people choose (contact attributes, answers of Lambda functions, slots) are another rule's business. Of
    roots whose parts AWS extends from time to time (`$.Customer`, `$.Lex`, `$.Metrics`) only names that differ from a
    real one in nothing but capitals, dots and dashes are reported. What has not the form of a reference at all is
    reported by malformed-attribute-reference. Names of queries are looked at where all of them are written in the flow
    itself, and not in modules, which may read what their caller asked.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from collections.abc import Iterator

from flowlint.analysis.references import unknown_attributes, unknown_queries
from flowlint.rule import Draft, Facts, Flow, Level, alike, at_read, rule
from flowlint_rules._references import rewritten


@rule(level=Level.WARNING, pillar="reliability", tags=("attributes",), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find references that no attribute of Amazon Connect answers."""
    for wrong in facts(unknown_attributes):
        remedy = f"write “{wrong.right}”" if wrong.right else "pick a real one from the designer's list"
        yield at_read(
            wrong.block,
            wrong,
            f"{wrong.readers} “{wrong.written}”, which Amazon Connect does not know; {remedy}.",
            fingerprint_key=wrong.cause,
            once_per_flow=True,
            related=alike(wrong.others, "reads"),
            fix=rewritten(wrong.places),
        )
    for wrong in facts(unknown_queries):
        remedy = f"write “{wrong.right}”" if wrong.right else "name one that is asked"
        yield at_read(
            wrong.block,
            wrong,
            f"{wrong.readers} the answer “{wrong.written}”, but no query of this flow is called that; {remedy}.",
            fingerprint_key=f"query {wrong.cause}",
            once_per_flow=True,
            related=alike(wrong.others, "reads"),
        )
