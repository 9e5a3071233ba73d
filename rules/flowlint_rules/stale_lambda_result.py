"""A Lambda function's answer is read after another function has replaced it.

A block reads `$.External.name` after one function. Further on the path another function is called, and after that
one `$.External.name` is read again. What one call has replaced is reported once, at the block that reads it first.

Why it matters
    Each Lambda call replaces all of `$.External`. If the second function does not answer the same key, it reads as
    empty: the customer who was greeted by name is handed to the agent without one.

How to fix in the designer
    Put Set contact attributes after the first function, set an attribute from the External key, and read the attribute
    from there on.

Limits
    What a function answers is not seen. It is taken to answer a key itself where the flow compares the key after it,
    or reads it there on a path on which no other function answered it before.

    Functions named by an attribute are not distinguished, and nothing is reported after a flow module.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from collections.abc import Iterator

from flowlint.analysis.results import stale_reads
from flowlint.rule import Draft, Facts, Flow, Level, Witness, alike, at_read, fitted, rule, who


@rule(level=Level.NOTE, pillar="reliability", tags=("attributes", "lambda", "paths"), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find answers that are read after another function has replaced them."""
    for stale in facts(stale_reads):
        read, block = stale.read, stale.read.block
        yield at_read(
            block,
            read.reference,
            fitted(
                "{} “{name}” after another function replaced it; keep it as an attribute.",
                who(block.label, len(stale.others), "read"),
                name=read.reference.text,
            ),
            witness=Witness(
                stale.path,
                {
                    stale.read_before_by.id: f"reads {read.reference.text} while it is there",
                    stale.replaced_by.id: "replaces the whole answer",
                    block.id: f"reads {read.reference.text} again",
                },
            ),
            fingerprint_key=stale.replaced_by.id,
            once_per_flow=True,
            related=alike(stale.others, "reads"),
        )
