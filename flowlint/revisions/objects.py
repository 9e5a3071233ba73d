"""The objects of a git repository by id: loose ones, packed ones, and those of repositories that it borrows from."""

import io
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast
from weakref import finalize

from flowlint.files import is_folder, is_regular, listing, read_regular, real_path
from flowlint.interrupts import unwrapped_interrupts
from flowlint.time_limit import TookTooLong, time_limit

if TYPE_CHECKING:
    from dulwich.objects import ObjectID, RawObjectID, ShaFile
    from dulwich.pack import Pack

LARGEST = 100_000_000
"""How many bytes an object has at most that is read."""
_MOST_SECONDS = 20.0
"""What takes longer to read than any object is given up, in seconds of the processor."""
_MOST_LENDERS = 20
"""From how many repositories one may borrow, directly or through others."""
_MOST_SUBMODULES = 200
_SHA256_HEX = 64
_ID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class NoRevision(OSError):
    """A revision that cannot be read; the message is a sentence without its end: which, why, and what helps."""


def is_id(name: bytes) -> bool:
    """Tell whether a name has the form of a whole id."""
    return _ID.fullmatch(name) is not None


class Objects:
    """The objects in a folder of them. Nothing in it is obeyed, and no file is opened that is no regular one.

    Those of submodules that were added can be read too, but are none of its own.
    """

    def __init__(self, folder: Path, known: set[str] | None = None) -> None:
        self._folder = folder
        self._within: dict[str, Objects] = {}
        self._known = {real_path(folder)} if known is None else known

    def add_submodules(self, folder: Path) -> None:
        """Read also from the repositories in a folder, or from the one it is, and from those of their submodules.

        They are kept there by their names, which may have slashes.
        """
        waiting = [folder]
        while waiting and len(self._within) < _MOST_SUBMODULES:
            folder = waiting.pop()
            if real_path(folder) in self._within:
                continue
            if is_regular(folder / "HEAD"):
                self._within[real_path(folder)] = Objects(folder / "objects")
                waiting.append(folder / "modules")
            elif is_folder(folder) and len(waiting) < _MOST_SUBMODULES:
                waiting += [folder / name for name, is_one, is_link in listing(folder) if is_one and not is_link]

    def read(self, name: bytes) -> "ShaFile | None":
        """Give an object by its id, in hexadecimal digits; None where it is not there. Raises `NoRevision`."""
        try:
            with unwrapped_interrupts(), time_limit(_MOST_SECONDS):
                return self._read(name)
        except TookTooLong:
            raise NoRevision(f"the git object {name.decode()} takes too long to read") from None
        except NoRevision:
            raise
        except Exception as problem:  # whatever a broken file makes of it
            raise NoRevision(f"the git object {name.decode()} cannot be read: {problem}") from None

    def kept_by_lfs(self, content: str) -> bytes | None:
        """Give what git LFS keeps of the repository by the id of the content; None where it was not fetched."""
        path = self._folder.parent / "lfs" / "objects" / content[:2] / content[2:4] / content
        try:
            return read_regular(path, LARGEST)
        except OSError:
            return None

    def ids(self, beginning: str) -> set[bytes]:
        """Give the ids that begin with some hexadecimal digits, at least four."""
        found = {beginning[:2].encode() + os.fsencode(name) for name, _, _ in _listed(self._folder / beginning[:2])}
        found = {name for name in found if is_id(name) and name.startswith(beginning.encode())}
        even = bytes.fromhex(beginning[: len(beginning) // 2 * 2])
        start = beginning.encode()
        for pack in self._packs:
            found |= {name for raw in pack.index.iter_prefix(even) if (name := raw.hex().encode()).startswith(start)}
        return found.union(*(other.ids(beginning) for other in self._others))

    def _read(self, name: bytes) -> "ShaFile | None":
        from dulwich.object_format import SHA1, SHA256
        from dulwich.objects import ShaFile

        form = SHA256 if len(name) == SHA256.hex_length else SHA1
        path = self._folder / name[:2].decode() / name[2:].decode()
        try:
            loose = io.BytesIO(read_regular(path, LARGEST))
            return ShaFile.from_file(loose, object_format=form, max_size=LARGEST)
        except FileNotFoundError:
            pass
        for pack in self._packs:
            if pack.object_format is form and cast("ObjectID", name) in pack:
                kind, raw = pack.get_raw(cast("RawObjectID", bytes.fromhex(name.decode())))
                return ShaFile.from_raw_string(kind, raw, object_format=form)
        return next(
            (found for other in (*self._others, *self._within.values()) if (found := other._read(name)) is not None),
            None,
        )

    @cached_property
    def _packs(self) -> list["Pack"]:
        from dulwich.object_format import SHA1, SHA256
        from dulwich.pack import Pack

        packs = []
        for name, _, _ in _listed(self._folder / "pack"):
            base = str(self._folder / "pack" / name.removesuffix(".idx"))
            if name.endswith(".idx") and is_regular(f"{base}.idx") and is_regular(f"{base}.pack"):
                is_sha256 = len(name.removesuffix(".idx").rpartition("-")[2]) == _SHA256_HEX
                packs.append(Pack(base, object_format=SHA256 if is_sha256 else SHA1))
        finalize(self, _close, packs)  # dulwich warns of files that nobody closed
        return packs

    @cached_property
    def _others(self) -> list["Objects"]:
        """The repositories that this one borrows from, each but once in all: one may borrow from itself."""
        try:
            text = read_regular(self._folder / "info" / "alternates", 1_000_000)
        except OSError:
            return []
        others = []
        for line in text.splitlines():
            folder = self._folder / os.fsdecode(line)
            if not line or line.startswith(b"#") or real_path(folder) in self._known:
                continue
            if len(self._known) > _MOST_LENDERS:
                raise NoRevision(f"the repository borrows from more than {_MOST_LENDERS} others")
            self._known.add(real_path(folder))
            others.append(Objects(folder, self._known))
        return others


def _close(packs: Iterable["Pack"]) -> None:
    for pack in packs:
        with suppress(Exception), unwrapped_interrupts():  # of one that could not even be opened
            pack.close()


def _listed(folder: Path) -> Iterator[tuple[str, bool, bool]]:
    try:
        yield from listing(folder)
    except OSError:
        return
