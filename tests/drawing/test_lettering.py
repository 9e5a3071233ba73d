"""Texts as they are drawn: cut and broken so that they fit."""

from hypothesis import given
from hypothesis import strategies as st

from flowlint.drawing.lettering import fitted, lines, width

ROOM, SIZE = 100.0, 12.0


def test_lines_end_between_words_and_in_names_at_their_joints() -> None:
    assert lines("Ask for the claim number", ROOM, SIZE, 2) == ["Ask for the claim", "number"]
    assert lines("Guides_Example_Workspace", ROOM, SIZE, 2) == ["Guides_", "Example_Works…"]
    assert lines("", ROOM, SIZE, 2) == []


def test_a_text_that_fits_is_whole_and_one_that_does_not_says_so() -> None:
    assert fitted("Play prompt", ROOM, SIZE) == "Play prompt"
    assert fitted("Check hours of operation", ROOM, SIZE) == "Check hours of…"


@given(st.text(max_size=200), st.integers(1, 4))
def test_no_line_is_too_wide_and_nothing_is_lost_but_at_the_end(text: str, most: int) -> None:
    found = lines(text, ROOM, SIZE, most)
    assert len(found) <= most
    assert all(width(line, SIZE) <= ROOM for line in found)
    bare = "".join(text.split())
    assert bare.startswith("".join("".join(found).removesuffix("…").split()))
