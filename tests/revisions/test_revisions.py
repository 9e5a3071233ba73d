"""Revisions are read as git has them, whatever form the repository has, and nothing of its configuration is obeyed."""

import contextlib
import json
import os
import shutil
import zlib
from pathlib import Path
from typing import Any

import pytest

from flowlint.files import TooLarge, is_folder, kind, listing, read_regular, real_path, showing, size
from flowlint.reading import Reader
from flowlint.revisions import NoRevision, RevisionTree, repository_of, tree_of
from flowlint.revisions import tree as tree_module
from flowlint.revisions.objects import Objects
from kit import GOOD, write
from kit.git import commit, git, has_format, needs_links


@pytest.fixture
def repository(here: Path) -> Path:
    git("init", "-q", "-b", "main", ".")
    for text in ("one", "two", "three"):
        write("flows/a.txt", text)
        commit(text)
    return here


def text_at(revision: str, path: str = "flows/a.txt") -> str:
    tree = tree_of(revision, ["."])
    with showing(tree):
        return read_regular(Path(path), 1000).decode()


def refused(revision: str, path: str = ".") -> str:
    with pytest.raises(NoRevision) as refusal:
        tree_of(revision, [path])
    return str(refusal.value)


@pytest.mark.usefixtures("repository")
def test_names_and_steps() -> None:
    names = {
        "three": ["HEAD", "@", "main", "refs/heads/main", "heads/main", "HEAD^0"],
        "two": ["HEAD~1", "HEAD~", "HEAD^", "HEAD^1", "HEAD^{commit}~1"],
        "one": ["HEAD^^", "HEAD~2", "main~1^"],
    }
    assert {text: [one for one in revisions if text_at(one) == text] for text, revisions in names.items()} == names


@pytest.mark.usefixtures("repository")
def test_ids_and_their_beginnings() -> None:
    whole = git("rev-parse", "HEAD~1")
    assert text_at(whole) == text_at(whole[:7]) == text_at(whole[:5] + whole[5:8]) == "two"
    git("gc", "-q")
    assert text_at(whole) == text_at(whole[:7]) == "two"
    assert tree_of(whole[:9], ["."]).commit == whole


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("packed", [False, True])
def test_tags_of_both_kinds_and_branches_elsewhere(packed: bool) -> None:
    git("tag", "light", "HEAD~1")
    git("tag", "-a", "-m", "A tag", "full", "HEAD~2")
    git("tag", "-a", "-m", "A tag of a tag", "twice", "full")
    git("update-ref", "refs/remotes/origin/work", "HEAD~1")
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/work")
    if packed:
        git("pack-refs", "--all")
        git("gc", "-q")
    found = [text_at(one) for one in ("light", "full", "twice", "twice^{}", "tags/full", "origin/work", "origin")]
    assert found == ["two", "one", "one", "one", "one", "two", "two"]


@pytest.mark.usefixtures("repository")
def test_where_one_left_another() -> None:
    git("checkout", "-q", "-b", "work", "HEAD~1")
    write("flows/a.txt", "work")
    commit()
    git("checkout", "-q", "main")
    write("flows/a.txt", "four")
    commit()
    git("checkout", "-q", "work")
    assert [text_at(one) for one in ("main", "main...", "main...work", "work...main", "...main")] == [
        "four",
        "two",
        "two",
        "two",
        "two",
    ]
    git("merge", "-q", "-s", "ours", "main")
    assert [text_at(one) for one in ("HEAD", "HEAD^1", "HEAD^2", "HEAD^2~1", "main...")] == [
        "work",
        "work",
        "four",
        "three",
        "four",
    ]


@pytest.mark.usefixtures("repository")
def test_where_one_left_another_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates do not tell the order then, and ids must not: of the first sixty roots, those of the 41st did."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-01-01T00:00:00Z")

    def made(message: str, *parents: str) -> str:
        return git("commit-tree", "-m", message, *(word for one in parents for word in ("-p", one)), "HEAD^{tree}")

    for number in range(38, 43):
        root = made(f"root {number}")
        left = made("left", made("between", root))
        joined = made("joined", made("right", root), left)
        found = [tree_of(one, ["."]).commit for one in (f"{joined}...{left}", f"{left}...{joined}")]
        assert found == [left, left], number


