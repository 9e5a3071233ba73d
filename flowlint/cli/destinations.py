"""Where reports go: one to standard output, in the format asked for, and any to files."""

import io
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import click

from flowlint.cli.common import FAILED, tell, writing
from flowlint.output.printable import printable
from flowlint.output.writing import FORMATS, write, write_file
from flowlint.reading.walking import shown_path
from flowlint.report import Report
from flowlint.settings import SettingOrigin, Settings
from flowlint.settings.mistakes import SettingsProblem
from flowlint.text.closest import closest_name

_GITHUB = "github"


@dataclass(frozen=True, slots=True)
class Destinations:
    """The format for standard output, None where it gets nothing, and the files to write with the format of each."""

    stdout: str | None
    files: tuple[tuple[str, Path], ...]

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
        if _GITHUB in {self.stdout, *(name for name, _ in self.files)}:
            from flowlint.output.step_summary import append_step_summary

            try:
                append_step_summary(report)
            except OSError as problem:  # the annotations are there, and the exit code is theirs
                tell(f"the summary of the step cannot be written: {problem.strerror or problem}")
        if failed:
            sys.exit(FAILED)

    @property
    def shown(self) -> bool:
        """Whether a person at a terminal sees the text of the report."""
        return self.stdout == "text" and sys.stdout is not None and sys.stdout.isatty()


def destinations(asked_format: str | None, outputs: Sequence[str], quiet: bool, settings: Settings) -> Destinations:
    """Decide where reports go, by the command line and then by settings.

    `outputs` are FORMAT=FILE, or FILE alone for what standard output would get. Raises `click.UsageError`, and
    `SettingsProblem` for a file that settings must not name.
    """
    files, bare = _asked(outputs)
    from_settings, formats = [], []
    for origin in settings.origins.get(("output",), ()):
        name, _, file = str(origin.value).partition("=")
        if file:
            from_settings.append((name, _inside(origin, file)))
        else:
            formats.append(name)
    stdout = asked_format or next(reversed(formats), None)
    if stdout is None:
        stdout = _GITHUB if os.environ.get("GITHUB_ACTIONS") == "true" and not bare else "text"
    if bare is not None:
        files = [(stdout, bare), *files]
    return Destinations(None if quiet or bare else stdout, _once([*from_settings, *files]))


def _inside(origin: SettingOrigin, file: str) -> Path:
    """Give the path of a file that settings name; it lies below their folder.

    Settings come with what is checked, a stranger's pull request say, and must not write what else is on the machine.
    """
    folder = origin.layer.folder
    if not Path(os.path.realpath(folder / file)).is_relative_to(os.path.realpath(folder)):
        message = (
            f"`output` names {file}, which is not below the folder of these settings; give it on the command line."
        )
        raise SettingsProblem([origin.layer.mistake(origin.path, message)])
    return Path(shown_path(folder / file))


def _asked(outputs: Iterable[str]) -> tuple[list[tuple[str, Path]], Path | None]:
    """Read what the command line says of files: those with a format, and the one without."""
    files: list[tuple[str, Path]] = []
    bare: Path | None = None
    for output in outputs:
        name, equals, file = output.partition("=")
        if equals and name in FORMATS:
            if not file:
                raise click.UsageError(f"--output {output} names no file.")
            files.append((name, Path(file)))
        elif equals and (meant := closest_name(name, FORMATS)):
            raise click.UsageError(f"--output {output}: there is no format {name!r}. Did you mean {meant}?")
        elif bare is not None:
            raise click.UsageError(f"--output {output} needs a format, as in sarif={output}: one file can do without.")
        elif output:
            bare = Path(output)
        else:
            raise click.UsageError("--output is empty.")
    return files, bare


def _once(files: Iterable[tuple[str, Path]]) -> tuple[tuple[str, Path], ...]:
    """Hold that no file is written in two formats, nor a folder; one that is asked for twice is written once."""
    found: dict[str, tuple[str, Path]] = {}
    for name, path in files:
        if os.path.isdir(path):  # noqa: PTH112 - never raises
            raise click.UsageError(f"{printable(str(path))} is a folder; --output takes a file.")
        before, _ = found.setdefault(os.path.realpath(path), (name, path))
        if before != name:
            raise click.UsageError(f"{printable(str(path))} would be written as {before} and as {name}.")
    return tuple(found.values())


def _write_stdout(report: Report, format_name: str) -> None:
    if sys.stdout is not None:  # None is what Python makes of a closed one
        stream = cast(io.TextIOWrapper, sys.stdout)
        stream.reconfigure(errors="backslashreplace", newline="\n")
        write(report, format_name, stream)
        stream.flush()
