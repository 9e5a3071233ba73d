"""Files through the rules: plan which rules run where, run them, sift and assemble what they find, hide its secrets.

Each step is a file here, and hands plain data to the next.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flowlint import packs
from flowlint.checking.assembling import assemble
from flowlint.checking.crashes import crash
from flowlint.checking.hiding import hide, without_secrets
from flowlint.checking.planning import MOST_BLOCKS, Before, Plan, plan
from flowlint.checking.running import (
    Progress,
    RuleRun,
    once_per_place,
    ran_whole,
    run,
    run_on_suppressions,
    unread,
)
from flowlint.checking.selections import selecting_nothing
from flowlint.checking.sifting import hold_back_known, sift
from flowlint.reading import FlowFile
from flowlint.report import WHOLE_RUN, Failure, Report
from flowlint.settings.resolver import SettingsResolver
from flowlint.suppression import Suppressor
from flowlint.timings import Timings

if TYPE_CHECKING:
    from flowlint.suppression.baseline import Baseline

__all__ = [
    "MOST_BLOCKS", "Before", "Plan", "Progress", "RuleRun", "check", "crash", "found_in", "plan", "run",
    "without_secrets",
]  # fmt: skip

Runner = Callable[[Plan, Progress], Iterable[RuleRun]]
"""Runs all rules but those that look at suppressions, and gives what they found in the order of `run`."""


def check(
    files: Sequence[FlowFile],
    failures: Iterable[Failure],
    resolver: SettingsResolver,
    asked: Sequence[str],
    *,
    baseline: "Baseline | None" = None,
    before: Before | None = None,
    diagrams: bool = False,
    sections: bool = False,
    uses: bool = False,
    outlines: bool = False,
    **more: Any,
) -> Report:
    """Check files under the settings that hold for each, as `found_in` does, and give the report without secrets.

    What a `baseline` knows is held back, and what an earlier state had already. With `diagrams` the report carries the
    flows as pictures show them, with `sections` what of them could become modules or is a copy, with `uses` what they
    use, with `outlines` how they are built. `more` is for `found_in`.

    Raises `SettingsProblem` for mistakes in the settings.
    """
    report, planned = found_in(files, failures, resolver, asked, **more)
    if diagrams:
        from flowlint.checking.depicting import with_diagrams  # what draws is not needed otherwise

        report = with_diagrams(report, planned)
    if sections:
        from flowlint.checking.depicting import with_sections

        report = with_sections(report, planned)
    if uses:
        from flowlint.checking.depicting import with_uses

        report = with_uses(report, planned)
    if outlines:
        from flowlint.checking.depicting import with_outlines

        report = with_outlines(report, planned)
    if baseline is not None:
        report = hold_back_known(report, baseline)
    if before is None:
        return hide(report, planned)
    from flowlint.checking.since import hold_back_what_was_there

    return hide(hold_back_what_was_there(report, planned, before, asked), planned, before.files)


def found_in(
    files: Sequence[FlowFile],
    failures: Iterable[Failure],
    resolver: SettingsResolver,
    asked: Sequence[str],
    *,
    context: Sequence[FlowFile] = (),
    covered: Sequence[Path] = (),
    frames: bool = False,
    progress: Progress = iter,
    timings: Timings | None = None,
    runner: Runner | None = None,
) -> tuple[Report, Plan]:
    """Find what is wrong in files, and give the report with whatever stands in them, secrets too, and what was planned.

    `failures` are those of files that could not be read, `asked` the paths that the run was asked for, `context` files
    whose flows analyses see and no rule checks, `covered` the folders of which all files are among these. With `frames`
    each finding carries the lines around it. `progress` is given the files, and they are checked as it gives them back.
    `timings` notes what each rule and each analysis took. `runner` runs the rules in the place of `run`.

    Raises `SettingsProblem` for mistakes in the settings.
    """
    failures = tuple(failures)
    planned = plan(files, resolver, asked, context, () if failures else covered)
    runs = runner(planned, progress) if runner else run(planned, frames, progress, timings)
    results = list(once_per_place(runs))
    failures = [*packs.load().failures, *failures, *planned.failures, *_failures(results, planned)]
    failures = list(dict.fromkeys(failures))
    suppressor = Suppressor({file: one.settings for file, one in planned.files.items()}, asked)
    sifted = [sift(results, suppressor)]
    whole = ran_whole(planned, failures, "file", "flow")
    problems = suppressor.problems(whole, planned.known, unread(planned, failures))
    for about in run_on_suppressions(planned, problems, frames, timings):
        # A suppression that holds back what is found about this one is in use when it is looked at itself.
        failures += about.failures
        sifted.append(sift([about], suppressor))
    advice = () if failures else selecting_nothing(planned, results, asked)
    return replace(assemble(planned, sifted, failures), advice=tuple(map(str, advice))), planned


def _failures(runs: Iterable[RuleRun], planned: Plan) -> Iterable[Failure]:
    """Give why rules could not go on: of one that several processes gave up, for this flow or that, the first."""
    told: dict[object, Failure] = {}
    for run_of_rule in runs:
        for one in run_of_rule.failures:
            settings = planned.files[run_of_rule.file].settings  # each may define a house rule of the same name
            told.setdefault((one.rule, settings) if one.path == WHOLE_RUN else one, one)
    return told.values()
