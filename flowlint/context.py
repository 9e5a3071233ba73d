"""Context: the flows near the files that a run was asked for, read to judge these files as a run of all would.

A hook names the files that changed, a job perhaps a folder of many. What is wrong between flows shows only beside the
flows that hand over to these. So they are read too, and are not checked. See docs/semantics.md#context.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flowlint.files import is_folder, real_path
from flowlint.files import size as file_size
from flowlint.interrupts import unwrapped_interrupts
from flowlint.reading import MAX_FILE_BYTES, CheckedTree, FlowFile
from flowlint.reading.named_files import with_named_files
from flowlint.reading.walking import Found, find_near
from flowlint.settings.mistakes import SettingsProblem
from flowlint.settings.resolver import SettingsResolver

MOST_FILES = 5_000
"""How many files are looked at."""
MOST_BYTES = 100_000_000
"""How many bytes they may have together."""


class Surroundings:
    """The folders in which context is looked for: those of the settings or the repository of each path that was named.

    What lies there and has settings of its own where these have none, or is a repository of its own, is left out. A
    file without either has its folder, and nothing below: that may be somebody's home, or the whole machine. A folder
    without either has nothing.
    """

    def __init__(self, asked: Iterable[str], resolver: SettingsResolver) -> None:
        """Look around these paths; what stands in a folder among them is no context. Raises `SettingsProblem`."""
        self._resolver = resolver
        self._places: dict[Path, list[Path]] = defaultdict(list)
        asked = tuple(asked)
        folders = [path for path in asked if is_folder(path)]
        self._whole = {Path(path) for one in folders for path in (os.path.abspath(one), real_path(one))}  # noqa: PTH100
        self.are_of_files = len(folders) < len(asked)
        """Whether a file was named."""
        for path in asked:
            absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
            place = absolute if absolute in self._whole else absolute.parent
            root = resolver.root(place) or place
            if not any(root.is_relative_to(one) for one in self._whole):
                self._places[root].append(place)

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders, in the order of the first path of each."""
        return tuple(self._places)

    def hold(self, path: str) -> bool:
        """Tell whether a file may be context."""
        folder = Path(os.path.abspath(path)).parent  # noqa: PTH100
        return any(folder.is_relative_to(root) and self._is_entered(root, folder) for root in self._places)

    def files(self) -> Iterator[Found]:
        """Find the files in these folders, those nearest to what was named first."""
        for root, places in self._places.items():
            yield from find_near(places, root, partial(self._is_entered, root))

    def _is_entered(self, root: Path, folder: Path) -> bool:
        if folder in self._whole:
            return False
        try:
            return folder == root or self._resolver.root(folder) == root
        except SettingsProblem:  # of settings that are not these
            return False


@dataclass(frozen=True, slots=True)
class Near:
    """What was read of surroundings; `unread` and `limit` are those of `Context`."""

    files: tuple[FlowFile, ...] = ()
    unread: int = 0
    limit: str | None = None

    def beside(self, files: Sequence[FlowFile], tree: CheckedTree) -> tuple[list[FlowFile], list[FlowFile]]:
        """Put these files and those that were asked for together as resources name them, and part them again.

        Files that resources of those asked for name are among these, as far as the tree that was asked for holds them.
        """
        named = (other.path for file in files for other in file.elsewhere if tree.holds(Path(other.path)))
        checked = {*named, *(file.path for file in files)}
        together = with_named_files([*files, *self.files])
        return (
            [file for file in together if file.path in checked],
            [file for file in together if file.path not in checked],
        )


def read_near(around: Surroundings, read: Callable[[Found], FlowFile], files: Sequence[FlowFile]) -> Near:
    """Read what is near the files that were asked for, up to a limit; nothing if these hold no flow."""
    if not any(file.flows or file.elsewhere for file in files):
        return Near()
    near: list[FlowFile] = []
    seen = {os.path.abspath(file.path) for file in files}  # noqa: PTH100 - resolve() would follow links
    count = size = unread = 0
    for found in around.files():
        path = os.path.abspath(found.path)  # noqa: PTH100
        if path in seen:
            continue
        seen.add(path)
        try:
            count, its_size = count + 1, file_size(path)
            size += its_size if its_size <= MAX_FILE_BYTES else 0  # a larger file is not read
            if count > MOST_FILES or size > MOST_BYTES:
                limit = f"{MOST_FILES:,} files" if count > MOST_FILES else f"{MOST_BYTES // 1_000_000} MB"
                return Near(tuple(near), unread, limit)
            with unwrapped_interrupts():
                file = read(found)
        except Exception:  # what is not checked must not end the run
            unread += 1
            continue
        unread += bool(file.problems)
        if file.flows or file.views or file.elsewhere or file.problems or file.unread:
            near.append(file)
    return Near(tuple(near), unread)
