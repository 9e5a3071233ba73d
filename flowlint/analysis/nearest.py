"""The right name that a wrong one was most likely meant to be."""

import difflib
from collections.abc import Iterable

_LIKE_ENOUGH = 0.75


def nearest(name: str, right: Iterable[str]) -> str | None:
    """Give the right name that is written most like a wrong one, however capitalised; None where none is much alike."""
    by_lower = {one.lower(): one for one in sorted(right)}
    found = difflib.get_close_matches(name.strip().lower(), by_lower, n=1, cutoff=_LIKE_ENOUGH)
    return by_lower[found[0]] if found else None
