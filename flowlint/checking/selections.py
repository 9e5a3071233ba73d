"""Settings that mean nothing in a whole run: house rules that select nothing, entry flows that are not there."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from flowlint import language
from flowlint.checking.planning import FilePlan, Plan
from flowlint.checking.running import RuleRun
from flowlint.files import is_folder
from flowlint.house_rules import HouseRule
from flowlint.model.flow import Flow
from flowlint.model.project import Project
from flowlint.settings import SettingOrigin, Settings
from flowlint.settings.layer import KeyPath
from flowlint.settings.mistakes import Mistake, did_you_mean
from flowlint.text.patterns import matches_any
from flowlint.text.words import counted, joined

_MOST_GUESSES = 100
"""For how many names that no flow has the ones most like them are looked for, which takes long."""


def selecting_nothing(plan: Plan, results: Iterable[RuleRun], asked: Iterable[str]) -> Iterator[Mistake]:
    """Name the house rules that selected nothing, though all flows were looked at for which they may be defined.

    And name the entries of `entry-flows` that mean none of them. `asked` are the paths that the run was asked for: only
    a folder that holds the settings tells. A rule whose schema
    is `false` is meant to select nothing, one about blocks that no flow has is about other flows, and one with a bad
    example is known to work.
    """
    if any(file.problems or file.unread for file in plan.files):
        return
    folders = [Path(os.path.abspath(one)) for one in asked if is_folder(one)]  # noqa: PTH100
    yield from _entry_flows_not_there(plan, folders)
    found = {finding.rule for one in results for finding in one.findings}
    for rule, origin, plans in _defined(plan):
        is_whole = any(origin.layer.folder.is_relative_to(folder) for folder in folders)
        if rule.id in found or not is_whole or origin.value["schema"] is False or origin.value.get("bad"):
            continue
        flows = [flow for one in plans for flow in one.file.flows]
        why = _why(rule, plans[0], flows)
        if flows and why and not any(map(rule.selects, flows)):
            message = f"{rule.id} selects nothing in {counted(len(flows), 'flow')}{why}"
            yield origin.layer.mistake(origin.path, message)


def _entry_flows_not_there(plan: Plan, folders: Sequence[Path]) -> Iterator[Mistake]:
    """Name the entries of `entry-flows` that mean no flow for which they hold, be it checked or context.

    Nobody knows the names of what an inventory lists and no file holds, nor of flows that no file names.
    """
    by_settings: dict[Settings, list[FilePlan]] = defaultdict(list)
    for one in (*plan.files.values(), *plan.context.values()):
        by_settings[one.settings].append(one)
    found: dict[tuple[str, KeyPath], tuple[SettingOrigin, list[Settings]]] = {}
    for settings in by_settings:
        for origin in settings.origins.get(("entry-flows",), ()):
            found.setdefault((origin.layer.name, origin.path), (origin, []))[1].append(settings)
    names: dict[tuple[Settings, ...], dict[str, None]] = {}
    guesses = 0
    for origin, where in found.values():
        if not any(origin.layer.folder.is_relative_to(folder) for folder in folders):
            continue
        key = tuple(where)
        if key not in names:
            names[key] = _all_names([one for settings in where for one in by_settings[settings]], plan.project)
        if (known := names[key]) and not matches_any(origin.value, known):
            message = f"`entry-flows` names “{origin.value}”, and no flow here is called so."
            guess = did_you_mean(origin.value, known) if guesses < _MOST_GUESSES else ""
            guesses += 1
            yield origin.layer.mistake(origin.path, message + guess)


def _all_names(plans: Sequence[FilePlan], project: Project) -> dict[str, None]:
    """Give the names of all flows for which some settings hold, as keys in order; none where there are others."""
    names = {flow.name for one in plans for flow in one.file.flows if not flow.is_module}
    listed = {one_id for one in plans if one.inventory for one_id in one.inventory.ids.get("contact-flow", ())}
    if None in names or not all(map(project.has_flow, listed)):
        return {}
    return dict.fromkeys(sorted(name for name in names if name is not None))


def _defined(plan: Plan) -> Iterator[tuple[HouseRule, SettingOrigin, list[FilePlan]]]:
    """Give each definition of a house rule that runs, with the files it runs on, under whatever settings."""
    found: dict[str, tuple[HouseRule, SettingOrigin, list[FilePlan]]] = {}
    for one in plan.files.values():
        for rule in one.rules:
            if isinstance(rule, HouseRule):
                (origin,) = one.settings.origins["house-rules", rule.name]
                found.setdefault(f"{rule.id} {origin}", (rule, origin, []))[2].append(one)
    yield from found.values()


def _why(rule: HouseRule, plan: FilePlan, flows: Sequence[Flow]) -> str:
    """Say what may be wrong with an expression; "" where it is about blocks that these flows do not have."""
    missing = rule.types - {block.type for flow in flows for block in flow.blocks}
    unknown = sorted(missing - plan.declared.block_types - set(language.actions()))
    if unknown:
        return f": {joined(unknown)} is no type of block that Connect is known to have; `block-types` names others."
    if rule.types and missing == rule.types:
        return ""
    return "; correct its expression, or give it a `bad` example that shows that it works."
