"""The files of one revision, asked as the file system is: while they are shown, a run reads them in place of today's.

What git itself keeps stays as it is. Ignore files are not there: all that a revision holds is tracked.
"""

import errno
import os
import stat
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flowlint.files import FOLDER, REGULAR, TooLarge, is_folder, is_regular, is_there, larger_than, listing
from flowlint.paths import shown_path
from flowlint.reading import are_meant_as_flows, may_hold_flows
from flowlint.reading.git_index import left_out
from flowlint.reading.ignored import git_folder
from flowlint.reading.lfs import lfs_content, may_stand_for_a_flow
from flowlint.revisions.objects import NoRevision, Objects

if TYPE_CHECKING:
    from dulwich.objects import ObjectID

_GIT, _IGNORES = ".git", ".gitignore"
_MOST_NAMES = 300_000
"""How many files and folders a revision has at most; a few objects can stand for any number."""
_DEEPEST = 100
"""How deep its folders are nested at most; a forged one may hold itself."""
_MOST_FOLLOWED = 10_000
"""How many paths with links in them are followed at most."""
_MOST_OF_FLOWS = 500_000_000
"""How many bytes are read at most in files that hold flows, each as often as it has names: 10,000 flows of 50,000."""
_MOST_AGAIN = 10_000_000_000
"""How many bytes are read at most in other files, the first name of each apart."""
_KEPT = 20
"""How many files are kept that were read last: each is asked for its size before it is read."""

Entry = tuple[int, bytes]
"""The mode of an entry of a folder, and the id of its object."""
_Steps = tuple[str, ...]


