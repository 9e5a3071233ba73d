"""On which line of a TOML file each setting stands: tomllib tells what a file says, and not where."""

import re
import tomllib
from typing import Any

from flowlint.settings.layer import KeyPath

_CLOSING = re.compile("]|\"{3}|'{3}")
"""What the last line of a statement has that spans several: it is an array, or text in three quotes."""


def lines_of(text: str) -> dict[KeyPath, int]:
    """Give the line, from 1, on which the statement begins that sets each table and value of a valid TOML text.

    A statement is read as soon as tomllib takes the lines gathered so far: no beginning of a longer one is valid.
    """
    found: dict[KeyPath, int] = {}
    tables: dict[KeyPath, int] = {}
    header, gathered, begin = "", "", 1
    opened: KeyPath = ()
    table: KeyPath = ()
    for number, line in enumerate(text.split("\n"), 1):
        goes_on = bool(gathered)
        if not goes_on:
            begin = number
        gathered += line + "\n"
        if goes_on and not _CLOSING.search(line):  # to try at each line of a long list would take ages
            continue
        try:
            statement = tomllib.loads(gathered)
        except tomllib.TOMLDecodeError:
            continue
        if not statement:
            gathered = ""
            continue
        if gathered.lstrip().startswith("["):
            header, opened = gathered, _deepest(statement)
            table = _numbered(opened, tables)
            _note(found, table, begin)
        else:
            for path in _paths(_inside(tomllib.loads(header + gathered), opened)):
                _note(found, (*table, *path), begin)
        gathered = ""
    return found


def _note(found: dict[KeyPath, int], path: KeyPath, line: int) -> None:
    """Note a line for a path, and for those above it that have none yet."""
    for length in range(1, len(path) + 1):
        found.setdefault(path[:length], line)


def _deepest(table: Any) -> KeyPath:
    """Give the way to the innermost of tables that hold one another; arrays of tables count from 0."""
    path: list[str | int] = []
    while table:
        key = 0 if isinstance(table, list) else next(iter(table))
        path.append(key)
        table = table[key]
    return tuple(path)


def _numbered(opened: KeyPath, tables: dict[KeyPath, int]) -> KeyPath:
    """Give the way to the table that a header opens, with its place in arrays of tables counted over the file."""
    path: KeyPath = ()
    for part in opened:
        if isinstance(part, int):  # the last part of [[a.b]], the only one that such a header counts
            tables[path] = tables.get(path, -1) + 1
            path += (tables[path],)
        elif path in tables:
            path += (tables[path], part)
        else:
            path += (part,)
    return path


def _inside(document: Any, opened: KeyPath) -> Any:
    """Give the table that a header opens, in a document that holds this header alone."""
    for part in opened:
        document = document[part]
    return document


def _paths(value: Any) -> list[KeyPath]:
    """Give the ways to all that a statement sets."""
    if not isinstance(value, dict | list):
        return []
    items = enumerate(value) if isinstance(value, list) else value.items()
    return [path for key, item in items for path in ((key,), *((key, *rest) for rest in _paths(item)))]
