"""Lambda functions in a row may take longer than Connect gives them.

The time limits of the functions on a path add up to more than 20 seconds, and nothing is played between them.

Why it matters
    Connect gives a row of functions 20 seconds in all. When the first ones are slow the last is cut off, whatever its
    own time limit says, and its error branch is taken: that shows on a bad day only, when it hurts most. All the while
    the customer hears nothing, and many hang up.

How to fix in the designer
    Put a “Play prompt” between the functions: it breaks the row, and the customer hears that something is going on. Or
    lower the time limits to what the functions really need, let one function do the work of two, or set those whose
    answer nobody waits for to run asynchronously.

Limits
    The time limits count, not what the functions take. Functions that are called in a loop are not added up, nor are
    those of a flow module or of the flow before.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/invoke-lambda-function-block.html
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
"""

from collections.abc import Iterator

from flowlint.analysis.progress import long_rows
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.WARNING, pillar="performance-efficiency", tags=("lambda", "paths"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find rows of functions whose time limits add up to more than a row may take."""
    for row in facts(long_rows):
        last, in_all = row.waits[-1]
        yield at_block(
            last,
            f"{last.label} ends a row of Lambda functions that may take {in_all} s, and Connect allows 20 s; "
            "play a prompt between them.",
            ("Parameters", "InvocationTimeLimitSeconds"),
            witness=Witness(
                row.path, {block.id: f"may be done after {gone} s of silence" for block, gone in row.waits}
            ),
        )
