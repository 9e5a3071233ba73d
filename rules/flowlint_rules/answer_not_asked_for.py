"""A block reads a part of an answer that nothing asked for.

Looks at three kinds of answer whose contents the flow itself chooses: fields of a customer profile, which Customer
profiles lists under “Response fields”; attributes that a query of a data table loads; and values within values of a
Lambda function’s answer, which has them only where “Response validation” is JSON.

Why it matters
    What was not asked for reads as empty, though the block that asks succeeds: the prompt leaves out the name, the
    comparison never matches.

How to fix in the designer
    Add the field to “Response fields” of Customer profiles, or the attribute to the query of Data table; for a Lambda
    function choose JSON under “Response validation”. Or read a name that is asked for.

Limits
    Looks at flows that have a block which asks, if all that such blocks ask for is written in them; what any block of
    the flows checked asks for counts. `ProfileId` and `ProfileARN` always come. Modules are left out, since they may
    read what their caller asked for. Where a flow creates or changes profiles, or loads objects of one, the fields are
    not known; nor are parts of fields. Values within values are looked at where all functions of the run are set to
    return text only. What a bot returns does not show in a flow.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/customer-profiles-block.html
    https://docs.aws.amazon.com/connect/latest/adminguide/data-table-block.html
    https://docs.aws.amazon.com/connect/latest/adminguide/invoke-lambda-function-block.html
"""

from collections.abc import Iterator

from flowlint.analysis.references import NotAsked, answers_not_asked
from flowlint.rule import Draft, Facts, Flow, Level, alike, at_read, fitted, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("attributes",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find reads of what no block asks for."""
    for one in facts(answers_not_asked):
        wrong = one.wrong
        yield at_read(
            wrong.block,
            wrong,
            fitted(
                f"{{}} “{{written}}”, {_why(one)}.",
                wrong.readers,
                written=wrong.written,
                right=wrong.right or "",
                query=one.of,
            ),
            fingerprint_key=f"{one.what} {wrong.cause}",
            once_per_flow=True,
            related=alike(wrong.others, "reads"),
        )


def _why(one: NotAsked) -> str:
    right = "write “{right}”" if one.wrong.right else "ask for it"
    match one.what:
        case "field":
            return f"a field that no Customer profiles block asks for; {right}"
        case "attribute":
            return f"which the query “{{query}}” does not load; {right}"
        case "nested":
            return "but functions here return text only; set “Response validation” to JSON"
