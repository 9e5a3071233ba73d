"""`flowlint check --add-suppressions`: entries of `suppress` for all that is found, in the settings that hold there."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from flowlint.cli.common import FAILED, end_unless_whole, tell, writing
from flowlint.report import EntryPlace, Report
from flowlint.text.words import counted

if TYPE_CHECKING:
    from flowlint.overrides import Overrides
    from flowlint.report import Finding
    from flowlint.settings.resolver import SettingsResolver
    from flowlint.suppression.entries import Target


def hold_that_all_can_be_added(
    reason: str, paths: Sequence[str], overrides: "Overrides", formats: Sequence[str | None]
) -> None:
    """Raise `click.UsageError` where entries have no reason or no file, or somebody waits for a report."""
    if not reason.strip():
        raise click.UsageError("--add-suppressions needs a reason: why may these findings stay?")
    if any("\ud800" <= one <= "\udfff" for one in reason):  # TOML cannot hold it
        raise click.UsageError("--add-suppressions needs a reason in UTF-8.")
    if overrides.isolated:
        raise click.UsageError("--add-suppressions and --isolated exclude each other.")
    if "-" in paths:
        raise click.UsageError("--add-suppressions needs files, and - is none.")
    if any(formats):
        raise click.UsageError("--add-suppressions writes no report; give no --format and no --output.")


def add_suppressions(report: Report, resolver: "SettingsResolver", reason: str) -> NoReturn:
    """Add entries for the findings of a report, file by file, say how many, and end.

    What is found about settings themselves is left out, and so reported by the next run.
    """
    from flowlint.output.printable import printable
    from flowlint.suppression.entries import CannotAdd, add, entries_for, target_of

    end_unless_whole(report, "nothing was added")
    checked = {file.path for file in report.files if file.skipped is None}  # a folder holds its settings too
    by_target: dict[Target, list[Finding]] = {}
    for finding in report.findings:
        if finding.path in checked:
            by_target.setdefault(target_of(finding.path, resolver), []).append(finding)
    failed = False
    for target, findings in by_target.items():
        try:
            with writing(target.place.file):
                added = add(target, entries_for(findings, reason.strip()))
        except CannotAdd as problem:
            tell(str(problem))
            failed = True
            continue
        with writing("the summary"):
            entries = f"{added:,} {'entry' if added == 1 else 'entries'} added"
            click.echo(printable(f"{target.place.file}: {entries} for {counted(len(findings), 'finding')}"))
    if not by_target:
        about_settings = f"What was found is about settings ({counted(len(report.findings), 'finding')})"
        found = f"{about_settings}, which no entry is for" if report.findings else "Nothing was found"
        with writing("the summary"):
            click.echo(f"{found}, and nothing added.")
    sys.exit(FAILED if failed else 0)


def entry_places(report: Report, resolver: "SettingsResolver") -> Mapping[str, EntryPlace]:
    """Give for each file with findings where an entry for them is written."""
    from flowlint.suppression.entries import target_of

    return {path: target_of(path, resolver).place for path in {finding.path for finding in report.findings}}
