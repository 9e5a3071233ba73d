"""The index of a git repository, in each of the forms that git writes, against what git itself says is in it."""

from pathlib import Path

import pytest

from flowlint.reading.git_index import left_out, tracked
from kit import write
from kit.git import git, has_format

FORMS = {
    "plain": ("core.splitIndex", "false"),
    "split": ("core.splitIndex", "true"),
    "without a digest": ("index.skipHash", "true"),
    "with short names": ("index.version", "4"),
}


def files(index: frozenset[bytes]) -> set[str]:
    return {name for name in map(bytes.decode, index) if "." in name}


@pytest.mark.parametrize("ids", ["sha1", "sha256"])
@pytest.mark.parametrize("form", FORMS)
def test_files_are_those_that_git_lists(here: Path, form: str, ids: str) -> None:
    if not has_format(ids):
        pytest.skip("this git cannot make such repositories")
    git("config", *FORMS[form])
    git("config", "splitIndex.maxPercentChange", "100")
    for number in range(200):
        write(f"f/{number}.json", str(number))
    git("add", ".")
    if form == "split":
        git("update-index", "--split-index")
    git("rm", "-q", "--cached", *(f"f/{number}.json" for number in (0, *range(64, 131), 199)))
    for number in (3, 140):
        write(f"f/{number}.json", "changed")
    write("f/more.json", "more")
    git("add", "f/3.json", "f/140.json", "f/more.json")
    git("update-index", "--skip-worktree", "f/5.json")
    assert bool([*here.glob(".git/sharedindex.*")]) is (form == "split")
    assert files(tracked(here / ".git")) == set(git("ls-files").splitlines())
    assert files(left_out(here / ".git")) == {"f/5.json"}


def test_an_index_that_lacks_the_one_it_goes_on_from_is_one_of_no_files(here: Path) -> None:
    git("init", "-q", ".")
    git("config", "core.splitIndex", "true")
    write("a.json", "a")
    git("add", ".")
    for shared in here.glob(".git/sharedindex.*"):
        shared.unlink()
    assert tracked(here / ".git") == frozenset()
