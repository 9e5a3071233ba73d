"""A placeholder of a template was left in a flow that is no template.

That is `${name}`, `{{name}}`, `<<name>>`, `%%name%%` or `REPLACE_ME` in a flow that names its other resources in full.
It may stand in a value, in a key of a map, and in what a condition compares with. Each placeholder is reported once per
flow.

Why it matters
    Connect does not know what it is for. In the place of a queue or a function it is a name that does not exist, and
    the block takes its error branch; in a prompt the customer hears “dollar, left curly bracket, store name”.

How to fix in the designer
    Open the block and write or choose the value that was meant. For one that is known only when the contact is there,
    use an attribute: `$.Attributes.storeName`.

Limits
    Many files are templates on purpose, and about those nothing is said. A file is taken for one by its suffix
    (`.tftpl`, `.tpl`, `.j2`, …), where several resources are left open, where an expression of Terraform or
    CloudFormation stands for one (`${var.queue}`, `${AWS::Region}`), and where no resource is named in full. A flow
    in an answer of the API was deployed, and is never taken for a template.

    Texts that are templates of their own, those of views and messages, are not looked at, nor are placeholders inside a
    longer text that a function or a bot is given.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from collections.abc import Iterator

from flowlint.analysis.resources import open_placeholders
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule, short


@rule(level=Level.NOTE, pillar="reliability", tags=("import",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find placeholders that nothing filled in."""
    for one in facts(open_placeholders):
        yield at_block(
            one.block,
            f"{one.block.label} holds the placeholder “{short(one.written)}”, which nothing filled in; "
            "put the value that was meant there.",
            one.at,
            at_key=one.at_key,
            span=None if one.at_key else one.span,
            fingerprint_key=one.written,
            once_per_flow=True,
        )
