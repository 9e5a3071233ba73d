"""What a `for` of Terraform makes of what it goes through, and what `for_each` does."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from flowlint.mapped_text import MappedText, Piece
from flowlint.reading.hcl import Expression, inner, raw
from flowlint.reading.nodes import Hole, Items, Member, Members, Node, Scalar, in_order
from flowlint.reading.terraform_conditions import holds

if TYPE_CHECKING:
    from flowlint.reading.terraform_values import Values

_MOST_TURNS = 500


def looped(values: "Values", here: Expression) -> Node:
    """Work out a `for` over something that is known. Raises `TooLarge` as `Values.of` does."""
    intro = next((one for one in here.parts if one.data == "for_intro"), None)
    if intro is None:
        return here.hole()
    inside = here.below(intro).parts
    names = [raw(one) for one in inside[:-1]]
    pairs = _turns(values.of(here.below(inside[-1])))
    condition = next((here.below(one).below(inner(one)[-1]) for one in here.parts if one.data == "for_cond"), None)
    results = [one for one in here.parts if one.data not in ("for_intro", "for_object_arrow", "for_cond")]
    is_object = here.kind == "for_object_expr"
    if pairs is None or not names or (is_object and len(pairs) > _MOST_TURNS):
        return here.hole()
    members: list[Member] = []
    items: list[Node] = []
    for key, value in pairs[:_MOST_TURNS]:
        if isinstance(value, Hole) and value.is_many:
            items.append(here.hole(is_many=True))
            continue
        known = {names[0]: value} if len(names) == 1 else {names[0]: key, names[1]: value}
        turn = replace(values, names={**values.names, **known})
        is_kept = True if condition is None else holds(turn, condition)
        if is_kept is None:
            items.append(here.hole(is_many=True))
        if not is_kept:
            continue
        made = [turn.of(here.below(one)) for one in results]
        if len(made) == 2 and isinstance(made[0], Scalar):
            members.append((made[0], made[1]))
        elif made:
            items.append(made[-1])
    if len(pairs) > _MOST_TURNS:
        items.append(here.hole(is_many=True))
    if not is_object:
        return here.listed(items)
    if items:
        return here.hole()
    held = _grouped(here, members) if "..." in here.tokens else tuple(members)
    return Members(here.source, here.start, here.end, held)


def pairs_of(value: Node) -> list[Member] | None:
    """Give what `for_each` goes through, keys and values; None where that is not known. A set has keys alone."""
    if isinstance(value, Members):
        return list(value.members)
    if isinstance(value, Items) and not value.is_open:
        return [(one, one) for one in value.items if isinstance(one, Scalar)]
    return None


def _turns(value: Node) -> list[Member] | None:
    """Give what a `for` goes through: members by their keys, items by their numbers."""
    if isinstance(value, Items):
        return [(_number_of(at, one), one) for at, one in enumerate(value.items)]
    return in_order(value) if isinstance(value, Members) else None


def _number_of(at: int, item: Node) -> Scalar:
    return Scalar(item.source, item.start, item.end, MappedText((Piece(str(at), item.start, item.end),)), at)


def _grouped(here: Expression, members: Iterable[Member]) -> tuple[Member, ...]:
    """Give for each key the list of all that stands at it."""
    groups: dict[str, tuple[Scalar, list[Node]]] = {}
    for key, value in members:
        groups.setdefault(key.text.text, (key, []))[1].append(value)
    return tuple((key, here.listed(values)) for key, values in groups.values())
