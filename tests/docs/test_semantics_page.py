"""docs/semantics.md says what each path analysis means, and each says where."""

import ast
import re
from pathlib import Path

from kit import ROOT
from kit.markdown_pages import anchors, code, links

PAGE = ROOT / "docs" / "semantics.md"
ANALYSES = ROOT / "flowlint" / "analysis"
NO_PATHS = "no-paths"
"""The section that links the rooms of which the page says nothing more."""


def linked() -> dict[Path, set[str]]:
    """Give the modules and rooms of analyses that the page links, with the sections that do."""
    found: dict[Path, set[str]] = {}
    for link in links(PAGE):
        path = (PAGE.parent / link.text).resolve()
        if path.is_relative_to(ANALYSES):
            found.setdefault(path, set()).add(link.anchor)
    return found


def named() -> dict[Path, set[str]]:
    """Give the sections that the docstrings of modules name."""
    docstrings = {
        path: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in ANALYSES.rglob("*.py")
    }
    found = {path: set(re.findall(r"docs/semantics\.md#([\w-]+)", text)) for path, text in docstrings.items()}
    return {path: sections for path, sections in found.items() if sections}


def test_each_module_names_the_sections_that_link_it():
    assert {path: sections for path, sections in linked().items() if path.is_file()} == named()


def test_each_section_that_is_named_exists():
    assert set().union(*named().values()) - set(anchors(PAGE)) == set()


def test_no_path_analysis_is_left_out():
    elsewhere = {path for path, sections in linked().items() if sections == {NO_PATHS}}
    rooms = {path.parent for path in ANALYSES.glob("*/__init__.py")}
    modules = {path for room in rooms - elsewhere for path in room.glob("*.py") if path.stem != "__init__"}
    assert elsewhere <= rooms
    assert modules - named().keys() == set()


def test_each_fact_that_the_page_names_is_one_of_the_catalogue():
    names = {piece.text for piece in code(PAGE) if re.fullmatch(r"[a-z]+(_[a-z]+)+", piece.text)}
    catalogue = (ROOT / "flowlint" / "language" / "behaviour.json").read_text(encoding="utf-8")
    assert {name for name in names if f'"{name}": {{' not in catalogue} == set()
