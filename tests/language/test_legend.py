"""The legend of the catalogue of blocks: who adds a type finds every key explained."""

from collections.abc import Iterator
from typing import Any

import pytest

from flowlint import language

CATALOGUE = language.document("actions")
NESTED = ("parameters", "fields")
"""Keys whose values are facts by names that Connect chose."""
FACTS = ("items", "values")
"""Keys whose values are facts themselves."""


def keys_of(fact: dict[str, Any]) -> Iterator[str]:
    """Give the keys of an entry and of the facts below it."""
    for key, held in fact.items():
        yield key
        if key in NESTED and isinstance(held, dict):
            for one in held.values():
                yield from keys_of(one)
        elif key in FACTS and isinstance(held, dict):
            yield from keys_of(held)
        elif key == "conditions":
            yield from held
        elif key in ("errors", "names"):
            for one in held:
                yield from one


@pytest.fixture(scope="module")
def explained() -> set[str]:
    return {name for key in CATALOGUE["meta"]["legend"] for name in key.partition(" (")[0].split(" / ")}


def test_each_key_is_explained(explained: set[str]) -> None:
    used = {key for entry in CATALOGUE["actions"] for key in keys_of(entry)}
    assert used - explained == set()


def test_nothing_is_explained_that_is_not_there(explained: set[str]) -> None:
    used = {key for entry in CATALOGUE["actions"] for key in keys_of(entry)}
    assert explained - used - CATALOGUE["meta"].keys() == set()
