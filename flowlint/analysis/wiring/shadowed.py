"""Conditions that are never the first to hold, because an earlier one of the same block holds whenever they do."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flowlint.analysis.engine import Facts
from flowlint.analysis.wiring.conditions import lacking_operands, refuses_conditions
from flowlint.model.flow import Block, Transition
from flowlint.model.references import is_filled_in
from flowlint.text.json_values import JsonPath

if TYPE_CHECKING:
    from decimal import Decimal

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?")

_Bound = tuple["Decimal", bool]
"""A limit and whether it is itself within; lower limits have their sign turned, so that the wider is the greater."""


class ShadowedCondition(NamedTuple):
    """A condition that is never taken, where it stands below its block, and an earlier one that always wins.

    `adds_up` tells that the block's conditions are running totals.
    """

    block: Block
    branch: Transition
    at: JsonPath
    earlier: Transition
    adds_up: bool


def shadowed_conditions(facts: Facts) -> tuple[ShadowedCondition, ...]:
    """Give the conditions that an earlier one of the same block always wins over, in file order.

    Only what holds whatever is compared: numbers are compared as numbers, text letter by letter, and of an operand that
    is filled in later nothing is known but that it equals itself.
    """
    flow = facts.flow
    return tuple(one for block in flow.blocks if block not in flow.malformed_blocks for one in _shadowed(block))


def _shadowed(block: Block) -> Iterator[ShadowedCondition]:
    if block.action is None or refuses_conditions(block) or lacking_operands(block):
        return
    shares = block.has("shares_of_contacts")
    seen = _Seen()
    for place, branch in enumerate(block.conditions):
        if (
            len(branch.operands) != 1
            or branch.operand == ""
            or branch.operator not in block.action.conditions.operators
        ):
            continue
        earlier = seen.winner(branch)
        if earlier is not None and not (shares and earlier.operand == branch.operand):
            at = ("Transitions", "Conditions", place, "Condition", "Operands", 0)
            yield ShadowedCondition(block, branch, at, earlier, shares)
        seen.add(branch)


class _Seen:
    """The conditions seen so far, as far as they can win over a later one."""

    def __init__(self) -> None:
        self.same: dict[tuple[str, str], Transition] = {}
        self.widest: dict[bool, tuple[_Bound, Transition]] = {}
        """By whether it is an upper limit."""
        self.texts: list[Transition] = []

    def add(self, branch: Transition) -> None:
        self.same.setdefault((branch.operator, branch.operand), branch)
        if is_filled_in(branch.operand):
            return
        if branch.operator.startswith("Text"):
            self.texts.append(branch)
        limit = _limit(branch)
        if limit is not None:
            upper, bound = limit
            if upper not in self.widest or bound > self.widest[upper][0]:
                self.widest[upper] = bound, branch

    def winner(self, branch: Transition) -> Transition | None:
        """Give an earlier condition that holds whenever this one does."""
        same = self.same.get((branch.operator, branch.operand))
        if same is not None or is_filled_in(branch.operand):
            return same
        for upper, (widest, earlier) in self.widest.items():
            bound = _bound_of(branch, upper)
            if bound is not None and bound <= widest:
                return earlier
        return next((earlier for earlier in self.texts if _covers(earlier, branch)), None)


def _limit(branch: Transition) -> tuple[bool, _Bound] | None:
    """Give what a comparison of numbers lets through: whether up to a limit or from one, and the limit."""
    if not branch.operator.startswith("Number") or not _NUMBER.fullmatch(branch.operand):
        return None
    upper = branch.operator.startswith("NumberLess")
    number = _number(branch)
    return upper, (number if upper else -number, branch.operator.endswith("OrEqualTo"))


def _bound_of(branch: Transition, upper: bool) -> _Bound | None:
    """Give the limit within which all lies that a condition lets through, None where there is none."""
    if branch.operator == "Equals" and _NUMBER.fullmatch(branch.operand):
        number = _number(branch)
        return (number if upper else -number), True
    limit = _limit(branch)
    return limit[1] if limit is not None and limit[0] is upper else None


def _number(branch: Transition) -> "Decimal":
    from decimal import Decimal  # which takes as long to load as this whole room, for flows that compare numbers

    return Decimal(branch.operand)


def _covers(earlier: Transition, later: Transition) -> bool:
    """Tell whether a test for a part of a text holds for all texts that a later condition holds for."""
    part, text = earlier.operand, later.operand
    if later.operator != "Equals" and not later.operator.startswith("Text"):
        return False
    if earlier.operator == "TextContains":
        return part in text
    if later.operator not in (earlier.operator, "Equals"):
        return False
    return text.startswith(part) if earlier.operator == "TextStartsWith" else text.endswith(part)
