"""What mends a failure of which nobody says anything: a message, and an end of the contact after it."""

from collections.abc import Iterable

from flowlint.rule import Block, Flow, NewBlocks, SetValue, Transition

_WORDS = "We are sorry, something went wrong. Please try again later."
_ENDS = ("DisconnectParticipant", "EndFlowExecution", "EndFlowModuleExecution")


def message_before(new: NewBlocks, near: Block, target: str) -> str:
    """Add a message that says that something went wrong and leads on to a block; give its id."""
    transitions = {"NextAction": target, "Errors": [{"NextAction": target, "ErrorType": "NoMatchingError"}]}
    return new.add("MessageParticipant", {"Text": _WORDS}, transitions, near)


def end_of_contact(flow: Flow, new: NewBlocks, near: Block) -> str | None:
    """Give the block that ends the contact in a flow, or add one to an inbound flow; None for another without one."""
    for block_type in _ENDS:
        end = next(flow.of_type(block_type), None)
        if end is not None and not end.transitions:
            return end.id
    return new.add("DisconnectParticipant", {}, {}, near) if flow.type in (None, "CONTACT_FLOW") else None


def led_to(block: Block, branches: Iterable[Transition], target: str) -> list[SetValue]:
    """Lead branches of a block elsewhere, and with them the NextAction that only repeats one of them."""
    branches = list(branches)
    targets = {branch.target for branch in branches}
    copies = [
        one
        for one in block.transitions
        if one.kind == "next" and one not in block.live_branches and one.target in targets
    ]
    return [SetValue(branch.path, target) for branch in dict.fromkeys([*branches, *copies])]
