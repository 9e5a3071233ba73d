"""Conditions of branches: what they want and match, held to trying them out; odd shapes are read and never raise."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flowlint.model.condition import Condition, read_condition

TEXTS = ["a", "b", "c"]


def equals(text: str) -> dict[str, Any]:
    return {"Operator": "Equals", "Operands": [text]}


SIMPLE = st.sampled_from(TEXTS).map(equals) | st.sampled_from(TEXTS).map(
    lambda text: {"Operator": "TextContains", "Operands": [text]}
)
COMPOUND = st.recursive(
    SIMPLE,
    lambda inner: st.builds(
        lambda operator, parts: {"Operator": operator, "Operands": parts},
        st.sampled_from(["And", "Or"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


def holds(condition: dict[str, Any], value: str) -> bool:
    operator, operands = condition["Operator"], condition["Operands"]
    if operator == "Equals":
        return bool(value == operands[0])
    if operator == "TextContains":
        return operands[0] in value
    parts = [holds(one, value) for one in operands]
    return all(parts) if operator == "And" else any(parts)


@given(COMPOUND, st.sampled_from([*TEXTS, "ab", "d"]))
def test_what_is_wanted_and_matched_is_what_trying_it_out_gives(condition: dict[str, Any], value: str) -> None:
    read = read_condition(condition)
    if holds(condition, value):
        assert read.wanted is None or value in read.wanted
    if value in read.matched:
        assert holds(condition, value)


@given(
    st.dictionaries(
        st.sampled_from(["Operator", "Operands", "Value"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.sampled_from(["And", "Equals", ""]),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Operator", "Operands"]), inner)
            ),
        ),
    )
)
def test_whatever_its_shape_it_is_read(value: dict[str, Any]) -> None:
    assert isinstance(read_condition(value), Condition)


def test_a_compound_condition_compares_with_no_text() -> None:
    read = read_condition({"Operator": "Or", "Operands": [equals("gold"), equals("silver")]})
    assert (read.operands, read.texts) == ((), ("Equals", "gold", "Equals", "silver"))
    assert (read.wanted, read.matched) == (frozenset({"gold", "silver"}), frozenset({"gold", "silver"}))
    assert read.label == "Or (Equals gold, Equals silver)"


def test_a_part_that_looks_at_something_of_its_own_tells_nothing() -> None:
    own = {"ComparisonValue": "$.Attributes.vip", **equals("yes")}
    either = read_condition({"Operator": "Or", "Operands": [equals("gold"), own]})
    assert (either.wanted, either.matched) == (None, frozenset({"gold"}))
    both = read_condition({"Operator": "And", "Operands": [equals("gold"), own]})
    assert (both.wanted, both.matched) == (frozenset({"gold"}), frozenset())
    assert "$.Attributes.vip" in both.texts


def test_however_deep_it_is_read() -> None:
    condition = equals("gold")
    for _ in range(300):
        condition = {"Operator": "And", "Operands": [condition]}
    assert read_condition(condition).wanted is None
    assert "gold" in read_condition(condition).texts
