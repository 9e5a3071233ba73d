"""An attribute is read on a path that has not set it.

The flow sets the attribute, but a path leads to the block that reads it and passes no block that sets it, or only one
that failed. A flow attribute that the flow never sets is reported too, since nothing outside the flow can set it.
Each attribute is reported once per flow, at the block that is reached first.

Why it matters
    An attribute that is not set reads as empty. The prompt says "Hello ,", the Lambda function gets no account number,
    the queue that the attribute should name is not found, and only on the path that nobody tested.

How to fix in the designer
    Put a Set contact attributes block with a start value at the beginning of the flow, or on the branch that misses
    it; or ask with Check contact attributes before the value is used.

Limits
    Contact attributes that this flow sets nowhere are another rule's business: whatever came before may have set them.
    A flow module that is not among the files checked may set any contact attribute, so nothing is reported after it.
    What goes into a Lambda function or a bot and is set only after it, from the answer or to a fixed text, is there
    the next time round and may be empty at first: it is not reported.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-contact-attributes.html
"""

from collections.abc import Iterator

from flowlint.analysis.attributes import UndefinedRead, undefined_attributes
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_read, rule

_FAILED = "failed here, so nothing was set"
_PASSED_BY = "the branch taken here misses every block that sets it"


@rule(level=Level.WARNING, pillar="reliability", tags=("attributes", "paths"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find attributes that some path reads before they are set."""
    for undefined in facts(undefined_attributes):
        yield at_read(
            undefined.read.block,
            undefined.read.reference,
            f"{undefined.readers} “{undefined.shown}”, {_remedy(undefined)}.",
            witness=Witness(undefined.path, undefined.notes(_FAILED, _PASSED_BY)),
            fingerprint_key=undefined.shown,
            once_per_flow=True,
        )


def _remedy(undefined: UndefinedRead) -> str:
    if undefined.culprit is not None:
        return f"not set after {undefined.culprit.name}; set it there too"
    if undefined.is_ever_defined:
        return "which this flow sets only later; set it before"
    return "which this flow never sets, and nothing else can; set it before"
