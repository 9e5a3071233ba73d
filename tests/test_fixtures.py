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
