"""The language's data files, and the one loader of them."""

import json
import pkgutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, Literal

DocumentName = Literal[
    "actions",
    "attributes",
    "legacy_blocks",
    "schemas/actions.schema",
    "schemas/console-export.schema",
    "schemas/flow.schema",
]


def document(name: DocumentName) -> dict[str, Any]:
    """Load one of the language's JSON files as it stands."""
    return _load(name)


def fact(group: str, name: str) -> dict[str, Any]:
    """Give a fact of behaviour.json, by what it is about and its name there: for the modules of this package alone."""
    found: dict[str, Any] = _load("behaviour")[group][name]
    return found


_KNOWLEDGE = ("actions", "attributes", "behaviour")


def recorded() -> date:
    """Give the day of which the catalogue is."""
    return max(date.fromisoformat(_load(name)["meta"]["recorded"]) for name in _KNOWLEDGE)


def sources() -> tuple[str, ...]:
    """Give the sources of all facts, each once, in order: pages, and in words what others published."""
    return tuple(sorted({source for name in _KNOWLEDGE for source in _sources(_load(name))}))


def _sources(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"source", "doc_url"}:
                yield from [item] if isinstance(item, str) else item or ()
            else:
                yield from _sources(item)
    elif isinstance(value, list):
        for item in value:
            yield from _sources(item)


@cache
def _load(name: str) -> dict[str, Any]:
    content = pkgutil.get_data(__package__, f"{name}.json")  # without all that importlib.resources loads
    assert content is not None
    data: dict[str, Any] = json.loads(content)
    return data
