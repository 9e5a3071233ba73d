"""JSON as json.dumps writes it with an indent."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flowlint.text.json_writing import indented

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_it_writes_the_same(value: Any) -> None:
    assert indented(value) == json.dumps(value, indent=2)
