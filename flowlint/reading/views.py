"""Views in answers of the API and in request files: what DescribeView answers and what CreateView is given.

One view, or a list of such. Views of AWS are left out: they are the same everywhere, and not looked at.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flowlint.model.view import View
from flowlint.text.json_values import nodes

_OF_AWS = ":aws:view/"
_PARTS = ("Actions", "InputSchema", "Template")
_OF_FLOWS = ("StartAction", "modules")


def views_in(path: str, value: Any) -> Iterator[View]:
    """Give the views that a parsed document of a file holds, whatever its shape."""
    for one in value if isinstance(value, list) else [value]:
        held = one.get("View", one) if isinstance(one, Mapping) else None
        content = held.get("Content") if isinstance(held, Mapping) else None
        if isinstance(held, Mapping) and isinstance(content, Mapping) and _is_of_view(held, content):
            ids = tuple(held.get(key) for key in ("Id", "Arn", "ViewId", "ViewArn"))
            yield make_view(path, held.get("Name"), ids, content, version=held.get("Version"))


def _is_of_view(held: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    if held.get("Type") == "AWS_MANAGED" or _OF_AWS in str(held.get("Arn", "")):
        return False
    return any(part in content for part in _PARTS) and not any(mark in content for mark in _OF_FLOWS)


def make_view(
    path: str, name: Any, ids: tuple[Any, ...], content: Mapping[str, Any], *, scope: str = "", version: Any = None
) -> View:
    """Make a view of what a file says of it; what has another shape than it should have is not known."""
    actions, template, schema = (
        content.get("Actions"),
        _parsed(content.get("Template")),
        _parsed(content.get("InputSchema")),
    )
    known = isinstance(actions, list) and all(isinstance(one, str) for one in actions)
    required = schema.get("required") if isinstance(schema, Mapping) else None
    return View(
        path=path,
        name=name if isinstance(name, str) and name else None,
        ids=frozenset(one for one in ids if isinstance(one, str) and one),
        scope=scope,
        version=None if version is None else str(version),
        actions=frozenset(actions) if isinstance(actions, list) and known else None,
        required=tuple(one for one in required if isinstance(one, str)) if isinstance(required, list) else (),
        words=frozenset(_words(template)) if isinstance(template, Mapping) else None,
    )


def _parsed(value: Any) -> Any:
    """Give what a text of JSON says, or the value itself; None for a text that is none."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _words(template: Any) -> Iterator[str]:
    for path, value in nodes(template):
        if isinstance(value, str):
            yield value
        if path and isinstance(path[-1], str):
            yield path[-1]
