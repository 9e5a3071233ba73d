"""The language's data files, and the one loader of them."""

import json
from functools import cache
from importlib import resources
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


@cache
def _load(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data
