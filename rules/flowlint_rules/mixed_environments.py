"""A flow uses resources of more than one instance, account or Region.

Compares the ARNs in the parameters of a flow's blocks, and names those that differ from the rest: queues, prompts and
flows of two Connect instances, functions of two accounts, a function in another Region than the instance.

Why it matters
    Most often a flow was copied from a test instance, and one block was forgotten. A prompt or a queue of another
    instance is refused, or the block takes its error branch. A test function answers with test data, and nobody notices
    until it is changed or deleted. A function of another Region is slow, and fails when that Region does.

How to fix in the designer
    Open the block that is named and choose the queue, prompt, flow or function again from the list, which shows those
    of this instance. Save, and publish. In a deployment, let a placeholder of the template name the resource.

Limits
    ARNs that a template or an attribute fills in are compared as far as they are written out; resources that AWS itself
    keeps (`:aws:`) are not looked at. Functions that are all in another account than the instance are taken to be
    shared, and bots may be in another Region.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/migrate-contact-flows.html
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
"""

from collections.abc import Iterator

from flowlint.analysis.resources import mixed_environments
from flowlint.rule import Draft, Facts, Flow, Level, RelatedBlock, at_block, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("deployment",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find flows whose ARNs are of more than one environment."""
    mixed = facts(mixed_environments)
    if mixed is None:
        return
    (first, value), *more = mixed.others
    usual, usual_value = mixed.usual.block, _short(mixed.usual_value)
    yield at_block(
        first.block,
        f"{first.block.label} uses {mixed.aspect} {_short(value)}, other ARNs of this flow {usual_value}; "
        "choose resources of one environment.",
        first.at,
        span=first.span,
        fingerprint_key=mixed.aspect,
        once_per_flow=True,
        related=(
            *(RelatedBlock(arn.block, f"{arn.block.label} uses {mixed.aspect} {_short(one)}.") for arn, one in more),
            RelatedBlock(usual, f"{usual.label} uses {mixed.aspect} {usual_value}."),
        ),
    )


def _short(value: str) -> str:
    """Cut the id of an instance, which is a UUID."""
    return value if len(value) <= 20 else value[:8] + "…"
