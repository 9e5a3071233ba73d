"""The operators of Terraform: what they give for values that are known."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from flowlint.reading.choices import combined
from flowlint.reading.hcl import Expression, raw
from flowlint.reading.nodes import Hole, Node, Scalar, as_value, walk

_NUMBERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
ARITHMETIC = frozenset("+-*/%")
_LARGEST = 10**15
"""No number of a flow is larger; products of larger ones would grow without end."""


def operands(here: Expression) -> tuple[Expression, str, Expression]:
    """Give both sides of an operator, and its sign between them."""
    left, term = here.parts
    sign, right = here.below(term).parts
    return here.below(left), raw(sign), here.below(right)


def operated(sign: str, left: Node, right: Node) -> bool | int | float | None:
    """Give what an operator gives for two values, None where that is not known, or is no value.

    Raises `TooLarge` for values that are too large to compare.
    """
    if sign in ("&&", "||"):
        return combined([_truth(left), _truth(right)], decided=sign == "||")
    if sign in ("==", "!="):
        equal = _equal(left, right)
        return None if equal is None else equal == (sign == "==")
    numbers = [_number(left), _number(right)]
    if None in numbers or any(abs(one) > _LARGEST for one in numbers if one is not None):
        return None
    if sign in ("/", "%"):
        return _divided(sign, *numbers)
    apply = _NUMBERS.get(sign)
    return None if apply is None else apply(*numbers)


def _divided(sign: str, left: Any, right: Any) -> int | float | None:
    if not right:
        return None
    if sign == "/":
        whole, rest = divmod(left, right)
        return left / right if rest else int(whole)
    return left % right if left >= 0 < right else None  # Python's rest has the sign of the divisor


def _truth(node: Node) -> bool | None:
    return node.value if isinstance(node, Scalar) and isinstance(node.value, bool) else None


def _number(node: Node) -> int | float | None:
    value = node.value if isinstance(node, Scalar) else None
    return None if isinstance(value, bool) or not isinstance(value, int | float) else value


def _equal(left: Node, right: Node) -> bool | None:
    if any(isinstance(one, Hole) or "${" in _text(one) for node in (left, right) for _, one in walk(node)):
        return None
    values = as_value(left), as_value(right)
    # In Terraform neither is a number equal to a text, nor to a boolean as in Python.
    return values[0] == values[1] and isinstance(values[0], bool) == isinstance(values[1], bool)


def _text(node: Node) -> str:
    return node.text.text if isinstance(node, Scalar) else ""
