"""By which branch of a call a module comes back: what its return says, and what the conditions of the call ask for.

See docs/semantics.md#branches-of-a-call.
"""

from flowlint.model.flow import Block, Transition, once_per_block
from flowlint.model.references import is_filled_in

Result = str | None
"""What a return says; None where it says nothing, or what is only known when the flow runs: then it may be anything."""

_CONNECTS_OWN = frozenset({"Success", "Error"})
"""The branches that each call has in the designer, whatever its module says."""


def result_of(returning: Block) -> Result:
    """Give what a return of a module says."""
    result = returning.parameters.get("Result")
    return result if isinstance(result, str) and result and not is_filled_in(result) else None


def comes_back_by(call: Block, branch: Transition, result: Result) -> bool:
    """Tell whether a module that says this may come back by a branch of its call on which it has run."""
    if result is None or not call.conditions:
        return True
    if branch.kind == "condition":
        wanted = branch.condition.wanted
        return wanted is None or result in wanted or any(map(is_filled_in, wanted))
    return result not in _surely_matched(call)


def is_connects_own(branch: Transition) -> bool:
    """Tell whether a branch is for an outcome that Connect may give a call itself, whatever the returns say."""
    return branch.kind == "condition" and not _CONNECTS_OWN.isdisjoint(branch.condition.wanted or ())


@once_per_block
def _surely_matched(call: Block) -> frozenset[str]:
    """Give the results for which a condition of a call surely holds, so that no other branch is taken."""
    return frozenset[str]().union(*(branch.condition.matched for branch in call.conditions))
