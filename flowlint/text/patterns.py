"""Names with `*` in them, as settings and notes use them for flows, blocks, attributes and rules."""

import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache


def matches(pattern: str, name: str) -> bool:
    r"""Tell whether a name is meant by a pattern: `*` stands for any text, `\*` for a star, all else for itself."""
    return _means(_literals(pattern), name)


def matches_any(pattern: str, names: Collection[str]) -> bool:
    """Tell whether any of these names is meant by a pattern; a plain name is looked up, as most patterns are."""
    if pattern in names or "*" not in pattern:
        return pattern in names
    literals = _literals(pattern)
    longest = max(literals, key=len)  # which most names do not have
    return any(longest in name and _means(literals, name) for name in names)


def any_means(patterns: tuple[str, ...], name: str) -> bool:
    """Tell whether one of these patterns means a name; there may be thousands of them, and of names."""
    return _together(patterns).mean(name)


def escape(name: str) -> str:
    """Give the pattern that means one name and no other."""
    return name.replace("*", r"\*")


def only_name(pattern: str) -> str | None:
    """Give the one name that a pattern means, None where it may mean several."""
    first, *more = _literals(pattern)
    return None if more else first


class _Together:
    """Patterns, of which those that mean one name are looked up, as nearly all are."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._others: list[tuple[str, tuple[str, ...]]] = []
        for pattern in patterns:
            literals = _literals(pattern)
            if len(literals) == 1:
                self._names.add(literals[0])
            else:
                self._others.append((max(literals, key=len), literals))

    def mean(self, name: str) -> bool:
        """Tell whether one of them means a name."""
        return name in self._names or any(longest in name and _means(all_, name) for longest, all_ in self._others)


_together = lru_cache(maxsize=64)(_Together)


@cache
def _literals(pattern: str) -> tuple[str, ...]:
    """Give the texts that stand before, between and after the stars for any text."""
    return tuple(part.replace(r"\*", "*") for part in re.split(r"(?<!\\)\*", pattern))


def _means(literals: tuple[str, ...], name: str) -> bool:
    """Tell whether a name has these texts in this order, and nothing before the first or after the last."""
    first, *between = literals
    if not between:
        return name == first
    last = between.pop()
    at, end = len(first), len(name) - len(last)
    if at > end or not name.startswith(first) or not name.endswith(last):
        return False
    for part in between:
        # Where it comes first leaves the most room for those after it.
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
