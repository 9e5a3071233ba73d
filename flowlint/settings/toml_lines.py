"""On which line of a TOML file each setting stands: tomllib tells what a file says, and not where."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from flowlint.settings.layer import KeyPath

_TOKEN = re.compile(
    r""""{3}(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}|\Z) | '{3}(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)
    | "(?:[^"\\\n]++|\\.)*+"?+ | '[^'\n]*+'?+ | \#[^\n]*+ | (?P<bracket>[\[\]{}]) | (?P<end>\n)""",
    re.DOTALL | re.VERBOSE,
)
"""What may hold a line break that ends no statement, or what looks like one."""
_PART = re.compile(rf"{_TOKEN.pattern} | , | [^\s\[\]{{}},\"'#]++", _TOKEN.flags)
"""The same, and what else there is in a list."""


def lines_of(text: str) -> dict[KeyPath, int]:
    """Give the line, from 1, on which the statement begins that sets each table and value of a valid TOML text.

    What stands in a list has the line on which its item begins.
    """
    found: dict[KeyPath, int] = {}
    tables: dict[KeyPath, int] = {}
    table: KeyPath = ()
    number = 1
    for written in _statements(text):
        statement = tomllib.loads(written)
        if written.lstrip().startswith("["):
            table = _numbered(_deepest(statement), tables)
            _note(found, table, number)
        else:
            key, value = _assigned(statement)
            _note(found, (*table, *key), number)
            below = _lines_of_items(written) if isinstance(value, list) else {}
            for way in _paths(value):
                _note(found, (*table, *key, *way), number + below.get(way[0], 0))
        number += written.count("\n")
    return found


def _statements(text: str) -> Iterator[str]:
    """Cut a valid TOML text into its statements, each with the lines that it takes up."""
    begin = depth = 0
    for token in _TOKEN.finditer(text):
        if bracket := token["bracket"]:
            depth += 1 if bracket in "[{" else -1
        elif token["end"] and not depth:
            yield text[begin : token.end()]
            begin = token.end()
    yield text[begin:]


def _assigned(statement: Any) -> tuple[KeyPath, Any]:
    """Give the key of a statement, and what it sets: what is no table, or has more than one key."""
    path: KeyPath = ()
    while isinstance(statement, dict) and len(statement) == 1:
        ((key, statement),) = statement.items()
        path += (key,)
    return path, statement


def _lines_of_items(written: str) -> dict[str | int, int]:
    """Give how many lines below a statement each item of its list begins, by index; none where a table holds it."""
    lines: dict[str | int, int] = {}
    depth = line = 0
    is_next = False
    for part in _PART.finditer(written):
        if is_next and depth == 1 and part[0][0] not in "#]\n":
            lines[len(lines)] = line
            is_next = False
        line += part[0].count("\n")
        if part["bracket"]:
            if not depth and part[0] == "{":
                break
            depth += 1 if part[0] in "[{" else -1
        is_next = is_next or (part[0] in "[," and depth == 1)
    return lines


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


def _paths(value: Any) -> list[KeyPath]:
    """Give the ways to all that a statement sets."""
    if not isinstance(value, dict | list):
        return []
    items = enumerate(value) if isinstance(value, list) else value.items()
    return [path for key, item in items for path in ((key,), *((key, *rest) for rest in _paths(item)))]
