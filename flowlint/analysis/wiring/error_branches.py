"""Error branches that a block must have and lacks, those that it cannot have, and what each was meant to be."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from flowlint.analysis.engine import Facts
from flowlint.analysis.wiring.certain import certain_blocks
from flowlint.model.flow import Block, Transition, once_per_block
from flowlint.model.references import is_filled_in
from flowlint.text.closest import closest_name
from flowlint.text.json_values import JsonPath


class MissingErrors(NamedTuple):
    """The error branches, at least one, that a block must have and lacks."""

    block: Block
    errors: tuple[str, ...]


class UnsupportedErrors(NamedTuple):
    """Error branches that a block cannot have: one that its type never has, or all that something else rules out.

    `at` is where the first stands, below the block. `ruled_out_by` tells what does; the flow's type is not certain to.
    `meant` is the error that one was meant to be, where there is one.
    """

    block: Block
    errors: tuple[str, ...]
    at: JsonPath
    ruled_out_by: Literal["type", "settings", "flow type"]
    meant: str | None = None


def missing_error_branches(facts: Facts) -> tuple[MissingErrors, ...]:
    """Give the blocks without an error branch that their type must have, in file order.

    Not where such a branch is there under a wrong name: `unsupported_errors` gives that.
    """
    flow = facts.flow
    misnamed = {(one.block, one.meant) for one in facts(unsupported_errors)}
    missing = (
        MissingErrors(
            block,
            tuple(
                error
                for error in lacking
                if (block, error) not in misnamed and not _is_refused(block, error, flow.type)
            ),
        )
        for block in flow.blocks
        if (lacking := lacking_errors(block)) and block not in flow.malformed_blocks
    )
    return tuple(one for one in missing if one.errors)


def unsupported_errors(facts: Facts) -> tuple[UnsupportedErrors, ...]:
    """Give the error branches that blocks cannot have, block by block in file order.

    None where that is not certain, and none of an end, which may have no branch at all.
    """
    return tuple(one for block in facts(certain_blocks) for one in _unsupported(block, facts.flow.type))


@once_per_block
def lacking_errors(block: Block) -> tuple[str, ...]:
    """Give the error branches that a block must have and lacks, as far as is known for sure and can be written.

    None where a template fills in which branch one is.
    """
    present = {branch.label for branch in block.errors}
    if block.action is None or any(map(is_filled_in, present)):
        return ()
    possible = block.origin.possible_errors if block.origin else None
    return tuple(
        error
        for error in block.action.required_errors(block.parameters, bool(block.conditions))
        if error not in present and (possible is None or error in possible)
    )


def _unsupported(block: Block, flow_type: str | None) -> Iterator[UnsupportedErrors]:
    action = block.action
    if action is None or action.terminal:
        return
    has_conditions = bool(block.conditions)
    wrong = [
        (index, branch)
        for index, branch in enumerate(block.errors)
        if not action.takes_error(branch.label, block.parameters, has_conditions) and not is_filled_in(branch.label)
    ]
    of_type = {error.type for error in action.errors}
    unknown = [(index, branch) for index, branch in wrong if branch.label not in of_type]
    if unknown:
        free = {one for one in of_type if action.takes_error(one, block.parameters, has_conditions)}
        free -= {branch.label for branch in block.errors}
        meant = _meant(block, unknown, free)
        for index, branch in unknown:
            if action.has_open_errors and _closest(block, branch.label, free) is None:
                continue
            yield UnsupportedErrors(block, (branch.label,), _at(index), "type", meant[index])
    by_settings = [(index, branch.label) for index, branch in wrong if branch.label in of_type]
    by_flow_type = [
        (index, branch.label)
        for index, branch in enumerate(block.errors)
        if (index, branch.label) not in by_settings and _is_refused(block, branch.label, flow_type)
    ]
    if by_settings:
        yield UnsupportedErrors(block, _labels(by_settings), _at(by_settings[0][0]), "settings")
    if by_flow_type:
        yield UnsupportedErrors(block, _labels(by_flow_type), _at(by_flow_type[0][0]), "flow type")


def _labels(branches: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for _, label in branches))


def _is_refused(block: Block, error: str, flow_type: str | None) -> bool:
    return block.action is not None and block.action.error_is_refused_in(error, flow_type)


def _meant(block: Block, unknown: list[tuple[int, Transition]], free: set[str]) -> dict[int, str | None]:
    """Find the errors that unknown ones stand for, by their places."""
    meant = {index: _closest(block, branch.label, free) for index, branch in unknown}
    if block.action is None or block.action.has_open_errors:
        return meant
    # One branch too many and one too few: most likely they are the same.
    lacking = [error for error in lacking_errors(block) if error not in meant.values()]
    unclear = [index for index, guess in meant.items() if guess is None]
    if len(lacking) == len(unclear) == 1:
        meant[unclear[0]] = lacking[0]
    return meant


def _closest(block: Block, written: str, free: set[str]) -> str | None:
    """Find the error that a wrong name stands for: it may be the designer's word for it, or be misspelt."""
    assert block.action is not None
    for error in sorted(free):
        word = block.action.branch_name(error, block.parameters)
        if word is not None and _letters(word) == _letters(written):
            return error
    return closest_name(written, free)


def _letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def _at(index: int) -> JsonPath:
    return "Transitions", "Errors", index, "ErrorType"
