"""Entries of `suppress` that are added to settings files: to which, in which form, with all else left as it is."""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flowlint.files import is_link, is_there, locked, read_regular
from flowlint.output.remedy import how_to_suppress, lines_of_entry
from flowlint.output.writing import write_text
from flowlint.paths import path_inside, shown_path
from flowlint.report import EntryPlace, Finding
from flowlint.settings.layers import LARGEST, OWN_FILE, table_in
from flowlint.settings.resolver import SettingsResolver

_KEY = "suppress"
_BOM = "\ufeff"
_INDENT = re.compile(r"\n([ \t]*)\{")
"""How far the items of a list stand in that has each on a line of its own."""


class CannotAdd(Exception):
    """Why entries cannot be added to a settings file, in a sentence that names it; the file is as it was."""


@dataclass(frozen=True, slots=True)
class Target:
    """A settings file, there or not, and the way to the table in it that settings stand in."""

    file: Path
    table: tuple[str, ...]

    @property
    def place(self) -> EntryPlace:
        """Where an entry is written and how, as reports show it. Raises `OSError`."""
        held = _table(_document(_text(self.file)), self.table).get(_KEY)
        return EntryPlace(shown_path(self.file), "" if _is_list(held) else _header(self.table))


def target_of(path: str, resolver: SettingsResolver) -> Target:
    """Give the settings file for entries about a file: the one that holds for it, else one in the current folder.

    Where the current folder does not hold the file, it is one beside the file. Raises `SettingsProblem`.
    """
    file = resolver.file_of(path)
    if file is not None:
        return Target(file, table_in(file))
    here = Path.cwd()
    folder = here if path_inside(here, path) else Path(os.path.abspath(path)).parent  # noqa: PTH100
    return Target(folder / OWN_FILE, ())


def entries_for(findings: Iterable[Finding], reason: str) -> list[dict[str, Any]]:
    """Give the entries that hold back findings: one for the rules of each block, in the order of the findings."""
    rules: dict[tuple[tuple[str, str], ...], dict[str, None]] = {}
    for finding in findings:
        for entry in how_to_suppress(finding, reason).entries:
            about = tuple((key, value) for key, value in entry.items() if key != "rules")
            rules.setdefault(about, {}).update(dict.fromkeys(entry["rules"]))
    return [{"rules": list(named), **dict(about)} for about, named in rules.items()]


def text_with(target: Target, entries: Sequence[Mapping[str, Any]]) -> tuple[str, str, int]:
    """Give the text of a settings file, "" where there is none, the one with entries, and how many it had not yet.

    Comments, the order of keys and the ends of lines stay. Raises `CannotAdd`, and `OSError`.
    """
    before = _text(target.file)
    there = _entries(before, target.table)
    missing = [one for one in entries if one not in there]
    after = _checked(before, target, missing) if missing else before
    if len(after.encode()) > LARGEST:
        raise CannotAdd(f"{shown_path(target.file)}: it would be larger than settings may be.")
    return before, after, len(missing)


def add(target: Target, entries: Sequence[Mapping[str, Any]]) -> int:
    """Add entries to a settings file, whole or not at all; give how many it did not have yet.

    Raises `CannotAdd`, and `OSError`.
    """
    if is_link(target.file):  # to a file of somebody's that is empty, say
        raise CannotAdd(f"{shown_path(target.file)}: it is a link; name the file that it leads to with --settings.")
    with locked(target.file.parent):
        _, after, added = text_with(target, entries)
        if added:
            write_text(after, target.file)
    return added


def _checked(text: str, target: Target, entries: Sequence[Mapping[str, Any]]) -> str:
    """Give a text with entries, which then says just that more. Raises `CannotAdd`."""
    after = _with_entries(text, target.table, entries)
    try:
        wanted = [*_entries(text, target.table), *entries], _without(text, target.table)
        if (_entries(after, target.table), _without(after, target.table)) == wanted:
            return after
    except tomllib.TOMLDecodeError:  # a table in braces takes no more
        pass
    raise CannotAdd(f"{shown_path(target.file)}: no entry of `{_KEY}` can be added to its form; do so by hand.")


def _with_entries(text: str, table: Sequence[str], entries: Iterable[Mapping[str, Any]]) -> str:
    """Give a text with entries at its end, or in its list where it has one."""
    document = _document(text)
    held = _table(document, table).get(_KEY)
    end = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    if _is_list(held):
        _add_to_list(held, entries, end)
        return text[: text.startswith(_BOM)] + str(document.as_string())
    whole = text.rstrip("\r\n")
    rest = text[len(whole) :]
    own_end = "\r\n" if rest.startswith("\r\n") else rest[:1] or end
    before = f"{whole}{own_end}{end}" if text.strip() else ""
    tables = (end.join(lines_of_entry(entry, _header(table))) + end for entry in entries)
    return before + end.join(tables)


def _add_to_list(held: Any, entries: Iterable[Mapping[str, Any]], end: str) -> None:
    """Add entries to a list, each on a line of its own that ends in `end`; all other lines keep their ends."""
    import tomlkit

    written = held.as_string()
    indent = _INDENT.search(written)
    for entry in entries:
        item = tomlkit.inline_table()
        item.update(entry)
        held.add_line(item, indent=end + (indent[1] if indent else "    "), newline=False)
    held.add_line(indent="" if "\n" in written else end, add_comma="\n" not in written, newline=False)


def _header(table: Sequence[str]) -> str:
    return f"[[{'.'.join((*table, _KEY))}]]"


def _is_list(held: Any) -> bool:
    from tomlkit.items import Array

    return isinstance(held, Array)


def _text(file: Path) -> str:
    """Give the text of a settings file, "" where there is none. Raises `OSError`."""
    return read_regular(file, LARGEST).decode("utf-8") if is_there(file) else ""


def _document(text: str) -> Any:
    import tomlkit

    return tomlkit.parse(text.removeprefix(_BOM))


def _table(document: Any, way: Sequence[str]) -> Any:
    for key in way:
        document = document[key]
    return document


def _entries(text: str, way: Sequence[str]) -> list[Any]:
    found: list[Any] = _table(tomllib.loads(text.removeprefix(_BOM)), way).get(_KEY, [])
    return found


def _without(text: str, way: Sequence[str]) -> dict[str, Any]:
    """Give what a text says without entries."""
    document = tomllib.loads(text.removeprefix(_BOM))
    _table(document, way).pop(_KEY, None)
    return document
