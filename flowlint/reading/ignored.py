"""What git ignores below a folder, read from its ignore files and index without starting git.

Git obeys the configuration of the folder it is started in, and that may name commands to run; a folder that is only to
be checked must not have that power. dulwich reads patterns and index as git does, in Python, and runs nothing.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flowlint.files import is_folder, is_there, read_regular
from flowlint.reading.git_index import tracked

if TYPE_CHECKING:
    from dulwich.ignore import Pattern

_LARGEST_IGNORES = 1_000_000
"""How many bytes an ignore file may have: those of people have a few thousand."""
_LONGEST_PATH = 5_000
_IGNORES_CASE = sys.platform in ("darwin", "win32")
_UP_TO_STARS = rb"(?:(?!\*\*).)*+\*\*"
_MANY_STARS = re.compile(rb"\*[^/*]*+\*[^/*]*+\*[^/*]|\*\*%b%b/?[^/*]" % (_UP_TO_STARS, _UP_TO_STARS), re.DOTALL)
"""Patterns whose regular expressions may try each way to share a name out among their stars; they are not heeded."""
_STARS = re.compile(rb"\*[^/*]++\*[^/*]|\*\*%b/?[^/*]" % _UP_TO_STARS, re.DOTALL)
_SHARE_WITH_STARS = 500
_MOST_PATTERNS = 10_000
"""How many patterns are held against a name, those with several stars as many more; what is left is not heeded."""
_OPEN_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\$")
_SETTING = re.compile(
    rb"^[ \t]*+(?:\[[ \t]*+(?P<section>[^]\n]*)\])?[ \t]*+"
    rb"(?:(?P<key>\w+)[ \t]*+=[ \t]*+(?P<value>\S(?:.*\S)?))?",
    re.MULTILINE,
)
"""A line of a git configuration: the section that begins there, a key with its value, or both."""
_DEEPEST_INCLUDE = 10
"""How many configurations may include one another in a row, as for git."""


def ignores_above(folder: Path) -> "Ignores | None":
    """Give what is ignored in the folder, of a repository that it stands in; None where it stands in none."""
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow links
    ceilings = {Path(one) for one in os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep) if one}
    for root in (folder, *folder.parents):
        if root in ceilings and root != folder:
            return None
        if is_repository(root):
            ignores = Ignores(root)
            for part in folder.relative_to(root).parts:
                if ignores.ignores(part, is_folder=True):
                    return None  # Whoever names an ignored folder wants to see what it holds.
                ignores = ignores.below(part)
            return ignores
    return None


def is_repository(folder: Path) -> bool:
    """Tell whether a folder is the top of a work tree."""
    git = folder / ".git"
    if is_folder(git):
        return all(is_there(git / part) for part in ("HEAD", "objects", "refs"))
    return _read(git, _LONGEST_PATH).startswith(b"gitdir:")


@dataclass(frozen=True)
class Ignores:
    """What git ignores in one folder of a work tree, by the patterns of the folders above it and its own."""

    folder: Path
    within: tuple[str, ...] = ()
    """The names of the folders that lead here from the top of the work tree."""
    _above: tuple[tuple[int, list["Pattern"]], ...] = ()
    _tracked: frozenset[bytes] | None = field(default=None, compare=False)
    _excluded: bool = False
    """Whether a pattern excludes this folder, which is walked all the same for what is tracked in it."""
    _room: int = _MOST_PATTERNS
    """For how many patterns those above leave room."""

    @cached_property
    def _filters(self) -> tuple[tuple[int, list["Pattern"]], ...]:
        """Give the ignore files that count here, weakest first, each with how deep its folder is."""
        return (*self._above, *((len(self.within), own) for own in self._own[0]))

    @cached_property
    def _own(self) -> tuple[list[list["Pattern"]], int]:
        """Give the patterns that count from here on, file by file, and for how many more they leave room."""
        of_all = () if self.within else _of_all(self.folder)
        room, read = self._room, []
        for text in (*of_all, _read(self.folder / ".gitignore", _LARGEST_IGNORES)):
            patterns = read_patterns(text, room)
            room -= sum(_share(one.pattern) for one in patterns)
            read.append(patterns)
        return read, room

    @cached_property
    def _index(self) -> frozenset[bytes]:
        return tracked(git_folder(self.folder)) if self._tracked is None else self._tracked

    def below(self, name: str) -> "Ignores":
        """Give what is ignored in a folder of this one."""
        return Ignores(
            self.folder / name,
            (*self.within, name),
            self._filters,
            self._index,
            self._fits(name, is_folder=True),
            self._own[1],
        )

    def ignores(self, name: str, is_folder: bool) -> bool:
        """Tell whether a file or folder here is ignored, with all that it holds.

        What git keeps in its index never is, nor are the folders that lead there.
        """
        return self._fits(name, is_folder) and os.fsencode("/".join((*self.within, name))) not in self._index

    def _fits(self, name: str, is_folder: bool) -> bool:
        """Tell whether a pattern excludes a name: the last that fits counts, of the nearest ignore file that has one.

        Nothing below an excluded folder can be taken in again.
        """
        if self._excluded:
            return True
        path = (*self.within, name)
        for depth, patterns in reversed(self._filters):
            relative = os.fsencode("/".join(path[depth:]))
            for pattern in reversed(patterns):
                if pattern.matches(relative, is_folder):
                    return pattern.is_exclude
        return False


def _of_all(root: Path) -> Iterator[bytes]:
    """Give the ignore files that count for all of a work tree, weakest first: the user's own, then the repository's."""
    settings = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    excludes = f"{settings}/git/ignore"
    for file in (f"{settings}/git/config", os.environ.get("GIT_CONFIG_GLOBAL") or "~/.gitconfig"):
        excludes = next(reversed([*_excludes_files(file)]), excludes)
    yield _read_of_user(excludes)
    yield _read(git_folder(root) / "info" / "exclude", _LARGEST_IGNORES)


def _excludes_files(config: str, depth: int = 0) -> Iterator[str]:
    """Give the ignore files that a configuration of the user's names, of which the last counts, and what it includes.

    What it includes under a condition is not asked.
    """
    section = b""
    for line in _SETTING.finditer(_read_of_user(config)):
        section = section if line["section"] is None else line["section"].strip().lower()
        named = section, (line["key"] or b"").lower()
        value = os.fsdecode((line["value"] or b"").strip(b'"'))
        if named == (b"core", b"excludesfile"):
            yield value
        elif named == (b"include", b"path") and depth < _DEEPEST_INCLUDE:
            yield from _excludes_files(value if value[:1] == "~" else f"{Path(config).parent / value}", depth + 1)


def _read_of_user(path: str) -> bytes:
    """Read a file of the user's, also through links, by which people keep such files in one place.

    b"" also where nobody knows where home is, as for a number in a container.
    """
    try:
        return _read(Path(path).expanduser(), _LARGEST_IGNORES, follow=True)
    except RuntimeError:
        return b""


def git_folder(root: Path) -> Path:
    """Give the folder in which git keeps what it knows of a work tree, which may stand elsewhere."""
    git = root / ".git"
    named = _read(git, _LONGEST_PATH).removeprefix(b"gitdir:").strip()
    return root / os.fsdecode(named) if named else git


def read_patterns(text: bytes, room: int = _MOST_PATTERNS) -> list["Pattern"]:
    """Read the patterns of an ignore file for which there is room, without those that git refuses.

    Those that take too long to match are left out too.
    """
    from dulwich.ignore import Pattern, read_ignore_patterns
    from dulwich.wildmatch import MalformedPattern

    patterns = []
    for line in read_ignore_patterns(io.BytesIO(text)):
        # A line that ends in one backslash is none to git.
        if not _MANY_STARS.search(line) and not _OPEN_ESCAPE.search(line):
            room -= _share(line)
            if room < 0:
                break
            with suppress(MalformedPattern):
                patterns.append(Pattern(line, _IGNORES_CASE))
    return patterns


def has_several_stars(pattern: bytes) -> bool:
    """Tell whether a name may be shared out in many ways among the stars of a pattern."""
    return bool(_STARS.search(pattern))


def _share(pattern: bytes) -> int:
    return _SHARE_WITH_STARS if has_several_stars(pattern) else 1


def _read(file: Path, most: int, follow: bool = False) -> bytes:
    """Read a file that may not be there; b"" where it cannot be read, or is none that people write.

    In a work tree git follows no links to such files either.
    """
    try:
        return read_regular(file, most, follow=follow)
    except (OSError, ValueError):
        return b""
