"""Paths: as reports show them, and from one folder to another."""

import os
from pathlib import Path, PurePath

from flowlint.files import real_path

STDIN = "<stdin>"
"""What reports call standard input that was given no name."""


def shown_path(path: PurePath) -> str:
    """Give a path as reports show it, with forward slashes."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100
    here = Path.cwd()
    if absolute.is_relative_to(here):
        return absolute.relative_to(here).as_posix()
    return Path(os.path.normpath(path)).as_posix()


def path_inside(folder: Path, path: str) -> Path | None:
    """Give the path of a file from a folder that it lies below, None for one that lies elsewhere.

    A link below the folder is what it is called there; links above lead to one folder by several names, as where `$PWD`
    names it otherwise than the system does.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    if not absolute.is_relative_to(folder):
        folder, absolute = Path(real_path(folder)), Path(real_path(absolute.parent)) / absolute.name
    return absolute.relative_to(folder) if absolute.is_relative_to(folder) else None
