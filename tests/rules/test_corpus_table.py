"""The table of what the rules find in public flows is up to date, and bears out what it is there for."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from flowlint import packs
from flowlint.rule import LONGEST_MESSAGE
from flowlint.run import Overrides, check_paths
from kit import ROOT

READINGS = json.loads((ROOT / "bench" / "readings.json").read_text(encoding="utf-8"))
RULES = {rule.id: rule for rule in packs.load().rules if not rule.pack}


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("findings", ROOT / "bench" / "findings.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_table_says_what_the_rules_find(bench: ModuleType, corpus: Path) -> None:
    assert bench.TABLE.read_text(encoding="utf-8") == bench.table(corpus)


@pytest.mark.slow
def test_no_message_about_a_public_flow_is_too_long(corpus: Path) -> None:
    report = check_paths([corpus], Overrides(select=tuple(RULES), isolated=True))
    assert len(report.findings) > 1000
    assert [one.message for one in report.findings if len(one.message) > LONGEST_MESSAGE] == []


def test_every_reading_is_of_a_rule() -> None:
    assert READINGS.keys() <= RULES.keys()


@pytest.mark.slow
def test_enough_findings_of_each_rule_were_read(bench: ModuleType, corpus: Path) -> None:
    rows = [line.strip("| ").split(" | ") for line in bench.table(corpus).splitlines() if line.startswith("| [")]
    assert len(rows) == len(RULES)
    for row in rows:
        rule = row[0][1:].partition("]")[0]
        assert rule in READINGS, f"nobody read the findings of {rule}"
        assert READINGS[rule]["read"] >= min(20, int(row[2])), rule


@pytest.mark.parametrize("rule_id", sorted(READINGS))
def test_what_is_wrong_too_often_is_off_unless_asked_for(rule_id: str) -> None:
    reading = READINGS[rule_id]
    assert RULES[rule_id].pedantic or reading["right"] >= 0.9 * reading["read"]
