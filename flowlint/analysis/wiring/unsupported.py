"""Error branches that a block cannot have, and what each was meant to be."""

from typing import NamedTuple

from flowlint.analysis.wiring.missing_branches import lacking_errors
from flowlint.model.flow import Block, Transition
from flowlint.model.references import is_filled_in
from flowlint.text.closest import closest_name


class UnsupportedError(NamedTuple):
    """An error branch that its block cannot have.

    `place` is where it stands among the block's errors, `meant` the error it was meant to be. `by_settings` tells that
    other blocks of this type may have it.
    """

    branch: Transition
    place: int
    meant: str | None
    by_settings: bool


def unsupported_errors(block: Block) -> tuple[UnsupportedError, ...]:
    """Give the error branches that a block cannot have, in order.

    None where that is not certain, and none of an end, which may have no branch at all.
    """
    action = block.action
    if action is None or action.terminal or not action.accepted or block.origin is not None:
        return ()
    has_conditions = bool(block.conditions)
    wrong = [
        (index, branch)
        for index, branch in enumerate(block.errors)
        if not action.takes_error(branch.label, block.parameters, has_conditions) and not is_filled_in(branch.label)
    ]
    if not wrong:
        return ()
    of_type = {error.type for error in action.errors}
    free = {one for one in of_type if action.takes_error(one, block.parameters, has_conditions)}
    free -= {branch.label for branch in block.errors}
    meant = {index: _meant(block, branch.label, free) for index, branch in wrong if branch.label not in of_type}
    # One branch too many and one too few: most likely they are the same.
    lacking = [error for error in lacking_errors(block) if error not in meant.values()]
    unclear = [index for index, guess in meant.items() if guess is None]
    if len(lacking) == len(unclear) == 1:
        meant[unclear[0]] = lacking[0]
    return tuple(UnsupportedError(branch, index, meant.get(index), branch.label in of_type) for index, branch in wrong)


def _meant(block: Block, written: str, free: set[str]) -> str | None:
    """Find the error that a wrong name stands for: it may be the designer's word for it, or be misspelt."""
    assert block.action is not None
    for error in sorted(free):
        word = block.action.branch_name(error, block.parameters)
        if word is not None and _letters(word) == _letters(written):
            return error
    return closest_name(written, free)


def _letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
