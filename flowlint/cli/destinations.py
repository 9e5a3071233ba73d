"""Where reports go: one to standard output, in the format asked for, and any to files."""

import io
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, cast

import click

from flowlint.cli.common import FAILED, as_shown, tell, writing
from flowlint.files import OTHER, is_link, kind, read_regular
from flowlint.output.ci_commands import write_annotations
from flowlint.output.printable import printable
from flowlint.output.writing import FORMATS, write, write_file
from flowlint.report import Report
from flowlint.settings import SettingOrigin, Settings
from flowlint.text.words import joined

_GITHUB, _ASFF = "github", "asff"
_STDOUT = "-"
_DEVICES = "/dev"
"""Where links to standard output lie, which may be a file."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""What stands before an equals sign and can only be meant as a format."""
_CALLED = {
    "annotations": "github",
    "aws": "asff",
    "checkstyle": "junit",
    "code-quality": "gitlab",
    "codeclimate": "gitlab",
    "codequality": "gitlab",
    "excel": "csv",
    "html": "markdown",
    "md": "markdown",
    "security-hub": "asff",
    "securityhub": "asff",
    "sonar": "sarif",
    "sonarqube": "sarif",
    "txt": "text",
    "xml": "junit",
    "xunit": "junit",
}
"""What other tools call a format that is like one of ours, or what readers of one expect."""


class Destinations(NamedTuple):
    """The format for standard output, None where it gets nothing, and the files to write with the format of each.

    `left_out` are the files that settings name and nobody allowed.
    """

    stdout: str | None
    files: tuple[tuple[str, Path], ...]
    left_out: tuple[SettingOrigin, ...] = ()

    def write(self, report: Report) -> None:
        """Write the report everywhere; files first, so that whoever reads the text finds them.

        A file that cannot be written keeps no other from it, nor standard output; it ends the run with 2 after them.
        """
        failed = False
        for format_name, path in self.files:
            try:
                write_file(report, format_name, path)
            except BrokenPipeError:  # a named pipe, whose reader has read enough
                continue
            except OSError as problem:
                tell(f"{path} cannot be written: {problem.strerror or problem}")
                failed = True
        if self.stdout is not None:
            with writing("the report"):
                _write_stdout(report, self.stdout)
        if _GITHUB in self.formats:
            from flowlint.output.step_summary import append_step_summary

            try:
                append_step_summary(report)
            except OSError as problem:  # the annotations are there, and the exit code is theirs
                tell(f"the summary of the step cannot be written: {problem.strerror or problem}")
        if failed:
            sys.exit(FAILED)

    @property
    def formats(self) -> frozenset[str]:
        """The formats that are written anywhere."""
        return frozenset(name for name in (self.stdout, *(name for name, _ in self.files)) if name is not None)

    @property
    def shown(self) -> bool:
        """Whether whoever reads standard error sees what the report says could not be checked."""
        if self.stdout != "text" or sys.stdout is None:
            return self.stdout == _GITHUB
        return sys.stdout.isatty() or _is_one_stream()


def destinations(
    asked_format: str | None, outputs: Sequence[str], quiet: bool, settings: Settings, allowed: bool
) -> Destinations:
    """Decide where reports go, by the command line and then by settings.

    `outputs` are FORMAT=FILE, or FILE alone for what standard output would get; `allowed` says whether settings may
    name files. Raises `click.UsageError`, and `SettingsProblem` for a file that settings must not name.
    """
    files, bare, for_stdout = _asked(outputs)
    if for_stdout is not None and (bare is not None or asked_format not in (None, for_stdout)):
        other = bare or f"--format {asked_format}"
        raise click.UsageError(f"--output {for_stdout}={_STDOUT} and {other} exclude each other.")
    for path in (bare, *(path for _, path in files)):
        if path is not None:
            hold_that_no_input_is_lost(path, settings)
    from_settings, formats, left_out = [], [], []
    for origin in settings.origins.get(("output",), ()):
        name, _, file = str(origin.value).partition("=")
        if not file:
            formats.append(name)
        elif allowed:
            from_settings.append((name, _of_settings(settings, origin, name, file)))
        else:
            left_out.append(origin)
    stdout = asked_format or for_stdout or next(reversed(formats), None)
    if stdout is None:
        stdout = _GITHUB if os.environ.get("GITHUB_ACTIONS") == "true" and not bare else "text"
    if bare is not None:
        files = [(stdout, bare), *files]
    found = Destinations(None if quiet or bare else stdout, _once([*from_settings, *files]), tuple(left_out))
    if _ASFF in found.formats:
        _hold_that_account_and_time_are_known()
    return found


def _hold_that_account_and_time_are_known() -> None:
    """Raise `click.UsageError`, before a run, where Security Hub could not be told whose they are, or when."""
    from flowlint.output.asff import NoAccount, NoTime, account, now

    try:
        account()
        now()
    except NoAccount as problem:
        raise click.UsageError(f"The format asff names an account and a region: {problem}.") from None
    except NoTime as problem:
        raise click.UsageError(f"The format asff names a time: {problem}.") from None


