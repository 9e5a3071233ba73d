"""Settings that nobody reads: files and tables that are called otherwise than ours, each with the right form."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from flowlint.files import is_regular, read_regular
from flowlint.interrupts import unwrapped_interrupts
from flowlint.paths import shown_path, up_to_repository
from flowlint.settings.layers import OWN_FILE, SHARED_FILE, document_of
from flowlint.settings.mistakes import Mistake

_OTHERWISE = (".flowlint.toml", ".flowlintrc", "flowlint.cfg", "flowlint.ini")
"""Names that nothing but settings of ours can have."""
_OTHER_LANGUAGES = tuple(f"{dot}flowlint.{ending}" for dot in ("", ".") for ending in ("yaml", "yml", "json"))
"""Names that a report or a job of CI may have as well: what the file holds decides."""
_LARGEST = 20_000
"""How many bytes such a file may have: settings that somebody wrote have fewer, and YAML is slow to read."""
_TABLES = (("flowlint",), ("tool", "connect-flowlint"))
"""Tables of pyproject.toml that can only be meant for us."""


def misnamed(folder: Path, file: Path | None, keys: Collection[str]) -> Iterator[Mistake]:
    """Give the settings that seem to hold for a folder and do not, from there up to its settings file or repository.

    `keys` are those of settings.
    """
    for here in up_to_repository(folder):
        yield from _in(here, keys)
        if file and here == file.parent:
            return


def _in(folder: Path, keys: Collection[str]) -> Iterator[Mistake]:
    for name in _OTHERWISE:
        if is_regular(folder / name):
            message = f"it is not read: settings are TOML, in a file that is called {OWN_FILE}."
            yield Mistake(shown_path(folder / name), None, message)
    for name in _OTHER_LANGUAGES:
        held = _read(folder / name)
        if isinstance(held, dict) and held and all(key in keys for key in held if key != "$schema"):
            message = f"it is not read: settings are TOML; write them in {OWN_FILE}."
            yield Mistake(shown_path(folder / name), None, message)
    shared = folder / SHARED_FILE
    document: Any = document_of(shared) if is_regular(shared) else {}
    for path in _TABLES:
        table = document
        for part in path:
            table = table.get(part) if isinstance(table, dict) else None
        if table is not None:
            message = f"[{'.'.join(path)}] is not read; write [tool.flowlint]."
            yield Mistake(shown_path(shared), None, message)


def _read(file: Path) -> Any:
    """Give what a file of JSON or YAML holds; None where it is not there, or is something else."""
    try:
        with unwrapped_interrupts():
            text = read_regular(file, _LARGEST).decode("utf-8-sig")
            if file.suffix == ".json":
                return json.loads(text)
            import yaml

            return yaml.safe_load(text)
    except Exception:  # whatever keeps it from being read, it is nothing that somebody wrote as settings
        return None
