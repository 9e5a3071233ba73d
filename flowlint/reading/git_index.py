"""The index of a git work tree: which files git keeps there, and which of them are not checked out. Git is not started.

Paths are bytes, from the top of the work tree. An index that cannot be read is one of no files.
"""

import io
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from flowlint.files import read_regular
from flowlint.interrupts import unwrapped_interrupts

if TYPE_CHECKING:
    from dulwich.index import SerializedIndexEntry

_LARGEST = 200_000_000


def tracked(git: Path) -> frozenset[bytes]:
    """Give the files that git keeps, whatever is ignored, and the folders they stand in; `git` is its own folder."""
    return frozenset(_with_folders(_entries(git)))


def left_out(git: Path) -> frozenset[bytes]:
    """Give the files that a sparse checkout leaves out, and the folders that hold no others; `git` is git's own folder.

    Of a sparse index it is folders alone.
    """
    from dulwich.index import EXTENDED_FLAG_SKIP_WORKTREE

    entries = _entries(git)
    out = [entry for entry in entries if entry.extended_flags & EXTENDED_FLAG_SKIP_WORKTREE]
    others = (entry for entry in entries if not entry.extended_flags & EXTENDED_FLAG_SKIP_WORKTREE)
    return frozenset(_with_folders(out) - _with_folders(others))


def _entries(git: Path) -> list["SerializedIndexEntry"]:
    from dulwich.index import read_index

    entries: list[SerializedIndexEntry] = []
    with suppress(Exception), unwrapped_interrupts():
        entries.extend(read_index(io.BytesIO(read_regular(git / "index", _LARGEST, follow=False))))
    return entries


def _with_folders(entries: Iterable["SerializedIndexEntry"]) -> set[bytes]:
    paths: set[bytes] = set()
    for entry in entries:
        path = entry.name.rstrip(b"/")  # with which folders of a sparse index end
        while path and path not in paths:
            paths.add(path)
            path = path.rpartition(b"/")[0]
    return paths
