"""What must hold for a branch to be taken: an operator and texts to compare with, or conditions in turn."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flowlint.text.json_values import texts
from flowlint.text.words import short

EQUALS = "Equals"
ALL_OF = "And"
ONE_OF = "Or"

_DEEPEST = 5
"""How deep conditions are looked at; Connect takes one level."""
_LONGEST = 60


class Condition(NamedTuple):
    """A condition of a branch, or a part of a compound one.

    A compound condition has `parts` and no `operands`: whoever looks for what is compared with finds nothing there that
    could be taken for a text.
    """

    operator: str = ""
    operands: tuple[str, ...] = ()
    """What the operator compares with, mostly one text; "" for what is no text."""
    parts: tuple["Condition", ...] = ()
    texts: tuple[str, ...] = ()
    """Every text in it, at any depth."""
    looks_elsewhere: bool = False
    """Whether it says more than an operator and operands: what attribute it looks at is not known then."""

    @property
    def label(self) -> str:
        """The condition as a person reads it: `Equals 1`, `And (Equals gold, TextContains a)`."""
        if self.parts:
            return short(f"{self.operator} ({', '.join(part.label or '…' for part in self.parts)})", _LONGEST)
        return f"{self.operator} {self.operands[0] if self.operands else ''}".strip()

    @property
    def _text(self) -> frozenset[str]:
        """The one text that it compares with; of several it is not known what each is."""
        return frozenset(self.operands) - {""} if len(self.operands) == 1 else frozenset()

    @property
    def wanted(self) -> frozenset[str] | None:
        """The texts of which what is compared is one if this holds; None where that is not known."""
        if self.looks_elsewhere:
            return None
        if self.operator == EQUALS:
            return self._text or None
        inner = [part.wanted for part in self.parts]
        known = [one for one in inner if one is not None]
        if self.operator == ALL_OF and known:
            return frozenset.intersection(*known)
        if self.operator == ONE_OF and known and len(known) == len(inner):
            return frozenset().union(*known)
        return None

    @property
    def matched(self) -> frozenset[str]:
        """Texts for which this holds for sure, if they are what is compared."""
        if self.looks_elsewhere:
            return frozenset()
        if self.operator == EQUALS:
            return self._text
        inner = [part.matched for part in self.parts]
        if self.operator == ALL_OF and inner:
            return frozenset.intersection(*inner)
        return frozenset().union(*inner) if self.operator == ONE_OF else frozenset()


NO_CONDITION = Condition()


def read_condition(value: Mapping[str, Any], depth: int = 0) -> Condition:
    """Read a condition, whatever its shape; what is no text is no operand."""
    operator, operands = value.get("Operator"), value.get("Operands")
    operator = operator if isinstance(operator, str) else ""
    operands = operands if isinstance(operands, list) else []
    inner = [one for one in operands if isinstance(one, dict)]
    return Condition(
        operator,
        () if inner else tuple(map(_text, operands)),
        tuple(read_condition(one, depth + 1) for one in inner) if depth < _DEEPEST else (),
        tuple(_texts(operands)),
        looks_elsewhere=not value.keys() <= {"Operator", "Operands"} or depth >= _DEEPEST,
    )


def _text(operand: Any) -> str:
    return str(operand) if isinstance(operand, str | int | float) else ""


def _texts(operands: list[Any]) -> Iterator[str]:
    return (text for _, text in texts(operands))
