"""Which files a run looks at, in real folders and real git repositories."""

import os
import socket
import subprocess
import tempfile
from contextlib import chdir, suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flowlint.reading import ignored
from flowlint.reading.walking import Found, find_files


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, outside of any git repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str, text: str = "") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(*words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *words], check=True, capture_output=True
    )


def walked(*asked: str) -> list[str]:
    return [one.path for one in find_files(asked or ["."])]


def test_an_empty_folder(here: Path) -> None:
    assert walked() == []


def test_files_are_found_whatever_their_names_and_sorted(here: Path) -> None:
    make("b.json", "a/z", "a/flow.txt", "B.json", "a b/c d", "ä.json")
    assert walked() == ["B.json", "a b/c d", "a/flow.txt", "a/z", "b.json", "ä.json"]


def test_hidden_folders_and_those_of_tools_are_passed_over(here: Path) -> None:
    make(".hidden/a", ".venv/a", "node_modules/a", "x/.idea/a", "x/.venv/a", "x/node_modules/a", "x/b", ".flow.json")
    assert walked() == [".flow.json", "x/b"]


def test_a_hidden_folder_that_is_named_is_walked(here: Path) -> None:
    make(".hidden/a", "node_modules/b")
    assert walked(".hidden", "node_modules") == [".hidden/a", "node_modules/b"]


def test_a_file_is_found_once_however_it_is_named(here: Path) -> None:
    make("x/a.json")
    asked = ["x/a.json", "./x/a.json", "x/../x//a.json", str(here / "x" / "a.json"), "x", "."]
    assert find_files(asked) == find_files(reversed(asked)) == [Found("x/a.json", named=True)]


