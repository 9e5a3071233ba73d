"""Positions as the protocol counts them, and where offsets go when a text changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.editor.lines import Change, Lines
from flowlint.report import Place
from flowlint.source import Source

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
UNIT = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
TEXTS = st.text(st.sampled_from("ab\r\n\u2028\u0085\v\f\x1c ä€😀𝄞"), max_size=40)


def split(text: str) -> list[str]:
    """Split a text into lines as the protocol says: at `\\r\\n`, `\\n` and `\\r`."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@given(TEXTS, st.sampled_from(sorted(ENCODINGS)))
def test_each_position_counts_units_in_lines_of_the_protocol(text: str, encoding: str) -> None:
    lines = Lines(text, encoding)
    starts, at = [], 0
    for line in split(text):
        starts.append(at)
        at += len(line)
        at += 2 if text[at : at + 2] == "\r\n" else 1
    for number, (start, line) in enumerate(zip(starts, split(text), strict=True)):
        for column in range(len(line) + 1):
            units = len(line[:column].encode(ENCODINGS[encoding])) // UNIT[encoding]
            assert lines.position(start + column) == (number, units)
            assert lines.offset(number, units) == start + column


@given(TEXTS, st.integers(0, 50), st.integers(0, 50), st.sampled_from(sorted(ENCODINGS)))
def test_any_position_is_somewhere(text: str, line: int, character: int, encoding: str) -> None:
    offset = Lines(text, encoding).offset(line, character)
    assert 0 <= offset <= len(text)
    assert line >= len(split(text)) or Lines(text, encoding).position(offset)[0] == line


@given(TEXTS, st.data())
def test_a_place_of_a_report_is_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = Lines(text, "utf-16").span(Source("x", text, None).place(start, end))
    # Between the two halves of a line end there is no column.
    assert [text[:one].removesuffix("\r") for one in found] == [text[:one].removesuffix("\r") for one in (start, end)]


@pytest.mark.parametrize(("column", "offset"), [(1, 1), (3, 3)])
def test_a_byte_order_mark_that_the_editor_keeps_is_no_column(column: int, offset: int) -> None:
    assert Lines("\ufeff{}\n", "utf-16").span(Place(1, column, 1, column)) == (offset, offset)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_what_is_around_a_change_stays_what_it_is(begin: str, old: str, new: str, end: str) -> None:
    before, after = begin + old + end, begin + new + end
    change = Change(before, after)
    assert before[: change.start] + change.new + before[change.end :] == after
    for offset, character in enumerate(before):
        if not change.start <= offset < change.end:
            assert after[change.moved(offset)] == character
    moved = [change.moved(offset) for offset in range(len(before) + 1)]
    assert moved == sorted(moved) and moved[-1] == len(after)
    assert len(change.new) <= len(new) or change.end - change.start <= len(old)
