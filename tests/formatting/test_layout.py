"""The one layout: what it looks like, that it says the same, and that it is one."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.formatting import CannotFormat, formatted
from kit.flow_strategies import KINDS, documents

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=60),
    lambda held: st.lists(held, max_size=4) | st.dictionaries(st.text(max_size=12), held, max_size=4),
    max_leaves=30,
)
PARTS = ("Version", "Metadata", "ActionMetadata", "Actions", "Parameters", "Transitions", "position", "Errors")
OBJECTS = st.dictionaries(st.sampled_from(PARTS) | st.text(max_size=12), VALUES, max_size=6)


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same with the keys of an object in another order, and of the objects in it, but for those of one's own."""
    if isinstance(value, list):
        return [shuffled(one, chance) for one in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {
        key: dict(chance.sample([*value[key].items()], len(value[key])))
        if key == "Parameters"
        else shuffled(value[key], chance)
        for key in keys
    }


def test_what_a_flow_looks_like() -> None:
    document = {
        "Actions": [
            {
                "Identifier": "greet",
                "Transitions": {"Conditions": [], "NextAction": "end", "Errors": []},
                "Type": "MessageParticipant",
                "Parameters": {"Text": "Grüß Gott\u2028\ud800 " + "and welcome " * 7},
            },
            {"Type": "DisconnectParticipant", "Identifier": "end", "Parameters": {}, "Transitions": {}},
        ],
        "StartAction": "greet",
        "Own": {"b": 1, "a": [1.50, 10**20]},
        "Metadata": {
            "name": "Main",
            "ActionMetadata": {"end": {"position": {"y": 1.0, "x": 2}}, "greet": {"b": [], "a": {}, "position": None}},
            "entryPointPosition": {"y": 20, "x": 40},
        },
        "Version": "2019-10-30",
    }
    assert formatted(json.dumps(document).replace("1.5", "1.50")) == (
        """{
  "Version": "2019-10-30",
  "StartAction": "greet",
  "Metadata": {
    "entryPointPosition": {"x": 40, "y": 20},
    "ActionMetadata": {
      "greet": {"position": null, "a": {}, "b": []},
      "end": {"position": {"x": 2, "y": 1.0}}
    },
    "name": "Main"
  },
  "Actions": [
    {
      "Parameters": {
        "Text": "Grüß Gott\\u2028\\ud800 and welcome and welcome and welcome and welcome and welcome and welcome"""
        """ and welcome "
      },
      "Identifier": "greet",
      "Type": "MessageParticipant",
      "Transitions": {"NextAction": "end", "Errors": [], "Conditions": []}
    },

    {
      "Parameters": {},
      "Identifier": "end",
      "Type": "DisconnectParticipant",
      "Transitions": {}
    }
  ],
  "Own": {"b": 1, "a": [1.50, 100000000000000000000]}
}
"""
    )


def test_line_ends_are_those_of_the_first_line() -> None:
    assert formatted('{\r\n"Version": 1,\n"Actions": []}') == '{\r\n  "Version": 1,\r\n  "Actions": []\r\n}\r\n'
    assert formatted('{\n"Actions":\r\n []}') == '{\n  "Actions": []\n}\n'


@given(OBJECTS)
def test_any_document_says_the_same(document: dict[str, Any]) -> None:
    text = formatted(json.dumps(document))
    assert json.loads(text) == document
    assert formatted(text) == text
    assert text == text.encode().decode()


@pytest.mark.slow
@pytest.mark.parametrize("theme", KINDS)
@given(st.data())
def test_a_flow_and_its_shuffled_twin_have_one_layout(theme: str, data: st.DataObject) -> None:
    document = data.draw(documents(theme))
    text = formatted(json.dumps(document))
    assert json.loads(text) == document
    assert formatted(json.dumps(shuffled(document, data.draw(st.randoms(use_true_random=False))), indent=1)) == text


@given(OBJECTS)
def test_a_line_is_longer_than_it_should_be_only_for_one_text(document: dict[str, Any]) -> None:
    for line in formatted(json.dumps(document)).splitlines():
        key_and_value = json.loads("{" + line.strip().rstrip(",") + "}") if len(line) > 100 and ": " in line else {}
        assert not any(isinstance(value, dict | list) and value for value in key_and_value.values())


def test_what_is_nested_too_deep_is_left() -> None:
    with pytest.raises(CannotFormat, match="is nested too deep to be formatted"):
        formatted('{"Actions":' + "[" * 20_000 + "]" * 20_000 + "}")
