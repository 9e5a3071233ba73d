"""The generator of the documentation, in a small tree of its own."""

from pathlib import Path

import pytest

from tools import docs

README = """# A tree

<!-- rules -->
<!-- end -->
<!-- file: setup.toml -->
what stood here before
<!-- end -->
<!-- run: flowlint --version -->
<!-- end -->
Untouched.
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    (tmp_path / "setup.toml").write_text("a = 1\n", encoding="utf-8")
    return tmp_path


def test_what_is_written_is_up_to_date(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.main(["--check"]) == 1
    assert "README.md is out of date\n" in capsys.readouterr().out
    assert (tree / "README.md").read_text(encoding="utf-8") == README
    assert docs.main(["--write"]) == 0
    assert docs.main(["--check"]) == 0


def test_the_blocks_of_a_readme(tree: Path) -> None:
    docs.main(["--write"])
    text = (tree / "README.md").read_text(encoding="utf-8")
    assert "[dangling-transition](rules/docs/dangling-transition.md) | error | A branch, or" in text
    assert "<!-- file: setup.toml -->\n```toml\na = 1\n```\n<!-- end -->\n" in text
    assert "```console\n$ flowlint --version\nflowlint, version " in text
    assert text.endswith("Untouched.\n")
    docs.main(["--write"])
    assert (tree / "README.md").read_text(encoding="utf-8") == text


def test_a_page_of_no_rule_is_told_and_removed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs.main(["--write"])
    orphan = tree / "rules" / "docs" / "no-longer.md"
    orphan.touch()
    capsys.readouterr()
    assert docs.main(["--check"]) == 1
    assert capsys.readouterr().out == "rules/docs/no-longer.md is out of date\n"
    docs.main(["--write"])
    assert not orphan.exists()


def test_an_edited_page_is_told_and_renewed(tree: Path) -> None:
    docs.main(["--write"])
    page = tree / "rules" / "docs" / "dangling-transition.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + "by hand\n", encoding="utf-8")
    assert docs.main(["--check"]) == 1
    docs.main(["--write"])
    assert page.read_text(encoding="utf-8") == text


def test_a_command_that_fails_is_no_example(tree: Path) -> None:
    (tree / "README.md").write_text("<!-- run: flowlint check nowhere.json -->\n<!-- end -->\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="nowhere"):
        docs.main(["--check"])


def test_a_command_that_crashes_is_no_example(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "README.md").write_text("<!-- run: flowlint --version -->\n<!-- end -->\n", encoding="utf-8")
    (tree / "click.py").write_text("raise RuntimeError('crashed')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tree))
    with pytest.raises(RuntimeError, match="crashed"):
        docs.main(["--check"])
