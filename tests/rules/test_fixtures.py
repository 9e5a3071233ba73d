"""Each rule alone on each of its fixtures: whole findings compared with what stands in the .expected file."""

import pytest

from flowlint.testing import Clause, fixture_clauses, fixtures_in, run_alone
from kit import FIXTURES

FOLDERS = [folder for folder in sorted(FIXTURES.iterdir()) if fixtures_in(folder)]
CLAUSES = [clause for folder in FOLDERS for clause in fixture_clauses(folder.name, folder)]


@pytest.mark.parametrize("clause", CLAUSES, ids=str)
def test_fixture(clause: Clause) -> None:
    clause()


def test_a_path_rule_has_three_guises_each_with_its_nearest_good_twin() -> None:
    for folder in FOLDERS:
        bad = fixtures_in(folder, "bad")
        if any(finding.trail for path in bad for finding in run_alone(folder.name, path).findings):
            assert len(bad) >= 3, folder.name
            alone = [path.stem for path in bad if not path.with_name(path.name.replace("bad-", "good-", 1)).exists()]
            assert not alone, f"{folder.name}: {alone}"
