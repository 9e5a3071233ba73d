"""A prompt speaks a value that may be empty.

The value is one that a Lambda function answered, or a field of a customer profile, or an attribute that was set from
one, and no Check contact attributes on the path looked at what came. What speaks one answer is reported once, at the
prompt that is reached first.

Why it matters
    A function that finds no customer answers all the same, and a profile may lack the field. The customer hears
    “Hello, , your balance is”, and takes the line for broken.

How to fix in the designer
    Put Check contact attributes after the block that gives the answer, ask whether the value is there, and lead the
    No Match branch to a prompt that does without it.

Limits
    A check of any value of the answer counts for all of it, and so does one of an attribute that the flow keeps a value
    of it in, even where that was set to a fixed text on the path, and a flow module on the way. That a function always
    answers is not seen. A prompt that is the value alone is not reported: the function is there to write it.

    A value that no block gave on the path is another rule's business.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
    https://docs.aws.amazon.com/connect/latest/adminguide/check-contact-attributes.html
"""

from collections.abc import Iterator

from flowlint.analysis.results import spoken_unseen
from flowlint.rule import Draft, Facts, Flow, Level, Witness, alike, at_read, rule, who


@rule(level=Level.NOTE, pillar="reliability", tags=("attributes", "prompts", "paths"), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find prompts that speak of an answer nothing looked at."""
    for spoken in facts(spoken_unseen):
        read, block = spoken.read, spoken.read.block
        yield at_read(
            block,
            read.reference,
            f"{who(block.label, len(spoken.others), 'speak')} “{read.reference.text}”, which may be empty; "
            "ask with “Check contact attributes” first.",
            witness=Witness(
                spoken.path,
                {
                    spoken.cause: "may answer without the value",
                    block.id: f"speaks {read.reference.text}, and nothing looked at it",
                },
            ),
            fingerprint_key=spoken.cause,
            once_per_flow=True,
            related=alike(spoken.others, "speaks"),
        )
