"""The fixes of our rules: each bad fixture that has one, with the fixed file compared whole.

`pytest tests/fixing --accept` writes the `.fixed` files; read them before you commit them.
"""

from functools import partial
from pathlib import Path

import pytest

from flowlint import packs
from flowlint.fixing import Content, Fixed, fix
from flowlint.report import Level
from flowlint.run import check_paths
from flowlint.testing.fixtures import fixtures_in, overrides_of
from kit import ROOT

RULES = {rule.id: rule for rule in packs.load().rules if rule.fix}
FIXTURES = [path for rule in RULES for path in fixtures_in(ROOT / "fixtures" / rule, "bad")]


def fixed(path: Path, unsafe: bool = True) -> Fixed:
    check = partial(check_paths, [path], overrides_of(path.parent.name, path))
    return fix(check, [str(path)], unsafe=unsafe, least=Level.NOTE)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_fixed_file_is_the_expected_one(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    beside = path.with_suffix(".fixed")
    made = fixed(path)
    (content,) = made.changed or [Content("", b"", b"")]
    if request.config.getoption("--accept"):
        beside.unlink(missing_ok=True)
        if made.changed:
            beside.write_bytes(content.after)
    assert made.refused == {}
    assert content.after == (beside.read_bytes() if beside.exists() else b"")
    # What is fixed is found no more, nothing else is found, and there is nothing more to fix.
    if made.changed:
        before = check_paths([path], overrides_of(path.parent.name, path)).findings
        again = tmp_path / path.name
        again.write_bytes(content.after)
        after = check_paths([again], overrides_of(path.parent.name, path)).findings
        gone = {one.fingerprint for one in made.findings}
        named = [one for one in before if one.fingerprint not in gone]
        assert [one.message for one in after] == [one.message for one in named]
        assert not any(one.fix for one in after)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_the_fixes_that_it_declares(rule: str) -> None:
    paths = [path for path in FIXTURES if path.parent.name == rule]
    found = [one.fix for path in paths for one in check_paths([path], overrides_of(rule, path)).findings if one.fix]
    assert found
    assert any(one.safe for one in found) == (RULES[rule].fix == "safe")


def test_other_rules_have_none() -> None:
    others = [rule.id for rule in packs.load().rules if not rule.fix and not rule.pack]
    assert not [path for rule in others for path in (ROOT / "fixtures" / rule).glob("*.fixed")]
