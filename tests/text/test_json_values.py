"""Values are walked in document order, with paths that lead to them, however deep they are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.text.json_values import matching, nodes, texts, value_at

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_each_path_leads_to_its_value_and_none_is_left_out(value: Any) -> None:
    found = list(nodes(value))
    assert all(value_at(value, path) is one for path, one in found)
    assert len({path for path, _ in found}) == len(found)
    assert len(found) == 1 + sum(len(one) for _, one in found if isinstance(one, dict | list))


@given(VALUES)
def test_texts_come_in_the_order_of_the_document(value: Any) -> None:
    numbers = iter(range(1000))

    def numbered(one: Any) -> Any:
        if isinstance(one, dict):
            return {key: numbered(item) for key, item in one.items()}
        if isinstance(one, list):
            return [numbered(item) for item in one]
        return f"n{next(numbers)}" if isinstance(one, str) else one

    document = {"at": numbered(value)}
    found = list(texts(document["at"], ("at",)))
    assert [text for _, text in found] == [f"n{count}" for count in range(next(numbers))]
    assert [value_at(document, path) for path, _ in found] == [text for _, text in found]


def test_a_value_too_deep_for_a_recursion() -> None:
    deep: Any = "text"
    for _ in range(3000):
        deep = [deep]
    ((path, text),) = texts(deep)
    assert (path, text) == ((0,) * 3000, "text")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], [((), {"a": {"b": "1", "c": "2"}, "d": ["3", {"e": None}]})]),
        (["a", "b"], [(("a", "b"), "1")]),
        (["a", "*"], [(("a", "b"), "1"), (("a", "c"), "2")]),
        (["d", "*"], [(("d", 0), "3"), (("d", 1), {"e": None})]),
        (["d", "*", "e"], [(("d", 1, "e"), None)]),
        (["d", "0"], []),
        (["a", "x"], []),
        (["a", "b", "*"], []),
    ],
)
def test_paths_with_wildcards(steps: list[str], expected: list[Any]) -> None:
    assert list(matching({"a": {"b": "1", "c": "2"}, "d": ["3", {"e": None}]}, steps)) == expected
