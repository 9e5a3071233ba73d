"""Files that other files name: read from the folders that are checked, and from nowhere else."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flowlint.files import is_folder, is_regular, listing, read_regular, real_path, reason
from flowlint.paths import shown_path
from flowlint.reading.decoding import NotText, decode
from flowlint.reading.lfs import NOT_FETCHED, lfs_content
from flowlint.reading.path_patterns import PathPattern
from flowlint.reading.walking import find_files
from flowlint.source import Source

MAX_FILE_BYTES = 10_000_000
"""Larger files are not opened: Connect takes flows of at most 256,000 characters."""
_LONGEST_PATTERN = 1_000
_MOST_LOOKED_AT = 50_000
"""How many names are held against a pattern."""


class OutOfReach(Exception):
    """A file that is named and is not read; the message says why, as the end of a sentence about it."""


def _nothing_excluded(path: str) -> str | None:
    return None


@dataclass
class CheckedTree:
    """The folders of a run. `excluded` says by what settings exclude a file, given its shown path."""

    roots: tuple[Path, ...] = ()
    excluded: Callable[[str], str | None] = _nothing_excluded
    slow_patterns: int = 0
    """How many regular expressions in what is read took too long."""
    _read: dict[str, Source] = field(default_factory=dict)
    _files: list[Path] | None = None
    _listed: dict[Path, list[tuple[str, bool, bool]]] = field(default_factory=dict)
    _matching: dict[tuple[Path, str], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Iterable[str], excluded: Callable[[str], str | None] = _nothing_excluded) -> "CheckedTree":
        """Give the tree of a run: the folders that it was asked for, and those of the files."""
        folders = (path if is_folder(path) else path.parent for path in map(Path, asked))
        return cls(tuple(dict.fromkeys(_real(folder) for folder in folders)), excluded)

    def read(self, path: Path) -> Source:
        """Read a file that another one names. Raises `OutOfReach`."""
        self.hold_inside(path)
        shown = shown_path(path)
        if shown in self._read:
            return self._read[shown]
        if (by := self.excluded(shown)) is not None:
            raise OutOfReach(f"is excluded by {by}")
        try:
            data = read_regular(path, MAX_FILE_BYTES)
            if lfs_content(data) is not None:
                raise OutOfReach(f"is {NOT_FETCHED}")
            text = decode(data)
        except FileNotFoundError:
            raise OutOfReach("is not there") from None
        except (OSError, ValueError) as problem:
            raise OutOfReach(
                f"cannot be read: {reason(problem) if isinstance(problem, OSError) else problem}"
            ) from None
        except NotText as problem:
            raise OutOfReach(f"cannot be read: {problem}") from None
        return self._read.setdefault(shown, Source(shown, text, None))

    def matching(self, folder: Path, pattern: str) -> list[str]:
        """Give the files below a folder that match a pattern, sorted, as Terraform's `fileset` does.

        A link that leads out is one of them whatever is there: who reads it is told where it leads, and no more.
        Raises `OutOfReach`, also where a folder that matches is a link: none is followed.
        """
        self.hold_inside(folder)
        if ".." in Path(pattern).parts or Path(pattern).is_absolute():
            raise OutOfReach("names files by a pattern that leads out of its folder")
        if len(pattern) > _LONGEST_PATTERN:
            raise OutOfReach(f"names files by a pattern of more than {_LONGEST_PATTERN:,} letters")
        if (folder, pattern) not in self._matching:
            self._matching[folder, pattern] = sorted(self._below(folder, PathPattern(pattern)))
        return self._matching[folder, pattern]

    def _below(self, folder: Path, pattern: PathPattern) -> Iterator[str]:
        waiting, looked_at = [("", pattern.begin)], 0
        while waiting:
            above, steps = waiting.pop()
            for name, leads_to_folder, is_link in self._list(folder / above):
                looked_at += 1
                if looked_at > _MOST_LOOKED_AT:
                    raise OutOfReach(f"names files by a pattern for which more than {_MOST_LOOKED_AT:,} are looked at")
                here, by_name = above + name, pattern.by_name(steps, name)
                onward = by_name | pattern.by_any(steps)
                if is_link:
                    path = folder / here
                    is_inside = self.holds(path)
                    if pattern.goes_on(by_name) and (not is_inside or leads_to_folder):
                        raise OutOfReach(f"names files through the link “{here}”")
                    if pattern.met(onward) and (not is_inside or is_regular(path)):
                        yield here
                elif leads_to_folder:
                    waiting += [(f"{here}/", onward)] if onward else []
                elif pattern.met(onward):
                    yield here

    def _list(self, folder: Path) -> list[tuple[str, bool, bool]]:
        """Give the names in a folder, each with whether it is one of a folder, and of a link; none of no folder."""
        if folder not in self._listed:
            try:
                self._listed[folder] = listing(folder)
            except (OSError, ValueError):
                self._listed[folder] = []
        return self._listed[folder]

    def with_suffix(self, *suffixes: str) -> list[Path]:
        """Give the files in the folders whose names end in one of these, without those that a run passes over."""
        if self._files is None:
            found = find_files(str(root) for root in self.roots)
            self._files = [Path(one.path) for one in found if one.problem is None and one.skipped is None]
        return [path for path in self._files if path.name.endswith(suffixes)]

    def hold_inside(self, path: Path) -> None:
        """Raise `OutOfReach` for a path that leads out of the folders that are checked, be it through a link."""
        if not self.holds(path):
            raise OutOfReach("lies outside of what is checked")

    def holds(self, path: Path) -> bool:
        """Tell whether a path leads into the folders that are checked."""
        real = _real(path)
        return any(real.is_relative_to(root) for root in self.roots)


def _real(path: Path) -> Path:
    return Path(real_path(path))
