"""The picture in README.md is the same wherever it is drawn."""

import pytest

from kit import ROOT
from tools import picture


def test_neither_a_terminal_nor_a_ci_system_changes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name, value in {"TERM": "dumb", "GITHUB_ACTIONS": "true", "NO_COLOR": "1", "COLUMNS": "40"}.items():
        monkeypatch.setenv(name, value)
    assert picture.pages() == {picture.PAGE: picture.PAGE.read_text(encoding="utf-8")}
