"""JSON as json.dumps writes it with an indent."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flowlint.text.json_writing import indented, pieces

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_it_writes_the_same(value: Any) -> None:
    assert indented(value) == json.dumps(value, indent=2)


@given(st.dictionaries(st.text(), VALUES, min_size=1, max_size=4))
def test_it_writes_the_same_in_pieces(document: dict[str, Any]) -> None:
    lazy = {name: iter(held) if isinstance(held, list) else held for name, held in document.items()}
    assert "".join(pieces(lazy)) == json.dumps(document, indent=2)


def test_numbers_that_are_too_large_to_hold_are_written_as_json() -> None:
    values = json.loads("[1e400, -1e400]")
    assert json.loads(indented(values), parse_constant=lambda name: name) == values
