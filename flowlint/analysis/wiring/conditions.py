"""Conditions that a block cannot have, those it must have and lacks, and what is wrong with one."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.analysis.semantics import compared, looks_at_channel
from flowlint.analysis.wiring.certain import certain_blocks
from flowlint.model.flow import Block, once_per_block
from flowlint.model.references import is_filled_in
from flowlint.text.closest import closest_name, words_of
from flowlint.text.json_values import JsonPath
from flowlint.text.words import counted, joined

_SAY_NOT, _SAY_NOTHING = {"no", "non", "not"}, {"do", "does", "is"}
_NO_MATCH = "NoMatchingCondition"
_ASK_FOR_KEYS = frozenset({"KeyExists", "Exists"})


class ConditionFault(NamedTuple):
    """Something wrong with a block's conditions; `at` is the path below the block.

    The kinds: a block that can have none has some ("refused"), lacks those for the operands `lacking`, has none at all
    and makes no sense without ("none"), has one with an operator that it cannot use, or that is the opposite of one
    that it can ("negation"), with nothing to compare with, with several operands, or with one that it never sees
    ("operand"), a compound one that is `odd` in words (of too few parts, say), or compares a namespace as a whole.
    `written` is the operator, operand or namespace at fault, `right` what it was meant to be, or must be, in words, or
    the operator that it negates. `certain` says that Connect refuses this.
    """

    block: Block
    kind: Literal[
        "refused",
        "lacking",
        "none",
        "operator",
        "negation",
        "no operand",
        "several operands",
        "operand",
        "namespace",
        "compound",
    ]
    at: JsonPath
    lacking: tuple[str, ...] = ()
    written: str = ""
    right: str | None = None
    certain: bool = True
    odd: str = ""


def condition_faults(facts: Facts) -> tuple[ConditionFault, ...]:
    """Give what is wrong with the conditions of each block, in file order; not of an end, which may have no branch."""
    return tuple(
        fault
        for block in facts(certain_blocks)
        if block.action is not None and not block.action.terminal
        for fault in _faults(block)
    )


def refuses_conditions(block: Block) -> bool:
    """Tell whether it is certain that a block of this type, with these parameters, can have no condition."""
    if block.action is None:
        return False
    rules = block.action.conditions
    if rules.supported is not None:
        return not rules.supported
    return rules.refused_when is not None and language.holds(rules.refused_when, block.parameters)


@once_per_block
def lacking_operands(block: Block) -> tuple[str, ...]:
    """Give the operands that a block must have a condition for and lacks; none where a template fills one in."""
    if block.action is None or not block.action.conditions.required_operands:
        return ()
    present = {branch.operand for branch in block.conditions}
    if any(map(is_filled_in, present)):
        return ()
    return tuple(operand for operand in block.action.conditions.required_operands if operand not in present)


def lacks_conditions(block: Block) -> bool:
    """Tell whether a block lacks conditions that it must have, or without which it makes no sense."""
    needs_one = block.action is not None and block.action.conditions.at_least_one is not False
    return bool(lacking_operands(block)) or (needs_one and not block.conditions)


def _faults(block: Block) -> Iterator[ConditionFault]:
    if refuses_conditions(block):
        if block.conditions:
            yield ConditionFault(block, "refused", ("Transitions", "Conditions"))
        return
    lacking = lacking_operands(block)
    if lacking:
        yield ConditionFault(block, "lacking", ("Type",), lacking)
    elif lacks_conditions(block):
        yield ConditionFault(block, "none", ("Type",), certain=_must_have_one(block))
    elif also := _also_lacking(block):
        yield ConditionFault(block, "lacking", ("Type",), also, certain=False)
    yield from _namespace_compared(block)
    yield from _wrong_operators(block)
    yield from _wrong_operands(block)
    yield from _unknown_channels(block)
    if not lacking:  # what is missing is most likely what belongs where there is no operand
        yield from _without_operand(block)
    texts = [place for place, branch in enumerate(block.conditions) if branch.operator not in _compound(block)]
    several = next((place for place in texts if len(block.conditions[place].operands) > 1), None)
    if several is not None:
        yield ConditionFault(block, "several operands", _at(several, "Operands"), certain=False)
    yield from _odd_compounds(block)


def _also_lacking(block: Block) -> tuple[str, ...]:
    rules = _rules(block)
    if rules is None or rules.also_required_when is None:
        return ()
    present = {branch.operand for branch in block.conditions}
    if any(map(is_filled_in, present)):
        return ()
    needed = language.holds(rules.also_required_when, block.parameters)
    return tuple(operand for operand in rules.also_required if needed and operand not in present)


def _namespace_compared(block: Block) -> Iterator[ConditionFault]:
    """Find a bare `$.External`; not where a condition asks whether some key is there."""
    reference = compared(block)
    if reference is None or reference.tail or {branch.operator for branch in block.conditions} & _ASK_FOR_KEYS:
        return
    if language.is_namespace(reference.parts):
        at: JsonPath = ("Parameters", str(language.compared_parameter(block.type)))
        yield ConditionFault(block, "namespace", at, written=reference.text, certain=False)


def _must_have_one(block: Block) -> bool:
    return block.action is not None and block.action.conditions.at_least_one is True


def _wrong_operators(block: Block) -> Iterator[ConditionFault]:
    """Give the operators that a block's conditions cannot use, each once, at the first condition that has it."""
    known, allowed, here = language.operators(), _operators(block), _operators_here(block)
    first: dict[str, int] = {}
    for place, branch in enumerate(block.conditions):
        if branch.operator not in here and not is_filled_in(branch.operator):
            first.setdefault(branch.operator, place)
    for operator, place in first.items():
        negated = _negated(operator, block) if operator not in known else None
        right = here[0] if operator in allowed and len(here) == 1 else closest_name(operator, here)
        yield ConditionFault(
            block,
            "negation" if negated else "operator",
            _at(place, "Operator"),
            written=operator,
            right=negated or right,
            certain=operator not in known,
        )


