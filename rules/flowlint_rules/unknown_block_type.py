"""A block of a type that Connect does not have.

Why it matters
    Connect refuses the whole flow for one such block: “Invalid Action type”. It does so at the import, when the
    rest is done, and its answer does not say what the right name is.

How to fix in the designer
    Types like this come from files that were written by hand or by a program: the designer writes none. Put the
    block that was meant in its place; what the designer calls “Play prompt”, say, is `MessageParticipant` in a
    file. `See also` leads to the list of types. Where a message names types with another verb, such as
    `CreateCase` and `UpdateCase` for `SetCase`, choose the one that does what is meant.

Limits
    A type that is newer than this version of flowlint is reported too, but not in an answer of the API, whose flow
    Connect has taken, unless it is written much like one that is known. Whatever else is wrong in such a block is not
    looked for, since nothing is known of what belongs there.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import UnknownType, unknown_types
from flowlint.rule import Draft, Facts, Flow, FlowFix, Level, SetValue, at_block, is_misspelt, joined, rule


@rule(level=Level.WARNING, pillar="reliability", tags=("import", "structure"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks whose type is not in the catalogue."""
    for unknown in facts(unknown_types):
        yield at_block(unknown.block, f"{unknown.block.label} {_what(unknown, flow.translated)}.", fix=_fix(unknown))


def _fix(unknown: UnknownType) -> FlowFix | None:
    written, right = unknown.block.type, unknown.right
    if right is None and unknown.closest is not None and is_misspelt(written, unknown.closest):
        right = unknown.closest
    if right is None or " " in right:  # a type with settings, which it would need as well
        return None
    return FlowFix(f"write {right}", (SetValue(unknown.block.locate(("Type",)), right),))


def _what(unknown: UnknownType, translated: bool) -> str:
    if unknown.right is not None:
        return f"is of a type that Connect does not have; it is called {unknown.right}"
    if unknown.closest is not None:
        return f"is of a type that flowlint does not know; the nearest is {unknown.closest}"
    if unknown.akin:
        them = f"there {'is' if len(unknown.akin) == 1 else 'are'} {joined(unknown.akin)}"
        return f"is of a type that flowlint does not know; {them}"
    where = "the old console export" if translated else "the Flow language"
    return f"is of a type that flowlint does not know; use one of those that {where} has"
