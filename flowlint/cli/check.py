"""`flowlint check`: check flows, write the report, and tell by the exit code how it went."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from flowlint.cache import Cache
from flowlint.cli.add_suppressions import add_suppressions, entry_places, hold_that_all_can_be_added
from flowlint.cli.beside_report import say_beside
from flowlint.cli.cached import CachedRun
from flowlint.cli.common import (
    FAILED,
    as_files,
    asked_paths,
    content_of_stdin,
    hold_that_rules_ran,
    hold_that_stdin_is_alone,
    running,
    tell,
    to_stderr,
)
from flowlint.cli.fixing import Fixes, fixing
from flowlint.cli.progress import with_progress
from flowlint.cli.rule_options import choosing_rules
from flowlint.cli.show_options import showing
from flowlint.files import real_path
from flowlint.output.printable import printable
from flowlint.output.writing import FORMATS, SHOW_LINES
from flowlint.paths import STDIN, shown_path
from flowlint.report import FileSummary, Level, Report, Show

if TYPE_CHECKING:
    from flowlint.overrides import Overrides
    from flowlint.settings.resolver import SettingsResolver
    from flowlint.timings import Timings

_MOST_WORKERS = 500
"""Far more than a machine has processors; Windows has a limit of its own."""
_WITH_STATISTICS = ("text", "json")
"""The formats that have a place for statistics."""


class _Workers(click.ParamType):  # type: ignore[type-arg]  # older versions have none
    """How many processes work: a number from 1 on, or as many as there are processors."""

    name = "workers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Give the number."""
        if value == "auto":
            from flowlint.parts import processes

            return processes()
        return click.IntRange(1, _MOST_WORKERS).convert(value, param, ctx)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))  # the run tells what it cannot read
