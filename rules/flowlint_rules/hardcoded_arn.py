"""A resource is named by a fixed ARN, which is another one in each instance.

Finds ARNs that are written out in the parameters of blocks. Each is reported once per flow, at the first block that has
it.

Why it matters
    The ARN of a queue, prompt, flow or function holds the Region, the account and the instance. Imported elsewhere, the
    flow is refused or goes on using the resources it came from, and whoever moves it must find and replace each ARN.

How to fix in the designer
    Where the block offers Set dynamically, let an attribute name the resource: set it at the beginning of the flow, or
    let a Lambda function look it up; `$.AwsRegion` and `$.InstanceARN` are there in every flow. In files that a
    deployment imports, put a placeholder of your template in the place of the ARN.

Limits
    What the designer saves and exports always has ARNs: the rule is for flows that are kept as templates. Resources
    that AWS itself keeps (`:aws:`) have the same ARN everywhere and are not reported.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/migrate-contact-flows.html
    https://docs.aws.amazon.com/connect/latest/adminguide/create-replica-connect-instance.html
"""

from collections.abc import Iterator

from flowlint.analysis.resources import fixed_arns
from flowlint.rule import Draft, Facts, Flow, Level, alike, at_block, rule


@rule(level=Level.NOTE, pillar="operational-excellence", tags=("deployment",), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find ARNs that are written out."""
    for first, *others in facts(fixed_arns):
        yield at_block(
            first.block,
            f"{first.block.label} has a fixed ARN ({first.kind}); "
            "let an attribute or a placeholder of your template name it.",
            first.at,
            span=first.span,
            fingerprint_key=first.text,
            once_per_flow=True,
            related=alike((arn.block for arn in others if arn.block is not first.block), "has"),
        )
