"""Findings that are held back on purpose: by notes in their flows, and by entries of `suppress` in settings."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from flowlint.files import real_path
from flowlint.model.flow import Flow
from flowlint.model.suppressions import Suppression, SuppressionProblem, notes
from flowlint.reading import FlowFile
from flowlint.report import Finding, Suppressed
from flowlint.settings import Settings, SettingsSuppression
from flowlint.settings.layer import KeyPath
from flowlint.settings.mistakes import names_like
from flowlint.suppression.index import SuppressionIndex
from flowlint.text.patterns import matches, matches_any, only_name

_ONE_PATH = re.compile(r"/?[^*?\[\]!\\/]+(/[^*?\[\]!\\/]+)*/?")
"""gitignore patterns without wildcards; one with a slash that is not its end means one path alone."""
_PLAIN = re.compile(r"[\w./-]+( +[\w./-]+)*")
"""Patterns that mean just what they say."""

_MOST_NAMED = 100
"""For how many names that no rule has the most alike are looked for, which takes long."""


class Suppressor:
    """Holds findings back, and remembers which suppressions did so."""

    def __init__(self, files: Mapping[FlowFile, Settings], asked: Sequence[str]) -> None:
        """Collect the suppressions for the files of a run that was asked for some paths."""
        self._notes = {flow: tuple(notes(flow)) for file in files for flow in file.flows}
        self._entries: dict[FlowFile, list[tuple[Suppression, SettingsSuppression, str | None]]] = defaultdict(list)
        self._judged: dict[Suppression, list[FlowFile]] = defaultdict(list)
        self._used: set[tuple[Suppression, str]] = set()
        self._indices: dict[tuple[Flow | None, FlowFile, str], SuppressionIndex] = {}
        self._covers: dict[Suppression, Callable[[str], bool]] = {}
        within = [Path(os.path.abspath(path)) for path in asked]  # noqa: PTH100 - resolve() would follow links
        known: dict[tuple[str, KeyPath], tuple[Suppression, bool, str | None]] = {}
        for file, settings in files.items():
            for entry in settings.suppressions:
                origin = entry.origin
                key = origin.layer.name, origin.path
                if key not in known:
                    # What a run of some files alone does not come across may be in use all the same.
                    sees_all = any(_where(entry).is_relative_to(path) for path in within)
                    known[key] = _from_settings(entry), sees_all, _only_part(entry)
                suppression, sees_all, part = known[key]
                self._covers[suppression] = entry.covers
                self._entries[file].append((suppression, entry, part))
                if origin.layer.is_file and (sees_all or _names_a_flow_in(entry, file)):
                    self._judged[suppression].append(file)

    def suppressed(self, finding: Finding, flow: Flow | None, file: FlowFile) -> Suppressed | None:
        """Give a finding as suppressed, None where nothing holds it back; one about several blocks, at each of them."""
        index = self._index(flow, file, finding.path)
        held = [index.first(finding.rule, block) for block in finding.blocks_at_fault]
        first = held[0]
        return Suppressed(finding, first.cause, first.reason) if first and all(held) else None

    def _index(self, flow: Flow | None, file: FlowFile, path: str) -> SuppressionIndex:
        """Index what may hold back findings in a flow; `path` is the file that they name, which may be of settings."""
        key = flow, file, path
        if key not in self._indices:
            # Most entries are about another file, and a name in their path tells it soonest.
            absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
            parts = {None, *map(str.casefold, (*absolute.parts, *Path(real_path(absolute.parent)).parts))}
            may_cover = [(one, entry) for one, entry, part in self._entries[file] if part in parts]
            entries = (one for one, entry in may_cover if _is_about(entry, flow) and entry.covers(path))
            self._indices[key] = SuppressionIndex([*(self._notes[flow] if flow else ()), *entries], flow, self._used)
        return self._indices[key]

    def problems(
        self, ran: Mapping[FlowFile, frozenset[str]], known: Iterable[str], unread: Sequence[str]
    ) -> Iterator[tuple[SuppressionProblem, FlowFile]]:
        """Give what is wrong with suppressions, now that these rules ran on each file, and a file that it is about.

        A rule that did not run tells nothing, and no more does an entry of settings about flows that were not checked:
        those of other files, and of the `unread`.
        """
        ids = frozenset(known)
        nearest: dict[str, tuple[str, ...]] = {}
        noted = [(note, [file]) for file in ran for flow in file.flows for note in self._notes[flow]]
        for suppression, files in (*noted, *self._judged.items()):
            may_be_in_use = suppression in self._covers and any(map(self._covers[suppression], unread))
            unknown: dict[str, tuple[str, ...]] = {}
            for name in suppression.rules:
                if name in nearest or not matches_any(name, ids):
                    if name not in nearest:
                        nearest[name] = names_like(name, ids) if len(nearest) < _MOST_NAMED else ()
                    unknown[name] = nearest[name]
            unused = tuple(
                name
                for name in suppression.rules
                if name not in unknown
                and not may_be_in_use
                and (suppression, name) not in self._used
                and any(matches_any(name, ran[file]) for file in files)
            )
            works = suppression.rules and suppression.reason and not suppression.detached
            if unknown or unused or not works:
                yield SuppressionProblem(suppression, unknown, unused), files[0]


def _where(entry: SettingsSuppression) -> Path:
    """Give the file or folder in which all stands that an entry may be about."""
    folder = entry.origin.layer.folder
    path = entry.path or ""
    return folder / path.strip("/") if _ONE_PATH.fullmatch(path) and "/" in path[:-1] else folder


def _only_part(entry: SettingsSuppression) -> str | None:
    """Give a name that each path has in it that an entry may be about, None where that is not known."""
    path = entry.path or ""
    return path.rstrip("/").rpartition("/")[2].casefold() or None if _PLAIN.fullmatch(path) else None


def _names_a_flow_in(entry: SettingsSuppression, file: FlowFile) -> bool:
    """Tell whether an entry is about one flow by name, and a file holds it."""
    name = only_name(entry.flow) if entry.flow else None
    return name is not None and any(flow.name == name for flow in file.flows) and entry.covers(file.path)


def _is_about(entry: SettingsSuppression, flow: Flow | None) -> bool:
    name = flow.name if flow else None
    return entry.flow is None or (name is not None and matches(entry.flow, name))


def _from_settings(entry: SettingsSuppression) -> Suppression:
    layer, path = entry.origin.layer, entry.origin.path

    starts, line = layer.source.line_starts, layer.line(path) or 1
    begin, end = starts[line - 1], starts[line] if line < len(starts) else len(layer.text)
    span = begin, begin + len(layer.text[begin:end].rstrip())
    about = {"flow": entry.flow, "block": entry.block, "path": entry.path}
    text = ", ".join(f"{what} “{value}”" for what, value in about.items() if value is not None)
    return Suppression("settings", entry.rules, entry.reason, entry.block, None, text, span=span, source=layer.source)
