"""Patterns of names: held to a regular expression that says the same."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from flowlint.text.patterns import any_means, matches, matches_any

LITERALS = st.lists(st.text("ab\n*", max_size=3), min_size=1, max_size=5)
NAMES = st.text("ab\n*", max_size=8)


@given(LITERALS, st.lists(NAMES, max_size=3))
@example(["ab", "ba"], ["aba", "abba"])
@example(["", "ab", "b"], ["ab", "abb"])
@example(["a", "b", "ba", "a"], ["abaa", "abbaa"])
@example([""], ["", "a"])
def test_a_star_stands_for_any_text_and_all_else_for_itself(literals: list[str], names: list[str]) -> None:
    pattern = "*".join(one.replace("*", r"\*") for one in literals)
    same = re.compile(".*".join(map(re.escape, literals)), re.DOTALL)
    meant = [name for name in names if same.fullmatch(name)]
    assert [name for name in names if matches(pattern, name)] == meant
    assert matches_any(pattern, names) == (bool(meant) or pattern in names)


@given(st.lists(st.text("ab\\*", max_size=4), max_size=5), NAMES)
@example([r"\*", r"a\*b"], "a*b")
@example(["*b*", "a"], "ab")
def test_of_many_patterns_one_means_a_name(patterns: list[str], name: str) -> None:
    assert any_means(tuple(patterns), name) == any(matches(pattern, name) for pattern in patterns)