def _negated(operator: str, block: Block) -> str | None:
    """Give the operator of which a made-up one is the opposite: `Equals` of `NotEquals`, `DoesNotEqual`, `Unequals`.

    None too where a block has no branch for what matches nothing, to swap it with.
    """
    if block.action is None or _NO_MATCH not in {error.type for error in block.action.errors}:
        return None
    words = words_of(operator)
    rest = [word for word in words if word not in _SAY_NOT]
    rest[:1] = [word.removeprefix("un") for word in rest[:1]]
    asked = " ".join(word for word in rest if word not in _SAY_NOTHING)
    simple = set(_operators_here(block)) - set(_compound(block))
    return closest_name(asked, simple) if rest != words else None


def _wrong_operands(block: Block) -> Iterator[ConditionFault]:
    """Give the operands that what a block looks at can never be, each once; not beside a wrong operator."""
    form = _operand_form(block)
    here = _operators_here(block)
    first: dict[str, int] = {}
    for place, branch in enumerate(block.conditions):
        if form and branch.operator in here and branch.operand and len(branch.operands) == 1:
            fits = re.search(form.pattern, branch.operand) or language.may_be_anything(branch.operand)
            if not fits:
                first.setdefault(branch.operand, place)
    for operand, place in first.items():
        right = form.title if form else None
        yield ConditionFault(block, "operand", _at(place, "Operands"), written=operand, right=right, certain=False)


def _unknown_channels(block: Block) -> Iterator[ConditionFault]:
    """Give the texts that `$.Channel` is compared with and never is, each once: a comparison minds capitals."""
    if not looks_at_channel(block):
        return
    channels, first = language.channels(), dict[str, int]()
    for place, branch in enumerate(block.conditions):
        is_simple = branch.operator == "Equals" and branch.operand and len(branch.operands) == 1
        if is_simple and branch.operand not in channels and not language.may_be_anything(branch.operand):
            first.setdefault(branch.operand, place)
    for operand, place in first.items():
        meant = operand.strip().upper()
        right = meant if meant in channels else joined(sorted(channels), "or")
        yield ConditionFault(block, "operand", _at(place, "Operands"), written=operand, right=right, certain=False)


def _without_operand(block: Block) -> Iterator[ConditionFault]:
    if block.action is None:
        return
    rules = block.action.conditions
    for place, branch in enumerate(block.conditions):
        if branch.operator not in rules.operators or branch.operator in _compound(block):
            continue
        if "" in branch.operands[:1] or (not branch.operands and branch.operator not in rules.without_operand):
            yield ConditionFault(block, "no operand", _at(place, "Operands"))


def _odd_compounds(block: Block) -> Iterator[ConditionFault]:
    """Give what AWS's page says of compound conditions that a block does not keep to."""
    rules = block.action.conditions.compound if block.action else None
    if rules is None:
        return
    compound = [place for place, branch in enumerate(block.conditions) if branch.operator in rules.operators]
    for place in compound:
        condition = block.conditions[place].condition
        count, odd = len(condition.parts), ""
        if condition.operands:
            odd = "compares with texts; give it conditions to join"
        elif not rules.fewest <= count <= rules.most:
            odd = f"joins {counted(count, 'condition')}; give it {rules.fewest} to {rules.most}"
        elif any(part.operator in rules.operators for part in condition.parts):
            odd = "holds a compound condition; give it simple ones"
        if odd:
            yield ConditionFault(
                block, "compound", _at(place, "Operands"), written=condition.operator, certain=False, odd=odd
            )
    if len(compound) > rules.most_in_block:
        place = compound[rules.most_in_block]
        odd = f"is one of {len(compound)} compound conditions; leave {rules.most_in_block}, or use a second block"
        operator = block.conditions[place].operator
        yield ConditionFault(block, "compound", _at(place, "Operator"), written=operator, certain=False, odd=odd)


def _compound(block: Block) -> tuple[str, ...]:
    rules = block.action.conditions.compound if block.action else None
    return rules.operators if rules else ()


def _operators(block: Block) -> tuple[str, ...]:
    rules = _rules(block)
    return rules.operators if rules else ()


def _operators_here(block: Block) -> tuple[str, ...]:
    """Give the operators that a block with these parameters takes."""
    narrowed = _narrowed(block)
    return narrowed.operators if narrowed else _operators(block)


def _operand_form(block: Block) -> language.OperandForm | None:
    rules, narrowed = _rules(block), _narrowed(block)
    return narrowed.operand if narrowed else rules.operand if rules else None


def _narrowed(block: Block) -> language.Narrowing | None:
    rules = _rules(block)
    holds = rules and rules.narrowed and language.holds(rules.narrowed.when, block.parameters)
    return rules.narrowed if rules and holds else None


def _rules(block: Block) -> language.ConditionRules | None:
    return block.action.conditions if block.action else None


def _at(place: int, part: str) -> JsonPath:
    return "Transitions", "Conditions", place, "Condition", part
