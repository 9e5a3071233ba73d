"""What the pages say of the rooms of the code: their layers, their public names, the modules a paragraph is about.

Layers are those of the import contracts in pyproject.toml; a room's line is the first one of its docstring. A module
names its paragraph in its docstring: `docs/semantics.md#queues`.
"""

import ast
import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_ANALYSES = Path("flowlint", "analysis")
_BEHAVIOUR = Path("flowlint", "language", "behaviour.json")


def layers(container: str, page: Path) -> str:
    """Give the table of the layers of a package, "flowlint" say, the highest first."""
    rows = ["| layer | room | what it is for |", "|---:|---|---|"]
    for number, layer in enumerate(_layers(container), 1):
        for room in layer:
            path = _path(container, room)
            rows.append(f"| {number} | [{room}]({_link(path, page)}) | {_docstring(path).splitlines()[0]} |")
    return "\n".join(rows) + "\n"


def modules(paragraph: str, page: Path) -> str:
    """Give the line that links the modules whose docstrings name a paragraph of a page."""
    named = re.compile(rf"{re.escape(page.as_posix())}#{re.escape(paragraph)}(?![\w-])")
    found = [path for path in sorted(_ANALYSES.rglob("*.py")) if named.search(_docstring(path))]
    links = (f"[{path.relative_to(_ANALYSES).as_posix()}]({_link(path, page)})" for path in found)
    return f"Code: {', '.join(links)}\n"


def public_names() -> str:
    """Give the table of what rule packs and their tests may import: the names that each module lists in `__all__`."""
    analyses = sorted(path.parent for path in _ANALYSES.glob("*/__init__.py"))
    modules = [Path("flowlint", "rule.py"), *analyses, Path("flowlint", "testing")]
    rows = ["| module | names |", "|---|---|"]
    for path in modules:
        module = ".".join(path.with_suffix("").parts)
        rows.append(f"| `{module}` | {', '.join(f'`{name}`' for name in _listed(path))} |")
    return "\n".join(rows) + "\n"


def analyses() -> str:
    """Give, room by room, what each public name of flowlint.analysis is: the first sentence of its docstring."""
    said = _first_sentences()
    parts = []
    for room in sorted(path.parent for path in _ANALYSES.glob("*/__init__.py")):
        module = ".".join(room.parts)
        rows = (f"| `{name}` | {said[name]} |" for name in _listed(room))
        parts.append("\n".join([f"## {module}\n", _docstring(room).splitlines()[0], "", "| | |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def traits() -> str:
    """Give the table of the traits that blocks may have."""
    known = json.loads(_BEHAVIOUR.read_text(encoding="utf-8"))["block_types"]
    rows = (f"| `{name}` | {trait['about']} |" for name, trait in sorted(known.items()))
    return "\n".join(["| trait | blocks that have it |", "|---|---|", *rows]) + "\n"


def _first_sentences() -> dict[str, str]:
    """Give what the docstrings of top-level classes, functions and constants begin with, those of analyses first."""
    said: dict[str, str] = {}
    for path in (*sorted(_ANALYSES.rglob("*.py")), *sorted(Path("flowlint").rglob("*.py"))):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for statement, after in zip(body, [*body[1:], None], strict=True):
            if isinstance(statement, ast.ClassDef | ast.FunctionDef):
                names, text = statement.name, ast.get_docstring(statement) or ""
            elif isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(after, ast.Expr):
                target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
                names, text = ast.unparse(target).strip("()"), str(ast.literal_eval(after.value))
            else:
                continue
            paragraph = " ".join(text.split("\n\n")[0].split())
            sentence = re.split(r"(?<=\.)\s", paragraph)[0].replace("|", "\\|")
            said = {**dict.fromkeys(names.split(", "), sentence), **said}
    return said


def _listed(path: Path) -> list[str]:
    """Give the names that a module lists in `__all__`, read without importing it."""
    file = path / "__init__.py" if path.is_dir() else path
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__":
            names: list[str] = ast.literal_eval(statement.value)
            return names
    return []


def _layers(container: str) -> Iterator[list[str]]:
    contracts = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    contract = next(one for one in contracts if one.get("containers") == [container])
    return (layer.split(" | ") for layer in contract["layers"])


def _path(container: str, room: str) -> Path:
    """Give the folder of a package, or the file of a module."""
    path = Path(*container.split("."), room)
    return path if path.is_dir() else path.with_suffix(".py")


def _docstring(path: Path) -> str:
    file = path / "__init__.py" if path.is_dir() else path
    return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""


def _link(path: Path, page: Path) -> str:
    return PurePosixPath(os.path.relpath(path, page.parent)).as_posix()
