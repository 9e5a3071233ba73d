"""Constants of modules: each is set once, for what is set later would hold for what is written above it too."""

import ast
from collections import Counter
from pathlib import Path

from kit import ROOT


def test_no_constant_is_set_twice() -> None:
    modules = [path for room in ("flowlint", "rules", "tools", "bench") for path in (ROOT / room).rglob("*.py")]
    twice = {path: [name for name, count in Counter(_set_in(path)).items() if count > 1] for path in modules}
    assert {path: names for path, names in twice.items() if names} == {}


def _set_in(path: Path) -> list[str]:
    statements = ast.parse(path.read_text(encoding="utf-8")).body
    targets = [target for one in statements if isinstance(one, ast.Assign) for target in one.targets]
    targets += [one.target for one in statements if isinstance(one, ast.AnnAssign)]
    return [target.id for target in targets if isinstance(target, ast.Name)]
