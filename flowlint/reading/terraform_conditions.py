"""Whether conditions of Terraform hold; what the files of a module leave open in them is answered for each reading."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flowlint.reading.choices import Side, combined, negated
from flowlint.reading.hcl import Expression, raw
from flowlint.reading.nodes import Hole, Node, Scalar, is_null, text_of, walk
from flowlint.reading.terraform_operators import operands

if TYPE_CHECKING:
    from flowlint.reading.terraform_values import Values

_MOST_NAMES = 1_000
"""How many parts of a condition are looked at for what only a deployment knows."""
_EMPTY = (("<=", "0"), ("<", "1"))
"""What asks of a length whether it is that of nothing."""
_OPPOSITES = {"!=": "==", ">=": "<", ">": "<="}


def holds(values: "Values", here: Expression) -> bool | None:
    """Tell whether a condition holds; what these files leave open in it is answered as everywhere in a reading.

    None where nobody can tell: for a function that is not worked out, say. Raises `TooLarge` as `Values.of` does.
    """
    here = here.bare
    if here.kind == "binary_op" and (sign := operands(here)[1]) in ("&&", "||"):
        return _combined(values, list(_parts(here, sign)), decided=sign == "||")
    if (known := _decided(values, here)) is not None:
        return known
    if here.kind == "unary_op":
        return negated(holds(values, here.below(here.parts[0])))
    path = values.path(here)
    declared = values.module.local(path[1]) if path and len(path) == 2 and path[0] == "local" else None
    if isinstance(declared, Expression) and not values.is_too_deep:
        return holds(values.deeper, declared)
    if here.kind == "binary_op":
        return _compared(values, here)
    return values.answers.holds(_shown(values, here).text) if _is_left_open(values, here) else None


def _parts(here: Expression, sign: str) -> Iterator[Expression]:
    """Give what a sign joins, however often it stands there: all at once, for each by itself holds all before it."""
    waiting = [here]
    while waiting:
        one = waiting.pop().bare
        sides = operands(one) if one.kind == "binary_op" else None
        if sides is not None and sides[1] == sign:
            waiting += [sides[2], sides[0]]
        else:
            yield one


def _combined(values: "Values", parts: Sequence[Expression], *, decided: bool) -> bool | None:
    """Tell what conditions come to together; what these files decide by one of them asks for no other."""
    known = [values.without_defaults.of(one) for one in parts]
    truths = [one.value if isinstance(one, Scalar) and isinstance(one.value, bool) else None for one in known]
    whole = combined(truths, decided=decided)
    return combined([holds(values, one) for one in parts], decided=decided) if whole is None else whole


def _decided(values: "Values", here: Expression) -> bool | None:
    """Tell whether a condition holds, None where these files do not say.

    No default of a variable decides it, but that of one which is a boolean by itself, or is asked for `null`.
    """
    if here.kind == "binary_op" and (operated := operands(here))[1] in ("==", "!="):
        left, sign, right = operated
        sides = [values.of(left), values.of(right)]
        others = [one for one in sides if not is_null(one)]
        if len(others) < len(sides) and not any(isinstance(one, Hole) for one in others):
            return (sign == "==") == (not others)
    value = values.of(here)
    return value.value if isinstance(value, Scalar) and isinstance(value.value, bool) else None


def _compared(values: "Values", here: Expression) -> bool | None:
    """Tell whether a comparison gives true for sides that these files do not know both."""
    left, sign, right = operands(here)
    if not _is_left_open(values, here):
        return None
    equal = _compares(values, _shown(values, left), _OPPOSITES.get(sign, sign), _shown(values, right))
    return negated(equal) if sign in _OPPOSITES else equal


def _compares(values: "Values", left: Side, sign: str, right: Side) -> bool | None:
    """Tell whether a comparison holds that these files do not decide."""
    if left.text.startswith("length(") and (sign, right.text) in _EMPTY:
        sign, right = "==", Side("0", is_known=True)
    if sign == "==":
        return values.answers.equal(left, right)
    return values.answers.holds(f"{left.text} {sign} {right.text}")


def _is_left_open(values: "Values", here: Expression) -> bool:
    """Tell whether a condition speaks of what only a deployment knows, and not of what these files say alone."""
    waiting, seen, bound = [here], 0, set[str]()
    while waiting and seen < _MOST_NAMES:
        one, seen = waiting.pop(), seen + 1
        if one.kind == "for_intro":
            bound.update(raw(name) for name in one.parts[:-1])
        if one.kind in ("string", "heredoc_template", "heredoc_template_trim"):
            path = [text_of(values.without_defaults.of(one)) or ""]
        else:
            path = values.path(one) or []
        if any("${" in part for part in path):
            return True
        known = values.names.get(".".join(path[:2]), values.names.get(path[0])) if path else None
        if not path:
            waiting += (one.below(part) for part in reversed(one.parts))
        elif known is not None:
            if _has_hole(known):
                return True
        elif path[0] == "local" and len(path) > 1 and (declared := values.module.local(path[1])) is not None:
            if isinstance(declared, Expression):
                waiting.append(declared)
            elif _has_hole(values.of_json(declared)):
                return True
        elif len(path) > 1 and path[0] not in bound:
            return True
    return bool(waiting)


def _has_hole(value: Node) -> bool:
    return any(isinstance(held, Hole) for _, held in walk(value))


def _shown(values: "Values", here: Expression) -> Side:
    """Write an expression, so that it is told from what it stands for in another turn of a loop."""
    value = values.without_defaults.of(here)
    if isinstance(value, Scalar):
        return Side(json.dumps(value.value), is_known="${" not in value.text.text)
    return Side(value.name if isinstance(value, Hole) else raw(here.tree), is_known=False)
