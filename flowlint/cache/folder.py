"""Where the cache lies: in the user's own folder for caches, made for its owner alone, and of a bounded size."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 100_000_000
"""How many bytes are kept; what was not used for longest goes first."""


def cache_folder() -> Path | None:
    """Give the folder in which the cache lies, whether it is there or not; None where the user has none."""
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        if os.path.isabs(named := os.environ.get(variable, "")):  # noqa: PTH117
            return Path(named, "flowlint")
    try:
        return Path.home() / ".cache" / "flowlint"
    except RuntimeError:  # nobody knows where home is
        return None


def find_folder(asked: Iterable[str]) -> Path | None:
    """Give the folder of the cache, None where it must not be used for what is checked.

    It must not lie in what is checked, or in its repository, or be a folder that others can write to: findings could be
    hidden by what they put there.
    """
    folder = cache_folder()
    if folder is None or not _is_private(folder):
        return None
    real = Path(os.path.realpath(folder))
    return None if any(real.is_relative_to(tree) for tree in _trees(asked)) else folder


def make_folder(folder: Path) -> None:
    """Make the folder of the cache, for its owner alone. Raises `OSError`."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)


def prune(folder: Path) -> None:
    """Delete what was not used for longest, down to `MOST_BYTES`. Raises `OSError`."""
    files = sorted(_files(folder), key=lambda one: one[1].st_mtime_ns, reverse=True)
    total = 0
    for path, status in files:
        total += status.st_size
        if total > MOST_BYTES:
            path.unlink(missing_ok=True)


def clean() -> tuple[Path, int, int] | None:
    """Delete the cache; give where it was, how many files it had and how many bytes; None where there was none.

    Raises `OSError`.
    """
    folder = cache_folder()
    if folder is None or folder.is_symlink() or not folder.is_dir():
        return None
    count = size = 0
    for path, status in _files(folder):
        path.unlink(missing_ok=True)
        count, size = count + 1, size + status.st_size
    with suppress(OSError):  # somebody else's files stay, and the folder with them
        folder.rmdir()
    return folder, count, size


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Give the files that runs left in the folder, those that were killed among them."""
    for path in folder.iterdir():
        if ".json" in path.name:
            with suppress(FileNotFoundError):  # another run has deleted it
                yield path, path.lstat()


def _is_private(folder: Path) -> bool:
    """Tell whether a folder is there for its owner alone, who runs this, or is not there yet."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    return os.name == "nt" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _trees(asked: Iterable[str]) -> Iterator[Path]:
    """Give the folders that hold what is checked: its repository, else the folder itself, or that of a file."""
    folders = {os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path)) for path in asked}  # noqa: PTH112, PTH120
    for folder in map(Path, folders):
        yield next((one for one in (folder, *folder.parents) if os.path.lexists(one / ".git")), folder)