@pytest.mark.usefixtures("repository")
def test_what_is_no_revision() -> None:
    tree = git("rev-parse", "HEAD^{tree}")
    head = git("rev-parse", "HEAD~2")[:12]
    top = Path.cwd()
    assert refused("nowhere") == f"there is no revision 'nowhere' in {top}"
    assert refused("origin/main") == f"there is no revision 'origin/main' in {top}; git fetch may bring it"
    assert refused("HEAD~3") == f"there is no revision 'HEAD~3': the commit {head} has no parent"
    assert refused("HEAD^2").endswith("has 1 parent only")
    assert refused(tree) == f"'{tree}' is a tree, and no commit"
    assert refused("HEAD@{1}") == f"there is no revision 'HEAD@{{1}}' in {top}"
    assert refused("HEAD^{tree}").startswith("'HEAD^{tree}' is no revision that flowlint knows")
    assert refused("../../main") == f"there is no revision '../../main' in {top}; git fetch may bring it"
    for empty in ("", "..."):
        assert refused(empty) == f"'{empty}' names no revision; give a branch, a tag, an id, or HEAD~1"
    assert refused("~1") == f"there is no revision '~1' in {top}"
    assert refused("f" * 40) == f"the commit {'f' * 40} of '{'f' * 40}' is not in this clone; fetch it with git"


def test_a_folder_outside_of_every_repository(here: Path) -> None:
    assert refused("HEAD", str(here)) == f"{here} is in no git repository, and only there are revisions"


def test_a_path_in_another_repository(repository: Path) -> None:
    with pytest.raises(NoRevision, match="is not in the repository"):
        tree_of("HEAD", ["flows", str(repository.parent)])


def test_a_repository_without_a_commit(here: Path) -> None:
    git("init", "-q", ".")
    assert refused("HEAD") == f"there is no revision 'HEAD' in {here}"


def test_a_shallow_clone(repository: Path) -> None:
    git("clone", "-q", "--depth", "2", f"file://{repository}", "clone")
    os.chdir("clone")
    assert [text_at("HEAD"), text_at("HEAD~1")] == ["three", "two"]
    remedy = "which is shallow; fetch more of it: git fetch --unshallow, or fetch-depth: 0 for actions/checkout"
    assert refused("HEAD~2") == f"'HEAD~2' is not in this clone, {remedy}"
    assert refused("nowhere").endswith("; git fetch may bring it")


def test_a_clone_without_files_says_which_is_missing(repository: Path) -> None:
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{repository}", "clone")
    os.chdir("clone")
    blob = git("rev-parse", "HEAD:flows/a.txt")
    with pytest.raises(OSError, match=f"its object {blob} is not in this clone; fetch it with git"):
        text_at("HEAD")


def test_another_work_tree(repository: Path) -> None:
    git("worktree", "add", "-q", "-b", "work", "beside", "HEAD~1")
    os.chdir("beside")
    assert [text_at("HEAD"), text_at("main"), text_at("work")] == ["two", "three", "two"]
    assert repository_of(Path("flows")).top == repository / "beside"


def test_a_clone_that_borrows_objects(repository: Path) -> None:
    git("clone", "-q", "--shared", str(repository), "clone")
    os.chdir("clone")
    assert text_at("HEAD~2") == "one"
    (Path(".git/objects/info/alternates")).write_text("../../.git/objects\n")  # borrows from itself, for ever
    assert refused("HEAD").endswith("is not in this clone; fetch it with git")


@pytest.mark.parametrize("packed", [False, True])
def test_ids_of_sha256(here: Path, packed: bool) -> None:
    if not has_format("sha256"):
        pytest.skip("this git knows no sha256")
    write("flows/a.txt", "one")
    whole = commit()
    write("flows/a.txt", "two")
    commit()
    if packed:
        git("gc", "-q")
    assert len(whole) == 64
    assert [text_at("HEAD"), text_at("HEAD~1"), text_at(whole), text_at(whole[:8])] == ["two", "one", "one", "one"]


