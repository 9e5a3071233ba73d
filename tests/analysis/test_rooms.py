"""The rooms of the analyses: each is entered by its door, and says in two lines what it is for."""

import ast
import importlib
from functools import cache
from pathlib import Path

import pytest

from kit import ROOT

ROOMS = sorted(path.parent for path in (ROOT / "flowlint" / "analysis").glob("*/__init__.py"))
CODE = sorted(path for folder in ("flowlint", "rules", "tools", "bench") for path in (ROOT / folder).rglob("*.py"))


@cache
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


def public_analyses() -> dict[str, ast.FunctionDef]:
    """Give the functions of `Facts` or `ProjectFacts` alone that rooms export, by name."""
    found = {}
    for room in ROOMS:
        module = importlib.import_module(f"flowlint.analysis.{room.name}")
        functions = [
            node
            for path in room.glob("*.py")
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef) and node.name in module.__all__
        ]
        for function in functions:
            annotations = [ast.unparse(one.annotation) for one in function.args.args if one.annotation]
            if annotations in (["Facts"], ["ProjectFacts"]):
                found[function.name] = function
    return found


def test_no_public_analysis_gives_an_iterator():
    returned = {name: ast.unparse(one.returns).strip("'\"") for name, one in public_analyses().items() if one.returns}
    assert returned.keys() == public_analyses().keys()
    assert {name: type_ for name, type_ in returned.items() if type_.startswith(("Iterator", "Iterable"))} == {}


def test_public_analyses_are_asked_through_the_facts():
    """An analysis that is called straight is computed again by each rule that asks."""
    names = public_analyses().keys()
    called = {
        (path.name, node.func.id)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    }
    assert called == set()
