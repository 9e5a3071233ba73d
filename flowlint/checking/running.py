"""Run: each rule on the files and flows that it looks at; one that crashes ends neither the run nor another rule."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from flowlint.analysis.engine import ProjectFacts, TooManyStates
from flowlint.checking.crashes import crash_of_rule
from flowlint.checking.planning import MOST_OVERTIME, FilePlan, Plan, is_broken
from flowlint.findings import resolve
from flowlint.interrupts import unwrapped_interrupts
from flowlint.model.flow import Flow
from flowlint.reading import FlowFile
from flowlint.report import WHOLE_RUN, Failure, Finding
from flowlint.rule import CannotCheck, Draft, GivesUp, Rule, SuppressionProblem
from flowlint.time_limit import TimeBudget, TookTooLong, timer
from flowlint.timings import Timings

Progress = Callable[[Sequence[FlowFile]], Iterable[FlowFile]]
"""Something that sees the files pass by: it is given all, and gives them back one by one."""


SECONDS = 60.0
"""The time of the processor for a flow, where settings have none: thirty times what the largest that Connect takes may
need."""
_MOST_FINDINGS = 1_000
"""How many findings of one rule in a flow are reported at most, or one for each block of a larger flow than Connect
takes: by far more than anybody reads, or than are made by mistake."""


_MOST_OF_ALL_RULES = 10
"""How many times as many findings all rules together may have."""


class RuleRun(NamedTuple):
    """What one rule found in a file or a flow; what it found before it failed counts."""

    file: FlowFile
    flow: Flow | None
    """The flow that the findings are in; None where they are about a text as a whole."""
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    """Why it could not go on: one failure at most."""


def run(
    plan: Plan, frames: bool, progress: Progress, timings: Timings | None, facts: ProjectFacts | None = None
) -> Iterator[RuleRun]:
    """Run all rules but those that look at suppressions, file by file as `progress` gives them back.

    `facts` are those of the run, for a caller who runs it in parts and works nothing out twice.
    """
    if facts is not None:
        yield from _run_all(plan, frames, progress, timings, facts)
        return
    facts = ProjectFacts(plan.project, timings.compute if timings else None)
    try:
        yield from _run_all(plan, frames, progress, timings, facts)
    finally:
        facts.clear()


def _run_all(
    plan: Plan, frames: bool, progress: Progress, timings: Timings | None, facts: ProjectFacts
) -> Iterator[RuleRun]:
    with timer():
        for file in progress(list(plan.files)):
            here = plan.files[file]
            if rules := here.looking_at("file"):
                yield from _run_in_time(rules, plan, here, None, (file,), frames, timings)
            for flow in here.flows:
                facts.keep(flow)
                looked_at = flow, facts.of(flow)
                yield from _run_in_time(here.looking_at("flow"), plan, here, flow, looked_at, frames, timings)


def _run_in_time(
    rules: Iterable[Rule],
    plan: Plan,
    here: FilePlan,
    flow: Flow | None,
    looked_at: Sequence[Any],
    frames: bool,
    timings: Timings | None,
) -> Sequence[RuleRun]:
    """Run rules on a flow or on a file as a whole, until its time is over; `looked_at` is what each is called with."""
    runs: list[RuleRun] = []
    budget = TimeBudget(here.settings.value("time-limit") or SECONDS)
    path = here.file.path
    running: Rule | None = None
    found, most = 0, _MOST_OF_ALL_RULES * _most_findings(flow)
    begin = before = time.perf_counter()  # which takes less to ask than the time of the processor: shares are compared

    def too_long() -> str:
        now = time.perf_counter()
        slow = running if now - before > (now - begin) / 2 else None
        if slow is not None:
            plan.overtime[slow] += 1
            if plan.overtime[slow] == MOST_OVERTIME:
                runs.append(RuleRun(here.file, flow, (), (Failure(WHOLE_RUN, slow.id, _given_up(slow)),)))
        return _too_long(flow, budget, slow)

    try:
        with budget:
            for rule in rules:
                if plan.has_given_up(rule):
                    continue
                budget.hold()
                running, before = rule, time.perf_counter()
                options = () if here.rules[rule] is None else (here.rules[rule],)
                one = _run(rule, here, flow, partial(rule.check, *looked_at, *options), path, frames, timings, too_long)
                if one is not None:
                    runs.append(one)
                    if any(failure.path == WHOLE_RUN for failure in one.failures):
                        plan.overtime[rule] = MOST_OVERTIME
                    if any(failure.rule is None for failure in one.failures):
                        break
                    found += len(one.findings)
                    if found >= most:
                        runs.append(RuleRun(here.file, flow, (), (Failure(path, None, _too_many_of_all(flow, most)),)))
                        break
    except TookTooLong:  # between two rules
        runs.append(RuleRun(here.file, flow, (), (Failure(path, None, too_long()),)))
    return runs


def run_on_suppressions(
    plan: Plan, problems: Iterable[tuple[SuppressionProblem, FlowFile]], frames: bool, timings: Timings | None
) -> Iterator[RuleRun]:
    """Run the rules that look at suppressions on each that has a problem, as the settings of its file have them.

    Each problem is asked for when the runs before it have been used: what they found may be held back by others.
    """
    rules = {file: here.looking_at("suppression") for file, here in plan.files.items()}
    found: Counter[tuple[Rule, FlowFile, Flow | None]] = Counter()
    for problem, file in problems:
        here, flow = plan.files[file], problem.suppression.flow
        path = problem.suppression.file or file.path
        for rule in rules[file]:
            key = rule, file, flow
            if found[key] <= _most_findings(flow):
                check = partial(rule.check, problem)
                if one := _run(rule, here, flow, check, path, frames, timings, before=found[key]):
                    found[key] += len(one.findings) + len(one.failures)
                    yield one


def once_per_place(runs: Iterable[RuleRun]) -> Iterator[RuleRun]:
    """Drop what a rule finds in a variant of a flow that it has found at the same place in another one."""
    seen: set[tuple[object, ...]] = set()
    for one in runs:
        if not one.findings:
            yield one
            continue
        findings: list[Finding] = []
        for finding in one.findings:
            key = (finding.rule, finding.path, finding.place, finding.fingerprint)
            if one.flow is None or one.flow.variant_of is None or key not in seen:
                findings.append(finding)
            seen.add(key)
        yield one._replace(findings=tuple(findings))


def ran_whole(plan: Plan, failures: Iterable[Failure], *kinds: str) -> dict[FlowFile, frozenset[str]]:
    """Give for each file the ids of the rules, of some kinds, that looked at all it holds and did not fail."""
    failed: Mapping[str, set[str | None]] = defaultdict(set)
    for failure in failures:
        failed[failure.path].add(failure.rule)
    given_up = failed[WHOLE_RUN]
    found: dict[FlowFile, frozenset[str]] = {}
    shared: dict[tuple[int, bool], frozenset[str]] = {}  # files of the same settings share their rules
    for file, one in plan.files.items():
        if None in failed[file.path] or len(one.flows) < len(file.flows):
            found[file] = frozenset()
            continue
        key = id(one.rules), is_broken(file)
        if key not in shared:
            # Of a broken file nobody knows the flows.
            looking = (rule for kind in kinds if kind == "file" or not is_broken(file) for rule in one.looking_at(kind))
            shared[key] = frozenset(rule.id for rule in looking)
        lacking = failed[file.path] | given_up
        found[file] = shared[key] - lacking if lacking else shared[key]
    return found


def unread(plan: Plan, failures: Iterable[Failure]) -> list[str]:
    """Give the files that may hold flows which nobody has seen."""
    failed = [failure.path for failure in failures if failure.path and failure.rule is None]
    return [*failed, *(file.path for file in plan.files if is_broken(file))]


def _run(
    rule: Rule,
    plan: FilePlan,
    flow: Flow | None,
    check: Callable[[], Iterator[Draft]],
    path: str,
    frames: bool,
    timings: Timings | None,
    too_long: Callable[[], str] | None = None,
    before: int = 0,
) -> RuleRun | None:
    """Run one rule once, until it has found as much as is reported; `before` counts what it has found in other runs.

    None where it found nothing. `path` is the file that its findings name: of a suppression in settings the settings
    file. `too_long` says that its time is over; without it there is no limit.
    """
    findings: list[Finding] = []
    message = None
    failed: str | None = rule.id
    of = plan.file.path
    found: object = None

    def checked() -> Iterator[Draft]:
        nonlocal found
        found = drafts = check()
        return drafts

    try:
        with unwrapped_interrupts():
            for draft in timings.drafts(rule.id, checked) if timings else checked():
                _hold_that_it_is_a_draft(draft)
                if before + len(findings) >= _most_findings(flow):
                    message = _too_many(rule, flow, _most_findings(flow))
                    break
                findings.append(resolve(draft, rule.id, rule.level, path, flow, frames))
    except TookTooLong:
        if too_long is None:
            raise
        failed, message = None, too_long()
    except GivesUp as problem:
        of, message = WHOLE_RUN, str(problem)
    except CannotCheck as problem:
        message = str(problem)
    except TooManyStates as problem:
        message = f"the rule {rule.id} did not look at all paths: {problem}"
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # a rule that crashes, or ends the process, must not end the run
        message = crash_of_rule(rule, problem, found)
    if not findings and message is None:
        return None
    if findings and (level := plan.level(rule)) is not None:
        findings = [replace(finding, level=level) for finding in findings]
    failures = () if message is None else (Failure(of, failed, message),)
    return RuleRun(plan.file, flow, tuple(findings), failures)


def _hold_that_it_is_a_draft(found: object) -> None:
    """Raise `TypeError` for what a rule yields and must not: a text, say."""
    if not isinstance(found, Draft):
        raise TypeError(f"it yields {found!r:.40}, which is no draft")
    if not isinstance(found.message, str):
        raise TypeError(f"it yields a draft whose message is {found.message!r:.40}, which is no text")


def _most_findings(flow: Flow | None) -> int:
    return max(_MOST_FINDINGS, len(flow.blocks) if flow else 0)


def _too_many(rule: Rule, flow: Flow | None, most: int) -> str:
    where = f"in the flow “{flow.name}”" if flow and flow.name else "here"
    return f"the rule {rule.id} found more than {most:,} faults {where}; the others are not reported"


def _too_many_of_all(flow: Flow | None, most: int) -> str:
    return f"{_named(flow)} has {most:,} faults or more, and not all rules looked at it; leave out those that find most"


def _named(flow: Flow | None) -> str:
    return f"the flow “{flow.name}”" if flow and flow.name else "a flow" if flow else "it"


def _too_long(flow: Flow | None, budget: TimeBudget, slow: Rule | None) -> str:
    most = f"most of it in the rule {slow.id}, " if slow else ""
    return (
        f"{_named(flow)} took longer than {budget.seconds:g} s, {most}and not all rules looked at it; "
        "exclude it, or raise time-limit in settings"
    )


def _given_up(rule: Rule) -> str:
    to = f", and report this to whoever keeps the rule pack {rule.pack}" if rule.pack else ""
    return (
        f"the rule {rule.id} used up the time for {MOST_OVERTIME} flows and does not look at the rest of the run; "
        f"leave it out with --ignore {rule.id}{to}"
    )
