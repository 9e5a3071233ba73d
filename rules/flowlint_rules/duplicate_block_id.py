"""Two blocks of a flow have the same Identifier.

Why it matters
    A branch names the block that it leads to by its Identifier. Where two blocks have it, nobody can tell which one
    a contact would come to: Connect wants every Identifier to be unique.

How to fix in the designer
    The designer gives every block an Identifier of its own; doubles come from copying a block in a file. Give the
    copy another Identifier there, and write that one into the branches that should lead to the copy. A block that is
    the same as the first in all its parts can go.

Limits
    What the branches of the second block lead to is not followed by any rule, since every branch is read as leading
    to the first.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language.html
"""

from collections.abc import Iterator

from flowlint.analysis.document import shared_ids
from flowlint.rule import Draft, Facts, Flow, Level, RelatedBlock, at_block, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find Identifiers that several blocks have, one finding at the second of them."""
    for first, second, *more in facts(shared_ids):
        others = f"{len(more) + 1} other blocks" if more else "another block"
        yield at_block(
            second,
            f"{second.label} has the same Identifier as {others}; give every block one of its own.",
            ("Identifier",),
            related=(RelatedBlock(first, "the first block of this Identifier"),),
        )
