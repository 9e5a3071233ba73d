"""The right name for a wrong one: how alike it must be, and what of its writing counts."""

from flowlint.text.closest import closest, closest_name


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