def _of_settings(settings: Settings, origin: SettingOrigin, format_name: str, file: str) -> Path:
    """Give the path of a report that settings name: a new file, or a report that was written there before."""
    from flowlint.output.recognition import ENDINGS, is_report
    from flowlint.settings.named_files import named_file, refused

    path = named_file(settings, origin, file)
    endings = ENDINGS[format_name]
    if not path.name.lower().endswith(endings):
        raise refused(origin, file, f"and a report in the format {format_name} ends in {joined(endings, 'or')}.")
    if os.path.lexists(path) and not is_report(path, format_name):
        what = f"which is there and is no such report of flowlint in the format {format_name}"
        raise refused(origin, file, f"{what}; name another, or give it on the command line.")
    return path


def hold_that_no_input_is_lost(path: Path, settings: Settings) -> None:
    """Hold that a report goes to a file, and to none that is a flow, settings, a baseline or what a link leads to.

    A link in a folder from elsewhere may lead to any file of whoever names it.
    """
    from flowlint.output.recognition import is_any_report
    from flowlint.reading import read_bytes
    from flowlint.settings.layers import OWN_FILE, SHARED_FILE
    from flowlint.suppression.baseline import BaselineProblem, load

    shown = printable(str(path))
    if shown == _STDOUT:
        raise click.UsageError("--output - stands for standard output, and a file is asked for; name one.")
    real = os.path.realpath(path)
    if path.name in {OWN_FILE, SHARED_FILE} or any(
        real == os.path.realpath(layer.name) for layer in settings.layers if layer.is_file
    ):
        raise click.UsageError(f"{shown} is a file of settings, which no report may replace; name another file.")
    if (content := _content(path)) is not None:
        found = read_bytes(str(path), content)
        if found.flows or found.problems:
            raise click.UsageError(f"{shown} holds a flow, which no report may replace; name another file.")
        with suppress(BaselineProblem):
            load(path)
            raise click.UsageError(f"{shown} is a baseline, which no report may replace; name another file.")
    leads_on = is_link(path) and kind(path) != OTHER and not path.is_relative_to(_DEVICES)
    if leads_on and not (content and is_any_report(Path(real))):
        raise click.UsageError(f"{shown} is a link, and to no report of flowlint; name the file that it leads to.")


def _content(path: Path) -> bytes | None:
    """Read what is at a path; None where nothing is, or a pipe or a device, which are never replaced."""
    from flowlint.reading import MAX_FILE_BYTES

    try:
        return read_regular(path, MAX_FILE_BYTES)
    except OSError:
        return None


def _asked(outputs: Iterable[str]) -> tuple[list[tuple[str, Path]], Path | None, str | None]:
    """Read what the command line says of files: those with a format, the one without, and the format for `-`."""
    files: list[tuple[str, Path]] = []
    to_stdout: list[str] = []
    bare: Path | None = None
    for output in outputs:
        name, equals, file = output.partition("=")
        if equals and name in FORMATS:
            if not file:
                raise click.UsageError(f"--output {output} names no file.")
            if file == _STDOUT:
                to_stdout.append(name)
            else:
                files.append((name, Path(file)))
        elif equals and _WORD.fullmatch(name):
            from flowlint.text.closest import closest_name

            meant = _CALLED.get(name.lower()) or closest_name(name, FORMATS)
            hint = f"Did you mean {meant}?" if meant else f"There are {joined(FORMATS)}; a file is ./{output}."
            raise click.UsageError(f"--output {output}: there is no format {name!r}. {hint}")
        elif bare is not None:
            raise click.UsageError(f"--output {output} needs a format, as in sarif={output}: one file can do without.")
        elif output:
            bare = Path(output)
        else:
            raise click.UsageError("--output is empty.")
    if len(set(to_stdout)) > 1:
        raise click.UsageError(f"--output: standard output cannot get {joined(to_stdout)}.")
    return files, bare, next(iter(to_stdout), None)


def _once(files: Iterable[tuple[str, Path]]) -> tuple[tuple[str, Path], ...]:
    """Hold that no file is written in two formats, nor a folder; one that is asked for twice is written once."""
    found: dict[str, tuple[str, Path]] = {}
    for name, path in files:
        if os.path.isdir(path):  # noqa: PTH112 - never raises
            raise click.UsageError(f"{as_shown(str(path))} is a folder; --output takes a file.")
        before, _ = found.setdefault(os.path.realpath(path), (name, path))
        if before != name:
            raise click.UsageError(f"{as_shown(str(path))} would be written as {before} and as {name}.")
    return tuple(found.values())


def _is_one_stream() -> bool:
    """Tell whether standard output and standard error end up in one place, as in the log of a build."""
    try:
        return os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
    except (OSError, ValueError, AttributeError):
        return False


def _write_stdout(report: Report, format_name: str) -> None:
    if sys.stdout is not None:  # None is what Python makes of a closed one
        stream = cast(io.TextIOWrapper, sys.stdout)
        if format_name == _GITHUB:
            annotations = io.StringIO()
            write(report, format_name, annotations)
            write_annotations(annotations.getvalue(), stream)
        else:
            write(report, format_name, stream)
        stream.flush()
