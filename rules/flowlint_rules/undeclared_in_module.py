"""A module gives or takes what its settings do not declare.

The settings of a module declare its branches, its input and what it gives back. Looks at the blocks “Return” of a
module, and at the blocks that call it, if they are checked in the same run.

Why it matters
    Connect holds both sides to the settings when they are published: one project saw it refuse a branch, a key of the
    result and a key of the input that were not declared. And a caller waits in vain for a branch that never comes.

How to fix in the designer
    Open the module, and in its settings declare the branch, the input or the result that is named; or write the name
    that is declared in the block “Return” or “Invoke module”.

Limits
    The settings stand in answers of `describe-contact-flow-module` and its likes, beside the content, and in newer
    exports of the designer, under `Metadata`: a module without them is passed over. Names are looked at and not the
    types of values.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-modules.html
    https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateContactFlowModule.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import UndeclaredName, undeclared_names
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule, short

_WHAT = {"branch": "the branch", "result": "the result", "input": "the input"}


@rule(level=Level.WARNING, pillar="reliability", tags=("import",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find names that the settings of a module do not declare."""
    for one in facts(undeclared_names):
        yield at_block(
            one.block,
            f"{one.block.label} names {_WHAT[one.kind]} “{short(one.name, 20)}”, "
            f"which the module's settings do not declare; {_remedy(one)}.",
            one.at,
            at_key=one.at_key,
            fingerprint_key=f"{one.kind} {one.name}",
        )


def _remedy(one: UndeclaredName) -> str:
    return f"write “{short(one.right, 20)}”" if one.right else "declare it there"
