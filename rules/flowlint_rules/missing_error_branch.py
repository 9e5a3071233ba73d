"""A block lacks an error branch that every block of its kind must have.

Looks at every block, also at those that no path reaches: Connect does the same.

Why it matters
    Connect refuses to publish the flow. Where such a flow came to run all the same, a contact for which the block
    fails has nowhere to go: the call ends in silence.

How to fix in the designer
    Drag each branch that is named from the block's edge to the block that should handle it: a message that says
    what to do next, another attempt, or a queue. “Error” and “Timeout” want a message of their own, since
    the customer is still there.
    In a file, add an entry to the block's `Transitions.Errors`, with the `ErrorType` that is named and the
    Identifier of the next block as `NextAction`.

Limits
    Only branches that are known to be required are asked for. A few depend on the block's settings, and some of
    these are known from one source alone; nothing is said about those, nor about kinds of block that flowlint
    does not know. Flows in the console's old export format are not asked for branches that it cannot write.

See also
    https://docs.aws.amazon.com/connect/latest/devguide/flow-language-actions.html
"""

from collections.abc import Iterator, Sequence

from flowlint.analysis.wiring import missing_error_branches
from flowlint.rule import (
    LONGEST_MESSAGE,
    Add,
    Block,
    Cause,
    Draft,
    Facts,
    Flow,
    FlowFix,
    Level,
    NewBlocks,
    at_block,
    joined,
    may_be_rewired,
    rule,
)
from flowlint_rules._apologies import end_of_contact, message_before


@rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0", fix="unsafe")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks without an error branch that their type must have."""
    for block, errors in facts(missing_error_branches):
        in_both, in_designer = (_message(block, errors, with_types=both) for both in (True, False))
        message = in_both if len(in_both) <= LONGEST_MESSAGE else in_designer
        yield at_block(
            block,
            message,
            fingerprint_key=" ".join(sorted(errors)),
            fix=_fix(flow, block, errors),
            causes=tuple(map(Cause, errors)),
        )


def _fix(flow: Flow, block: Block, errors: Sequence[str]) -> FlowFix | None:
    """Lead the branches to a new message and the end of the contact; a message that fails leads on instead."""
    if not may_be_rewired(flow):
        return None
    new = NewBlocks(flow)
    following = next((branch.target for branch in block.transitions if branch.kind == "next"), None)
    if block.type == "MessageParticipant" and following is not None:
        target, words = following, "lead the branch on to the next block"
    else:
        end = end_of_contact(flow, new, block)
        if end is None:
            return None
        target = message_before(new, block, end)
        words = "say that something went wrong, in words that you should look at, and end the contact"
    branches = [{"NextAction": target, "ErrorType": error} for error in errors]
    transitions = (*block.path, "Transitions")
    written = flow.document["Actions"][block.index].get("Transitions")
    if not isinstance(written, dict):
        return None
    added = [Add((*transitions, "Errors"), one) for one in branches]
    if "Errors" not in written:
        added = [Add(transitions, branches, "Errors")]
    return FlowFix(words, (*new.changes, *added), safe=False)


def _message(block: Block, errors: Sequence[str], *, with_types: bool) -> str:
    names = joined(_named(block, error, with_types) for error in errors)
    lacks = f"the branch {names}; connect it to a block" if len(errors) == 1 else f"branches {names}; connect them"
    return f"{block.label} lacks {lacks}."


def _named(block: Block, error: str, with_type: bool) -> str:
    """Name an error as the designer does, and as the file does."""
    name = block.action.branch_name(error, block.parameters) if block.action else None
    if name is None:
        return error
    return f"“{name}” ({error})" if with_type else f"“{name}”"
