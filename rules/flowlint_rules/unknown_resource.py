"""A block names a queue, prompt, function or bot that the instance does not have.

Needs an inventory of the instance beside the flows, which `flowlint export` writes. The ARNs of queues, hours of
operation, prompts, views and data tables are held against it if they are of that instance; Lambda functions and bots of
Lex V2 if they are of its account and Region.

Why it matters
    A block that names what was deleted takes its error branch for every contact, or Connect refuses the flow when it is
    published. A Lambda function or a bot that was never added to the instance is not called.

How to fix in the designer
    Open the block and choose what exists. Add a function or a bot in the AWS console, in the settings of the instance
    under “Flows”, and choose it in the block.

Limits
    Says nothing without an inventory, and nothing of what an attribute names. A function or bot may be callable though
    the instance does not list it, where its resource policy says so. Those of other accounts and Regions are not
    judged; versions and aliases of a function count as the function, each alias of a bot for itself. The inventory may
    be older than the flow: run `flowlint export` again.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
    https://docs.aws.amazon.com/connect/latest/APIReference/API_ListLambdaFunctions.html
    https://docs.aws.amazon.com/connect/latest/APIReference/API_ListBots.html
"""

from collections.abc import Iterator

from flowlint.analysis.resources import absent_resources
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("deployment",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that name resources which the instance does not have."""
    for one in facts(absent_resources):
        yield at_block(
            one.block,
            f"{one.block.label} names the {one.kind} {one.short_name}, which flowlint-inventory.json does not list; "
            "choose one that exists.",
            one.at,
            fingerprint_key=one.name,
        )
