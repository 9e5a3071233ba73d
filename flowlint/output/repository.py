"""How a file is named from the root of the repository that a CI checks, whatever folder the run started in."""

import os
from pathlib import PurePath


def from_root(path: str, variable: str) -> str:
    """Give the path of a file from the root that an environment variable names, else from the current folder.

    Folders that are links are followed, since a repository knows its files under one path alone. A file elsewhere,
    and what no file can be called, keeps the name it has.
    """
    root = os.environ.get(variable) or os.curdir
    folder, name = os.path.split(path)
    try:
        inside = PurePath(os.path.relpath(PurePath(os.path.realpath(folder), name), os.path.realpath(root)))
    except ValueError:  # it holds a NUL or a lone surrogate, or is on another drive of Windows
        return path
    return path if os.pardir in inside.parts else inside.as_posix()
