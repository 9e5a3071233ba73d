"""A block has an Identifier that Connect does not allow.

An Identifier has at most 50 characters and none of `% : ( \\ / ) = $ , ; [ ] { }`. A few words that JavaScript
defines, `constructor` and `toString` among them, may not be one either.

Why it matters
    Connect does not take the flow, and its answer says little about what is wrong with it.

How to fix in the designer
    The designer keeps to these rules; other Identifiers come from files that were written by hand or by a program. Give
    the block a shorter or a plainer name there, and write it into StartAction, into the branches that lead to the
    block, and into `Metadata.ActionMetadata`.

Limits
    These are the words of AWS's page; no answer of the service is known. Text that a template fills in, `${name}` say,
    is not judged, nor is a flow in the console's old export format.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language.html
"""

from collections.abc import Iterator

from flowlint.analysis.document import id_faults
from flowlint.rule import Draft, Facts, Flow, Level, at_block, joined, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find Identifiers that are too long, or hold what they may not."""
    for block, faults in facts(id_faults):
        message = f"{block.label}: the Identifier {joined(faults)}; change it."
        yield at_block(block, message, ("Identifier",))
