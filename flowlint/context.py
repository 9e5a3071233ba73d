"""Context: the flows near the files that a run was asked for, read to judge these files as a run of all would.

A hook names the files that changed. What is wrong between flows shows only beside the flows that hand over to these,
and those did not change. So they are read too, and are not checked. See docs/semantics.md#context.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flowlint.files import is_folder
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
    """The folders in which context is looked for: those of the settings or the repository of each file that was named.

    What lies there and has settings of its own, or is a repository of its own, is left out. A file without either has
    its folder, and nothing below: that may be somebody's home, or the whole machine.
    """

    def __init__(self, asked: Iterable[str], resolver: SettingsResolver) -> None:
        """Look around the files among these paths; a folder that was asked for is whole. Raises `SettingsProblem`."""
        self._resolver = resolver
        self._named: dict[Path, list[Path]] = defaultdict(list)
        for path in asked:
            if not is_folder(path):
                file = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
                self._named[resolver.root(file.parent) or file.parent].append(file)

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders, in the order of the first file of each."""
        return tuple(self._named)

    def hold(self, path: str) -> bool:
        """Tell whether a file may be context."""
        folder = Path(os.path.abspath(path)).parent  # noqa: PTH100
        return any(folder.is_relative_to(root) and self._is_entered(root, folder) for root in self._named)

    def files(self) -> Iterator[Found]:
        """Find the files in these folders, those nearest to the files that were named first."""
        for root, named in self._named.items():
            yield from find_near(named, root, partial(self._is_entered, root))

    def _is_entered(self, root: Path, folder: Path) -> bool:
        try:
            top = self._resolver.root(root)
            return folder == root if top is None else self._resolver.root(folder) == top
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