def test_names_kept_as_reftable_are_refused_in_words(repository: Path) -> None:
    (repository / ".git/reftable").mkdir()
    (repository / ".git/HEAD").write_text("ref: refs/heads/.invalid\n")
    assert refused("HEAD").endswith("keeps its names as reftable, which is not read: give the id of a commit")


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_broken_is_said(repository: Path, packed: bool) -> None:
    head = git("rev-parse", "HEAD")
    if packed:
        git("gc", "-q")
    for file in repository.glob(".git/objects/**/*"):
        if file.is_file() and (not packed or file.suffix == ".pack"):
            file.chmod(0o644)
            file.write_bytes(b"PACK" if packed else b"x")
    assert refused("HEAD").startswith(f"the git object {head} cannot be read: ")


@pytest.mark.slow
def test_an_object_that_grows_without_end_is_given_up(repository: Path) -> None:
    name = git("rev-parse", "HEAD")
    bomb = zlib.compress(b"commit 300000000\0" + b" " * 300_000_000)
    file = repository / ".git/objects" / name[:2] / name[2:]
    file.chmod(0o644)
    file.write_bytes(bomb)
    assert "cannot be read" in refused("HEAD")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("name", ["HEAD", "packed-refs", "shallow", "refs/heads/main", "objects/pack/pack-1.idx"])
def test_a_pipe_in_place_of_a_file_is_not_waited_for(repository: Path, name: str) -> None:
    path = repository / ".git" / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    if name == "objects/pack/pack-1.idx":
        path.with_suffix(".pack").write_bytes(b"")
    with contextlib.suppress(NoRevision):
        tree_of("main", ["."])


# The files of a revision are asked as the file system is.


def test_what_a_revision_says_of_paths_is_what_the_file_system_says_of_a_checkout(here: Path) -> None:
    git("init", "-q", ".")
    for path in ("a.json", "flows/b.json", "flows/deep/c.tf", "flows/deep/d.tf", "ä/é.json"):
        write(path, f"text of {path}")
    (here / "link.json").symlink_to("flows/b.json")
    (here / "flows/up").symlink_to("../ä")
    (here / "flows/lost").symlink_to("nowhere")
    commit()
    asked = [
        ".", "a.json", "flows", "flows/b.json", "flows/deep", "link.json", "flows/up", "flows/up/é.json", "nowhere",
        "nowhere/x", "flows/../a.json", str(here), str(here / "ä"),
    ]  # fmt: skip

    def answers() -> list[object]:
        found: list[object] = []
        for path in asked:
            found += [kind(path), is_folder(path), real_path(path)]
            for ask in (listing, lambda one: read_regular(Path(one), 1000), lambda one: read_regular(Path(one), 3)):
                try:
                    answer = ask(path)
                    found.append([one for one in answer if one[0] != ".git"] if isinstance(answer, list) else answer)
                except OSError as problem:
                    found.append(type(problem))
        return found

    now = answers()
    tree = tree_of("HEAD", ["."])
    with showing(tree):
        assert answers() == now
    shutil.rmtree("flows")
    Path("a.json").write_text("changed")
    with showing(tree):
        assert answers() == now


def test_links_out_of_the_repository_and_in_circles_lead_nowhere(here: Path) -> None:
    git("init", "-q", ".")
    for name, target in (("out", "/etc/passwd"), ("above", "../x"), ("a", "b"), ("b", "a"), ("git", ".git/config")):
        (here / name).symlink_to(target)
    commit()
    tree = tree_of("HEAD", ["."])
    with showing(tree):
        assert {kind(name) for name in ("out", "above", "a", "b", "git")} == {"no such file or directory"}


