"""The fixtures of path rules, beyond what the contract asks of every rule."""

from flowlint.testing import fixtures_in, run_alone
from kit import FIXTURES


def test_a_path_rule_has_three_guises_each_with_its_nearest_good_twin() -> None:
    for folder in filter(fixtures_in, sorted(FIXTURES.iterdir())):
        bad = fixtures_in(folder, "bad")
        if any(finding.trail for path in bad for finding in run_alone(folder.name, path).findings):
            assert len(bad) >= 3, folder.name
            alone = [path.stem for path in bad if not path.with_name(path.name.replace("bad-", "good-", 1)).exists()]
            assert not alone, f"{folder.name}: {alone}"
