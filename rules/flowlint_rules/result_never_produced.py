"""An answer is read that no block before it gives.

Answers are what a Lambda function, a bot, stored input, queue metrics, a view or a task leaves behind: `$.External`,
`$.Lex`, `$.StoredCustomerInput` and so on. They live on from flow to flow, so the flow before may have left one; but no
flow that is checked and hands over to this one does. Each kind of answer is reported once per flow, at the block that
is reached first.

Why it matters
    Without the block that gives it the answer is empty, whatever the customer types: the prompt speaks a gap, the
    Lambda function gets no number. It happens when the wrong kind of block asks, or when a flow is cut in two and the
    block that asked stays in the other half.

How to fix in the designer
    Put the block that gives the answer before the one that reads it. If the flow before was to give it, look whether it
    does so on every way here; an answer kept in a contact attribute there is easier to find here. So keep what a
    module gets, or give it back as data.

Limits
    A flow outside the files checked may hand over to this one and leave the answer; nothing is said of a flow that is
    checked alone, unless settings say `complete = true` or an inventory of the instance stands beside it. Before a
    whisper, hold, queue or transfer flow any of the flows checked may have come, and before any flow those that hand
    over to one that is only known when they run. In a flow module only answers that it shares with the flow that calls
    it are looked at, and only if a flow checked calls it. What a Lambda function gave back and gets again the next time
    round may be empty at first.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from collections.abc import Iterator

from flowlint.analysis.attributes import call_that_keeps, results_never_produced
from flowlint.rule import Draft, Facts, Flow, Level, alike, at_read, fitted, rule

_DOES = {
    "External": "calls a Lambda function",
    "LambdaInvocation": "calls a Lambda function",
    "Lex": "asks a Lex bot",
    "StoredCustomerInput": "stores customer input",
    "Metrics": "gets queue metrics",
    "Views": "shows a view",
    "Task": "creates a task",
}
"""What a block that gives an answer does, in words for a message."""


@rule(level=Level.NOTE, pillar="reliability", tags=("attributes",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find answers that no block of this flow gives before, nor a flow of the run that hands over to it."""
    for missing in facts(results_never_produced):
        reference, call = missing.read.reference, call_that_keeps(facts, missing.read)
        if call is None:
            does = _DOES.get(reference.namespace, "gives that")
            lacks = f"no block before {does}, here or in a flow that leads here; add one"
            message = f"{missing.readers} “{reference.text}”, but {lacks}."
        else:
            said = "{} “{text}”, but the module of {call} keeps it to itself; store it in a contact attribute there."
            message = fitted(said, missing.readers, text=reference.text, call=call.label)
        yield at_read(
            missing.read.block,
            reference,
            message,
            fingerprint_key=missing.cause,
            once_per_flow=True,
            related=alike(missing.others, "reads"),
        )
