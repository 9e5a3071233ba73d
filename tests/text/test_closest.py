"""The right name for a wrong one: how alike it must be, and what of its writing counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.text.closest import closest, closest_name, is_slip_of, may_be_meant


def test_capitals_and_blanks_around_a_name_do_not_count() -> None:
    assert closest_name(" nomatchingERROR", {"NoMatchingError", "NoMatchingCondition"}) == "NoMatchingError"
    assert closest_name("Timeout", {"NoMatchingError"}) is None
    assert closest_name("", ()) is None


def test_the_likest_comes_first_and_no_more_than_asked_for() -> None:
    right = ("queue-transfer", "queue-transfers", "transfer")
    assert closest("queue-transfer", right, like_enough=0.5, most=2) == ["queue-transfer", "queue-transfers"]
    assert closest("queue-transfer", right, like_enough=1) == ["queue-transfer"]


def test_names_are_compared_as_they_are_told_to_be_written() -> None:
    assert closest("first name", ["first_name"], like_enough=1, plain=lambda name: name.replace("_", " ")) == [
        "first_name"
    ]


def distance(one: str, other: str) -> int:
    """How many letters to change, put in, take out or swap with their neighbour, by the definition."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            ways = [rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])]
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                ways.append(rows[i - 2][j - 2] + 1)
            rows[i][j] = min(ways)
    return rows[-1][-1]


@given(st.text("abc", min_size=12, max_size=15), st.lists(st.integers(0, 14), max_size=3), st.text("abc", max_size=3))
def test_two_letters_may_be_wrong_in_twelve_but_for_the_first_three(right: str, out: list[int], put_in: str) -> None:
    name = "".join(letter for at, letter in enumerate(right) if at not in out)
    name, right = f"xyz{name[:5]}{put_in}{name[5:]}", f"xyz{right}"
    assert is_slip_of(name, right) == (distance(name, right) <= 2)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("getCase", "setCase"), ("StopRecording", "StartRecording"), ("unavailable", "available"),
        ("customeroffhold", "CustomerOnHold"), ("NotEquals", "Equals"), ("invokeasynchronous", "InvokeSynchronous"),
        ("MinimumLength", "MaximumLength"), ("ChannelMatch", "ChannelMismatch"), ("uninitialized", "initialized"),
    ],
)  # fmt: skip
def test_a_word_more_less_or_other_or_a_prefix_is_no_slip(wrong: str, right: str) -> None:
    assert [is_slip_of(*pair) or may_be_meant(*pair) for pair in ((wrong, right), (right, wrong))] == [
        False,
        False,
    ]
    assert closest_name(wrong, [right, "something"]) is None
    assert not is_slip_of("CalledNumber", "CallerNumber", {"called"})


def test_a_name_that_leaves_words_out_is_the_only_one_that_has_the_others() -> None:
    assert closest_name("Contains", ["TextContains", "TextStartsWith"]) == "TextContains"
    assert closest_name("CustomerProfile", ["GetCustomerProfile", "CreateCustomerProfile"]) is None
    assert closest_name("ContainsText", ["NotContainsText"]) is None


def test_words_are_known_in_other_forms() -> None:
    right = ["NoMatchingError", "NoMatchingCondition"]
    assert closest_name("NoMatchError", right) == closest_name("NoMtchngErr", right) == "NoMatchingError"
    assert closest_name("NumericLessThan", ["NumberLessThan"]) == "NumberLessThan"


def test_names_as_long_as_a_flow_are_compared() -> None:
    long = "abc" * 20_000
    assert is_slip_of(f"abcx{long[3:]}", f"{long}y")
    assert not is_slip_of(f"xyz{long}", f"{long}xyz")
