"""Branches that a block must have and lacks: its way on, its error branches; and those that lead on from an end."""

from flowlint import language
from flowlint.model.flow import Block


def lacks_way_on(block: Block) -> bool:
    """Tell whether a block's NextAction would be a way on, had it one."""
    if block.action is None:
        return not block.transitions
    return not (
        block.action.terminal
        or any(branch.kind == "next" for branch in block.transitions)
        or language.says("leaves_on_success", block.type, block.parameters)
        or language.says("mirrored_next", block.type, block.parameters)
    )


def lacks_next(block: Block) -> bool:
    """Tell whether Connect refuses a block for having no NextAction, be it a way on or a copy of another branch."""
    needed = block.action is not None and block.action.needs_next
    return needed and all(branch.kind != "next" for branch in block.transitions)


def ends_too_soon(block: Block) -> bool:
    """Tell whether a block that is an end has branches: whoever wrote them meant it to go on."""
    return block.action is not None and block.action.terminal and bool(block.transitions)


def lacking_errors(block: Block) -> list[str]:
    """Give the error branches that a block must have and lacks, as far as is known for sure and can be written."""
    if block.action is None:
        return []
    has_conditions = bool(block.conditions)
    present = {branch.label for branch in block.errors}
    possible = block.origin.possible_errors if block.origin else None
    return [
        error
        for error in block.action.required_errors(block.parameters, has_conditions)
        if error not in present and (possible is None or error in possible)
    ]
