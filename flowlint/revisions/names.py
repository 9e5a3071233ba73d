"""Which commit a name means: `main`, `v1.2`, `origin/main`, `HEAD~2`, `HEAD^1`, `3f2a91c`, `main...`."""

import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING

from flowlint.files import is_folder, is_there, read_regular
from flowlint.reading.ignored import git_folder, is_repository
from flowlint.revisions.objects import NoRevision, Objects, is_id
from flowlint.revisions.tree import RevisionTree
from flowlint.text.words import counted

if TYPE_CHECKING:
    from dulwich.objects import Commit, ObjectID

_LARGEST_NAME = 5_000
_LARGEST_NAMES = 100_000_000
_MOST_LINKS = 5
"""How often a name may stand for another one."""
_OF_ONE, _OF_OTHER, _PAST = 1, 2, 4
_OF_BOTH = _OF_ONE | _OF_OTHER
_PLACES = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/")
"""Where git looks for a name, in its order."""
_STEP = re.compile(r"~(\d{0,6})|\^(\d{0,3})(?!\{)|\^\{(?:commit)?\}")
_SHORT_ID = re.compile(r"[0-9a-f]{4,64}")
_BAD = re.compile(r"[\x00-\x20~^:?*\[\\\x7f]|\.\.|@\{|//|^[/.-]|/\.|\.lock$|[/.]$")
"""What no name of git has; a path out of the repository would be one otherwise."""


