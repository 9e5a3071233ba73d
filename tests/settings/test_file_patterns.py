"""Which patterns of settings mean a file: held to each of them being asked alone."""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from flowlint.settings.file_patterns import FilePatterns, includes

PARTS = st.sampled_from(["a", "A", "b c", "a.b", "é", "É", "*", "**", "?", "[ab]", r"\a", "", ".", "..", " "])
PATTERNS = st.tuples(st.sampled_from(["", "!", "#"]), st.lists(PARTS, max_size=3).map("/".join)).map("".join)
PATHS = st.lists(st.sampled_from(["a", "A", "b c", "a.b", "é", "b", " "]), min_size=1, max_size=3).map("/".join)
FOLDERS = st.sampled_from(["", "a", "b c/a"])


@given(st.lists(st.tuples(FOLDERS, PATTERNS), max_size=6), PATHS)
@example([("", "a/"), ("", "!a/b")], "a/b")
@example([("a", "b"), ("", "b")], "a/b")
@example([("", "A")], "a")
def test_each_pattern_that_means_a_file_is_found_in_order(patterns: list[tuple[str, str]], path: str) -> None:
    placed = [(Path.cwd() / folder, pattern) for folder, pattern in patterns]
    found = FilePatterns((*one, place) for place, one in enumerate(placed)).about(path)
    asked = [(place, includes(*one, path)) for place, one in enumerate(placed)]
    assert found == [one for one in asked if one[1] is not None]
