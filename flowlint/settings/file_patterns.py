"""Which files a gitignore pattern means that stands in a settings file."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from flowlint.paths import path_inside

if TYPE_CHECKING:
    from dulwich.ignore import Pattern

_PLAIN = re.compile(r"[\w./-]+( +[\w./-]+)*")
"""Patterns that mean just what they say."""

Said = TypeVar("Said")


def includes(folder: Path, pattern: str, path: str) -> bool | None:
    """Tell whether a pattern that stands in a folder means a file: False for one with `!`, None where it does not.

    What means a folder means all that it holds.
    """
    names = _names(folder, path, os.getcwd())  # noqa: PTH109 - the path may be seen from there
    return _included(names, _pattern(pattern))


class FilePatterns(Generic[Said]):
    """Patterns of settings files, each with the folder it stands in and what is said by it."""

    def __init__(self, patterns: Iterable[tuple[Path, str, Said]]) -> None:
        """Take patterns in the order in which they count."""
        self._folders: dict[Path, dict[str | None, list[tuple[int, str, Said]]]] = {}
        for place, (folder, pattern, said) in enumerate(patterns):
            here = self._folders.setdefault(folder, defaultdict(list))
            here[_last_name(pattern)].append((place, pattern, said))

    def about(self, path: str) -> list[tuple[Said, bool]]:
        """Give what is said of a file, in order, False for what is said with `!`.

        Most patterns say a name that no part of a path has: of thousands few are held against it.
        """
        found: list[tuple[int, Said, bool]] = []
        current = os.getcwd()  # noqa: PTH109 - the path may be seen from there
        for folder, by_name in self._folders.items():
            names = _names(folder, path, current)
            parts = os.fsdecode(names[-1]).casefold().split("/") if names else ()
            for part in dict.fromkeys((None, *parts)):
                for place, pattern, said in by_name.get(part, ()):
                    included = _included(names, _pattern(pattern))
                    if included is not None:
                        found.append((place, said, included))
        found.sort(key=itemgetter(0))
        return [(said, included) for _, said, included in found]


def _included(names: Sequence[bytes], read: "Pattern | None") -> bool | None:
    if not names or read is None:
        return None
    for name in names[:-1]:
        if read.matches(name, is_dir=True):
            return read.is_exclude
    return read.is_exclude if read.matches(names[-1], is_dir=False) else None


def _last_name(pattern: str) -> str | None:
    """Give a name that each path has in it that a pattern means, None where that is not known."""
    written = pattern.removeprefix("!")
    return written.rstrip("/").rpartition("/")[2].casefold() or None if _PLAIN.fullmatch(written) else None


def is_pattern(text: str) -> bool:
    """Tell whether a text can be read as a gitignore pattern, and takes no time without end to match."""
    read = _pattern(text)
    return not read.is_empty if read else not text.strip() or text.startswith("#")


def has_several_stars(pattern: str) -> bool:
    """Tell whether a pattern may be tried with each way to share a name out among its stars."""
    from flowlint.reading.ignored import has_several_stars

    return has_several_stars(pattern.encode(errors="replace"))


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
