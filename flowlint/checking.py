"""Files through the rules: which run on each, what they find, and what is held back on purpose."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from flowlint import packs
from flowlint.analysis.engine import ProjectFacts
from flowlint.findings import resolve
from flowlint.model.flow import Flow
from flowlint.model.project import Project
from flowlint.reading import FlowFile
from flowlint.report import Failure, FileSummary, Finding, FlowSummary, Level, Report, Suppressed, json_pointer
from flowlint.rule import CannotCheck, Draft, Rule
from flowlint.settings import Settings
from flowlint.settings.lookup import SettingsResolver
from flowlint.settings.mistakes import SettingsProblem
from flowlint.suppression.suppressor import Suppressor

MOST_BLOCKS = 20_000
"""Larger flows are not checked: Connect takes 250 blocks, and a file that holds so many is none it was exported to."""


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The rules that run on some files, each with its options, and the settings that say so."""

    settings: Settings
    rules: Mapping[Rule, Any]

    def level(self, rule: Rule) -> Level | None:
        """Give the level that settings have for a rule, None where they have none."""
        level = self.settings.value("rules", rule.id, "level")
        return Level(level) if level else None

    def looking_at(self, what: str) -> list[Rule]:
        """Give the rules of a kind."""
        return [rule for rule in self.rules if rule.looks_at == what]


Progress = Callable[[Sequence[FlowFile]], Iterable[FlowFile]]
"""Something that sees the files pass by."""


def check(
    files: Sequence[FlowFile],
    failures: Iterable[Failure],
    resolver: SettingsResolver,
    asked: Sequence[str],
    frames: bool,
    progress: Progress,
) -> Report:
    """Check files under the settings that hold for each; `asked` are the paths that the run was asked for.

    Raises `SettingsProblem` for mistakes in the settings.
    """
    checker = _Checker(files, failures, resolver, asked, frames)
    checker.run(progress)
    return checker.report()


class _Checker:
    def __init__(
        self,
        files: Sequence[FlowFile],
        failures: Iterable[Failure],
        resolver: SettingsResolver,
        asked: Sequence[str],
        frames: bool,
    ) -> None:
        self._files, self._resolver, self._frames = files, resolver, frames
        self._run_settings = resolver.of_run(asked)
        planned: dict[tuple[Settings, frozenset[str]], _Plan] = {}
        self._plans = {file: self._plan(file.path, planned) for file in files}
        resolver.hold_that_names_are_known()
        too_large = (failure for file in files for failure in _too_large(file))
        self._failures = [*packs.load().failures, *failures, *too_large]
        declared = {flow: plan.settings.declared for file, plan in self._plans.items() for flow in _flows(file)}
        self._facts = ProjectFacts(Project(declared, declared))
        self._suppressor = Suppressor({file: plan.settings for file, plan in self._plans.items()}, asked)
        self._findings: list[Finding] = []
        self._held_back: list[Suppressed] = []

    def _plan(self, path: str, planned: dict[tuple[Settings, frozenset[str]], _Plan]) -> _Plan:
        settings = self._resolver.of(path)
        ignored = frozenset(str(one.value) for one in settings.ignored(path))
        if (settings, ignored) not in planned:
            rules = [rule for rule in settings.chosen(self._resolver.rules(settings)) if not rule.is_named(ignored)]
            planned[settings, ignored] = _Plan(settings, {rule: _options(rule, settings) for rule in rules})
        return planned[settings, ignored]

    def run(self, progress: Progress) -> None:
        """Run all rules on all files, those about suppressions last."""
        for file in progress(self._files):
            plan = self._plans[file]
            for rule in plan.looking_at("file"):
                self._take(rule, plan, file, None, partial(rule.check, file))
            for rule in plan.looking_at("flow"):
                more = () if plan.rules[rule] is None else (plan.rules[rule],)
                for flow in _flows(file):
                    self._take(rule, plan, file, flow, partial(rule.check, flow, self._facts.of(flow), *more))
        ran = self._ran("file", "flow")
        known = {rule.id for plan in self._plans.values() for rule in self._resolver.rules(plan.settings)}
        for doubt, file in self._suppressor.doubts(ran, known, self._unread()):
            plan = self._plans[file]
            for rule in plan.looking_at("suppression"):
                self._take(rule, plan, file, doubt.suppression.flow, partial(rule.check, doubt), doubt.suppression.file)

    def _ran(self, *kinds: str) -> dict[FlowFile, frozenset[str]]:
        """Give for each file the rules of some kinds that looked at all it holds."""
        failed: dict[str, set[str | None]] = defaultdict(set)
        for failure in self._failures:
            failed[failure.path].add(failure.rule)
        return {file: self._looked_at_all(file, kinds) - failed[file.path] for file in self._files}

    def _looked_at_all(self, file: FlowFile, kinds: Sequence[str]) -> frozenset[str]:
        """Give the rules that were given all that a file holds: of a broken one nobody knows the flows."""
        if any(_too_large(file)):
            return frozenset()
        looked = ("file",) if _is_broken(file) else kinds
        return frozenset(rule.id for rule in self._plans[file].rules if rule.looks_at in looked)

    def _unread(self) -> list[str]:
        """Give the files that may hold flows which nobody has seen."""
        failed = [failure.path for failure in self._failures if failure.path and failure.rule is None]
        return [*failed, *(file.path for file in self._files if _is_broken(file))]

    def _take(
        self,
        rule: Rule,
        plan: _Plan,
        file: FlowFile,
        flow: Flow | None,
        found: Callable[[], Iterator[Draft]],
        path: str | None = None,
    ) -> None:
        """Take what a rule finds into the report, or hold it back; what it found before it fails counts."""
        findings: list[Finding] = []
        try:
            for draft in found():
                finding = resolve(draft, rule.id, rule.level, path or file.path, flow, self._frames)
                findings.append(finding)
        except CannotCheck as problem:
            self._failures.append(Failure(file.path, rule.id, str(problem)))
        except Exception as problem:  # a rule that crashes must not end the run
            self._failures.append(Failure(file.path, rule.id, crash(f"the rule {rule.id}", problem)))
        if (level := plan.level(rule)) is not None:
            findings = [replace(finding, level=level) for finding in findings]
        for finding in findings:
            held_back = self._suppressor.held_back(finding, flow, file)
            if held_back is None:
                self._findings.append(finding)
            else:
                self._held_back.append(held_back)

    def report(self) -> Report:
        """Give all that was found, in an order that depends on the input alone."""
        rules = {rule.id: rule for plan in self._plans.values() for rule in plan.rules}
        if not self._plans:
            rules = {rule.id: rule for rule in self._run_settings.chosen(self._resolver.rules(self._run_settings))}
        return Report(
            files=tuple(sorted((_summary(file) for file in self._files), key=lambda one: one.path)),
            findings=tuple(sorted(self._findings, key=lambda one: one.sort_key)),
            failures=tuple(sorted(self._failures, key=lambda one: (one.path, one.rule or "", one.message))),
            rules=tuple(rules[rule_id].info for rule_id in sorted(rules)),
            suppressed=tuple(sorted(self._held_back, key=lambda one: one.finding.sort_key)),
            ran={file.path: rules for file, rules in self._ran("file", "flow", "suppression").items()},
        )


