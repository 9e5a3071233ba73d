"""Paths: as reports show them, and from one folder to another."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from flowlint.files import is_there, real_path

STDIN = "<stdin>"
"""What reports call standard input that was given no name."""


def shown_path(path: PurePath) -> str:
    """Give a path as reports show it, with forward slashes."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100
    here = Path.cwd()
    if absolute.is_relative_to(here):
        return absolute.relative_to(here).as_posix()
    return Path(os.path.normpath(path)).as_posix()


def from_root(path: str) -> str:
    """Give a path from the root, by which files are in one order wherever flowlint is started."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links


def up_to_repository(folder: Path) -> Iterator[Path]:
    """Give a folder and those above it, no further than the top of its git repository."""
    for here in (folder, *folder.parents):
        yield here
        if is_there(here / ".git"):
            return


def top_of_repository(folder: Path) -> Path | None:
    """Give the top of the git repository that a folder stands in, None where it stands in none."""
    return next((here for here in (folder, *folder.parents) if is_there(here / ".git")), None)


def path_inside(folder: Path, path: str) -> Path | None:
    """Give the path of a file from a folder that it lies below, None for one that lies elsewhere.

    A link below the folder is what it is called there; links above lead to one folder by several names, as where `$PWD`
    names it otherwise than the system does.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    if not absolute.is_relative_to(folder):
        folder, absolute = Path(real_path(folder)), Path(real_path(absolute.parent)) / absolute.name
    return absolute.relative_to(folder) if absolute.is_relative_to(folder) else None