def test_paths_outside_are_given_as_they_were_asked_for(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.json", "x/b.json")
    monkeypatch.chdir("x")
    assert walked("../a.json", "b.json") == ["../a.json", "b.json"]
    assert walked(str(here)) == [str(here / "a.json"), "b.json"]


def test_what_git_ignores_is_passed_over(here: Path) -> None:
    git("init", "-q")
    make("kept.json", "old.json", "out/a.json", "x/out/b.json", "x/c.json", "x/d.bak", "tracked.json")
    make(".gitignore", text="out/\n/old.json\ntracked.json\n")
    make("x/.gitignore", text="*.bak\n")
    git("add", "-f", "tracked.json")
    assert walked() == [".gitignore", "kept.json", "tracked.json", "x/.gitignore", "x/c.json"]
    assert walked("x") == ["x/.gitignore", "x/c.json"]


def test_an_ignored_folder_or_file_that_is_named_is_looked_at(here: Path) -> None:
    git("init", "-q")
    make("out/a.json", "out/deep/b.json", "c.json")
    make(".gitignore", text="out\nc.json\n")
    assert walked("out", "c.json") == ["c.json", "out/a.json", "out/deep/b.json"]
    assert walked("out/deep") == ["out/deep/b.json"]


def test_a_repository_in_a_folder_has_ignores_of_its_own(here: Path) -> None:
    git("init", "-q")
    make("inner/kept.json", "inner/out/a.json", "inner/deep/er/out/b.json")
    git("init", "-q", "inner")
    make("inner/.gitignore", text="out\n")
    make("other/out/kept.json")
    assert walked() == ["inner/.gitignore", "inner/kept.json", "other/out/kept.json"]


def test_repositories_in_a_folder_that_is_none(here: Path) -> None:
    make("one/a.json", "one/b.json", "two/b.json")
    git("init", "-q", "one")
    make("one/.gitignore", text="b.json\n")
    assert walked() == ["one/.gitignore", "one/a.json", "two/b.json"]


def test_a_work_tree_is_a_repository(here: Path) -> None:
    git("init", "-q", "one")
    make("one/.gitignore", text="b.json\n")
    git("-C", "one", "add", ".")
    git("-C", "one", "commit", "-q", "-m", "begin")
    git("-C", "one", "worktree", "add", "-q", "../two")
    make("two/a.json", "two/b.json")
    assert walked("two") == ["two/.gitignore", "two/a.json"]


def test_names_that_git_would_quote(here: Path) -> None:
    git("init", "-q")
    make("out ö\n/a.json", 'x"y.json', "kept ö.json")
    make(".gitignore", text='out*/\nx"y.json\n')
    assert walked() == [".gitignore", "kept ö.json"]


def test_git_settings_of_a_hook_do_not_lead_astray(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q", "one")
    git("init", "-q", "two")
    make("one/a.json", "one/b.json")
    make("one/.gitignore", text="b.json\n")
    monkeypatch.setenv("GIT_DIR", str(here / "two" / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(here / "two"))
    assert walked("one") == ["one/.gitignore", "one/a.json"]


def test_git_is_not_started(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q")
    git("config", "core.fsmonitor", "touch started")
    make("a.json", "b.json")
    make(".gitignore", text="b.json\n")
    monkeypatch.setattr(subprocess, "Popen", None)
    assert walked() == [".gitignore", "a.json"]


def test_a_folder_laid_out_like_a_bare_repository_is_a_folder(here: Path) -> None:
    git("init", "-q")
    git("init", "-q", "--bare", "mirror")
    make("mirror/info/exclude", text="*\n")
    make("mirror/flow.json")
    assert "mirror/flow.json" in walked() and walked("mirror") == [one for one in walked() if one.startswith("mirror")]


def test_what_is_tracked_in_an_ignored_folder_is_found_alone(here: Path) -> None:
    git("init", "-q")
    make("out/kept.json", "out/deep/kept.json", "out/new.json", "out/other/new.json")
    make(".gitignore", text="out/\n")
    git("add", "-f", "out/kept.json", "out/deep/kept.json")
    assert walked() == [".gitignore", "out/deep/kept.json", "out/kept.json"]


def test_ignores_of_the_user_and_of_the_clone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("home/.config/git/ignore", text="user.json\n")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    monkeypatch.setenv("HOME", str(here / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    git("init", "-q", "clone")
    make("clone/.git/info/exclude", text="clone.json\n")
    make("clone/user.json", "clone/clone.json", "clone/a.json", "clone/old.json")
    assert walked("clone") == ["clone/a.json", "clone/old.json"]
    make("home/elsewhere", text="old.json\n")
    make("home/.gitconfig", text="[core]\n\texcludesFile = ~/elsewhere\n")
    assert walked("clone") == ["clone/a.json", "clone/user.json"]
    make("home/kept/config", text="[core] excludesFile = ~/elsewhere\n[include]\n\tpath = more\n[user]\n\tpath = no\n")
    make("home/kept/more", text='[include]\n\tpath = more\n[core]\n\texcludesFile = "~/kept/ignored"\n')
    make("home/kept/ignored", text="a.json\n")
    for name, kept in ((".gitconfig", "config"), ("more", "more")):
        Path("home", name).unlink(missing_ok=True)
        Path("home", name).symlink_to(f"kept/{kept}")  # as those who keep such files in a repository do
    assert walked("clone") == ["clone/old.json", "clone/user.json"]


def test_what_the_user_includes_under_a_condition_is_not_asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q", "clone")
    make("clone/a.json", "clone/b.json")
    make("ignore-a", text="a.json\n")
    make("ignore-b", text="b.json\n")
    make("always", text=f"[core]\n\texcludesFile = {here}/ignore-a\n")
    make("sometimes", text=f"[core]\n\texcludesFile = {here}/ignore-b\n")
    make("config", text=f'[include]\n\tpath = always\n[includeIf "gitdir:{here}/"]\n\tpath = sometimes\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(here / "config"))
    assert walked("clone") == ["clone/b.json"]


def test_a_damaged_index_is_taken_for_empty(here: Path) -> None:
    git("init", "-q")
    make("out/kept.json", "a.json")
    make(".gitignore", text="out/\n")
    git("add", "-f", "out/kept.json")
    assert walked() == [".gitignore", "a.json", "out/kept.json"]
    Path(".git/index").write_bytes(Path(".git/index").read_bytes()[:40])
    assert walked() == [".gitignore", "a.json"]


def test_a_user_without_a_home_has_no_ignores(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q")
    make("a.json", "user.json", "b.json")
    make(".config", text="[core]\n\texcludesFile = ~nobody-of-this-name/ignore\n")
    make(".gitignore", text="b.json\n")
    make("~/.config/git/ignore", text="user.json\n")
    make("~/.gitignore", text="*\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(here / ".config"))
    assert walked() == [".config", ".gitignore", "a.json", "user.json"]
    for name in ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)  # as where a container runs under any number
    assert walked() == [".config", ".gitignore", "a.json", "user.json"]


def test_an_ignore_file_that_is_a_link_or_a_pipe_is_none(here: Path) -> None:
    git("init", "-q")
    make("a.json", "x/b.json")
    make("patterns", text="*.json\n")
    Path(".gitignore").symlink_to("patterns")
    os.mkfifo("x/.gitignore")
    assert [one for one in walked() if one.endswith(".json")] == ["a.json", "x/b.json"]


def test_a_pattern_of_many_stars_takes_no_time_and_hides_nothing(here: Path) -> None:
    git("init", "-q")
    name = "a" * 200 + ".json"
    make(name, ".gitignore")
    make(".gitignore", text="*a" * 40 + "b\n" + "**/a" * 40 + "/b\n*a*a*b.json\n**/a/**/a/**/*.json\n")
    assert walked() == [".gitignore", name]


def test_of_patterns_that_no_person_writes_the_first_count(here: Path) -> None:
    git("init", "-q")
    make(*(f"{letter}-{number}.json" for letter in "ab" for number in (1, 2)), ".gitignore", "x/.gitignore", "x/c")
    costly = "".join(f"{number}*{number}*x\n" for number in range(20))
    make(".gitignore", text=f"a-*.json\n{costly}b-*.json\n")
    make("x/.gitignore", text="c\n")
    assert walked() == [".gitignore", "b-1.json", "b-2.json", "x/.gitignore"]
    make(".gitignore", text="a-1.json\n" + "y\n" * 9_998 + "a-2.json\nb-1.json\n")
    assert walked() == [".gitignore", "b-1.json", "b-2.json", "x/.gitignore", "x/c"]


NAMES = st.sampled_from(["a", "b", "ab", "A", "a.json", "[x]", "1", "#a", "!b", "a b", "é"])
PIECES = st.sampled_from(
    ["a", "b", "ab", "*", "**", "?", "/", "!", "\\", "[a-c]", "[!a]", "[[:digit:]]", "[", "]", ".json", "#", " ", "1"]
)
# Patterns of many stars are not heeded, for the time that they may take.
LINES = st.lists(
    st.lists(PIECES, max_size=5).map("".join).filter(lambda line: not ignored._MANY_STARS.search(line.encode())),
    max_size=4,
)


@example([["a", "b"], ["b"]], {0: ["a/", "!a/b"]})
@given(st.lists(st.lists(NAMES, min_size=1, max_size=3), max_size=6), st.dictionaries(st.integers(0, 2), LINES))
def test_the_same_files_as_git_finds(paths: list[list[str]], ignores: dict[int, list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CEILING_DIRECTORIES": str(Path(folder).parent),
        }
        subprocess.run(["git", "init", "-q"], check=True, env=environment)
        for path in paths:
            with suppress(OSError):
                make("/".join(path))
        folders = [Path(), *sorted(one for one in Path().rglob("*") if one.is_dir() and ".git" not in one.parts)]
        for number, lines in ignores.items():
            make(str(folders[number % len(folders)] / ".gitignore"), text="\n".join(lines) + "\n")
        command = ["git", "ls-files", "-z", "--others", "--exclude-standard"]
        found = subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout
        with patch.dict(os.environ, environment):
            assert walked() == sorted(filter(None, found.split("\0")))


def test_links_to_files_are_followed_and_to_folders_are_not(here: Path) -> None:
    make("x/a.json")
    make("node_modules/b.json")
    Path("again.json").symlink_to("x/a.json")
    Path("linked.json").symlink_to("node_modules/b.json")
    Path("linked").symlink_to("x")
    assert walked() == ["linked.json", "x/a.json"]
    assert walked("linked") == ["linked/a.json"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["x/a.json", "linked.json"], [Found("x/a.json", named=True)]),
        (["linked.json", "x"], [Found("x/a.json", named=True)]),
        (["linked", "x"], [Found("x/a.json", named=False)]),
        (["linked/a.json", "linked.json"], [Found("linked.json", named=True)]),
        (["linked.json", "gone.json"], [Found("linked.json", True)]),
    ],
)
def test_what_is_named_twice_through_a_link_is_found_once(here: Path, asked: list[str], expected: list[Found]) -> None:
    make("x/a.json")
    Path("linked.json").symlink_to("x/a.json")
    Path("linked").symlink_to("x")
    found = find_files(asked)
    assert [one for one in found if one.problem is None] == expected
    assert find_files(reversed(asked)) == found


def test_links_in_a_circle_end(here: Path) -> None:
    make("x/a.json")
    Path("x/up").symlink_to("..")
    Path("round").symlink_to("round")
    assert find_files(["."]) == [
        Found("round", named=False, skipped="a link that leads nowhere"),
        Found("x/a.json", named=False),
    ]


def test_a_link_that_leads_nowhere_is_passed_over_unless_it_was_named(here: Path) -> None:
    Path("gone.json").symlink_to("nowhere.json")
    assert find_files(["."]) == [Found("gone.json", named=False, skipped="a link that leads nowhere")]
    assert find_files(["gone.json"]) == [Found("gone.json", named=True, problem="no such file or directory")]


def test_pipes_and_sockets_are_not_opened(here: Path) -> None:
    os.mkfifo("pipe.json")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.json")
        for asked in (["."], ["pipe.json", "socket.json"]):
            assert [(one.path, one.skipped) for one in find_files(asked)] == [
                ("pipe.json", "not a regular file"),
                ("socket.json", "not a regular file"),
            ]


def test_a_path_that_is_not_there_or_passes_through_a_file_is_a_problem(here: Path) -> None:
    make("a.json")
    assert find_files(["nowhere", "a.json/x", "a.json"]) == [
        Found("a.json", named=True),
        Found("a.json/x", named=True, problem="not a directory"),
        Found("nowhere", named=True, problem="no such file or directory"),
    ]


def test_a_name_that_is_too_long_is_a_problem(here: Path) -> None:
    [found] = find_files(["x" * 300])
    assert found.problem == "file name too long"


def test_a_name_that_is_no_text(here: Path) -> None:
    name = os.fsdecode(b"fl\xffw.json")
    make(name)
    assert walked() == [name]


def test_a_folder_without_permission_is_a_problem(here: Path, request: pytest.FixtureRequest) -> None:
    make("a.json", "closed/b.json", "listed/c.json", "listed/.git")
    Path("closed").chmod(0)
    Path("listed").chmod(0o444)
    request.getfixturevalue("without_privileges")
    denied = {"named": False, "problem": "permission denied"}
    assert find_files(["."]) == [
        Found("a.json", named=False),
        Found("closed", **denied),
        Found("listed/c.json", **denied),
    ]
    assert find_files(["closed/b.json"]) == [Found("closed/b.json", named=True, problem="permission denied")]
    assert find_files(["closed"]) == [Found("closed", **denied)]
