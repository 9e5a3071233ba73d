"""One settings file each: found upwards from a folder, read, and with all that it extends."""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from flowlint.files import is_regular, is_there, read_regular, real_path, reason
from flowlint.paths import shown_path, up_to_repository
from flowlint.settings.layer import Layer
from flowlint.settings.mistakes import Mistake, SettingsProblem
from flowlint.text.json_values import nodes

OWN_FILE = "flowlint.toml"
SHARED_FILE = "pyproject.toml"
_TABLE = ("tool", "flowlint")
_DEEPEST = 50
"""How deep tables and lists may stand in one another; the schema of a house rule is the deepest that there is."""
_TOO_DEEP = f"its tables and lists stand in one another, deeper than {_DEEPEST}."
_MOST_BITS = 1_000
_TOO_LONG = "it has a number of more than 300 digits."
_LONG_KEY = re.compile(rf"""(?<![\w.-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{_DEEPEST}}}""")
LARGEST = 1_000_000
"""How many bytes a settings file may have."""
_LONGEST_CHAIN = 20
"""How many files may extend one another."""
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def find_settings(folder: Path) -> Path | None:
    """Give the settings file that holds for a folder: the nearest upwards, no further than its git repository.

    Raises `SettingsProblem` for a folder with two of them.
    """
    return next(filter(None, map(settings_in, up_to_repository(folder))), None)


def settings_in(folder: Path) -> Path | None:
    """Give the settings file that a folder has itself. Raises `SettingsProblem` for a folder with two of them."""
    own, shared = folder / OWN_FILE, folder / SHARED_FILE
    # Also a link that leads nowhere, or a folder: whoever reads it tells, and nobody thinks that it holds.
    has_own = is_there(own)
    if is_regular(shared) and _has_table(document_of(shared)):
        if has_own:
            message = f"{SHARED_FILE} beside it has settings too; keep them in one of the two."
            raise SettingsProblem([Mistake(shown_path(own), None, message)])
        return shared
    return own if has_own else None


def table_in(file: Path) -> tuple[str, ...]:
    """Give the way to the table of a settings file in which settings stand."""
    return _TABLE if file.name == SHARED_FILE else ()


def read_layers(file: Path, above: tuple[Path, ...] = ()) -> tuple[Layer, ...]:
    """Read a settings file and the files it extends, those first. What they say is not held to the schema here.

    Raises `SettingsProblem` for a file that cannot be read, or extends one that is not there.
    """
    layer = _read(file)
    extended = layer.values.get("extend")
    if not isinstance(extended, str):
        return (layer,)
    if "\0" in extended:
        message = "`extend` names a file with the character U+0000, which none can have in its name."
        raise SettingsProblem([layer.mistake(("extend",), message)])
    base = Path(os.path.normpath(layer.folder / extended))
    if real_path(base) in map(real_path, (*above, file)):
        raise SettingsProblem([layer.mistake(("extend",), f"`extend` leads back to {shown_path(base)}.")])
    if len(above) >= _LONGEST_CHAIN - 1:
        message = f"more than {_LONGEST_CHAIN} files extend one another; let fewer do so."
        raise SettingsProblem([layer.mistake(("extend",), message)])
    if not is_regular(base):
        raise SettingsProblem([layer.mistake(("extend",), f"`extend` names {shown_path(base)}, which is no file.")])
    return (*read_layers(base, (*above, file)), layer)


def _read(file: Path) -> Layer:
    text, document = _document(file)
    whole = Layer(shown_path(file), file.parent, document, text)
    if file.name != SHARED_FILE:
        return whole
    if not _has_table(document):
        raise SettingsProblem([Mistake(whole.name, None, "it has no table [tool.flowlint].")])
    table = document["tool"]["flowlint"]
    if not isinstance(table, dict):
        raise SettingsProblem([whole.mistake(_TABLE, "`tool.flowlint` is no table; write [tool.flowlint].")])
    return replace(whole, values=table, table=_TABLE)


def _has_table(document: Mapping[str, Any]) -> bool:
    tool = document.get("tool")
    return isinstance(tool, dict) and "flowlint" in tool


def document_of(file: Path) -> Mapping[str, Any]:
    """Give what a TOML file says. Raises `SettingsProblem`."""
    return _document(file)[1]


def _document(file: Path) -> tuple[str, Mapping[str, Any]]:
    """Give the text of a TOML file and what it says. Raises `SettingsProblem`."""
    import tomllib  # for runs that have a settings file

    line = None
    try:
        return _read_document(read_regular(file, LARGEST))
    except OSError as problem:
        message = f"cannot be read: {reason(problem)}."
    except UnicodeDecodeError:
        message = "it is not UTF-8; save it as UTF-8."
    except RecursionError:
        message = _TOO_DEEP
    except tomllib.TOMLDecodeError as problem:
        line, message = _not_toml(str(problem))
    except ValueError:  # so tomllib answers numbers of thousands of digits, but for those in hexadecimal
        message = _TOO_LONG
    raise SettingsProblem([Mistake(shown_path(file), line, message)])


def _not_toml(answer: str) -> tuple[int | None, str]:
    """Give the line of what tomllib cannot read, and a sentence with the column."""
    place = _PLACE.search(answer)
    if place is None:
        return None, f"it is not TOML: {answer}."
    what = answer[: place.start()]
    if place[1] is None:
        return None, f"it is not TOML: {what} at its end."
    return int(place[1]), f"it is not TOML: {what} in column {place[2]}."


@lru_cache(maxsize=64)
def _read_document(content: bytes) -> tuple[str, Mapping[str, Any]]:
    """Read the content of a file once: a caller may check thousands of texts under one file."""
    import tomllib

    text = content.decode("utf-8-sig")
    if _LONG_KEY.search(text):  # tomllib takes a time that grows with the square of its length
        raise RecursionError
    document = tomllib.loads(text)
    if _depth(document) > _DEEPEST:
        raise RecursionError
    if any(isinstance(value, int) and value.bit_length() > _MOST_BITS for _, value in nodes(document)):
        raise ValueError
    return text, document


def _depth(value: Any) -> int:
    """Count how many tables and lists stand in one another."""
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [held for one in level for held in (one.values() if isinstance(one, dict) else one)]
    return depth
