"""The threats of docs/security.md: each names tests that are there."""

import ast
import re

from kit import ROOT

PAGE = ROOT / "docs" / "security.md"
TEST = re.compile(r"\[(test_\w+)\]\((\.\./tests/[^)]+\.py)\)")


def test_each_threat_has_a_test() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("<!-- threats -->\n")[2].partition("<!-- end -->")[0]
    rows = table.splitlines()[2:]
    assert len(rows) > 10
    for row in rows:
        threat, guard, tests = row.strip("| ").split(" | ")
        assert threat.endswith(".") and guard.endswith("."), row
        assert TEST.sub("", tests).strip(", ") == "", row
        for name, path in TEST.findall(tests):
            module = ast.parse((PAGE.parent / path).read_text(encoding="utf-8"))
            assert name in {one.name for one in module.body if isinstance(one, ast.FunctionDef)}, name