@click.option(
    "--format", "format_name", type=click.Choice(list(FORMATS)),
    help="What standard output gets. " + "; ".join(f"{name}: {what}" for name, what in FORMATS.items())
    + ". Without it: what settings say, github in a GitHub workflow, else text.",
)  # fmt: skip
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FORMAT=FILE",
    help="Also write the report to a file, whole or not at all; several are possible. With FILE alone the report goes "
    "there and not to standard output.",
)  # fmt: skip
@click.option(
    "--allow-output", is_flag=True,
    help="Write the files that `output` in settings names. Without it only --settings FILE may name any.",
)  # fmt: skip
@choosing_rules
@click.option(
    "--fail-on", type=click.Choice([*(level.value for level in Level), "never"]),
    help="Exit with 1 if there is a finding at this level or above. Without it: what settings say, else warning.",
)  # fmt: skip
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE",
    help="Hold back the findings that FILE knows; `flowlint baseline write` makes it. Without it: what settings say.",
)  # fmt: skip
@click.option(
    "--since", metavar="REV",
    help="Report only what is new against the flows at REV, a revision of their git repository: main, say, or HEAD~1.",
)  # fmt: skip
@click.option(
    "--strict-baseline", is_flag=True, help="Exit with 1 also if the baseline knows a finding that is found no more."
)
@showing
@click.option(
    "--min-level", type=click.Choice([level.value for level in Level]), default=Level.NOTE.value,
    help="Report the findings at this level or above only. Those below are counted, and do not make the run fail.",
)  # fmt: skip
@click.option(
    "--timings", "with_timings", is_flag=True,
    help="Show on standard error, after the report, what each rule and each analysis took.",
)  # fmt: skip
@click.option(
    "--add-suppressions", "reason", metavar="REASON",
    help="In place of a report, add an entry of `suppress` to the settings for all that is found, with this reason.",
)  # fmt: skip
@fixing
@click.option("-q", "--quiet", is_flag=True, help="Write nothing to standard output; the exit code tells.")
@click.option(
    "--only-flows", is_flag=True,
    help="Pass over named files that hold no flow, whatever they are, and take - for a file. For hooks, which name "
    "every file that changed.",
)  # fmt: skip
@click.option("--no-context", is_flag=True, help="Judge the flows in PATHS by themselves, without others near them.")
@click.option(
    "--no-cache", is_flag=True, envvar="FLOWLINT_NO_CACHE", show_envvar=True,
    help="Check anew also what an earlier run has checked already, and keep nothing of it; `flowlint clean` deletes "
    "what is kept.",
)  # fmt: skip
@click.option(
    "--workers", type=_Workers(), default=1, show_default=True, metavar="N|auto",
    help="Share the files among so many processes where there is enough to do; auto: one for each processor. What is "
    "reported is the same.",
)  # fmt: skip
@click.option(
    "--strict-reading/--no-strict-reading", default=None,
    help="Exit with 2 also if something seems to hold a flow and could not be read. Without it: what settings say.",
)  # fmt: skip
@click.option(
    "--fail-if-none/--no-fail-if-none", default=None,
    help="Exit with 2 also if one of PATHS holds no flow at all. Without it: what settings say.",
)  # fmt: skip
@click.option(
    "--stdin-filename", type=click.Path(), metavar="FILE",
    help="The name of what - stands for: settings are those for FILE, and findings name it.",
)  # fmt: skip
def check(
    paths: tuple[str, ...],
    format_name: str | None,
    outputs: tuple[str, ...],
    allow_output: bool,
    overrides: "Overrides",
    fail_on: str | None,
    baseline: Path | None,
    since: str | None,
    strict_baseline: bool,
    show: Show,
    min_level: str,
    with_timings: bool,
    reason: str | None,
    fixes: Fixes,
    quiet: bool,
    only_flows: bool,
    no_context: bool,
    no_cache: bool,
    workers: int,
    strict_reading: bool | None,
    fail_if_none: bool | None,
    stdin_filename: str | None,
) -> None:
    """Check flows, and report what is wrong.

    PATHS are files, or folders with all below them; without PATHS it is the current folder, and - is standard input.
    What settings exclude is passed over, also a file that is named.

    Flows are recognised by what a file holds, never by its name: the Flow language, old console exports, answers of
    describe-contact-flow and describe-contact-flow-module, templates of CloudFormation, SAM, CDK and Serverless,
    Terraform and OpenTofu, and flows with placeholders. Files that these name are read within PATHS and the context.

    Of the repository that PATHS lie in, flowlint also reads the other flows, as context: it reports the same for PATHS
    as for all of them. What is context is not checked itself.

    With --fix a file gets all fixes of what is found in it, and after that of what is found then; none of a round is
    made after which anything would be found anew. Findings that are held back are not fixed. Exit codes and the report
    are about what is left.

    Each flow has the settings nearest to it. The keys fail-on, strict-reading, fail-if-none, output and baseline are
    taken from the settings nearest to the folder that holds all PATHS.

    \b
    Exit codes
      0  nothing at or above --fail-on
      1  such findings
      2  the run itself failed: an unreadable file, a crash, wrong usage
    """
    from flowlint.cli.destinations import destinations

    asked = _asked(as_files(paths) if only_flows else paths, stdin_filename, since)
    if reason is not None:
        hold_that_all_can_be_added(reason, paths, overrides, [format_name, *outputs])
    fixes.hold_that_files_can_be_fixed(paths, reason, (format_name, outputs, quiet))
    with running("the report"):
        overrides = overrides._replace(baseline=baseline)
        is_stdin = paths == ("-",) and not only_flows
        cache = None
        if not (no_cache or with_timings or is_stdin or fixes.are_wanted or since is not None):
            what = format_name, outputs, quiet, allow_output, os.environ.get("GITHUB_ACTIONS"), only_flows, no_context
            cache = Cache.of_user(asked, (overrides, what))
        run = CachedRun(asked, overrides, cache)
        settings = run.settings
        if strict_baseline and overrides.find_baseline(settings) is None:
            raise click.UsageError("--strict-baseline needs a baseline: --baseline FILE, or one in settings.")
        allowed = allow_output or overrides.settings_file is not None
        to = destinations(format_name, outputs, quiet, settings, allowed)
        timings = _timings() if with_timings else None
        common: dict[str, Any] = {"frames": not to.formats.isdisjoint(SHOW_LINES), "context": not no_context}
        if is_stdin:
            make = partial(_of_stdin, stdin_filename, overrides, **common)
        else:
            # Only this process knows what fixed files hold before they are written.
            common |= {"only_flows": only_flows, "timings": timings, "workers": 1 if fixes.are_wanted else workers}
            make = partial(_of_paths, asked, overrides, since=since, **common)
        report, made = fixes.worked_out(partial(run.report, make), asked, Level(min_level))
    hold_that_rules_ran(report)
    all_written = fixes.carried_out(made)
    if not all_written:
        report = _again(run, make)
    if reason is not None:
        add_suppressions(report.from_level(Level(min_level)), run.resolver, reason)
    fails_from = fail_on or settings.value("fail-on") or Level.WARNING.value
    report = replace(report.from_level(Level(min_level)), fails_from=_level(fails_from))
    report = replace(report, show=_with_what_works_here(show, report, run))
    empty = _without_flow(report, asked)
    strict_reading = settings.value("strict-reading") if strict_reading is None else strict_reading
    fail_if_none = settings.value("fail-if-none") if fail_if_none is None else fail_if_none
    is_failed = (strict_reading and report.unread) or (fail_if_none and empty) or not all_written or report.failures
    exit_code = FAILED if is_failed else int(report.fails or (strict_baseline and bool(report.stale)))
    to.write(replace(report, exit_code=exit_code))
    if show.statistics and to.stdout not in _WITH_STATISTICS:
        from flowlint.output.statistics import table

        to_stderr("".join(f"{line.text}\n" for line in table(report)))
    say_beside(report, empty, to, only_flows)
    if timings is not None:
        from flowlint.output.timings import table as table_of_times

        to_stderr("".join(f"{printable(line)}\n" for line in table_of_times(timings.by_time())))
    sys.exit(exit_code)


