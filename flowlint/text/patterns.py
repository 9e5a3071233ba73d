"""Names with `*` in them, as settings and notes use them for flows, blocks, attributes and rules."""

import re
from collections.abc import Collection
from functools import cache


def matches(pattern: str, name: str) -> bool:
    r"""Tell whether a name is meant by a pattern: `*` stands for any text, `\*` for a star, all else for itself."""
    return _compiled(pattern).fullmatch(name) is not None


def matches_any(pattern: str, names: Collection[str]) -> bool:
    """Tell whether any of these names is meant by a pattern; a plain name is looked up, as most patterns are."""
    return pattern in names or ("*" in pattern and any(matches(pattern, name) for name in names))


def escape(name: str) -> str:
    """Give the pattern that means one name and no other."""
    return name.replace("*", r"\*")


def only_name(pattern: str) -> str | None:
    """Give the one name that a pattern means, None where it may mean several."""
    first, *more = _literals(pattern)
    return None if more else first


def _literals(pattern: str) -> list[str]:
    """Give the texts that stand before, between and after the stars for any text."""
    return [part.replace(r"\*", "*") for part in re.split(r"(?<!\\)\*", pattern)]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    first, *more = map(re.escape, _literals(pattern))
    # What stands between two stars is looked for once: to look further on would take ages and find no more.
    between = "".join(f"(?>.*?{part})" for part in more[:-1])
    return re.compile(first + between + "".join(f".*{last}" for last in more[-1:]), re.DOTALL)
