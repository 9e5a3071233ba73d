"""Findings that are held back on purpose: by notes in their flows, and by entries of `suppress` in settings."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from flowlint.model.flow import Flow
from flowlint.model.suppressions import Suppression, SuppressionProblem, notes
from flowlint.reading import FlowFile
from flowlint.report import Finding, Suppressed
from flowlint.settings import Settings, SettingsSuppression
from flowlint.settings.file_patterns import FilePatterns
from flowlint.settings.layer import KeyPath
from flowlint.settings.mistakes import names_like
from flowlint.suppression.index import SuppressionIndex
from flowlint.text.patterns import matches, matches_any, only_name

_ONE_PATH = re.compile(r"/?[^*?\[\]!\\/]+(/[^*?\[\]!\\/]+)*/?")
"""gitignore patterns without wildcards; one with a slash that is not its end means one path alone."""
_MOST_NAMED = 100
"""For how many names that no rule has the most alike are looked for, which takes long."""


class _Entry(NamedTuple):
    """An entry of settings, what it is as a suppression, and whether a run sees all that it may be about."""

    suppression: Suppression
    entry: SettingsSuppression
    sees_all: bool


_Placed = tuple[int, _Entry]
"""An entry, and its place among all others that hold for a file."""


class Suppressor:
    """Holds findings back, and remembers which suppressions did so."""

    def __init__(self, files: Mapping[FlowFile, Settings], asked: Sequence[str]) -> None:
        """Collect the suppressions for the files of a run that was asked for some paths."""
        self._notes = {flow: tuple(notes(flow)) for file in files for flow in file.flows}
        self._settings = files
        self._of_path: dict[Settings, FilePatterns[_Placed]] = {}
        self._anywhere: dict[Settings, list[_Placed]] = {}
        self._judged: dict[Suppression, list[Sequence[FlowFile]]] = defaultdict(list)
        self._used: set[tuple[Suppression, str]] = set()
        self._indices: dict[tuple[Flow | None, FlowFile, str], SuppressionIndex] = {}
        self._covers: dict[Suppression, Callable[[str], bool]] = {}
        by_settings: dict[Settings, list[FlowFile]] = defaultdict(list)
        for file, settings in files.items():
            by_settings[settings].append(file)
        self._within = [Path(os.path.abspath(path)) for path in asked]  # noqa: PTH100 - resolve() would follow links
        known: dict[tuple[str, KeyPath], _Entry] = {}
        for settings, its_files in by_settings.items():
            entries = [self._known(entry, known) for entry in settings.suppressions]
            placed = list(enumerate(entries))
            self._anywhere[settings] = [one for one in placed if one[1].entry.path is None]
            self._of_path[settings] = FilePatterns(
                (one[1].entry.origin.layer.folder, path, one) for one in placed if (path := one[1].entry.path)
            )
            named = _by_flow_name(its_files)
            for suppression, entry, sees_all in entries:
                # What a run of some files alone does not come across may be in use all the same.
                if not entry.origin.layer.is_file:
                    continue
                if sees_all:
                    self._judged[suppression].append(its_files)
                elif about := [file for file in named.get(_only_flow(entry), ()) if entry.covers(file.path)]:
                    self._judged[suppression].append(about)

    def _known(self, entry: SettingsSuppression, known: dict[tuple[str, KeyPath], _Entry]) -> _Entry:
        """Give an entry as it is in all settings that have it."""
        key = entry.origin.layer.name, entry.origin.path
        if key not in known:
            sees_all = any(_where(entry).is_relative_to(path) for path in self._within)
            known[key] = _Entry(_from_settings(entry), entry, sees_all)
            self._covers[known[key].suppression] = entry.covers
        return known[key]

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
            settings = self._settings[file]
            covering = (one for one, included in self._of_path[settings].about(path) if included)
            held = sorted((*self._anywhere[settings], *covering), key=itemgetter(0))
            entries = (one.suppression for _, one in held if _is_about(one.entry, flow))
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
        noted: list[tuple[Suppression, list[Sequence[FlowFile]]]]
        noted = [(note, [[file]]) for file in ran for flow in file.flows for note in self._notes[flow]]
        all_ran: dict[tuple[int, ...], frozenset[str]] = {}
        for suppression, about in (*noted, *self._judged.items()):
            which = tuple(map(id, about))
            if which not in all_ran:
                all_ran[which] = frozenset().union(*(ran[file] for files in about for file in files))
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
                and matches_any(name, all_ran[which])
            )
            works = suppression.rules and suppression.reason and not suppression.detached
            if unknown or unused or not works:
                yield SuppressionProblem(suppression, unknown, unused), about[0][0]


def _where(entry: SettingsSuppression) -> Path:
    """Give the file or folder in which all stands that an entry may be about."""
    folder = entry.origin.layer.folder
    path = entry.path or ""
    return folder / path.strip("/") if _ONE_PATH.fullmatch(path) and "/" in path[:-1] else folder


def _only_flow(entry: SettingsSuppression) -> str | None:
    """Give the name of the one flow that an entry is about, None where it may be about several."""
    return only_name(entry.flow) if entry.flow else None


def _by_flow_name(files: Iterable[FlowFile]) -> dict[str | None, list[FlowFile]]:
    """Give the files by the names of the flows that they hold."""
    found: dict[str | None, list[FlowFile]] = defaultdict(list)
    for file in files:
        for name in dict.fromkeys(flow.name for flow in file.flows if flow.name is not None):
            found[name].append(file)
    return found


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
