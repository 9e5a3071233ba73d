"""The index of a git work tree: which files git keeps there, and which of them are not checked out. Git is not started.

Paths are bytes, from the top of the work tree. An index that cannot be read is one of no files.
"""

import hashlib
import io
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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


class _Index(NamedTuple):
    """An index file: its entries, and what it says of another one that it goes on from."""

    entries: list["SerializedIndexEntry"]
    link: bytes
    id_length: int


def _entries(git: Path) -> list["SerializedIndexEntry"]:
    entries: list[SerializedIndexEntry] = []
    with suppress(Exception), unwrapped_interrupts():
        index = _read(git / "index")
        entries.extend(_joined(git, index) if any(index.link[: index.id_length]) else index.entries)
    return entries


def _read(file: Path) -> _Index:
    """Read an index file. Raises whatever a broken one makes of it."""
    from dulwich.index import read_index
    from dulwich.object_format import SHA1, SHA256

    data = read_regular(file, _LARGEST, follow=False)
    end = len(data) - SHA256.oid_length
    # It ends in its digest, or in zeros where git is to leave that out for speed.
    is_sha256 = data[end:] in (hashlib.sha256(memoryview(data)[:end]).digest(), bytes(SHA256.oid_length))
    form = SHA256 if is_sha256 else SHA1
    stream = io.BytesIO(data)
    entries = list(read_index(stream, form))
    while stream.tell() < len(data) - form.oid_length:
        name, size = struct.unpack(">4sL", stream.read(8))
        content = stream.read(size)
        if name == b"link":
            return _Index(entries, content, form.oid_length)
    return _Index(entries, b"", form.oid_length)


def _joined(git: Path, own: _Index) -> list["SerializedIndexEntry"]:
    """Give the entries of a split index: those of the shared one, without some and with some replaced, and its own.

    The link is the id of the shared index and two bitmaps of its entries: which to leave out, and which to replace by
    the first of its own, whose names may be missing.
    """
    shared = _read(git / f"sharedindex.{own.link[: own.id_length].hex()}").entries
    bitmaps = io.BytesIO(own.link[own.id_length :])
    gone, replaced = (set(_bits(bitmaps, len(shared))) for _ in range(2))
    for place, entry in zip(sorted(replaced), own.entries, strict=False):
        shared[place] = replace(entry, name=entry.name or shared[place].name)
    return [*(one for place, one in enumerate(shared) if place not in gone), *own.entries[len(replaced) :]]


def _bits(stream: io.BytesIO, most: int) -> Iterator[int]:
    """Read a bitmap in the EWAH form, and give the places of its ones below a limit.

    Its words have 64 bits. One says of how many that follow all bits are alike, and how many after these are written.
    """
    _, count = struct.unpack(">LL", stream.read(8))
    words = iter(struct.unpack(f">{count}Q", stream.read(8 * count)))
    stream.read(4)  # where its last such word is
    place = 0
    for word in words:
        alike, written = 64 * (word >> 1 & 0xFFFFFFFF), word >> 33
        if word & 1:
            yield from range(place, min(place + alike, most))
        place += alike
        for literal in islice(words, written):
            yield from (place + bit for bit in range(64) if literal >> bit & 1 and place + bit < most)
            place += 64


def _with_folders(entries: Iterable["SerializedIndexEntry"]) -> set[bytes]:
    paths: set[bytes] = set()
    for entry in entries:
        path = entry.name.rstrip(b"/")  # with which folders of a sparse index end
        while path and path not in paths:
            paths.add(path)
            path = path.rpartition(b"/")[0]
    return paths
