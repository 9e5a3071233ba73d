"""Conditions that nobody can answer here: what a file holds under each choice of answers to them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product

_MOST_CONDITIONS = 4


def other_answers(asked: Iterable[str]) -> Iterator[Mapping[str, bool]]:
    """Give all answers to the first few conditions but the one that all hold."""
    conditions = list(islice(asked, _MOST_CONDITIONS))
    for answers in list(product((True, False), repeat=len(conditions)))[1:]:
        yield dict(zip(conditions, answers, strict=True))
