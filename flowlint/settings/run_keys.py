"""Keys that concern a run as a whole: which settings file gives them to a run from here, and which files do not."""

import os
from collections.abc import Iterator
from pathlib import Path

from flowlint.files import is_folder, is_there
from flowlint.paths import shown_path
from flowlint.reading.walking import find_files
from flowlint.settings import Settings
from flowlint.settings.layers import OWN_FILE, SHARED_FILE, find_settings
from flowlint.settings.resolver import SettingsResolver
from flowlint.text.words import joined

RUN_KEYS = ("fail-on", "strict-reading", "fail-if-none", "output", "baseline")
"""The keys that a run takes from one settings file."""


def lines(path: str, resolver: SettingsResolver) -> Iterator[str]:
    """Say which settings about a path do not count in a run of the current folder, and which files are not read.

    Of a folder, the settings files below are looked at too. Raises `SettingsProblem`.
    """
    if resolver.looks_upwards:
        folder = Path(os.path.abspath(path if is_folder(path) else os.path.dirname(path)))  # noqa: PTH100, PTH120
        yield from _not_counting(folder, is_folder(path), resolver)
        yield from _with_leave(resolver.of_folder(Path.cwd()))
        yield from _not_read(resolver.of_folder(folder), resolver.file_of_folder(folder))


def _not_counting(folder: Path, with_below: bool, resolver: SettingsResolver) -> Iterator[str]:
    here = Path.cwd()
    counting = {place for key in RUN_KEYS for place in _places(resolver.of_folder(here), key)}
    folders = [folder, *(_folders_with_settings(folder) if with_below else ())]
    places = {place: key for one in folders for key in RUN_KEYS for place in _places(resolver.of_folder(one), key)}
    missed = {place: key for place, key in places.items() if place not in counting}
    if missed:
        file = resolver.file_of_folder(here)
        source = f"from {shown_path(file)} alone" if file else "from no file: none holds there"
        yield f"# `flowlint check` in the current folder takes {joined(RUN_KEYS)}"
        yield f"# {source}. So these do not count in it:"
        yield from (f"#   {key}, {place}" for place, key in missed.items())


def _with_leave(of_run: Settings) -> Iterator[str]:
    """Say which files a run writes only where somebody allows it."""
    outputs = [one for one in of_run.origins.get(("output",), ()) if one.layer.is_file and "=" in str(one.value)]
    if outputs:
        files = joined(str(one.value).partition("=")[2] for one in outputs)
        yield f"# `flowlint check` writes {files} only with --allow-output, {outputs[0]}"


def _places(settings: Settings, key: str) -> list[str]:
    """Give the places in files that set a key."""
    return [str(origin) for origin in settings.origins.get((key,), ()) if origin.layer.is_file]


def _folders_with_settings(top: Path) -> Iterator[Path]:
    """Give the folders below one that have a settings file of their own."""
    files = (Path(os.path.abspath(one.path)) for one in find_files([str(top)]))  # noqa: PTH100
    for folder in sorted({file.parent for file in files if file.name in (OWN_FILE, SHARED_FILE)}):
        file = find_settings(folder)
        if file is not None and file.parent == folder != top:
            yield folder


def _not_read(settings: Settings, file: Path | None) -> Iterator[str]:
    """Name the settings files above the one that holds which are not read."""
    read = {layer.name for layer in settings.layers}
    above = file
    while above is not None and not is_there(above.parent / ".git"):
        above = find_settings(above.parent.parent)
        if file and above and shown_path(above) not in read:
            yield f"# {shown_path(above)} is not read, because {shown_path(file)} is nearer, which could `extend` it."
