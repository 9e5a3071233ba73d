"""What a run finds does not depend on the folder that it is started from."""

from pathlib import Path

import pytest

from flowlint import check_paths
from kit import FIXTURES

COPIED = (FIXTURES / "duplicated-section/bad-two-options.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("start", [".", "dev", "prod", "prod/.."])
def test_a_finding_about_several_files_is_told_in_the_same_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    for folder in ("dev", "prod"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "options.json").write_text(COPIED, encoding="utf-8")
    (tmp_path / "flowlint.toml").write_text('select = ["duplicated-section"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path / start)
    found = {
        folder: [finding.rule for finding in check_paths([tmp_path / folder / "options.json"], context=True).findings]
        for folder in ("dev", "prod")
    }
    assert found == {"dev": ["duplicated-section"], "prod": []}
