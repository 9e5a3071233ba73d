"""Files as they are read: regular ones only, as far as their size allows, whatever stands at the path by then.

And folders, locked for what is read and written again.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class TooLarge(OSError):
    """Why a file is not read: it is larger than what is asked for may be."""


def read_regular(path: Path, most: int, *, follow: bool = True) -> bytes:
    """Read a regular file of at most so many bytes.

    What the path leads to is looked at once it is open, so that nothing can take its place in between; a device or a
    pipe, which might never end, is not waited for. Without `follow` the path itself may be no link.
    Raises `OSError`, in words, for what is no regular file, and `TooLarge` for a larger one.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        content = file.read(most + 1)
    if len(content) > most:
        raise TooLarge(errno.EFBIG, f"larger than {most / 1_000_000:g} MB", str(path))
    return content


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Wait until no other run of ours holds the lock of a folder, and hold it.

    The folder itself is locked, so that no file is left over. Where folders have no locks, as on Windows, nothing is.
    """
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
