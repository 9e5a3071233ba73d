"""A block has an error branch that blocks of its kind do not have.

Some kinds of block have a branch with some settings only: a “Store customer input” has no timeout, for one. And some
branches are refused in flows of one type: those for a failed call after “Transfer to phone number”, in an agent
transfer flow.

Why it matters
    Connect refuses the flow: “Invalid Action error”. And where the branch was meant to catch something, nothing
    catches it.

How to fix in the designer
    The designer offers only the branches that a block has; others come from files that were written by hand or by a
    program. Write the ErrorType that the message names in place of the wrong one, or take the branch out of
    `Transitions.Errors`.

Limits
    A branch that only the type of the flow rules out is a warning: one project saw it refused. Kinds of block that
    Connect was not seen to take are passed over, and so are flows in the console's old export format. An error
    branch that is newer than this version of flowlint is reported too.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator

from flowlint.analysis.wiring import unsupported_errors
from flowlint.rule import (
    Cause,
    Draft,
    Facts,
    Flow,
    FlowFix,
    Level,
    SetValue,
    at_block,
    is_misspelt,
    joined,
    rule,
    short,
)


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0", fix="safe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find error branches that their block cannot have; those that one thing rules out are one finding."""
    for one in facts(unsupported_errors):
        first, *more = one.errors
        what, them = ("branches", "them") if more else ("branch", "it")
        names = joined(f"“{error}”" for error in one.errors)
        level = None
        if one.ruled_out_by == "settings":
            fact = f"has settings that rule out the {what} {names}; take {them} out"
        elif one.ruled_out_by == "flow type":
            level = Level.WARNING
            fact = f"cannot have the {what} {names} in this type of flow; take {them} out"
        else:
            named = f"the branch “{short(first)}”" if first else "a branch without an ErrorType"
            fact = f"cannot have {named}; {f'its name is {one.meant}' if one.meant else 'take it out'}"
        fix = None
        if one.meant is not None and is_misspelt(first, one.meant):
            fix = FlowFix(f"write {one.meant}", (SetValue(one.block.locate(one.at), one.meant),))
        yield at_block(
            one.block,
            f"{one.block.label} {fact}.",
            one.at,
            fingerprint_key=min(one.errors),
            level=level,
            fix=fix,
            causes=tuple(map(Cause, one.errors)),
        )
