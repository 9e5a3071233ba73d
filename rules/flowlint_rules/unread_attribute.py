"""An attribute is set and nothing reads it.

Looks at contact attributes that no flow of the run reads, and at flow attributes that their flow does not read. To
look at an attribute in “Check contact attributes” is to read it. Each attribute is reported once, where it is set
first, together with the others that this block sets; the other blocks that set them stand beside.

Why it matters
    Contact attributes are kept in the contact record for years, and whoever may see the record sees them. A name, a
    number or an account that is stored and not needed is a risk without a use.

How to fix in the designer
    Take the attribute out of the “Set contact attributes” block. If only this flow needs it, use a flow attribute,
    which ends with the flow. If something outside of the flows reads it, leave it and say so in a note beside
    the block.

Limits
    Agent screens, reports, Lambda functions (which get all contact attributes of a contact) and bots may read an
    attribute without any flow showing it: that is why this rule is off unless asked for. Check all flows of an
    instance in one run. Silent about what is set on a related contact, about keys that AWS or a well-known
    integration defines, and about all attributes where some key is only known at run time.
"""

from collections.abc import Iterator

from flowlint.analysis.attributes import UnreadAttributes, unread_attributes
from flowlint.rule import (
    LONGEST_MESSAGE,
    Cause,
    Draft,
    Facts,
    Flow,
    Level,
    RelatedBlock,
    at_block,
    counted,
    joined,
    rule,
    short,
)


@rule(level=Level.NOTE, pillar="security", tags=("attributes", "privacy"), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find attributes that are stored and never used."""
    for unread in facts(unread_attributes):
        message = _message(unread, [f"“{short(key)}”" for key in unread.keys])
        if len(message) > LONGEST_MESSAGE:
            first, *others = unread.keys
            more = [counted(len(others), "more key")] if others else []
            message = _message(unread, [f"“{short(first, 20)}”", *more])
        yield at_block(
            unread.block,
            message,
            unread.at,
            at_key=True,
            fingerprint_key=" ".join(unread.keys),
            once_per_flow=True,
            causes=tuple(Cause(key, (setter,)) for key, setter in unread.setters),
            related=tuple(
                RelatedBlock(block, f"{block.label} sets “{short(key)}” too.") for block, key in unread.again
            ),
        )


def _message(unread: UnreadAttributes, names: list[str]) -> str:
    reads = "no flow of the run reads" if unread.crosses_flows else "this flow never reads"
    here = f" here and in {counted(unread.more, 'more flow')}" if unread.crosses_flows and unread.more else ""
    it, needed = ("it", "it is needed") if len(unread.keys) == 1 else ("them", "they are needed")
    return f"{unread.block.label} sets {joined(names)}, which {reads}; take {it} out{here} unless {needed}."
