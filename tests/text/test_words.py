"""Texts cut, listed and counted as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.text.words import LONGEST_MESSAGE, counted, fitted, joined, short, who


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


def test_a_sentence_that_fits_keeps_its_names() -> None:
    assert (
        fitted("{} reads “{name}”.", "It {really}", name="$.Attributes.tier")
        == "It {really} reads “$.Attributes.tier”."
    )


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        ("Play prompt “Thank you for calling us today”", "Play prompt “Thank you for…”"),
        ("Play prompt “Thank you” after Check staffing", "Play prompt “Thank you” after Ch…"),
        ("$.Attributes.TheNumberThatTheCustomerCallsFrom", "$.…NumberThatTheCustomerCallsFrom"),
        ("$.LambdaInvocation.ResultData.theNumberOfTheCustomer", "$.…theNumberOfTheCustomer"),
        ("Play prompt “Thank you for calling us today” (58ec…)", "Play prompt “Thank you…” (58ec…)"),
        ("Distribute by percentage (58ec…)", "Distribute by percentage (58ec…)"),
    ],
)
def test_a_sentence_without_room_shows_of_labels_what_finds_the_block(block: str, shown: str) -> None:
    said = fitted("{}{block}.", "-" * (LONGEST_MESSAGE - 34), block=block)
    assert said == f"{'-' * (LONGEST_MESSAGE - 34)}{shown}."


@given(st.lists(st.text(max_size=80), min_size=2, max_size=2), st.integers(0, 60))
def test_names_are_cut_until_a_sentence_has_room(names: list[str], whole: int) -> None:
    one, other = (name.replace("”", "").replace("…)", "") for name in names)
    assert len(fitted("{} {one} {other}.", "-" * whole, one=one, other=other)) <= LONGEST_MESSAGE


@given(st.text(), st.integers(1, 20))
def test_a_text_is_cut_only_where_there_is_no_room(text: str, longest: int) -> None:
    cut = short(text, longest)
    assert len(cut) <= longest
    assert cut == text if len(text) <= longest else cut == text[: longest - 1] + "…"
