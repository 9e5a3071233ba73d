"""What is wrong with the settings of one place: by the schema, and what no schema can tell."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isnan
from typing import Any

from flowlint.output.writing import FORMATS
from flowlint.settings.file_patterns import has_several_stars, is_pattern
from flowlint.settings.layer import KeyPath, Layer, statements
from flowlint.settings.mistakes import Mistake, did_you_mean, faults, written
from flowlint.text.json_values import nodes
from flowlint.text.patterns import matches_any

_MOST_ENTRIES = 5_000
_MOST_HOUSE_RULES = 1_000
_MOST_WITH_STARS = 200
"""How many patterns of files may have several stars, each of which may take a thousand times as long as others."""


def too_many_entries(layer: Layer) -> Iterator[Mistake]:
    """Tell of lists and tables of more entries than are read in a second or so; house rules take longest."""
    for path, value in nodes(layer.values):
        most = _MOST_HOUSE_RULES if path == ("house-rules",) else _MOST_ENTRIES
        if isinstance(value, list | dict) and len(value) > most:
            what = written(path) if path else "this file"
            message = f"{what} has {len(value):,} entries, and takes {most:,} at most; let one stand for several."
            yield layer.mistake(path, message)
    with_stars = [path for path, pattern, _ in _file_patterns(layer) if has_several_stars(pattern)]
    if len(with_stars) > _MOST_WITH_STARS:
        message = (
            f"there are {len(with_stars):,} patterns of files with several stars here, and {_MOST_WITH_STARS} at most."
        )
        yield layer.mistake(with_stars[_MOST_WITH_STARS], message)


def mistakes_in(layer: Layer, schema: Mapping[str, Any], ids: Sequence[str], groups: Collection[str]) -> list[Mistake]:
    """Give all mistakes in a layer, as they follow one another in the file; `ids` are those of all rules there are.

    `groups` are the pillars and tags that rules can be chosen by.

    What is wrong with house rules is left out: it is found where they are made. So are the names that a caller gives:
    settings of other files may know them.
    """
    if found := [layer.mistake((), message) for message in _halves(layer)]:
        return found
    found = [layer.mistake(path, message) for path, message in faults(layer.values, schema)]
    found += unknown_names(layer, ids, groups) if layer.is_file else []
    numbers = ((path, value) for path, value in statements(layer) if isinstance(value, float) and isnan(value))
    found += [layer.mistake(path, f"{written(path)} is {value}; it takes a number.") for path, value in numbers]
    for path, pattern, takes_back in _file_patterns(layer):
        if not is_pattern(pattern):
            found.append(layer.mistake(path, f"{pattern!r} cannot be read as a gitignore pattern."))
        elif pattern.startswith("!") and not takes_back:
            found.append(layer.mistake(path, f"{written(path)}: a pattern with `!` means no file here."))
    if "extend" in layer.values and not layer.is_file:
        found.append(layer.mistake(("extend",), "`extend` counts in settings files alone."))
    found += [layer.mistake(path, message) for path, message in _formats_too_many(layer)]
    return sorted(found, key=lambda one: one.line or 0)


def unknown_names(layer: Layer, ids: Sequence[str], groups: Collection[str]) -> list[Mistake]:
    """Give the mistakes in a layer that are names, patterns, pillars or tags which mean no rule."""
    return [layer.mistake(path, no_rule(name, ids, groups)) for path, name in _unknown(layer, ids, groups)]


def no_rule(name: str, ids: Sequence[str], groups: Collection[str]) -> str:
    """Say that a name, a pattern, a pillar or a tag means no rule."""
    kind, is_group, _ = name.partition(":")
    if is_group and kind in ("pillar", "tag"):
        return f"there is no rule with {name!r}.{did_you_mean(name, groups)}"
    return f"there is no rule {name!r}.{did_you_mean(name, ids)}"


def _halves(layer: Layer) -> Iterator[str]:
    """Tell of texts with half a character: no settings file can hold one, but callers and JSON escapes make them."""
    values = () if layer.is_file else nodes(layer.values)
    for text in (one for path, value in values for one in (*path[-1:], value) if isinstance(one, str)):
        try:
            os.fsencode(text)
        except UnicodeEncodeError:
            yield f"{text!a} holds half a character; write the whole one."


def is_known(name: str, ids: Sequence[str], groups: Collection[str]) -> bool:
    """Tell whether a name, a pattern, a pillar or a tag means a rule."""
    return name in groups or matches_any(name, ids)


def _unknown(layer: Layer, ids: Sequence[str], groups: Collection[str]) -> Iterator[tuple[KeyPath, str]]:
    """Give the names that mean no rule; in `rules` a pattern is none, for its settings are those of one rule."""
    known = set(ids)
    for path, value in statements(layer):
        match path:
            case ("select" | "extend-select" | "ignore", int()) | ("per-file-ignores", str(), int()):
                way, named, right = path, [value], groups
            case ("suppress", int()) if isinstance(value, dict) and isinstance(value.get("rules"), list):
                way, named, right = (*path, "rules"), value["rules"], ()
            case _:
                continue
        for name in named:
            if isinstance(name, str) and not is_known(name, ids, right):
                yield way, name
    tables = layer.values.get("rules")
    for name in tables if isinstance(tables, dict) else ():
        if name not in known:
            yield ("rules", name), name


def _formats_too_many(layer: Layer) -> Iterator[tuple[KeyPath, str]]:
    """Tell of each format besides the first that would be written to standard output."""
    bare = [(path, value) for path, value in statements(layer) if path[0] == "output" and value in list(FORMATS)]
    for path, value in bare[1:]:
        _, first = bare[0]
        if value != first:
            message = f"standard output gets {first!r} already; write `{value}=FILE`, or one of the two alone."
            yield path, f"{written(path)}: {message}"


def _file_patterns(layer: Layer) -> Iterator[tuple[KeyPath, str, bool]]:
    """Give the patterns of files, and whether one with `!` takes back what others mean."""
    for path, value in statements(layer):
        if path[0] == "exclude" and isinstance(value, str):
            yield path, value, True
        elif path[0] == "suppress" and isinstance(value, dict) and isinstance(value.get("path"), str):
            yield (*path, "path"), value["path"], False
    tables = layer.values.get("per-file-ignores")
    for pattern in tables if isinstance(tables, dict) else ():
        yield ("per-file-ignores", pattern), pattern, False
