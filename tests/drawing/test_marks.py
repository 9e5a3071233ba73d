"""Where findings and their paths are in diagrams."""

from pathlib import Path

import pytest

from flowlint.drawing import Boxes, Visit
from flowlint.run import Overrides, check_paths
from kit import ROOT

ACROSS = ROOT / "fixtures/attribute-read-before-set/bad-one-of-two-callers.json"


@pytest.mark.parametrize("name", ["Tell hours", "Welcome"])  # the caller has a block of the second
def test_of_a_path_across_flows_the_part_in_its_own_flow_is_painted(tmp_path: Path, name: str) -> None:
    file = tmp_path / "flows.json"
    file.write_text(ACROSS.read_text("utf-8").replace('"Tell hours"', f'"{name}"'), "utf-8")
    report = check_paths([file], Overrides(select=("attribute-read-before-set",), isolated=True), diagrams=True)
    [finding] = report.findings
    boxes = Boxes(report.diagrams)
    assert [step.block.id for step in finding.trail] == ["Welcome", "To hours", name]
    assert boxes.of(finding) == (2, 0)
    assert boxes.path(finding) == (2, (Visit(0, None, "reads $.Attributes.branch"),))


def test_a_path_that_comes_back_from_a_module_passes_the_block_that_calls_it_once(tmp_path: Path) -> None:
    file = tmp_path / "flows.json"
    file.write_text((ROOT / "fixtures/attribute-read-before-set/bad-only-a-module-sets-it.json").read_text("utf-8"))
    report = check_paths([file], Overrides(select=("attribute-read-before-set",), isolated=True), diagrams=True)
    [finding] = report.findings
    boxes = Boxes(report.diagrams)
    walked = [(step.flow, step.via, step.block.id) for step in finding.trail]
    assert walked == [
        (None, None, "Ask branch"),
        ("Note the branch", None, "Which branch"),
        ("Note the branch", "error NoMatchingCondition", "Return"),
        (None, None, "Ask branch"),
        (None, "next", "Tell"),
    ]
    assert boxes.path(finding) == (0, (Visit(0, None, ""), Visit(1, 0, "reads $.Attributes.branch")))
