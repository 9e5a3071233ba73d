"""What tests of a rule pack need: run one rule on one fixture, and hold a pack to the contract of the house.

An installed pack is tested with:

    FIXTURES = Path(__file__).parent.parent / "fixtures"

    @pytest.mark.parametrize("clause", contract(my_rules, FIXTURES), ids=str)
    def test_contract(clause):
        clause()

As a pytest plugin (`-p flowlint.testing`) this module gives such tests the option `--accept`, which writes what was
found into the `.expected` files.
"""

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from flowlint.testing.clauses import Broken, Clause, clauses, fixture_clauses
from flowlint.testing.fixtures import expected_text, fixtures_in, run_alone, settings_of

if TYPE_CHECKING:
    import pytest

__all__ = [
    "Broken",
    "Clause",
    "contract",
    "expected_text",
    "fixture_clauses",
    "fixtures_in",
    "run_alone",
    "settings_of",
]


def contract(pack: ModuleType, fixtures: Path, docs: Path | None = None, *, damaged: int = 25) -> list[Clause]:
    """Give all that must hold for an installed pack, each clause with a name.

    `fixtures` holds a folder for each rule, `docs` a page for each; without `docs` pages are not looked at. No rule may
    crash on a fixture, nor on this many `damaged` variants of its text and as many of its document.
    """
    return list(clauses(pack, fixtures, docs, damaged))


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Add `--accept` to pytest's options."""
    parser.addoption("--accept", action="store_true", help="rewrite the .expected files of fixtures; review the diff")


def pytest_runtest_setup(item: "pytest.Item") -> None:
    """With `--accept`, write down what the clauses that a test is given would find."""
    call = getattr(item, "callspec", None)  # only tests with parameters have one
    if call is not None and item.config.getoption("--accept"):
        for value in call.params.values():
            if isinstance(value, Clause):
                value.accept()
