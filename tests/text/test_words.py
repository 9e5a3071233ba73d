"""Texts cut, listed and counted as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.text.words import counted, joined, short, who


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), ""), (("A",), "A"), (("A", "B"), "A or B"), (("A", "B", "C"), "A, B or C")],
)
def test_words_are_listed_as_in_a_sentence(words: tuple[str, ...], expected: str) -> None:
    assert joined(iter(words), "or") == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 blocks"), (1, "1 block"), (2, "2 blocks"), (1200, "1,200 blocks")]
)
def test_things_are_counted(count: int, expected: str) -> None:
    assert counted(count, "block") == expected


@pytest.mark.parametrize(
    ("more", "expected"), [(0, "It reads"), (1, "It and 1 more block read"), (2, "It and 2 more blocks read")]
)
def test_several_do_what_one_does(more: int, expected: str) -> None:
    assert who("It", more, "read") == expected


@given(st.text(), st.integers(1, 20))
def test_a_text_is_cut_only_where_there_is_no_room(text: str, longest: int) -> None:
    cut = short(text, longest)
    assert len(cut) <= longest
    assert cut == text if len(text) <= longest else cut == text[: longest - 1] + "…"
