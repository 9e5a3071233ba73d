"""Files that settings name, to be read or written: where they may lie.

Settings come with what is checked, a stranger's pull request say, and must not reach what else is on the machine, nor
what other programs run or obey.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from flowlint.files import is_there, real_path
from flowlint.paths import shown_path, top_of_repository
from flowlint.settings import SettingOrigin, Settings
from flowlint.settings.mistakes import SettingsProblem, written

_REMEDY = "name another, or give it on the command line."


def named_file(settings: Settings, origin: SettingOrigin, file: str) -> Path:
    """Give the path of a file that settings name, as reports show it.

    It lies below the folder of the file that names it, and in the repository, or the folder, of the settings that hold;
    in nothing hidden, no virtual environment and no node_modules; no link leads there. Raises `SettingsProblem`.
    """
    folder = origin.layer.folder
    for why in _faults(folder, _tree(settings), file):
        raise refused(origin, file, f"{why}; {_REMEDY}")
    return Path(shown_path(folder / file))


def refused(origin: SettingOrigin, file: str, why: str) -> SettingsProblem:
    """Make the problem of a file that settings must not name; `why` is the end of a sentence about it."""
    message = f"{written(origin.path)} names {file}, {why}"
    return SettingsProblem([origin.layer.mistake(origin.path, message)])


def _faults(folder: Path, tree: Path, file: str) -> Iterator[str]:
    """Say what is wrong with a file that is named from a folder, each as the end of a sentence about it."""
    if "\0" in file:
        yield "and no file can have the character U+0000 in its name"
        return
    path = Path(os.path.abspath(folder / file))  # noqa: PTH100 - resolve() would follow links
    if not (path.is_relative_to(folder) and path.is_relative_to(tree)):
        yield "which is not below the folder of these settings"
        return
    inside = path.relative_to(folder)
    if Path(real_path(path)) != Path(real_path(folder), inside):
        yield "to which a link leads"
    if any(part.startswith(".") for part in inside.parts):
        yield "which is hidden"
    if any(part.lower() == "node_modules" for part in inside.parts):
        yield "which is in node_modules"
    if any(is_there(folder / one / "pyvenv.cfg") for one in (*inside.parents, inside)):
        yield "which is in a virtual environment"


def _tree(settings: Settings) -> Path:
    """Give the repository that the settings of a run stand in, else their folder."""
    folder = next((layer.folder for layer in reversed(settings.layers) if layer.is_file), Path.cwd())
    return top_of_repository(folder) or folder
