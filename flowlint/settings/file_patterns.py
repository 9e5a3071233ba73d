"""Which files a gitignore pattern means that stands in a settings file."""

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flowlint.paths import path_inside

if TYPE_CHECKING:
    from dulwich.ignore import Pattern


def includes(folder: Path, pattern: str, path: str) -> bool | None:
    """Tell whether a pattern that stands in a folder means a file: False for one with `!`, None where it does not.

    What means a folder means all that it holds.
    """
    names = _names(folder, path, os.getcwd())  # noqa: PTH109 - asked for each pattern
    if not names or (read := _pattern(pattern)) is None:
        return None
    fits = any(read.matches(name, is_dir=name != names[-1]) for name in names)
    return read.is_exclude if fits else None


def is_pattern(text: str) -> bool:
    """Tell whether a text can be read as a gitignore pattern, and takes no time without end to match."""
    read = _pattern(text)
    return not read.is_empty if read else not text.strip() or text.startswith("#")


@lru_cache(maxsize=16)  # one file is held against all patterns before the next
def _names(folder: Path, path: str, current: str) -> list[bytes]:
    """Give the names of a file and of the folders that lead to it from another one; none where it is not in there.

    `current` is the current folder, which the path may be seen from.
    """
    inside = path_inside(folder, path)
    parts = () if inside is None else inside.parts
    return [os.fsencode("/".join(parts[:end])) for end in range(1, len(parts) + 1)]


@lru_cache(maxsize=50_000)
def _pattern(text: str) -> "Pattern | None":
    from flowlint.reading.ignored import read_patterns

    return next(iter(read_patterns(os.fsencode(text))), None)
