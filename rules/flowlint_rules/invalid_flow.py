"""Something in the document does not have the shape of a flow.

A list where an object should be, a branch without a target, a version that does not exist: each such place is one
finding.

Why it matters
    Connect refuses the document as a whole and does not always say where. Whatever stands at such a place could
    not be read, so that other rules pass over it.

How to fix in the designer
    The designer writes no such document: export the flow again, or repeat the change in the designer and export
    then. In a file, write at the place that is named what the message asks for. An editor that is given
    `flowlint/language/schemas/flow.schema.json` shows these mistakes while you type.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language.html
"""

from collections.abc import Iterator

from flowlint.analysis.document import shape_problems
from flowlint.rule import Draft, Facts, Flow, Level, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find places whose JSON type, or whose absence, makes the document no flow."""
    for problem in facts(shape_problems):
        yield Draft(problem.message, problem.path, problem.block)
