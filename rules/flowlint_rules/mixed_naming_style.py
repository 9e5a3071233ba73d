"""The attribute keys of a flow are written in different styles.

Looks at the keys of contact attributes and flow attributes that a flow sets, and at four styles: camelCase, snake_case,
kebab-case and PascalCase. One finding per flow names the keys that differ from the style of most, or from the one that
`naming-style` in settings asks for.

Why it matters
    Keys are case-sensitive: `customerId`, `CustomerId` and `customer_id` are three attributes. Where styles are mixed,
    whoever reads an attribute has to guess how it is written, and a wrong guess is no error: it reads as nothing.

How to fix in the designer
    Choose one style, camelCase by the advice of AWS, and rename the keys that differ: in the blocks that set them, in
    the blocks and flows that read them, and in Lambda functions, bots, agent screens and reports.

Limits
    A single word in small letters fits every style but PascalCase, and one in capitals fits all. Keys that mix styles
    in themselves (`IVR_menuChoice`), keys that a template fills in, keys that AWS or a well-known integration defines
    (`aws:…`, `sfdc-…`) and keys that the flow reads only do not count, nor do those that the rule attribute-name finds.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/bp-contact-flows.html
"""

from collections.abc import Iterator

from flowlint.analysis.naming import Key, MixedStyles, mixed_styles
from flowlint.rule import LONGEST_MESSAGE, Block, Draft, Facts, Flow, Level, at_block, joined, rule, short

_LONGEST_KEYS = (30, 20, 12)
"""How much of keys is shown: as much as there is room for."""


@rule(level=Level.NOTE, pillar="operational-excellence", tags=("attributes", "naming"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find flows whose attribute keys fit no single style."""
    mixed = facts(mixed_styles)
    if mixed is None:
        return
    first = mixed.others[0]
    yield at_block(
        first.block,
        _message(first.block, mixed),
        first.at,
        at_key=True,
        once_per_flow=True,
    )


def _message(block: Block, mixed: MixedStyles) -> str:
    for longest in _LONGEST_KEYS:
        message = f"{block.label}: {_fact(mixed, longest)}; use one style."
        if len(message) <= LONGEST_MESSAGE:
            break
    return message


def _fact(mixed: MixedStyles, longest: int) -> str:
    usual, tied = mixed.usual, mixed.tied
    if tied is not None:
        one = _quoted(next(key for key in usual.keys if key not in tied.keys), longest)
        other = _quoted(next(key for key in mixed.others if key in tied.keys), longest)
        return f"{one} is in {usual.style} and {other} in {tied.style}, as many keys in each"
    reason = ", the naming-style of your settings" if mixed.declared else f" like {len(usual.keys)} others"
    style = usual.style + reason
    if len(mixed.others) == 1:
        return f"the key {_quoted(mixed.others[0], longest)} is not in {style}"
    names = [_quoted(key, longest) for key in mixed.others[:3]]
    if len(mixed.others) > 3:
        names[2] = f"{len(mixed.others) - 2} more"
    return f"the keys {joined(names)} are not in {style}"


def _quoted(key: Key, longest: int) -> str:
    return f"“{short(key.name, longest)}”"