def test_a_submodule_has_the_files_of_its_commit_where_the_clone_has_it(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    others = tmp_path_factory.mktemp("others")
    for name in ("other", "innermost"):
        git("init", "-q", "-b", "main", str(others / name))
        (others / name / "b.txt").write_text(name, encoding="utf-8")
        git("-C", str(others / name), "add", ".")
        git("-C", str(others / name), "commit", "-qm", "x")
    allowed = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git("-C", str(others / "other"), *allowed, str(others / "innermost"), "a/b")
    git("-C", str(others / "other"), "commit", "-qam", "y")
    git(*allowed, str(others / "other"), "libs/other")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive")
    commit()
    write("libs/other/b.txt", "changed")
    with showing(tree_of("HEAD", ["."])):
        assert [name for name, _, _ in listing("libs/other")] == [".gitmodules", "a", "b.txt"]
        assert [name for name, _, _ in listing("libs/other/a/b")] == ["b.txt"]
        assert read_regular(Path("libs/other/b.txt"), 1000) == b"other"
        assert read_regular(Path("libs/other/a/b/b.txt"), 1000) == b"innermost"
    beginning = git("-C", "libs/other", "rev-parse", "HEAD")[:8]
    assert refused(beginning).startswith(f"there is no revision '{beginning}'")
    shutil.rmtree(repository / ".git" / "modules")
    with showing(tree_of("HEAD", ["."])):
        assert (kind("libs/other"), listing("libs/other")) == ("folder", [])


@pytest.mark.usefixtures("repository")
def test_a_submodule_whose_clone_stands_in_its_folder_has_the_files_of_its_commit() -> None:
    for name in ("libs/other", "libs/other/inner"):
        git("init", "-q", "-b", "main", name)
        write(f"{name}/b.txt", name)
        git("-C", name, "add", "b.txt")
        git("-C", name, "commit", "-qm", "x")
    git("-C", "libs/other", "add", "inner")
    git("-C", "libs/other", "commit", "-qm", "y")
    commit()
    write("libs/other/b.txt", "changed")
    assert text_at("HEAD", "libs/other/b.txt") == "libs/other"
    assert text_at("HEAD", "libs/other/inner/b.txt") == "libs/other/inner"
    assert refused(git("-C", "libs/other", "rev-parse", "HEAD~1")[:8]).startswith("there is no revision")


def test_ignored_files_that_are_tracked_are_there_and_ignore_files_are_not(repository: Path) -> None:
    write(".gitignore", "*.log\n")
    write("a.log", "x")
    git("add", "-f", "a.log")
    commit()
    with showing(tree_of("HEAD", ["."])):
        assert [name for name, _, _ in listing(repository)] == ["a.log", "flows"]


def test_a_large_file_is_refused_like_any_other(repository: Path) -> None:
    write("large", "x" * 2000)
    commit()
    with showing(tree_of("HEAD", ["."])):
        assert size("large") == 2000
        with pytest.raises(TooLarge):
            read_regular(Path("large"), 1000)


def _commit_of(root: Any, *objects: Any) -> str:
    """Store objects and a commit whose files `root` has, and give its id."""
    from dulwich.objects import Commit
    from dulwich.repo import Repo

    made = Commit()
    made.tree, made.author, made.committer = root.id, b"A <a@example.com>", b"A <a@example.com>"
    made.author_time = made.commit_time = made.author_timezone = made.commit_timezone = 0
    made.message = b"x"
    with Repo(".") as repo:
        for one in (*objects, root, made):
            repo.object_store.add_object(one)
    return made.id.decode()


@pytest.mark.usefixtures("repository")
def test_a_revision_is_refused_whose_few_objects_stand_for_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    from dulwich.objects import Blob, Tree

    file, lower, upper = Blob.from_string(b"x"), Tree(), Tree()
    for number in range(10):
        lower.add(b"file %d" % number, 0o100644, file.id)
    for number in range(10):
        upper.add(b"folder %d" % number, 0o040000, lower.id)
    made = _commit_of(upper, file, lower)
    assert refused_at(made, monkeypatch, names=109) == (
        f"the commit {made[:12]} holds more than 109 files, or folders nested deeper than 100"
    )
    assert refused_at(made, monkeypatch, deep=1) == (
        f"the commit {made[:12]} holds more than 110 files, or folders nested deeper than 1"
    )
    assert refused_at(made, monkeypatch, deep=2) is None


def refused_at(revision: str, monkeypatch: pytest.MonkeyPatch, names: int = 110, deep: int = 100) -> str | None:
    monkeypatch.setattr(tree_module, "_MOST_NAMES", names)
    monkeypatch.setattr(tree_module, "_DEEPEST", deep)
    try:
        tree_of(revision, ["."])
    except NoRevision as refusal:
        return str(refusal)
    return None


@pytest.mark.parametrize(
    ("text", "limit", "counted"),
    [('{"StartAction": 1}', "_MOST_OF_FLOWS", 3), ('{"modules": 1}', "_MOST_OF_FLOWS", 2), ("text", "_MOST_AGAIN", 2)],
)
def test_no_more_is_read_than_a_size_however_few_objects_it_stands_in(
    here: Path, monkeypatch: pytest.MonkeyPatch, text: str, limit: str, counted: int
) -> None:
    git("init", "-q", ".")
    for name in "abc":
        write(name, text)
    commit()
    monkeypatch.setattr(tree_module, limit, counted * len(text) - 1)
    tree = tree_of("HEAD", ["."])
    with showing(tree):
        for path in ("a", "a", str(here / "a"), "b"):
            assert read_regular(Path(path), 100).decode() == text
        tree.hold_that_all_is_read()
        for path in ("c", "a"):
            with pytest.raises(NoRevision, match=f"the commit {tree.commit[:12]} holds more than .* of flows, or "):
                read_regular(Path(path), 100)
    with pytest.raises(NoRevision, match="name a folder to read less of it"):
        tree.hold_that_all_is_read()


def test_copies_of_a_flow_share_its_text() -> None:
    reader, data = Reader(), json.dumps(GOOD).encode()
    one, other = (reader.read_bytes(name, data).flows[0].source.text for name in ("a.json", "b.json"))
    assert one is other


def test_a_folder_that_holds_itself_is_refused(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dulwich.objects import Tree

    forged = Tree()
    forged.add(b"again", 0o040000, b"0" * 40)
    made = _commit_of(forged)
    read = Objects.read
    monkeypatch.setattr(Objects, "read", lambda self, name: forged if name == b"0" * 40 else read(self, name))
    assert refused(made) == f"the commit {made[:12]} has a folder that holds itself"


@needs_links
def test_each_link_is_followed_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q", ".")
    write("file", "x")
    (here / "link 0").symlink_to(".")
    for number in range(1, 6):
        (here / f"link {number}").symlink_to("/".join([f"link {number - 1}"] * 10))
    commit()
    read: list[bytes] = []
    blob = RevisionTree._blob
    monkeypatch.setattr(RevisionTree, "_blob", lambda self, name: read.append(name) or blob(self, name))
    with showing(tree_of("HEAD", ["."])):
        assert kind("link 5/file") == "regular"
        assert len(read) == 6
        monkeypatch.setattr(tree_module, "_MOST_FOLLOWED", 6)
        assert kind("link 4/file") == "regular"
    with showing(tree_of("HEAD", ["."])):
        monkeypatch.setattr(tree_module, "_MOST_FOLLOWED", 5)
        with pytest.raises(NoRevision, match="more than 5 links in it are followed"):
            kind("link 5/file")


def test_a_repository_that_borrows_from_itself_is_read_once(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(".git/objects/info/alternates", ".\n../objects\n.\n")
    looked: list[Path] = []
    looks = Objects._read
    monkeypatch.setattr(Objects, "_read", lambda self, name: looked.append(self._folder) or looks(self, name))
    blob = git("rev-parse", "HEAD:flows/a.txt")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    tree = tree_of("HEAD", ["."])
    looked.clear()
    with showing(tree), pytest.raises(OSError, match="is not in this clone"):
        read_regular(Path("flows/a.txt"), 1000)
    assert len(looked) == 1
    write(".git/objects/info/alternates", "".join(f"../../other {number}\n" for number in range(30)))
    tree = tree_of("HEAD", ["."])
    with showing(tree), pytest.raises(OSError, match="the repository borrows from more than 20 others"):
        read_regular(Path("flows/a.txt"), 1000)


def test_a_forged_tree_names_nothing_outside_of_its_folder(repository: Path) -> None:
    from dulwich.objects import Blob, Tree

    blob, forged = Blob.from_string(b"forged"), Tree()
    names = [b"..", b".", b".git", b"../out", b"a/b", b"/etc", b"fine"]
    raw = b"".join(b"100644 " + name + b"\0" + bytes.fromhex(blob.id.decode()) for name in names)
    forged.set_raw_string(raw)
    tree = tree_of(_commit_of(forged, blob), ["."])
    assert isinstance(tree, RevisionTree)
    with showing(tree):
        try:
            assert [name for name, _, _ in listing(repository)] == ["fine"]
        except OSError as problem:  # a library that refuses such a tree whole is as good
            assert "cannot be read" in str(problem)
