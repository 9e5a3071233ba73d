"""The built-in pack as a whole: the contract that every pack keeps, its pages, and equal input giving equal bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import flowlint_rules
from flowlint.run import Overrides, check_paths
from flowlint.testing import Clause, contract
from kit import FIXTURES, ROOT

EVERY_FORMAT = """
import sys
from flowlint.output.writing import FORMATS, write
from flowlint.run import Overrides, check_paths
report = check_paths(sys.argv[1:], Overrides(pedantic=True), frames=True)
for format_name in FORMATS:
    write(report, format_name, sys.stdout)
"""


CONTRACT = contract(flowlint_rules, FIXTURES, ROOT / "rules" / "docs", damaged=0)
AT_LENGTH = [one for one in contract(flowlint_rules, FIXTURES) if "no rule crashes" in one.name]


@pytest.mark.parametrize("clause", CONTRACT, ids=str)
def test_contract(clause: Clause) -> None:
    clause()


@pytest.mark.slow
@pytest.mark.parametrize("clause", AT_LENGTH, ids=str)
def test_no_rule_crashes_on_many_variants_of_a_fixture(clause: Clause) -> None:
    clause()


@pytest.mark.slow
def test_the_documentation_says_what_the_code_does() -> None:
    words = [sys.executable, "-m", "tools.docs", "--check"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def outputs(hash_seed: str, *paths: str) -> bytes:
    words = [sys.executable, "-c", EVERY_FORMAT, *paths]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"}
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=True).stdout


@pytest.mark.slow
def test_equal_input_gives_equal_bytes_in_every_format() -> None:
    folders = sorted(path.as_posix() for path in (ROOT / "fixtures").relative_to(ROOT).iterdir())
    first = outputs("1", "fixtures")
    assert len(first) > 100_000
    assert outputs("2", *reversed(folders)) == first


def test_the_demo_flows_show_what_the_linter_is_for() -> None:
    report = check_paths([ROOT / "fixtures" / "flows"])
    by_file: dict[str, set[str]] = {Path(file.path).name: set() for file in report.files}
    for finding in report.findings:
        by_file[Path(finding.path).name].add(finding.rule)
    assert not report.failures
    assert by_file["roadside-assistance.json"] == set()
    assert by_file["verify-caller-module.json"] == set()
    assert len(by_file["main-line.json"]) >= 5


@pytest.mark.slow
def test_real_flows_make_no_rule_crash_and_no_message_ramble(corpus: Path) -> None:
    report = check_paths([corpus], Overrides(pedantic=True), frames=True)
    assert len(report.findings) > 300
    assert not report.failures
    for finding in report.findings:
        assert finding.message.endswith(".")
        assert finding.message.isprintable()
        assert len(finding.message) <= 200, finding.message
