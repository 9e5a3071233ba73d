"""Shared by all tests: where things are, and `--accept`, which rewrites the expected findings of fixtures."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the .expected files of fixtures; review the diff")


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of public flows is not here")
    return CORPUS