class RevisionTree:
    """The files of a revision below the top of a work tree; `commit` is the id of the commit."""

    def __init__(self, top: Path, objects: Objects, root: "ObjectID", commit: str) -> None:
        self.top = top
        self.commit = commit
        self._real_top = Path(os.path.realpath(top))
        self._objects = objects
        self._root: Entry = (stat.S_IFDIR, root)
        self._folders: dict[bytes, dict[str, Entry]] = {}
        self._read: OrderedDict[bytes, bytes] = OrderedDict()
        self._steps_to: dict[str, _Steps | None] = {}
        self._counted: set[_Steps | None] = set()
        self._is_marked: dict[bytes, bool] = {}  # by the id of an object that was read: whether it may hold flows
        self._of_flows = self._again = 0
        self._led: dict[_Steps, tuple[_Steps, Entry] | None] = {}
        self._out: dict[_Steps, frozenset[bytes]] = {}
        self._hold_that_it_ends()

    def has(self, path: str) -> bool:
        """Tell whether the revision answers for a path: one in the work tree, and not among what git keeps."""
        steps = self._steps(path)
        return steps is not None and _GIT not in steps

    def kind(self, path: str) -> str:
        """Tell what a path leads to, as `flowlint.files.kind` does."""
        found = self._found(path)
        if found is None:
            return "no such file or directory"
        return FOLDER if _is_folder(found[1]) else REGULAR

    def is_there(self, path: str) -> bool:
        """Tell whether there is something at a path, be it a link that leads nowhere."""
        return self._own(self._steps(path) or ()) is not None

    def is_link(self, path: str) -> bool:
        """Tell whether a path is a link."""
        own = self._own(self._steps(path) or ())
        return own is not None and stat.S_ISLNK(own[1][0])

    def real(self, path: str) -> str:
        """Give a path without the links in it."""
        found = self._found(path)
        steps = self._steps(path) or ()
        return str(self._real_top.joinpath(*(steps if found is None else found[0])))

    def read(self, path: str, most: int, follow: bool) -> bytes:
        """Read a file of at most so many bytes. Raises `OSError` as `flowlint.files.read_regular` does."""
        found = self._found(path)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        if not follow and self.is_link(path):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        if _is_folder(found[1]):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        self.hold_that_all_is_read()
        content = self._content(found[1][1], path)
        if len(content) > most:
            raise TooLarge(errno.EFBIG, larger_than(most), path)
        self._count(path, found[1][1], content)
        self.hold_that_all_is_read()
        return content

    def hold_that_all_is_read(self) -> None:
        """Raise `NoRevision` once more was asked for than is read: from then on no file is."""
        if self._of_flows > _MOST_OF_FLOWS or self._again > _MOST_AGAIN:
            most = f"{_MOST_OF_FLOWS:,} bytes of flows, or {_MOST_AGAIN:,} of files that it has more than once"
            raise NoRevision(f"the commit {self.commit[:12]} holds more than {most}; name a folder to read less of it")

    def _count(self, path: str, name: bytes, content: bytes) -> None:
        """Count a file that is read, each path once."""
        steps = self._steps(path)
        if steps in self._counted:
            return
        self._counted.add(steps)
        is_first = name not in self._is_marked
        if is_first:
            self._is_marked[name] = may_hold_flows(content)
        if self._is_marked[name] and (not is_first or are_meant_as_flows(content)):
            self._of_flows += len(content)
        elif not is_first:
            self._again += len(content)

    def size(self, path: str) -> int:
        """Give the size of a file in bytes. Raises `OSError`."""
        found = self._found(path)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return 0 if _is_folder(found[1]) else len(self._blob(found[1][1]))

    def listing(self, folder: str) -> list[tuple[str, bool, bool]]:
        """Give the names in a folder, as `flowlint.files.listing` does. Raises `OSError`."""
        found = self._found(folder)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), folder)
        if not _is_folder(found[1]):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
        rows = []
        for name, entry in sorted(self._names(found[1]).items()):
            is_link = stat.S_ISLNK(entry[0])
            leads_to = self._followed((*found[0], name)) if is_link else (found[0], entry)
            rows.append((name, leads_to is not None and _is_folder(leads_to[1]), is_link))
        return rows

    def not_checked_out(self, path: str) -> str | None:
        """Give the submodule that a path lies in, if its folder is there today and is empty; else None."""
        found = self._found(path)
        steps = found[0] if found else ()
        for end in range(1, len(steps)):
            own = self._own(steps[:end])
            if own is not None and _is_submodule(own[1]) and _is_empty(self.top.joinpath(*steps[:end])):
                return shown_path(self.top.joinpath(*steps[:end]))
        return None

    def is_left_out(self, path: str) -> bool:
        """Tell whether a sparse checkout leaves out today what a path leads to."""
        found = self._found(path)
        steps = found[0] if found else ()
        if is_there(self.top.joinpath(*steps)):
            return False
        top = 0  # how many steps lead to the top of the innermost work tree: that of a submodule has its own index
        for end in range(1, len(steps) + 1):
            place = self.top.joinpath(*steps[:end])
            if os.fsencode("/".join(steps[top:end])) in self._left_out(steps[:top]) and not is_there(place):
                return True
            own = self._own(steps[:end])
            if own is not None and _is_submodule(own[1]):
                top = end
        return False

    def _left_out(self, work_tree: _Steps) -> frozenset[bytes]:
        if work_tree not in self._out:
            self._out[work_tree] = left_out(git_folder(self.top.joinpath(*work_tree)))
        return self._out[work_tree]

    def _steps(self, path: str) -> _Steps | None:
        """Give the names that lead from the top to a path, None for one that lies elsewhere."""
        absolute = os.path.abspath(path)  # noqa: PTH100 - links of today are not those of the revision
        if absolute not in self._steps_to:
            below = (top for top in (self.top, self._real_top) if Path(absolute).is_relative_to(top))
            self._steps_to[absolute] = next((Path(absolute).relative_to(top).parts for top in below), None)
        return self._steps_to[absolute]

    def _found(self, path: str) -> tuple[_Steps, Entry] | None:
        return self._followed(self._steps(path) or ())

    def _own(self, steps: _Steps) -> tuple[_Steps, Entry] | None:
        """Give the entry at a path, a link itself where it is one."""
        if not steps:
            return (), self._root
        above = self._followed(steps[:-1])
        if above is None or not _is_folder(above[1]):
            return None
        entry = self._names(above[1]).get(steps[-1])
        return None if entry is None else ((*above[0], steps[-1]), entry)

    def _followed(self, steps: _Steps) -> tuple[_Steps, Entry] | None:
        """Give what a path leads to through all links; None where that is nothing, or not in the revision."""
        if not steps:
            return (), self._root
        if len(steps) > _DEEPEST:
            return None
        above = self._followed(steps[:-1])
        if above is None or not _is_folder(above[1]):
            return None
        entry = self._names(above[1]).get(steps[-1])
        if entry is None or not stat.S_ISLNK(entry[0]):
            return None if entry is None else ((*above[0], steps[-1]), entry)
        here = (*above[0], steps[-1])
        if here not in self._led:
            if len(self._led) >= _MOST_FOLLOWED:
                raise NoRevision(f"more than {_MOST_FOLLOWED:,} links in it are followed")
            self._led[here] = None  # for whoever comes by again on the way: a link that leads to itself
            target = os.fsdecode(self._blob(entry[1]))
            leads_to = self._steps(os.path.normpath(self.top.joinpath(*above[0], target)))
            if leads_to is not None and _GIT not in leads_to:
                self._led[here] = self._followed(leads_to)
        return self._led[here]

    def _hold_that_it_ends(self) -> None:
        """Count what the revision holds, each folder once. Raises `NoRevision` where that is more than is walked."""
        counted: dict[
            bytes, tuple[int, int]
        ] = {}  # by the id of a folder: how many names, and how deep they are nested
        opened: set[bytes] = set()
        waiting: list[tuple[_Steps, Entry, bool]] = [((), self._root, False)]
        while waiting:
            steps, folder, is_done = waiting.pop()
            if folder[1] in counted:
                continue
            if _is_submodule(folder):
                self._add_clone(self.top.joinpath(*steps))
            names = self._names_if_there(folder)
            below = {name: one for name, one in names.items() if _is_folder(one)}
            if is_done:
                held = [counted[one[1]] for one in below.values()]
                found = len(names) + sum(many for many, _ in held), 1 + max((deep for _, deep in held), default=0)
                if found[0] > _MOST_NAMES or found[1] > _DEEPEST:
                    most = f"{_MOST_NAMES:,} files, or folders nested deeper than {_DEEPEST}"
                    raise NoRevision(f"the commit {self.commit[:12]} holds more than {most}")
                counted[folder[1]] = found
            elif folder[1] in opened:
                raise NoRevision(f"the commit {self.commit[:12]} has a folder that holds itself")
            else:
                opened.add(folder[1])
                waiting += [(steps, folder, True), *(((*steps, name), one, False) for name, one in below.items())]

    def _add_clone(self, submodule: Path) -> None:
        """Read also from the clone of a submodule that is checked out: it may stand in its folder."""
        clone = git_folder(submodule)
        if is_regular(clone / "HEAD"):
            self._objects.add_submodules(clone)

    def _names_if_there(self, folder: Entry) -> Mapping[str, Entry]:
        """Give the entries of a folder, none where its object cannot be read: who asks for it is told."""
        try:
            return self._names(folder)
        except NoRevision:
            return {}

    def _names(self, folder: Entry) -> dict[str, Entry]:
        """Give the entries of a folder; a submodule that is not in this clone has none."""
        if folder[1] not in self._folders:
            from dulwich.objects import Tree

            names: dict[str, Entry] = {}
            name = folder[1] if stat.S_ISDIR(folder[0]) else self._root_of(folder[1])
            if name is not None:
                found = self._objects.read(name)
                if not isinstance(found, Tree):
                    raise NoRevision(f"its object {name.decode()} is not in this clone; fetch it with git")
                names = {os.fsdecode(item.path): (item.mode, item.sha) for item in found.iteritems()}
            self._folders[folder[1]] = {name: one for name, one in names.items() if _is_name(name)}
        return self._folders[folder[1]]

    def _root_of(self, submodule: bytes) -> bytes | None:
        """Give the folder that the commit of a submodule stands for."""
        from dulwich.objects import Commit

        found = self._objects.read(submodule)
        return found.tree if isinstance(found, Commit) else None

    def _content(self, name: bytes, path: str) -> bytes:
        """Give what a file held once it was checked out: git LFS may keep it apart."""
        blob = self._blob(name)
        content = lfs_content(blob)
        kept = None if content is None else self._objects.kept_by_lfs(content)
        if content is not None and kept is None and may_stand_for_a_flow(path):
            raise NoRevision("git LFS keeps it apart, and this clone lacks it; git lfs fetch --all brings it")
        return blob if kept is None else kept

    def _blob(self, name: bytes) -> bytes:
        if name not in self._read:
            found = self._objects.read(name)
            if found is None:
                raise NoRevision(f"its object {name.decode()} is not in this clone; fetch it with git")
            self._read[name] = found.as_raw_string()
            if len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return self._read[name]


def _is_name(name: str) -> bool:
    """Tell whether a name stands for an entry of its folder, which those of a forged tree need not."""
    return name not in ("", ".", "..", _GIT, _IGNORES) and not set(name) & {"/", "\0", os.sep}


def _is_folder(entry: Entry) -> bool:
    """Tell whether an entry is a folder; so is a submodule."""
    return stat.S_ISDIR(entry[0]) or _is_submodule(entry)


def _is_submodule(entry: Entry) -> bool:
    return not (stat.S_ISDIR(entry[0]) or stat.S_ISREG(entry[0]) or stat.S_ISLNK(entry[0]))


def _is_empty(folder: Path) -> bool:
    """Tell whether a folder of today has nothing in it."""
    return is_folder(folder) and not listing(folder)
