"""Values are walked in document order, with paths that lead to them, however deep they are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.text.json_values import dotted, json_type, matching, nodes, shown, texts, top_levels, value_at

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


@pytest.mark.parametrize(
    ("value", "words", "json"),
    [
        ("Hello", "“Hello”", "text"), ("Good morning", "“Good mor…”", "text"), ("", "“”", "text"),
        (5, "5", "a number"), (1.5, "1.5", "a number"), (True, "true", "true or false"), (None, "null", "null"),
        (1234567890, "12345678…", "a number"), ([1], "a list", "a list"), ({"a": 1}, "a table", "a table"),
    ],
)  # fmt: skip
def test_values_in_words(value: Any, words: str, json: str) -> None:
    assert (shown(value, 9, an_object="a table"), json_type(value, an_object="a table")) == (words, json)


def test_paths_as_people_write_them() -> None:
    assert dotted(("Transitions", "Errors", 0, "NextAction")) == "Transitions.Errors[0].NextAction"
    assert dotted(()) == ""


@given(VALUES, st.integers(0, 4))
def test_the_upper_levels_of_a_value(value: Any, levels: int) -> None:
    upper = {path: one for path, one in nodes(value) if len(path) <= levels}
    found = dict(nodes(top_levels(value, levels)))
    assert found.keys() == upper.keys()
    assert all(type(found[path]) is type(one) for path, one in upper.items())
    assert all(found[path] == one for path, one in upper.items() if not isinstance(one, dict | list))
