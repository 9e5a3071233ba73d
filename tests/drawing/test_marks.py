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