def _asked(paths: tuple[str, ...], stdin_filename: str | None, since: str | None) -> list[str]:
    """Give the paths of the run, that of standard input for -."""
    asked = asked_paths(paths)
    hold_that_stdin_is_alone(paths)
    if stdin_filename is not None and paths != ("-",):
        raise click.UsageError("--stdin-filename names what - stands for; give - as the only path.")
    if since == "":  # a variable that is not set, say, and not HEAD
        raise click.UsageError("--since is empty; give a revision.")
    if stdin_filename == "":
        raise click.UsageError("--stdin-filename names the file that - stands for; it has no name here.")
    if since is not None and paths == ("-",):
        raise click.UsageError("--since takes files and folders of a repository, and no standard input.")
    return [stdin_filename or STDIN] if paths == ("-",) else asked


def _with_what_works_here(show: Show, report: Report, run: CachedRun) -> Show:
    """Give what to show with what the settings of these flows make of it: commands that work, and where entries go."""
    if show.how_to_suppress:
        show = show._replace(entry_places=entry_places(report, run.resolver))
    if any("/" in finding.rule for finding in report.findings):  # our own rules need no options
        from flowlint.cli.explain import options_to_explain

        show = show._replace(explain_options=options_to_explain(report, run.resolver))
    return show


def _timings() -> "Timings":
    from flowlint.timings import Timings

    return Timings()


def _again(run: CachedRun, make: "Callable[[SettingsResolver], Report]") -> Report:
    """Check what the files hold that fixes were not written to."""
    with running("the report"):
        return run.report(make)


def _of_stdin(name: str | None, overrides: "Overrides", resolver: "SettingsResolver", **more: bool) -> Report:
    from flowlint.run import check_bytes

    return check_bytes(content_of_stdin(), name, overrides, **more)


def _of_paths(asked: list[str], overrides: "Overrides", resolver: "SettingsResolver", **more: Any) -> Report:
    from flowlint.run import check_paths

    progress = partial(with_progress, what="Checking flows")
    return check_paths(asked, overrides, resolver=resolver, progress=progress, tell=tell, **more)


def _without_flow(report: Report, asked: Sequence[str]) -> list[FileSummary | str]:
    """Give what was asked for and holds no flow, whole or broken: folders by their path, files as the report has them.

    What could not be checked at all is another matter.
    """
    failed = {failure.path for failure in report.failures}
    files = {file.path: file for file in report.files}
    whole = [file.path for file in report.files if file.skipped is None]
    empty: list[FileSummary | str] = []
    for one in asked:
        # A file to which several paths lead is known by one of them.
        paths = [PurePath(shown_path(Path(path))) for path in (one, real_path(one))]
        if (file := next((files[path.as_posix()] for path in paths if path.as_posix() in files), None)) is not None:
            if file.skipped is not None and file.path not in failed:
                empty.append(file)
        elif not any(PurePath(name).is_relative_to(path) for name in (*whole, *failed) if name for path in paths):
            empty.append(one)
    return empty


def _level(name: str) -> Level | None:
    return None if name == "never" else Level(name)
