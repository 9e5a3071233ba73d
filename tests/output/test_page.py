"""Lines as a terminal shows them: as wide as it is, and no word broken that has room."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from flowlint.output.page import Line, Look, drawn, lines_text
from flowlint.output.printable import cells


def shown(text: str, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    console = Console(file=StringIO(), width=width)
    return list(drawn([Line(((text, ""),), indent, hang)], console))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a message of some more words", ["a message of some more", "  words"]),
        ("── flows/production/main-line.json:7:15", ["── flows/production/", "  main-line.json:7:15"]),
        ("flows/production/x.json  error", ["flows/production/x.json", "  error"]),
        ("a_rather_long_name_with_parts", ["a_rather_long_name_with_", "  parts"]),
        ("x" * 40, ["x" * 24, f"  {'x' * 16}"]),
    ],
)
def test_lines_are_broken_between_words_and_long_words_where_their_parts_end(text: str, lines: list[str]) -> None:
    assert shown(text, 24, hang=2) == lines


@pytest.mark.parametrize("colour", [None, True, False])
def test_a_width_that_was_asked_for_holds_on_a_dumb_terminal(
    colour: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    line = Line((("a message of some more words", ""),), 0)
    text = lines_text(lambda _: [line], StringIO(), Look(colour, 24))
    assert text == "a message of some more\nwords\n"


_WORDS = st.lists(st.text(st.sampled_from("ab-_/.漢”"), min_size=1, max_size=60), min_size=1, max_size=8)


@given(_WORDS, st.integers(30, 60), st.integers(0, 4), st.integers(0, 6))
def test_no_line_is_too_long_and_no_word_with_room_is_broken(
    words: list[str], width: int, indent: int, hang: int
) -> None:
    lines = shown(" ".join(words), width, indent, hang)
    assert max(map(cells, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(words)
    pieces = [piece for line in lines for piece in line.split()]
    assert [word for word in words if cells(word) <= width - indent - hang - 3 and word not in pieces] == []
