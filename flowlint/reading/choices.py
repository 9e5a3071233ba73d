"""Conditions that nobody can answer here: what a file holds under each choice of answers to them."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple, TypeVar

_MOST_CONDITIONS = 4
_NOTHING = frozenset(("null", '""', "0"))
"""What is asked for to be left out: that there is something is taken to hold."""
BOOLEANS = frozenset(("true", "false"))
_NAME = re.compile(
    r""""(?:[^"\\$]|\\.){0,500}+"|'[^'$]*'|(?P<name>[A-Za-z_@][\w-]*(?:(?:\.|::)[\w-]+|\[[^\[\]]*\])*)(?![\w-]*\()"""
)
"""What a question names, as `var.x` or `AWS::Region`, or a text in quotes with nothing to fill in."""
_WORDS = frozenset(("and", "defined", "false", "in", "is", "none", "not", "null", "or", "true"))
"""What questions are made of besides the names of what they ask for."""
_FUNCTION = "Fn::"
"""What the names of CloudFormation's functions begin with, which placeholders have."""

T = TypeVar("T")


class Side(NamedTuple):
    """A side of a comparison: how it is written, and whether that is its value."""

    text: str
    is_known: bool


class Answers:
    """Answers to the questions that one reading of a file asks: what is not given holds, of the first few.

    What speaks of one thing in two ways that are not compared here, `x > 1` and `x > 2` say, has the answer None the
    second time: nobody sees here whether both can hold together. So has each question after the first few.
    """

    def __init__(self, given: Mapping[str, bool] | None = None) -> None:
        self.asked: dict[str, None] = {}
        """The questions that were asked, in order."""
        self._given: Mapping[str, bool] = given or {}
        self._values: dict[str, str] = {}
        self._denied: dict[str, set[str]] = defaultdict(set)
        self._ways: dict[str, str] = {}

    def holds(self, question: str) -> bool | None:
        """Tell whether something holds, by its name: the same each time it is asked."""
        return self._answer(question) if self._is_only_way(question) else None

    def equal(self, one: Side, other: Side, allowed: Collection[str] = ()) -> bool | None:
        """Tell whether two sides are equal.

        What is not known equals one value at most, and one of those `allowed` where any are given.
        """
        if one.is_known and other.is_known:
            return one.text == other.text
        if not one.is_known and not other.is_known:
            return self.holds(" == ".join(sorted((one.text, other.text))))
        what, value = (other.text, one.text) if one.is_known else (one.text, other.text)
        if value in BOOLEANS and BOOLEANS.issuperset(allowed):
            holds = self.holds(what)
            return None if holds is None else holds == (value == "true")
        return self._equals(what, value, allowed)

    def _equals(self, what: str, value: str, allowed: Collection[str]) -> bool | None:
        is_nothing = value in _NOTHING
        # Of what is something, all else can be asked: that excludes nothing.
        if not self._is_only_way(what, claims=not is_nothing):
            return False if is_nothing else None
        answer = self._answer(f"{what} {'!=' if is_nothing else '=='} {value}")
        if answer is None:
            return None
        holds = answer != is_nothing
        known, denied = self._values.get(what), self._denied[what]
        if known is not None or value in denied or (allowed and value not in allowed):
            return known == value
        if holds or (allowed and not is_nothing and denied.issuperset({*allowed} - {value})):
            self._values[what] = value
            return self._is_only_way(what)
        denied.add(value)
        return False

    def _answer(self, question: str) -> bool | None:
        if question not in self._given and len(self._given.keys() | self.asked.keys() | {question}) > _MOST_CONDITIONS:
            return None
        self.asked.setdefault(question)
        return self._given.get(question, True)

    def _is_only_way(self, way: str, *, claims: bool = True) -> bool:
        """Tell whether all that a question names is asked about in this one way."""
        names = {name for name in _NAME.findall(way) if name and name not in _WORDS and not name.startswith(_FUNCTION)}
        if any(self._ways.get(name, way) != way for name in names):
            return False
        if claims:
            self._ways.update(dict.fromkeys(names, way))
        return True


def readings(read: Callable[[Answers], T]) -> Iterator[T]:
    """Read something under each choice of answers to the conditions that it asks for before the next is taken."""
    waiting: list[Mapping[str, bool]] = [{}]
    while waiting:
        given = waiting.pop()
        answers = Answers(given)
        yield read(answers)
        held = dict(given)
        for question in answers.asked:
            if question not in held:
                waiting.append({**held, question: False})
                held[question] = True


def negated(holds: bool | None) -> bool | None:
    """Tell whether the opposite of a condition holds, None where that is not known."""
    return None if holds is None else not holds


def combined(parts: Collection[bool | None], *, decided: bool) -> bool | None:
    """Tell what conditions come to together; one that is as `decided` is enough: True in “or”, False in “and”."""
    return decided if decided in parts else None if None in parts else not decided
