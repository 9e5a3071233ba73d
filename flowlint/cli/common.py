"""What several commands do alike: load the rule packs, speak on standard error, end where nothing can be written."""

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

import click

from flowlint.interrupts import unwrapped_interrupts

if TYPE_CHECKING:
    from pathlib import Path

    from flowlint.packs import Packs
    from flowlint.report import Report, Risen, Unread
    from flowlint.rule import Rule

COMMAND_LINE = "the command line"
"""What mistakes in settings call the options."""

FAILED = 2
"""The exit code of a run that failed itself."""

PAGE = ("report", "jinja2", "markupsafe", "markdown_it")
"""The extra that pages for people need, and the packages of it."""

SHOWN = 10
"""How many of many are named on standard error."""

_STDIN = "-"
"""What stands for standard input among paths."""


def loaded_packs() -> "Packs":
    """Give the rules of all packs, and tell which could not be loaded."""
    from flowlint import packs

    loaded = packs.load()
    for failure in loaded.failures:
        tell(failure.message)
    return loaded


def known_rules(settings_file: "Path | None" = None) -> "tuple[Rule, ...]":
    """Give all rules there are here, by id: those of the packs, and the house rules that settings define.

    The settings are those of the current folder, or the file that is named.
    Where settings are wrong their mistakes are reported, and the rules of the packs are given.
    """
    from flowlint.overrides import Overrides
    from flowlint.settings.mistakes import SettingsProblem

    loaded = loaded_packs()
    try:
        resolver = Overrides(settings_file=settings_file).resolver()
        return resolver.rules(resolver.of_run(["."]))
    except SettingsProblem as problem:
        for mistake in problem.mistakes:
            tell(str(mistake))
        return loaded.rules