def _options(rule: Rule, settings: Settings) -> Any:
    """Make the options that settings have for a rule. Raises `SettingsProblem` for values that the rule refuses."""
    values = {name: value for name, value in settings.table("rules").get(rule.id, {}).items() if name != "level"}
    try:
        return rule.make_options(values)
    except Exception as problem:  # what a rule asks of its options is its own affair
        set_here = (found for path, found in settings.origins.items() if path[:2] == ("rules", rule.id))
        origin = next(set_here)[0]
        message = f"the rule {rule.id} does not take these options: {problem}."
        raise SettingsProblem([origin.layer.mistake(origin.path[:2], message)]) from None


def _flows(file: FlowFile) -> Iterator[Flow]:
    """Give the flows of a file that are checked."""
    return (flow for flow in file.flows if len(flow.blocks) <= MOST_BLOCKS)


def _is_broken(file: FlowFile) -> bool:
    """Tell whether a file that was meant to hold flows could not be read as JSON."""
    return bool(file.problems) and not file.is_json


def _too_large(file: FlowFile) -> Iterator[Failure]:
    for flow in file.flows:
        if len(flow.blocks) > MOST_BLOCKS:
            name = f"the flow “{flow.name}”" if flow.name else "a flow"
            message = f"{name} has {len(flow.blocks):,} blocks and was not checked; Connect takes 250 at most"
            yield Failure(file.path, None, message)


def crash(what: str, problem: Exception) -> str:
    """Name a crash by its exception and the line it came from."""
    import traceback

    frame = traceback.extract_tb(problem.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{what} crashed: {type(problem).__name__}: {problem} ({where}); please report this"


def _summary(file: FlowFile) -> FileSummary:
    flows = tuple(
        FlowSummary(
            flow.name,
            flow.type,
            len(flow.blocks),
            json_pointer(flow.base if flow.source.outer is None else flow.source.outer_path),
        )
        for flow in file.flows
    )
    return FileSummary(file.path, file.kind, flows, file.skipped)
