"""The right name that a wrong one was most likely meant to be."""

import difflib
import re
from collections.abc import Callable, Iterable

_LIKE_ENOUGH = 0.75
_MOST_LETTERS = 2
_DIGITS = re.compile(r"\d+")


def in_lower_case(name: str) -> str:
    """Give a name as `closest` compares names by default: however capitalised, and with no blanks around it."""
    return name.strip().lower()


def closest(
    name: str,
    right: Iterable[str],
    *,
    like_enough: float,
    most: int = 1,
    plain: Callable[[str], str] = in_lower_case,
) -> list[str]:
    """Give the right names that are written most like a wrong one, `most` of them at the most, the closest first.

    `like_enough` is how alike they must be, of 1 for the same. Names are compared as `plain` writes them; of two that
    it writes the same the last counts.
    """
    by_plain = {plain(one): one for one in right}
    return [by_plain[one] for one in difflib.get_close_matches(plain(name), by_plain, n=most, cutoff=like_enough)]


def closest_name(name: str, right: Iterable[str]) -> str | None:
    """Give the right name that is written most like a wrong one, however capitalised; None where none is much alike."""
    return next(iter(closest(name, sorted(right), like_enough=_LIKE_ENOUGH)), None)


def may_be_slip(name: str, right: str) -> bool:
    """Tell whether names so alike may be one: a number tells two apart, and so does a word more."""
    return _DIGITS.findall(name) == _DIGITS.findall(right) and abs(len(name) - len(right)) <= _MOST_LETTERS
