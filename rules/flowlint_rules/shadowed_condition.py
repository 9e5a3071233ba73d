"""A condition is never taken, because an earlier one of its block always wins.

A block tries its conditions in order and takes the first that holds. So the same comparison a second time, or “less
than 3” after “less than 5”, is a branch that no contact takes.

Why it matters
    The branch looks wired and is dead: callers who should take it go where the earlier condition leads. Nothing fails,
    so it is found when somebody complains.

How to fix in the designer
    Open the block. If two conditions are the same, correct the one that was meant otherwise, or remove it. If one is
    wider than the other, put the narrower one first. In a file, the conditions of a “Distribute by percentage” are
    running totals: shares of 50 and 30 percent are “less than 51” and “less than 81”.

Limits
    Only what holds for any value is reported, from one earlier condition: numbers are compared as numbers, text letter
    by letter, capitals included. Two conditions that only together leave nothing over are not seen. A share of 0 % in a
    “Distribute by percentage” is taken to be meant.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/check-contact-attributes.html
"""

from collections.abc import Iterator

from flowlint.analysis.wiring import shadowed_conditions
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule, short


@rule(level=Level.WARNING, pillar="reliability", tags=("structure",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find conditions that an earlier one of the same block always wins over."""
    for one in facts(shadowed_conditions):
        late, early = (f"“{short(branch.label, longest=30)}”" for branch in (one.branch, one.earlier))
        if one.branch.label == one.earlier.label:
            fact = f" has the condition {late} twice, and only the first is taken; change or remove the other."
        else:
            heal = "write running totals" if one.adds_up else "put it first"
            fact = f": {late} is never taken: the earlier {early} holds whenever it does; {heal}."
        key = f"{one.branch.label} {one.branch.target}"
        yield at_block(one.block, f"{one.block.label}{fact}", one.at, fingerprint_key=key)
