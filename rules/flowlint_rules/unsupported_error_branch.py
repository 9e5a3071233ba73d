"""A block has an error branch that blocks of its kind do not have.

Some kinds of block have a branch with some settings only: a “Store customer input” has no timeout, for one.

Why it matters
    Connect refuses the flow: “Invalid Action error”. And where the branch was meant to catch something, nothing
    catches it.

How to fix in the designer
    The designer offers only the branches that a block has; others come from files that were written by hand or by a
    program. Write the ErrorType that the message names in place of the wrong one, or take the branch out of
    `Transitions.Errors`.

Limits
    Kinds of block that Connect was not seen to take are passed over, and so are flows in the console's old export
    format. An error branch that is newer than this version of flowlint is reported too.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.wiring import UnsupportedError, certain_blocks, unsupported_errors
from flowlint.rule import Block, Draft, Facts, Flow, Level, at_block, rule


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find error branches that their block cannot have; those that only its settings forbid are one finding."""
    for block in certain_blocks(flow):
        wrong = unsupported_errors(block)
        for one in wrong:
            if not one.by_settings:
                heal = f"its name is {one.meant}" if one.meant else "take it out"
                yield _at(block, one, f"{block.label} cannot have {_named(one)}; {heal}.")
        by_settings = [one for one in wrong if one.by_settings]
        if by_settings:
            names = list(dict.fromkeys(f"“{one.branch.label}”" for one in by_settings))
            what, them = ("branches", "them") if len(names) > 1 else ("branch", "it")
            message = f"{block.label} has settings that rule out the {what} {' and '.join(names)}; take {them} out."
            yield _at(block, by_settings[0], message)


def _at(block: Block, one: UnsupportedError, message: str) -> Draft:
    place = ("Transitions", "Errors", one.place, "ErrorType")
    return at_block(block, message, place, fingerprint_key=one.branch.label)


def _named(one: UnsupportedError) -> str:
    return f"the branch “{one.branch.label[:40]}”" if one.branch.label else "a branch without an ErrorType"
