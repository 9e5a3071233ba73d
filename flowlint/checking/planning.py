"""Plan: which rules run on which file, with which options, and which of its flows they are given."""

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from flowlint import house_rules, packs
from flowlint.interrupts import unwrapped_interrupts
from flowlint.model.flow import Flow, bare_id
from flowlint.model.inventory import Inventory
from flowlint.model.project import Declared, Project
from flowlint.paths import from_root
from flowlint.reading import FlowFile
from flowlint.reading.inventories import Inventories, InventoryProblem
from flowlint.report import Failure, Level, Report
from flowlint.rule import Rule
from flowlint.settings import OFF, Settings
from flowlint.settings.mistakes import SettingsProblem
from flowlint.settings.resolver import SettingsResolver

MOST_OVERTIME = 3
"""A rule that used up the time of so many flows would do so for each: it looks at no more of them."""
MOST_BLOCKS = 20_000
"""Larger flows are not checked: Connect takes 250 blocks, and a file that holds so many is none it was exported to."""


class Options(dict[Rule, Any]):
    """The rules that run on files of the same settings, each with its options; None for a rule that has none."""

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Rule]]:
        """The rules that look at things of each kind: "file", "flow" or "suppression"."""
        found: dict[str, list[Rule]] = {"file": [], "flow": [], "suppression": []}
        for rule in self:
            found[rule.looks_at].append(rule)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class FilePlan:
    """The rules that run on one file, and the settings that say so."""

    file: FlowFile
    settings: Settings
    rules: Options
    flows: tuple[Flow, ...]
    """The flows of the file that are checked: all but those that are too large."""
    inventory: Inventory | None
    """What their instance has, if an inventory stands beside them."""
    whole: bool
    """Whether all flows of their contact centre are in the run, as settings or an inventory say."""

    @property
    def declared(self) -> Declared:
        """What is declared about the flows of the file: by its settings, and by an inventory."""
        return self.settings.declared._replace(inventory=self.inventory, whole=self.whole)

    def level(self, rule: Rule) -> Level | None:
        """Give the level that settings have for a rule, None where they have none.

        One that they switch off runs only where the command line selects it, and then at its own level.
        """
        level = self.settings.value("rules", rule.id, "level")
        return None if level in (None, OFF) else Level(level)

    def looking_at(self, kind: str) -> Sequence[Rule]:
        """Give the rules that look at things of a kind: "file", "flow" or "suppression"."""
        return self.rules.by_kind[kind]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is to run."""

    files: Mapping[FlowFile, FilePlan]
    rules: tuple[Rule, ...]
    """All rules that run on some file, by id; in a run without files those that would."""
    known: frozenset[str]
    """The ids of all rules there are under the settings of the files."""
    failures: tuple[Failure, ...]
    """What is not checked for its size, and inventories that cannot be used."""
    context: Mapping[FlowFile, FilePlan]
    """The files on which nothing runs, and whose flows are part of the run all the same."""
    known_by_pack: Mapping[str, frozenset[str]]
    """The ids of all rules of each pack of which all are known."""
    overtime: Counter[Rule] = field(default_factory=Counter)
    """How many flows each rule used up the time of, counted while the plan is run."""

    def has_given_up(self, rule: Rule) -> bool:
        """Tell whether a rule took so long that it looks at nothing more."""
        return bool(self.overtime) and self.overtime[rule] >= MOST_OVERTIME

    @property
    def project(self) -> Project:
        """The flows of the run, in the order of their files, and what may hold others."""
        files = sorted((*self.files, *self.context), key=lambda file: from_root(file.path))
        broken = [file for file in files if is_broken(file)]
        texts = (problem.source.file.text for file in broken for problem in file.problems)
        views = (view for file in files for view in file.views)
        return Project(self.declared, self.declared, (*(file.path for file in broken), *texts), views)

    @property
    def declared(self) -> Mapping[Flow, Declared]:
        """What is declared about each flow of the run, in the order of their files."""
        all_of_them = sorted((*self.files.values(), *self.context.values()), key=lambda one: from_root(one.file.path))
        return {flow: one.declared for one in all_of_them for flow in one.flows}


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier state: the revision as it was asked for, its commit, and what a run finds in it, with its plan.

    `failures` name the files that could not be read there, so that nobody can tell what was found in them.
    """

    revision: str
    commit: str
    report: Report
    plan: Plan
    failures: tuple[Failure, ...]

    @property
    def files(self) -> tuple[FlowFile, ...]:
        """The files of that state."""
        return (*self.plan.files, *self.plan.context)