def repository_of(path: Path) -> "Repository":
    """Give the repository whose work tree a path lies in. Raises `NoRevision` where it lies in none."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    for folder in (absolute, *absolute.parents):
        if is_repository(folder):
            return Repository(folder)
    raise NoRevision(f"{absolute} is in no git repository, and only there are revisions")


def tree_of(revision: str, paths: Sequence[str]) -> RevisionTree:
    """Give the files of a revision, of the repository in which all paths lie. Raises `NoRevision`."""
    repository = repository_of(Path(paths[0]))
    tree = repository.tree(revision)
    for path in paths:
        if not tree.has(path):
            raise NoRevision(f"{path} is not in the repository {repository.top}")
    return tree


class Repository:
    """A git repository by the top of its work tree: what its names mean."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self._own = git_folder(top)
        # A work tree that was added to another one has most of what it knows there.
        other = _line(self._own / "commondir")
        self._common = Path(os.path.normpath(self._own / other)) if other else self._own
        self._objects = Objects(self._common / "objects")
        self._objects.add_submodules(self._own / "modules")

    def tree(self, revision: str) -> RevisionTree:
        """Give the files of a revision. Raises `NoRevision`.

        `A...B` is the commit at which B left A, and `A...` that at which HEAD did.
        """
        first, dots, second = revision.partition("...")
        if not (first or second):  # of a variable that is not set, say: HEAD would be what nobody asked for
            raise NoRevision(f"{revision!r} names no revision; give a branch, a tag, an id, or HEAD~1")
        if dots:
            commit = self._fork(self.commit(first or "HEAD"), self.commit(second or "HEAD"), revision)
        else:
            commit = self.commit(revision)
        return RevisionTree(self.top, self._objects, commit.tree, commit.id.decode())

    def commit(self, name: str) -> "Commit":
        """Give the commit that a name means. Raises `NoRevision`."""
        end = min((at for mark in "~^" if (at := name.find(mark)) >= 0), default=len(name))
        commit = self._peeled(self._named(name[:end], name), name)
        while end < len(name):
            step = _STEP.match(name, end)
            if step is None:
                raise NoRevision(f"{name!r} is no revision that flowlint knows; give a branch, a tag, an id, or HEAD~1")
            end = step.end()
            if step[1] is not None:
                for _ in range(int(step[1] or "1")):
                    commit = self._parent(commit, 1, name)
            elif step[2] is not None:
                number = int(step[2] or "1")
                commit = self._parent(commit, number, name) if number else commit
        return commit

    def _named(self, base: str, whole: str) -> bytes:
        """Give the id that a name without steps stands for."""
        base = "HEAD" if base == "@" else base
        for place in _PLACES:
            if (found := self._ref(f"{place}{base}")) is not None:
                return found
        if (found := self._ref(f"refs/remotes/{base}/HEAD")) is not None:
            return found
        if is_id(base.encode()):
            return base.encode()
        if _SHORT_ID.fullmatch(base):
            ids = [one for one in sorted(self._objects.ids(base)) if self._is_commit(one)]
            if len(ids) == 1:
                return ids[0]
            if ids:
                raise NoRevision(f"{whole!r} may be any of {len(ids)} commits; give more of its id")
        hint = "; git fetch may bring it" if "/" in base or self._is_shallow else ""
        if is_folder(self._common / "reftable"):
            hint = "; this repository keeps its names as reftable, which is not read: give the id of a commit"
        raise NoRevision(f"there is no revision {whole!r} in {self.top}{hint}")

    def _ref(self, name: str) -> bytes | None:
        for _ in range(_MOST_LINKS):
            if _BAD.search(name):
                return None
            text = next(filter(None, (_line(folder / name) for folder in (self._own, self._common))), "")
            if not text:
                return self._packed.get(name)
            if not text.startswith("ref:"):
                return text.encode() if is_id(text.encode()) else None
            name = text.removeprefix("ref:").strip()
        return None

    @cached_property
    def _packed(self) -> dict[str, bytes]:
        """The names that git keeps together in one file."""
        try:
            text = read_regular(self._common / "packed-refs", _LARGEST_NAMES)
        except OSError:
            return {}
        lines = (line.split(b" ", 1) for line in text.splitlines() if not line.startswith((b"#", b"^")))
        return {os.fsdecode(line[1]): line[0] for line in lines if len(line) == 2 and is_id(line[0])}

    @cached_property
    def _shallow(self) -> frozenset[bytes]:
        """The commits of which the clone has no parents."""
        try:
            return frozenset(read_regular(self._common / "shallow", _LARGEST_NAMES).split())
        except OSError:
            return frozenset()

    @property
    def _is_shallow(self) -> bool:
        return is_there(self._common / "shallow")

    def _is_commit(self, name: bytes) -> bool:
        found = self._objects.read(name)
        return found is not None and found.type_name in (b"commit", b"tag")

    def _peeled(self, name: bytes, whole: str) -> "Commit":
        """Give the commit with an id, or the one that the tag with this id stands for."""
        from dulwich.objects import Commit, Tag

        found = self._objects.read(name)
        for _ in range(_MOST_LINKS):
            if not isinstance(found, Tag):
                break
            name = found.object[1]
            found = self._objects.read(name)
        if found is None:
            raise NoRevision(f"the commit {name.decode()} of {whole!r} is not in this clone{self._remedy()}")
        if not isinstance(found, Commit):
            raise NoRevision(f"{whole!r} is a {found.type_name.decode()}, and no commit")
        return found

    def _parent(self, commit: "Commit", number: int, whole: str) -> "Commit":
        if commit.id in self._shallow:
            raise NoRevision(f"{whole!r} is not in this clone{self._remedy()}")
        if number > len(commit.parents):
            what = "no parent" if not commit.parents else f"{counted(len(commit.parents), 'parent')} only"
            raise NoRevision(f"there is no revision {whole!r}: the commit {commit.id.decode()[:12]} has {what}")
        return self._peeled(commit.parents[number - 1], whole)

    def _remedy(self) -> str:
        if self._is_shallow:
            return ", which is shallow; fetch more of it: git fetch --unshallow, or fetch-depth: 0 for actions/checkout"
        return "; fetch it with git"

    def _fork(self, one: "Commit", other: "Commit", whole: str) -> "Commit":
        """Give the newest commit that two have in common, and no other such commit comes after.

        From the newest to the oldest, each hands on to its parents which of the two it is before, and whether something
        was found already that comes after them, as dates do not tell the order of commits made within a second, or on
        machines whose clocks differ.
        """
        seen = {one.id: _OF_ONE}
        seen[other.id] = seen.get(other.id, 0) | _OF_OTHER
        waiting = [(-commit.commit_time, commit.id, commit) for commit in {one.id: one, other.id: other}.values()]
        heapify(waiting)
        found: dict[ObjectID, Commit] = {}

        def are_settled() -> bool:
            """Tell whether nothing new is waiting, and of what was found nothing may still turn out to come before."""
            left = sum(not seen[name] & _PAST for name in found)
            return all(seen[name] & _PAST for _, name, _ in waiting) and not (waiting and left > 1)

        while not are_settled():
            _, name, commit = heappop(waiting)
            marks = seen[name]
            if marks == _OF_BOTH:
                found[name] = commit
                marks |= _PAST
            for parent in self._parents(commit):
                if seen.get(parent.id, 0) & marks != marks:
                    seen[parent.id] = seen.get(parent.id, 0) | marks
                    heappush(waiting, (-parent.commit_time, parent.id, parent))
        best = next((commit for name, commit in found.items() if not seen[name] & _PAST), None)
        if best is None:
            raise NoRevision(f"{whole!r}: the two have no commit in common in this clone{self._remedy()}")
        return best

    def _parents(self, commit: "Commit") -> Iterator["Commit"]:
        """Give the parents of a commit, as far as the clone has them."""
        from dulwich.objects import Commit

        for name in () if commit.id in self._shallow else commit.parents:
            found = self._objects.read(name)
            if isinstance(found, Commit):
                yield found


def _line(file: Path) -> str:
    """Give the first line of a small file, "" where there is none."""
    try:
        lines = read_regular(file, _LARGEST_NAME).splitlines()
    except (OSError, ValueError):
        return ""
    return os.fsdecode(lines[0]).strip() if lines else ""
