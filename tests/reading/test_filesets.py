"""Patterns of `fileset`: which files match, that no link is followed for them, and that none takes long."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flowlint.reading import CheckedTree, checked_tree
from flowlint.reading.checked_tree import OutOfReach
from kit import write

FILES = ("a.json", "b.tf", ".hidden.json", "x/a.json", "x/y/a.json", "x/y/b.txt", "z/y/c.json")


def matching(pattern: str, root: str = ".") -> list[str]:
    return CheckedTree.of([root]).matching(Path(root), pattern)


def refused(pattern: str, root: str = ".") -> str:
    with pytest.raises(OutOfReach) as problem:
        matching(pattern, root)
    return str(problem.value)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.json", [".hidden.json", "a.json"]),
        ("?.json", ["a.json"]),
        ("[!b]*", [".hidden.json", "a.json"]),
        ("x/*", ["x/a.json"]),
        ("*/y/*.json", ["x/y/a.json", "z/y/c.json"]),
        ("**/a.json", ["a.json", "x/a.json", "x/y/a.json"]),
        ("**/**/y/**/*.json", ["x/y/a.json", "z/y/c.json"]),
        ("x/**", ["x/a.json", "x/y/a.json", "x/y/b.txt"]),
        ("**.json", [".hidden.json", "a.json"]),
        ("./x//a.json", ["x/a.json"]),
        ("x", []),
        ("", []),
        ("nowhere/*", []),
        ("a.json/*", []),
    ],
)
@pytest.mark.usefixtures("here")
def test_files_match_as_terraform_has_it(pattern: str, found: list[str]) -> None:
    for path in FILES:
        write(path, "")
    assert matching(pattern) == found


@pytest.mark.usefixtures("here")
def test_a_link_is_a_file_where_it_leads_to_one_that_is_checked() -> None:
    write("a/a.json", "")
    for name, target in (("file", "a/a.json"), ("folder", "a"), ("lost", "nowhere")):
        Path(name).symlink_to(target)
    assert matching("*") == ["file"]
    assert matching("**/*") == ["a/a.json", "file"]
    assert refused("folder/*") == refused("f*/*") == "names files through the link “folder”"
    assert matching("l*/*") == []


@pytest.mark.parametrize("made", [Path.mkdir, Path.touch, None])
@pytest.mark.usefixtures("here")
def test_what_lies_outside_of_what_is_checked_makes_no_difference(made: Callable[[Path], None] | None) -> None:
    write("checked/a.json", "")
    Path("checked/link").symlink_to("../elsewhere")
    if made is not None:
        made(Path("elsewhere"))
    if made is Path.mkdir:
        write("elsewhere/secret.json", "")
    assert matching("*", "checked") == matching("**/*", "checked") == ["a.json", "link"]
    assert matching("**/*.json", "checked") == ["a.json"]
    for pattern in ("link/*", "link/secret.json", "*/*"):
        assert refused(pattern, "checked") == "names files through the link “link”"


@pytest.mark.usefixtures("here")
def test_no_pattern_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    write("/".join(["d"] * 25) + "/x.json", "")
    for name in "ab":
        Path(name).symlink_to(".")
    began = time.process_time()
    assert matching("**/" * 12 + "*.json") == ["/".join(["d"] * 25) + "/x.json"]
    assert matching("**/" * 300 + "none") == []
    assert refused("*/" * 22 + "none") == "names files through the link “a”"
    assert time.process_time() - began < 2
    assert refused("*" * 1_001) == "names files by a pattern of more than 1,000 letters"
    monkeypatch.setattr(checked_tree, "_MOST_LOOKED_AT", 20)
    assert refused("**/*.json") == "names files by a pattern for which more than 20 are looked at"


@pytest.mark.usefixtures("here")
def test_a_name_that_no_file_can_have_is_not_there() -> None:
    tree = CheckedTree.of(["."])
    assert tree.matching(Path("a\0b"), "*") == []
    with pytest.raises(OutOfReach, match="cannot be read: embedded null byte"):
        tree.read(Path("a\0b"))
