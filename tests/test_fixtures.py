"""Each rule alone on each of its fixtures: whole findings compared with what stands in the .expected file."""

from pathlib import Path

import pytest

from flowlint.testing import expected_text, run_alone

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASES = sorted(
    path
    for path in FIXTURES.glob("*/*.json")
    if path.name.startswith(("good-", "bad-")) and not path.name.endswith(".options.json")
)


@pytest.mark.parametrize("fixture", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_fixture(fixture: Path, request: pytest.FixtureRequest) -> None:
    report = run_alone(fixture.parent.name, fixture)
    assert not report.failures
    found = expected_text(report)
    if fixture.name.startswith("good-"):
        assert found == ""
        return
    expected = fixture.with_suffix(".expected")
    if request.config.getoption("--accept"):
        expected.write_text(found, encoding="utf-8")
    assert found
    assert found == expected.read_text(encoding="utf-8")


def test_a_path_rule_has_three_guises_each_with_its_nearest_good_twin() -> None:
    for folder in sorted({path.parent for path in CASES}):
        bad = [path for path in CASES if path.parent == folder and path.name.startswith("bad-")]
        if any(finding.trail for path in bad for finding in run_alone(folder.name, path).findings):
            assert len(bad) >= 3, folder.name
            alone = [path.stem for path in bad if not path.with_name(path.name.replace("bad-", "good-", 1)).exists()]
            assert not alone, f"{folder.name}: {alone}"
