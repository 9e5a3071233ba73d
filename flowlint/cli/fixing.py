"""`flowlint check --fix` and `--diff`: make the fixes of what is found, or show them, and go on with what is left."""

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

import click

from flowlint.cli.common import SHOWN, end_unless_whole, in_words, tell, writing
from flowlint.report import Level, Report
from flowlint.text.words import counted

if TYPE_CHECKING:
    from flowlint.fixing import Fixed


Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--fix", is_flag=True,
        help="Mend what can be mended for certain, in the files themselves, and report what is left.",
    ),
    click.option(
        "--diff", is_flag=True,
        help="In place of a report, show what --fix would change, and change nothing. Exit with 1 if that is anything.",
    ),
    click.option(
        "--unsafe-fixes", is_flag=True,
        help="With --fix or --diff, also make fixes that a person should look at: they may change what a flow does.",
    ),
)  # fmt: skip


class Fixes(NamedTuple):
    """What is asked for: to make fixes or to show them, and whether those that are unsafe too."""

    make: bool
    show: bool
    unsafe: bool

    @property
    def are_wanted(self) -> bool:
        """Whether there is anything to do."""
        return self.make or self.show

    def hold_that_files_can_be_fixed(self, paths: Sequence[str], reason: str | None, others: Sequence[object]) -> None:
        """Raise `click.UsageError` for options that exclude each other.

        `reason` is that of --add-suppressions, and `others` are options that a diff leaves no use.
        """
        if self.make and self.show:
            raise click.UsageError("--fix and --diff exclude each other.")
        if self.unsafe and not self.are_wanted:
            raise click.UsageError("--unsafe-fixes goes with --fix or --diff.")
        if self.are_wanted and reason is not None:
            raise click.UsageError("--add-suppressions excludes --fix and --diff.")
        if self.are_wanted and "-" in paths:
            raise click.UsageError("--fix and --diff need files, and - is none.")
        if self.show and any(others):
            raise click.UsageError("--diff writes no report; give no --format, --output or --quiet.")

    def worked_out(
        self, check: Callable[[], Report], asked: Sequence[str], least: Level
    ) -> "tuple[Report, Fixed | None]":
        """Give what a check finds after the fixes were made in memory, and these: see `flowlint.fixing.fix`."""
        if not self.are_wanted:
            return check(), None
        from flowlint.fixing import fix

        made = fix(check, asked, unsafe=self.unsafe, least=least)
        return made.report, made

    def carried_out(self, made: "Fixed | None") -> bool:
        """Write the files that fixes changed, or show what would change and end; tell whether all went well."""
        if made is not None and self.show:
            _print_diff(made)
        return made is None or _write(made)


def fixing(command: Command) -> Command:
    """Add the options to a command, which is given `fixes` in their place."""

    @wraps(command)
    def with_fixes(*args: Any, fix: bool, diff: bool, unsafe_fixes: bool, **rest: Any) -> Any:
        return command(*args, fixes=Fixes(fix, diff, unsafe_fixes), **rest)

    for option in reversed(_OPTIONS):
        with_fixes = option(with_fixes)
    return with_fixes  # type: ignore[return-value]


def _write(made: "Fixed") -> bool:
    """Write the files that fixes changed, say how many and why others were left alone; tell whether all went well."""
    from flowlint.fixing import CannotChange, write

    if made.report.failures:
        tell("nothing was fixed, because not all could be checked")
    well = True
    written: set[str] = set()
    for group in made.groups():
        try:
            write(group)
        except (CannotChange, OSError) as problem:
            names = ", ".join(one.path for one in group)
            why = in_words(problem) if isinstance(problem, OSError) else problem
            tell(f"not fixed: {names}: {why}")
            well = False
        else:
            written.update(one.path for one in group)
    _say_what_is_left_alone(made)
    fixes = sum(written.issuperset(finding.fix.paths) for finding in made.findings if finding.fix)
    if fixes:
        tell(f"fixed {counted(fixes, 'finding')} in {counted(len(written), 'file')}")
    _say_what_is_uncovered(made)
    return well


def _print_diff(made: "Fixed") -> NoReturn:
    """Write what fixes would change to standard output as a unified diff, and end: with 1 where there is any."""
    from flowlint.fixing import diff

    end_unless_whole(made.report, "nothing was fixed")
    with writing("the diff"):
        for line in diff(made.changed):
            click.echo(line, nl=False)
    _say_what_is_left_alone(made)
    if made.findings:
        tell(f"would fix {counted(len(made.findings), 'finding')} in {counted(len(made.changed), 'file')}")
    _say_what_is_uncovered(made)
    sys.exit(int(bool(made.changed)))


def _say_what_is_left_alone(made: "Fixed") -> None:
    refused = sorted(made.refused.items())
    in_part = {one.path for one in made.changed}
    for path, why in refused[:SHOWN]:
        tell(f"{'not all fixed' if path in in_part else 'not fixed'}: {path} {why}")
    if len(refused) > SHOWN:
        tell(f"not fixed: {len(refused) - SHOWN:,} more files")


def _say_what_is_uncovered(made: "Fixed") -> None:
    """Tell that something is found only now, and that no fix brought it."""
    if made.uncovered:
        found = counted(len(made.uncovered), "finding")
        tell(f"{found} came to light: a block is checked only once it has a type that Connect knows")
