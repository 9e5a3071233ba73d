"""An answer is read where the block that gives it did not run, or failed.

Answers are what a Lambda function, a bot, stored input, a customer profile, a case, queue metrics, a view, a task,
a loop or a module leaves behind: `$.External`, `$.Lex`, `$.StoredCustomerInput`, `$.Customer` and so on. Reads that
miss an answer by the same branch are reported once, at the block that is reached first.

Why it matters
    When the Lambda function fails, or the customer types nothing, there is no answer: the prompt speaks an empty text,
    the attribute is set to nothing, and what follows decides on a value that never came.

How to fix in the designer
    Lead the Error branch of the block that gives the answer to blocks of their own, which say sorry or work without the
    answer, and join the paths again after the blocks that read it.

Limits
    The answers of Lambda functions, bots, stored input, metrics, views and tasks live on from flow to flow. Where
    nothing in this flow gives one before it is read, the flow before may have; that is another rule's business.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
"""

from collections.abc import Iterator

from flowlint.analysis.attributes import UndefinedRead, undefined_results
from flowlint.rule import Draft, Facts, Flow, Level, Witness, alike, at_read, fitted, rule

_FAILED = "failed here, so there is no answer"
_PASSED_BY = "the branch taken here misses every block that gives it"


@rule(level=Level.WARNING, pillar="reliability", tags=("attributes", "paths"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find answers that some path reads although no block gave them there."""
    for undefined in facts(undefined_results):
        yield at_read(
            undefined.read.block,
            undefined.read.reference,
            _message(flow, undefined),
            witness=Witness(undefined.path, undefined.notes(_FAILED, _PASSED_BY)),
            fingerprint_key=undefined.cause,
            once_per_flow=True,
            related=alike(undefined.others, "reads"),
        )


def _message(flow: Flow, undefined: UndefinedRead) -> str:
    culprit = undefined.culprit.name if undefined.culprit is not None else ""
    if culprit:
        why = "missing after {culprit}; reroute it"
    elif undefined.is_ever_defined:
        why = "which only a later block gives; put that block before"
    elif flow.is_module and not undefined.read.namespace.seen_in_modules:
        why = "which a module cannot see; hand it over as a contact attribute"
    else:
        why = "which no block of this flow gives; put one before"
    name = undefined.read.reference.text
    return fitted(f"{{}} “{{name}}”, {why}.", undefined.readers, name=name, culprit=culprit)
