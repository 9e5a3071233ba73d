"""The right name that a wrong one was most likely meant to be."""

import re
from collections.abc import Callable, Iterable

_LIKE_ENOUGH = 0.75
_MOST_LETTERS = 2
_FEWEST_FOR_ONE, _FEWEST_FOR_TWO = 5, 12
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
    import difflib  # which most runs do without

    by_plain = {plain(one): one for one in right}
    return [by_plain[one] for one in difflib.get_close_matches(plain(name), by_plain, n=most, cutoff=like_enough)]


def closest_name(name: str, right: Iterable[str]) -> str | None:
    """Give the right name that is written most like a wrong one, however capitalised; None where none is much alike."""
    return next(iter(closest(name, sorted(right), like_enough=_LIKE_ENOUGH)), None)


def is_misspelt(name: str, right: str) -> bool:
    """Tell whether a name can only be another one misspelt: its letters and digits are the same, or all but one or two.

    One may be wrong, missing, added, or in the place of its neighbour, where there are five at least; two in twelve.
    A digit tells two names apart.
    """
    one, other = ("".join(filter(str.isalnum, text.casefold())) for text in (name, right))
    most = 0 if len(other) < _FEWEST_FOR_ONE else 1 if len(other) < _FEWEST_FOR_TWO else 2
    return _DIGITS.findall(one) == _DIGITS.findall(other) and _distance(one, other, most) <= most


def _distance(one: str, other: str, most: int) -> int:
    """Count the letters to change, put in, take out or swap to turn one text into another; more than `most` at most."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    # Only beginnings whose lengths differ by no more are looked at: texts may be as long as a flow.
    far = most + 1
    before: dict[int, int] = {}
    row = {j: j for j in range(min(most, len(other)) + 1)}
    for i, letter in enumerate(one, start=1):
        two_before, before = before, row
        row = {0: i} if i <= most else {}
        for j in range(max(1, i - most), min(i + most, len(other)) + 1):
            wanted = other[j - 1]
            least = min(before.get(j, far) + 1, row.get(j - 1, far) + 1, before.get(j - 1, far) + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                least = min(least, two_before.get(j - 2, far) + 1)
            row[j] = least
    return min(row[len(other)], far)


def may_be_slip(name: str, right: str) -> bool:
    """Tell whether names so alike may be one: a number tells two apart, and so does a word more."""
    return _DIGITS.findall(name) == _DIGITS.findall(right) and abs(len(name) - len(right)) <= _MOST_LETTERS
