"""`flowlint baseline`: take down what is found today, so that `flowlint check --baseline` tells only what is new."""

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlint.cli.common import (
    as_shown,
    asked_paths,
    end_unless_whole,
    hold_that_rules_ran,
    running,
    say_what_is_graver,
    settings_are_right,
    tell,
    writing,
)
from flowlint.cli.rule_options import choosing_rules
from flowlint.files import locked
from flowlint.output.printable import printable
from flowlint.output.writing import write, write_text
from flowlint.paths import path_inside
from flowlint.report import Finding, Level, Report
from flowlint.settings.layers import OWN_FILE
from flowlint.suppression.baseline import FILE_NAME, Baseline, checked_files, load, renew, text
from flowlint.text.toml_values import toml
from flowlint.text.words import counted

if TYPE_CHECKING:
    from flowlint.overrides import Overrides
    from flowlint.settings import Settings

REFUSED = 1
"""The exit code where new findings were not taken in."""


@click.group()
def baseline() -> None:
    """Know today's findings, to hear of new ones only.

    \b
    flowlint baseline write                            makes flowlint-baseline.json
    flowlint check --baseline flowlint-baseline.json   holds back what it knows
    """


@baseline.command("write")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))  # the run tells what it cannot read
@click.option(
    "--baseline", "asked_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help=f"The file to write, whole or not at all. Without it: what settings say, else {FILE_NAME}.",
)  # fmt: skip
@click.option("--accept-new", is_flag=True, help="Take new errors into a baseline that is there already.")
@click.option("--reason", default="", metavar="TEXT", help="Why the findings that are new in the baseline may stay.")
@click.option("--no-context", is_flag=True, help="As for `flowlint check`.")
@choosing_rules
def write_baseline(
    paths: tuple[str, ...],
    asked_file: Path | None,
    accept_new: bool,
    reason: str,
    no_context: bool,
    overrides: "Overrides",
) -> None:
    """Write the findings in PATHS to the baseline. Without PATHS: those in the current folder and below.

    Findings that are in it already keep their reasons, and those that are found no more are taken out. What it says of
    other files and of rules that do not run stays. Commit the file together with the flows.

    \b
    Exit codes
      0  the baseline was written
      1  there are new errors, and no --accept-new: nothing was written
      2  the run itself failed, or wrong usage: nothing was written
    """
    from flowlint.run import check_paths

    asked = asked_paths(paths)
    with running("the baseline"):
        resolver = overrides.resolver()
        settings = resolver.of_run(asked)
        file = asked_file or overrides.find_baseline(settings) or Path(FILE_NAME)
        is_there = os.path.lexists(file)
        if is_there:
            load(file)  # one that cannot be used is reported before the run, and so is a link that leads nowhere
        report = check_paths(asked, overrides._replace(with_baseline=False), context=not no_context, resolver=resolver)
    hold_that_rules_ran(report)
    end_unless_whole(report, "the baseline was not written")
    rules = frozenset(rule.id for rule in report.rules)
    with writing(str(file)), settings_are_right(), locked(file.parent):
        # What it says by now, with what another run has written meanwhile.
        before = load(file) if os.path.lexists(file) else Baseline(file)
        after = renew(before, report.findings, checked_files(report), rules, reason, report.known)
        errors = tuple(finding for finding in after.new if finding.level is Level.ERROR)
        if errors and is_there and not accept_new:
            _refuse(report, errors, file)
        write_text(text(after.baseline), file)
    dropped = sum(entry.count for entry in after.dropped)
    say_what_is_graver(after.risen)
    with writing("the summary"), settings_are_right():
        click.echo(f"{as_shown(str(file))}: {after.kept} kept, {len(after.new)} new, {dropped} dropped")
        if not is_there and overrides.find_baseline(settings) is None:
            click.echo(_next_step(file, paths, settings))


def _next_step(file: Path, paths: Sequence[str], settings: "Settings") -> str:
    """Say how a baseline is used that no settings name."""
    command = printable(shlex.join(["flowlint", "check", "--baseline", str(file), *paths]))
    layer = next((one for one in reversed(settings.layers) if one.is_file), None)
    inside = path_inside(layer.folder if layer else Path.cwd(), str(file))
    if inside is None:
        return f"To hold these back: {command}"
    where = f"{layer.name if layer else OWN_FILE}{' under [tool.flowlint]' if layer and layer.table else ''}"
    line = f"baseline = {toml(inside.as_posix())}"
    return f"To hold these back: {command}\nor for every run, in {printable(where)}: {printable(line)}"


def _refuse(report: Report, errors: tuple[Finding, ...], file: Path) -> None:
    """Name the errors that were not taken in, and end."""
    with writing("the report"):
        write(replace(report, findings=errors), "concise", sys.stderr)
    many = f"{counted(len(errors), 'error')} {'are' if len(errors) > 1 else 'is'}"
    tell(f"{many} not in {file}, which was left as it is; mend what is wrong, or take it in with --accept-new")
    sys.exit(REFUSED)
