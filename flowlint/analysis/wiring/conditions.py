"""Conditions that a block cannot have, those it must have and lacks, and what is wrong with one."""

from typing import NamedTuple

from flowlint import language
from flowlint.model.flow import Block
from flowlint.model.references import is_filled_in
from flowlint.text.closest import closest_name


class WrongOperator(NamedTuple):
    """An operator that a block's conditions cannot use, and the place of the first that does.

    `right` is the one it was meant to be. `certain` tells that no block at all can use it.
    """

    place: int
    operator: str
    right: str | None
    certain: bool


def refuses_conditions(block: Block) -> bool:
    """Tell whether it is certain that a block of this type, with these parameters, can have no condition."""
    if block.action is None:
        return False
    rules = block.action.conditions
    if rules.supported is not None:
        return not rules.supported
    return rules.refused_when is not None and language.holds(rules.refused_when, block.parameters)


def lacking_operands(block: Block) -> list[str]:
    """Give the operands that a block must have a condition for and lacks; none where a template fills one in."""
    if block.action is None:
        return []
    present = {branch.operand for branch in block.conditions}
    if any(map(is_filled_in, present)):
        return []
    return [operand for operand in block.action.conditions.required_operands if operand not in present]


def lacks_conditions(block: Block) -> bool:
    """Tell whether a block lacks conditions that it must have, or without which it makes no sense."""
    needs_one = block.action is not None and block.action.conditions.at_least_one is not False
    return bool(lacking_operands(block)) or (needs_one and not block.conditions)


def wrong_operators(block: Block) -> list[WrongOperator]:
    """Give the operators that a block's conditions cannot use, each once."""
    if block.action is None or refuses_conditions(block):
        return []
    known, allowed = language.comparisons(), block.action.conditions.operators
    found: dict[str, WrongOperator] = {}
    for place, branch in enumerate(block.conditions):
        operator = branch.operator
        if operator not in allowed and operator not in found and not is_filled_in(operator):
            found[operator] = WrongOperator(place, operator, closest_name(operator, allowed), operator not in known)
    return list(found.values())


def without_operand(block: Block) -> list[int]:
    """Give the places, among a block's conditions, of those that say nothing to compare with.

    None where the block lacks an operand that it must have: most likely that is what belongs there.
    """
    if block.action is None or refuses_conditions(block) or lacking_operands(block):
        return []
    allowed = block.action.conditions.operators
    return [
        place for place, branch in enumerate(block.conditions) if branch.operator in allowed and branch.operand == ""
    ]


def with_many_operands(block: Block) -> list[int]:
    """Give the places, among a block's conditions, of those with more than one operand."""
    if block.action is None or refuses_conditions(block):
        return []
    return [place for place, branch in enumerate(block.conditions) if len(branch.operands) > 1]
