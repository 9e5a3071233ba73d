"""Findings that are held back on purpose: by notes in their flows, and by entries of `suppress` in settings."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from flowlint.model.flow import Flow
from flowlint.model.suppressions import Suppression, SuppressionProblem, notes
from flowlint.reading import FlowFile
from flowlint.report import BlockName, Finding, Suppressed
from flowlint.settings import Settings, SettingsSuppression
from flowlint.settings.mistakes import names_like
from flowlint.settings.toml_lines import KeyPath
from flowlint.source import Source
from flowlint.text.patterns import matches, matches_any, only_name

_ONE_PATH = re.compile(r"/?[^*?\[\]!\\/]+(/[^*?\[\]!\\/]+)*/?")
"""gitignore patterns without wildcards; one with a slash that is not its end means one path alone."""


class Suppressor:
    """Holds findings back, and remembers which suppressions did so."""

    def __init__(self, files: Mapping[FlowFile, Settings], asked: Sequence[str]) -> None:
        """Collect the suppressions for the files of a run that was asked for some paths."""
        self._notes = {flow: tuple(notes(flow)) for file in files for flow in file.flows}
        self._entries: dict[FlowFile, list[Suppression]] = defaultdict(list)
        self._judged: dict[Suppression, list[FlowFile]] = defaultdict(list)
        self._used: set[tuple[Suppression, str]] = set()
        self._covers: dict[Suppression, Callable[[str], bool]] = {}
        within = [Path(os.path.abspath(path)) for path in asked]  # noqa: PTH100 - resolve() would follow links
        known: dict[tuple[str, KeyPath], tuple[Suppression, bool]] = {}
        for file, settings in files.items():
            for entry in settings.suppressions:
                origin = entry.origin
                key = origin.layer.name, origin.path
                if key not in known:
                    # What a run of some files alone does not come across may be in use all the same.
                    sees_all = any(_where(entry).is_relative_to(path) for path in within)
                    known[key] = _from_settings(entry), sees_all
                suppression, sees_all = known[key]
                self._covers[suppression] = entry.covers
                self._entries[file].append(suppression)
                if origin.layer.is_file and (sees_all or _names_a_flow_in(entry, file)):
                    self._judged[suppression].append(file)

    def suppressed(self, finding: Finding, flow: Flow | None, file: FlowFile) -> Suppressed | None:
        """Give a finding as suppressed, None where nothing holds it back; one about several blocks, at each of them."""
        suppressions = (*(self._notes[flow] if flow else ()), *self._entries[file])
        held = []
        for block in finding.blocks_at_fault:
            about = replace(finding, block=block)
            uses: list[tuple[Suppression, str]] = []
            for one in suppressions:
                # Notes may be thousands: one whose every rule is in use is asked only for what nothing else holds back.
                if not uses or any((one, rule) not in self._used for rule in one.rules):
                    uses += ((one, rule) for rule in one.meant(about, flow))
            self._used.update(uses)
            held.append(uses)
        if not all(held):
            return None
        first, _ = held[0][0]
        return Suppressed(finding, first.cause, first.reason)

    def problems(
        self, ran: Mapping[FlowFile, frozenset[str]], known: Iterable[str], unread: Sequence[str]
    ) -> Iterator[tuple[SuppressionProblem, FlowFile]]:
        """Give what is wrong with suppressions, now that these rules ran on each file, and a file that it is about.

        A rule that did not run tells nothing, and no more does an entry of settings about flows that were not checked:
        those of other files, and of the `unread`.
        """
        ids = sorted(known)
        noted = [(note, [file]) for file in ran for flow in file.flows for note in self._notes[flow]]
        for suppression, files in (*noted, *self._judged.items()):
            may_be_in_use = suppression in self._covers and any(map(self._covers[suppression], unread))
            unmatched = (name for name in suppression.rules if not matches_any(name, ids))
            unknown = {name: names_like(name, ids) for name in unmatched}
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


def _names_a_flow_in(entry: SettingsSuppression, file: FlowFile) -> bool:
    """Tell whether an entry is about one flow by name, and a file holds it."""
    name = only_name(entry.flow) if entry.flow else None
    return name is not None and any(flow.name == name for flow in file.flows) and entry.covers(file.path)


def _from_settings(entry: SettingsSuppression) -> Suppression:
    layer, path = entry.origin.layer, entry.origin.path

    def covers(finding: Finding, flow: Flow | None) -> bool:
        name = flow.name if flow else None
        if entry.flow is not None and (name is None or not matches(entry.flow, name)):
            return False
        if entry.block is not None and (finding.block is None or not _is_meant(finding.block, entry.block, flow)):
            return False
        return entry.covers(finding.path)

    lines = layer.text.split("\n")
    line = (layer.line(path) or 1) - 1
    begin = sum(len(one) + 1 for one in lines[:line])
    span = begin, begin + len(lines[line].rstrip())
    about = {"flow": entry.flow, "block": entry.block, "path": entry.path}
    text = ", ".join(f"{what} “{value}”" for what, value in about.items() if value is not None)
    source = Source(layer.name, layer.text, None)
    return Suppression("settings", entry.rules, entry.reason, covers, None, text, span=span, source=source)


def _is_meant(block: BlockName, pattern: str, flow: Flow | None) -> bool:
    """Tell whether a block is meant by its id, name or label; what is the id of a block means no other by its name."""
    if matches(pattern, block.id):
        return True
    is_id = flow is not None and only_name(pattern) in flow.by_id
    return not is_id and (matches(pattern, block.name) or matches(pattern, block.label))
