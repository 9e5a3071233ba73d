"""Tests of a block's parameters, as the data files write them: what a fact holds for."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from flowlint.text.json_values import value_at

Test = Mapping[str, str]
"""Dotted parameter path to what it must be: a value, `present`, `absent`, `any`, `blank`, `contains X`, `starts X`."""

_SILENT = re.compile(r"\s|</?(?!sub\b)[^<>]*>")
"""What is not spoken: spaces, and tags but the one that says something else in place of its words."""


def holds(test: Test, parameters: Mapping[str, Any], has_conditions: bool = False) -> bool:
    """Tell whether any one line of a test holds for a block's parameters."""
    for path, wanted in test.items():
        value = has_conditions or None if path == "conditions" else value_at(parameters, _parts(path))
        if _line_holds(wanted, value):
            return True
    return False


@cache
def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _line_holds(wanted: str, value: Any) -> bool:
    verb, _, operand = wanted.partition(" ")
    if wanted in {"present", "any"}:
        return value is not None
    if wanted == "absent":
        return value is None
    if wanted == "blank":
        return isinstance(value, str) and not _SILENT.sub("", value)
    if verb == "contains":
        return isinstance(value, list | str) and operand in value
    if verb == "starts":
        return isinstance(value, str) and value.startswith(operand)
    # Old exports write true where the language writes "True".
    return value == wanted or (isinstance(value, bool) and str(value).lower() == wanted.lower())


def fits(entry: Mapping[str, Test], parameters: Mapping[str, Any]) -> bool:
    """Tell whether parameters pass the tests of an entry: its `when`, and not its `unless`, where it has them."""
    return ("when" not in entry or holds(entry["when"], parameters)) and (
        "unless" not in entry or not holds(entry["unless"], parameters)
    )
