"""The one folder that may be read: paths into it are let through, and all others refused alike."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flowlint.files import is_in_reach, reaching
from flowlint.paths import shown_path
from flowlint.text.words import short

_MOST_PATHS = 100
_MOST_FOLDERS = 100
"""How many folders a path may lead through: above each of them settings are looked for."""


class OutOfFolder(Exception):
    """Raised for a path that may not be read; the message says so, and not whether anything is there."""


class Folder:
    """The current folder, as it is when this is made."""

    def __init__(self) -> None:
        self._path = Path.cwd()

    @contextmanager
    def reading(self, paths: Iterable[str] = ()) -> Iterator[list[str]]:
        """Give paths as reports show them, and read nothing outside of the folder within. Raises `OutOfFolder`."""
        asked = list(paths)
        if len(asked) > _MOST_PATHS:
            raise OutOfFolder(f"more than {_MOST_PATHS} paths; name the folder that holds them")
        with reaching(self._path):
            for path in asked:
                if len(Path(path).parts) > _MOST_FOLDERS:
                    raise OutOfFolder(f"{short(path, 200)!r} leads through more than {_MOST_FOLDERS} folders")
                if not path or not is_in_reach(self._path / path):
                    raise OutOfFolder(f"{short(path, 200)!r} is not in the folder that flowlint mcp was started in")
            yield [shown_path(self._path / path) for path in asked]
