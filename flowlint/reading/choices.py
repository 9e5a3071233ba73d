"""Conditions that nobody can answer here: what a file holds under each choice of answers to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice, product

_MOST_CONDITIONS = 4


class Answers:
    """Answers to the questions that one reading of a file asks: what is not given holds."""

    def __init__(self, given: Mapping[str, bool] | None = None) -> None:
        self.asked: dict[str, None] = {}
        """The questions that were asked, in order."""
        self._given: Mapping[str, bool] = given or {}
        self._values: dict[str, str] = {}
        self._denied: dict[str, set[str]] = defaultdict(set)

    def holds(self, question: str) -> bool:
        """Tell whether something holds, by its name: the same each time it is asked."""
        self.asked.setdefault(question)
        return self._given.get(question, True)

    def equals(self, what: str, value: str, allowed: Collection[str] = ()) -> bool:
        """Tell whether something equals a value: one at most, and one of those allowed where any are given."""
        holds = self.holds(f"{what} == {value}")
        known = self._values.get(what)
        if known is not None or (allowed and value not in allowed):
            return known == value
        denied = self._denied[what]
        if holds or (allowed and denied.issuperset({*allowed} - {value})):
            self._values[what] = value
            return True
        denied.add(value)
        return False


def other_answers(asked: Iterable[str]) -> Iterator[Mapping[str, bool]]:
    """Give all answers to the first few conditions but the one that all hold."""
    conditions = list(islice(asked, _MOST_CONDITIONS))
    for answers in list(product((True, False), repeat=len(conditions)))[1:]:
        yield dict(zip(conditions, answers, strict=True))
