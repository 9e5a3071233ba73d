"""JSON with each member of a document, and each item of its lists, in a line."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flowlint.text.json_writing import in_one_line, pieces

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_a_value_is_one_line_and_is_read_as_it_was(value: Any) -> None:
    line = in_one_line(value)
    assert "\n" not in line
    assert json.loads(line) == value


@given(st.dictionaries(st.text(), VALUES, min_size=1, max_size=4))
def test_a_document_is_read_as_it_was(document: dict[str, Any]) -> None:
    lazy = {name: iter(held) if isinstance(held, list) else held for name, held in document.items()}
    text = "".join(pieces(document))
    assert "".join(pieces(lazy)) == text
    assert json.loads(text) == document


def test_each_member_and_each_item_has_a_line() -> None:
    document = {"version": 1, "none": [], "tool": {"name": "flowlint"}, "findings": [{"rule": "a"}, {"rule": "b"}]}
    assert "".join(pieces(document)).splitlines() == [
        "{",
        '  "version": 1,',
        '  "none": [],',
        '  "tool": {"name": "flowlint"},',
        '  "findings": [',
        '    {"rule": "a"},',
        '    {"rule": "b"}',
        "  ]",
        "}",
    ]


def test_numbers_that_are_too_large_to_hold_are_written_as_json() -> None:
    values = {"numbers": json.loads("[1e400, -1e400]"), "text": "Infinity", "number": 1}
    written = in_one_line(values)
    assert written == '{"numbers": [1e999, -1e999], "text": "Infinity", "number": 1}'
    assert json.loads(written) == values