def plan(
    files: Sequence[FlowFile],
    resolver: SettingsResolver,
    asked: Sequence[str],
    context: Sequence[FlowFile],
    covered: Sequence[Path],
) -> Plan:
    """Plan a run over files with others as context; `asked` are the paths that it was asked for.

    `covered` are the folders of which nothing was left out, absolute.

    Raises `SettingsProblem` for mistakes in the settings.
    """
    of_run = resolver.of_run(asked)
    shared: dict[tuple[Settings, frozenset[str], bool], Options] = {}
    inventories = Inventories()
    unusable: dict[str, Failure] = {}
    covered = () if any(file.problems or file.unread for file in (*files, *context)) else covered
    flows_there = [flow for file in (*files, *context) for flow in file.flows]
    there = frozenset(
        one
        for flow in flows_there
        for one in (flow.name, *(bare_id(name).lower() for name in flow.ids))
        if one is not None
    )

    def plan_for(file: FlowFile, is_context: bool, failures: dict[str, Failure]) -> FilePlan:
        settings = resolver.of(file.path)
        flows = tuple(flow for flow in file.flows if not _is_too_large(flow))
        inventory = None
        try:
            inventory = inventories.of(file.path) if flows else None
        except InventoryProblem as problem:
            failures[problem.path] = Failure(problem.path, None, str(problem))
        whole = _is_whole(settings, inventory, covered, there)
        ignored = frozenset(str(one.value) for one in settings.ignored(file.path))
        key = settings, ignored, whole
        if not is_context and key not in shared:
            chosen = settings.chosen(resolver.rules(settings), whole)
            shared[key] = Options((rule, _options(rule, settings)) for rule in chosen if not rule.is_named(ignored))
        return FilePlan(file, settings, Options() if is_context else shared[key], flows, inventory, whole)

    plans = {file: plan_for(file, False, unusable) for file in files}
    surrounding = {file: plan_for(file, True, {}) for file in context}
    resolver.hold_that_names_are_known()
    running = [rule for one in plans.values() for rule in one.rules] if plans else of_run.chosen(resolver.rules(of_run))
    by_id = {rule.id: rule for rule in running}
    known = {rule for settings, _, _ in shared for rule in resolver.rules(settings)}
    return Plan(
        files=plans,
        rules=tuple(by_id[rule_id] for rule_id in sorted(by_id)),
        known=frozenset(rule.id for rule in known),
        failures=(*(failure for file in files for failure in _too_large(file)), *unusable.values()),
        context=surrounding,
        known_by_pack=_by_pack(known, resolver),
    )


def _by_pack(known: Collection[Rule], resolver: SettingsResolver) -> Mapping[str, frozenset[str]]:
    """Give the rules by pack, but no pack of which some may be missing: where one cannot be loaded, or none is read."""
    if not known or packs.load().failures:
        return {}
    whole = {rule.pack for rule in known} | ({house_rules.PACK} if resolver.reads_files else set())
    return {pack: frozenset(rule.id for rule in known if rule.pack == pack) for pack in whole}


def _is_whole(settings: Settings, inventory: Inventory | None, covered: Sequence[Path], there: Collection[str]) -> bool:
    """Tell whether all flows are in the run: all of the folder is, in which settings or an inventory speak for all.

    An inventory that lists a flow of which no file tells, since its export failed say, speaks for none.
    """
    folders = []
    if inventory is not None and all(flow_id in there or name in there for flow_id, name in inventory.live.items()):
        folders.append(Path(os.path.abspath(inventory.path)).parent)  # noqa: PTH100 - resolve() would follow links
    if settings.value("complete"):
        (origin,) = settings.origins["complete",]  # which speaks of its own folder, also where another file extends it
        folders.append(origin.layer.folder)
    return any(folder.is_relative_to(one) for folder in folders for one in covered)


def is_broken(file: FlowFile) -> bool:
    """Tell whether there may be flows in a file that could not be read; one with a key twice was read all the same."""
    return bool(file.unread) or any(problem.duplicate_key is None for problem in file.problems)


def _options(rule: Rule, settings: Settings) -> Any:
    """Make the options that settings have for a rule. Raises `SettingsProblem` for values that the rule refuses."""
    values = {name: value for name, value in settings.table("rules").get(rule.id, {}).items() if name != "level"}
    try:
        with unwrapped_interrupts():
            return rule.make_options(values)
    except Exception as problem:  # what a rule asks of its options is its own affair
        set_here = (found for path, found in settings.origins.items() if path[:2] == ("rules", rule.id))
        origin = next(set_here)[0]
        message = f"the rule {rule.id} does not take these options: {problem}."
        raise SettingsProblem([origin.layer.mistake(origin.path[:2], message)]) from None


def _is_too_large(flow: Flow) -> bool:
    return len(flow.blocks) > MOST_BLOCKS


def _too_large(file: FlowFile) -> Iterator[Failure]:
    for flow in filter(_is_too_large, file.flows):
        name = f"the flow “{flow.name}”" if flow.name else "a flow"
        message = f"{name} has {len(flow.blocks):,} blocks and was not checked; Connect takes 250 at most"
        yield Failure(file.path, None, message)