@contextmanager
def writing(what: str) -> Iterator[None]:
    """End with exit code 2 where something cannot be written, and go on where its reader has read enough.

    What standard output has no character for, as on Windows where it is no terminal, becomes an escape.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # None where it is closed
        sys.stdout.reconfigure(errors="backslashreplace", newline="\n")
    try:
        yield
    except BrokenPipeError:
        sys.stdout = None  # Python would flush what is left once more at its end
    except OSError as problem:
        sys.stdout = None
        tell(f"{what} cannot be written: {problem.strerror or problem}")
        sys.exit(FAILED)


@contextmanager
def settings_are_right() -> Iterator[None]:
    """End with exit code 2 where settings, a baseline or a revision are wrong, with a line for each mistake."""
    try:
        yield
    except Exception as problem:
        # Imported here: a run from the cache needs none of what these import.
        from flowlint.revisions import NoRevision
        from flowlint.settings.mistakes import SettingsProblem
        from flowlint.suppression.baseline import BaselineProblem

        if isinstance(problem, BaselineProblem | NoRevision):
            tell(str(problem))
            sys.exit(FAILED)
        if not isinstance(problem, SettingsProblem):
            raise
        loaded_packs()  # a rule that is unknown may be one of a pack that failed
        if all(mistake.where == COMMAND_LINE for mistake in problem.mistakes):
            sentences = " ".join(mistake.message[:1].upper() + mistake.message[1:] for mistake in problem.mistakes)
            raise click.UsageError(f"{sentences} See `flowlint rules`.") from None
        for mistake in problem.mistakes:
            tell(str(mistake))
        tell("nothing was checked; `flowlint rules` lists the rules, `flowlint settings` what holds")
        sys.exit(FAILED)


@contextmanager
def running(what: str) -> Iterator[None]:
    """End with exit code 2 where a run cannot go on, and say why; `what` is what was to be written in the end."""
    try:
        # What a rule pack prints must not stand within a report.
        with redirect_stdout(sys.stderr), unwrapped_interrupts(), settings_are_right():
            yield
    except OSError as problem:  # the files answer for themselves; this is the folder that we are in
        tell(f"the current folder cannot be read: {problem.strerror or problem}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        tell(f"interrupted before {what} was written")
        sys.exit(FAILED)


def asked_paths(paths: "Sequence[str]") -> list[str]:
    """Give the paths that a command is asked for, without any the current folder. Raises `click.UsageError`."""
    if "" in paths:
        raise click.UsageError("One of the paths is empty.")
    return list(paths) or ["."]


def hold_that_stdin_is_alone(paths: "Sequence[str]") -> None:
    """Raise `click.UsageError` where standard input is asked for and something beside it."""
    if _STDIN in paths and len(paths) > 1:
        raise click.UsageError("- stands for standard input, and for nothing beside it.")


def hold_that_stdin_is_not_asked_for(paths: "Sequence[str]") -> None:
    """Raise `click.UsageError` where a command that takes files and folders alone is to read standard input."""
    if _STDIN in paths:
        raise click.UsageError("- stands for standard input, which this command does not read; ./- is a file.")


def content_of_stdin() -> bytes:
    """Read standard input, no further than shows that it is too large: it may be a device.

    Raises `click.UsageError` where it is closed.
    """
    from flowlint.reading import MAX_FILE_BYTES

    if sys.stdin is None:
        raise click.UsageError("- stands for standard input, which is closed.")
    return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)


def format_for(file: "Path | None", asked: str | None, endings: "Mapping[str, str]", otherwise: str) -> str:
    """Give the format that is asked for, or else the one that the ending of the file says."""
    return asked or (endings.get(file.suffix.lower()) if file else None) or otherwise


@contextmanager
def needing(what: str, extra: str, *packages: str) -> Iterator[None]:
    """End with exit code 2 where one of the packages of an extra is not installed, and say what installs it."""
    try:
        yield
    except ImportError as problem:
        if problem.name is None or problem.name.partition(".")[0] not in packages:
            raise
        tell(f"{what} needs {problem.name}: pip install 'connect-flowlint[{extra}]'")
        sys.exit(FAILED)


def as_files(paths: "Sequence[str]") -> tuple[str, ...]:
    """Give the paths that a hook names, all of them of files: also -, which is standard input otherwise."""
    return tuple("./-" if one == _STDIN else one for one in paths)


def hold_that_rules_ran(report: "Report") -> None:
    """Raise `click.UsageError` where options and settings left no rule to run."""
    if not report.rules and not report.failures:
        raise click.UsageError("The options and settings leave no rule to run.")


def hold_that_it_can_talk() -> None:
    """Raise `click.UsageError` where a command that talks to a program has no standard input or output."""
    if sys.stdin is None or sys.stdout is None:  # what Python makes of closed ones
        raise click.UsageError("It talks over standard input and output, and one of them is closed.")


def end_unless_whole(report: "Report", otherwise: str) -> None:
    """End where not all could be checked: what was found in the rest is not all. `otherwise` says what was not done."""
    for failure in report.failures:
        tell(str(failure))
    if report.failures:
        tell(f"{otherwise}, because not all could be checked")
        sys.exit(FAILED)


def say_what_is_graver(risen: "Sequence[Risen]") -> None:
    """Tell standard error what the baseline holds back although it knows it at a lower level."""
    for one in risen[:SHOWN]:
        found = one.finding
        at = f"{found.path}:{found.place.line}:{found.place.column}: {found.rule}"
        levels = f"{found.level.value}, no longer {one.before.value}"
        tell(f"graver than in the baseline: {at}: {levels}: {found.message}")
    if len(risen) > SHOWN:
        tell(f"graver than in the baseline: {len(risen) - SHOWN:,} more")


def say_what_is_unread(unread: "Sequence[Unread]") -> None:
    """Tell standard error what may hold a flow and could not be read."""
    for one in unread[:SHOWN]:
        tell(f"{one.path}:{one.line}: may hold a flow, but could not be read: {one.reason}")
    if len(unread) > SHOWN:
        tell(f"{len(unread) - SHOWN:,} more places may hold a flow, but could not be read")


def tell(message: str) -> None:
    """Say something on standard error, without secrets, and escaped as text of a flow or a file name must be."""
    to_stderr(f"flowlint: {as_shown(message)}\n")


def as_shown(text: str) -> str:
    """Give a line that may hold a path, without secrets, and with escapes for what would steer a terminal."""
    from flowlint.output.printable import printable
    from flowlint.secret_forms import masked_path

    return printable(masked_path(text))


def to_stderr(text: str) -> None:
    """Write lines to standard error. Where nobody can read them, the exit code still tells."""
    try:
        click.echo(text, err=True, nl=False)
    except OSError:
        sys.stderr = None  # Python would flush what is left once more at its end


def in_words(problem: OSError) -> str:
    """Say what the system refused, and of which file where it tells."""
    return f"{problem.filename}: {problem.strerror}" if problem.filename else problem.strerror or str(problem)


def tell_of_crash(problem: BaseException) -> None:
    """Say on standard error what ends a command that should not."""
    if isinstance(problem, OSError):
        tell(in_words(problem))
        return
    from flowlint.checking import crash

    tell(crash("flowlint", problem))
