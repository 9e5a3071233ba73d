"""The rooms of the analyses: each is entered by its door, and says in two lines what it is for."""

import ast
from pathlib import Path

import pytest

from kit import ROOT

ROOMS = sorted(path.parent for path in (ROOT / "flowlint" / "analysis").glob("*/__init__.py"))
CODE = sorted(path for folder in ("flowlint", "rules", "tools", "bench") for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> list[str]:
    """Give the modules that a file imports from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_is_entered_by_its_door(room):
    inner = {f"flowlint.analysis.{room.name}.{path.stem}" for path in room.glob("*.py")}
    outside = (path for path in CODE if not path.is_relative_to(room))
    assert {path: found for path in outside if (found := inner.intersection(imported(path)))} == {}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_door_says_what_its_room_is_for(room):
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    title, blank, *more = docstring.splitlines()
    assert title.endswith(".") and not blank and more
