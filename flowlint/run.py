"""One run: paths to files, files to flows, flows through the rules, findings into a report."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flowlint import packs
from flowlint.analysis.facts import ProjectFacts
from flowlint.model.flow import Flow
from flowlint.model.project import Project
from flowlint.placing import place
from flowlint.reading import MAX_FILE_BYTES, FlowFile, read_bytes, read_text
from flowlint.reading.walking import Found, find_files, reason
from flowlint.report import Failure, FileSummary, Finding, FlowSummary, Report, json_pointer
from flowlint.rule import Draft, Rule

MOST_BLOCKS = 20_000
"""Larger flows are not checked: Connect takes 250 blocks, and a file that holds so many is none it was exported to."""


class UnknownRule(Exception):
    """A rule id that is none of the ids there are; the message names those it may have been meant to be."""

    def __init__(self, rule_id: str, ids: Iterable[str]) -> None:
        nearest = _nearest(rule_id, ids)
        hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        super().__init__(f"There is no rule {rule_id!r}.{hint}")


def _nearest(wanted: str, ids: Iterable[str]) -> list[str]:
    """Give the rule ids most like a wrong one, the likest first."""
    import difflib

    return difflib.get_close_matches(wanted.lower().replace("_", "-"), sorted(ids), n=3, cutoff=0.5)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules run, with which options.

    With `select` only the rules named run; `ignore` then takes away. Pedantic rules run when selected by name or
    with `pedantic`. `options` gives options by rule id, names written with dashes.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    pedantic: bool = False
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def rules(self, known: Sequence[Rule]) -> tuple[Rule, ...]:
        """Give the rules to run. Raises `UnknownRule` for an id that no pack has."""
        ids = {rule.id for rule in known}
        for wanted in (*self.select, *self.ignore, *self.options):
            if wanted not in ids:
                raise UnknownRule(wanted, ids)
        chosen = [
            rule for rule in known if (rule.id in self.select if self.select else self.pedantic or not rule.pedantic)
        ]
        return tuple(rule for rule in chosen if rule.id not in self.ignore)


def check_paths(
    paths: Iterable[str | Path], choice: Choice | None = None, *, frames: bool = False, only_flows: bool = False
) -> Report:
    """Check files and folders.

    With `frames` each finding carries the lines around it. With `only_flows` a file that is named and holds no
    flow is passed over like one in a folder, whatever it is: for hooks, which name every file that changed.
    Raises `UnknownRule` when the choice names a rule that does not exist.
    """
    files: list[FlowFile] = []
    failures: list[Failure] = []
    for found in find_files(str(path) for path in paths):
        if found.problem is not None:
            failures.append(Failure(found.path, None, f"cannot be read: {found.problem}"))
        else:
            try:
                file = _read(found)
            except OSError as problem:
                failures.append(Failure(found.path, None, f"cannot be read: {reason(problem)}"))
                continue
            except Exception as problem:  # a reader that fails must not end the run
                failures.append(Failure(found.path, None, _crash("reading it", problem)))
                continue
            if found.named and not only_flows and not file.is_json and file.skipped is not None:
                failures.append(Failure(found.path, None, f"is no flow: {_no_flow(file)}"))
            files.append(file)
    return _check(files, failures, choice or Choice(), frames)


def check_text(text: str, path: str = "<text>", choice: Choice | None = None, *, frames: bool = False) -> Report:
    """Check the flows in a text. Raises `UnknownRule` when the choice names a rule that does not exist."""
    return _check([read_text(path, text)], [], choice or Choice(), frames)


def _read(found: Found) -> FlowFile:
    skipped, path = found.skipped, Path(found.path)
    if skipped is None and path.stat().st_size > MAX_FILE_BYTES:
        skipped = f"larger than {MAX_FILE_BYTES // 1_000_000} MB"
    if skipped is not None:
        return FlowFile(found.path, skipped=skipped, is_json=False)
    return read_bytes(found.path, path.read_bytes())


def _no_flow(file: FlowFile) -> str:
    return "it is not JSON" if file.skipped == "not a flow" else str(file.skipped)


def _check(files: list[FlowFile], failures: list[Failure], choice: Choice, frames: bool) -> Report:
    loaded = packs.load()
    rules = choice.rules(loaded.rules)
    options = {rule: rule.make_options(choice.options.get(rule.id, {})) for rule in rules}
    failures = [*loaded.failures, *failures, *(failure for file in files for failure in _too_large(file))]
    facts = ProjectFacts(Project(flow for file in files for flow in _flows(file)))
    findings: list[Finding] = []
    for file in files:
        for rule in rules:
            for flow, check in _checks(rule, file, facts, options[rule]):
                try:
                    findings += [place(rule, file.path, flow, draft, frames) for draft in check()]
                except Exception as problem:  # a rule that crashes must not end the run
                    failures.append(Failure(file.path, rule.id, _crash(f"the rule {rule.id}", problem)))
    return Report(
        files=tuple(sorted((_summary(file) for file in files), key=lambda one: one.path)),
        findings=tuple(sorted(findings, key=lambda one: one.sort_key)),
        failures=tuple(sorted(failures, key=lambda one: (one.path, one.rule or "", one.message))),
        rules=tuple(rule.info for rule in rules),
    )


def _checks(
    rule: Rule, file: FlowFile, facts: ProjectFacts, options: Any
) -> Iterator[tuple[Flow | None, Callable[[], Iterator[Draft]]]]:
    """Give what a rule has to check in a file, one by one: the file itself, or each of its flows."""
    if rule.looks_at == "file":
        yield None, partial(rule.check, file)
    else:
        more = () if options is None else (options,)
        for flow in _flows(file):
            yield flow, partial(rule.check, flow, facts.of(flow), *more)


def _flows(file: FlowFile) -> Iterator[Flow]:
    """Give the flows of a file that are checked."""
    return (flow for flow in file.flows if len(flow.blocks) <= MOST_BLOCKS)


def _too_large(file: FlowFile) -> Iterator[Failure]:
    for flow in file.flows:
        if len(flow.blocks) > MOST_BLOCKS:
            name = f"the flow “{flow.name}”" if flow.name else "a flow"
            message = f"{name} has {len(flow.blocks):,} blocks and was not checked; Connect takes 250 at most"
            yield Failure(file.path, None, message)


def _crash(what: str, problem: Exception) -> str:
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
