"""GitHub workflow commands: annotations where they stand in the files, the gravest first, and the counts in a line."""

import os
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TextIO

from flowlint.output.printable import printable
from flowlint.output.repository import from_root
from flowlint.output.wording import outcome, summary
from flowlint.report import Failure, Finding, Level, Report, Unread

_SHOWN = 10
"""How many annotations of each kind GitHub shows for one step; it drops the others without a word."""

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def write(report: Report, stream: TextIO) -> None:
    """Write the annotations that GitHub will show, then plain lines: how many more there are, and the counts."""
    left = 0
    for level in Level:
        all_of_it = _annotations(report, level)
        stream.writelines(f"{line}\n" for line in islice(all_of_it, _SHOWN))
        left += sum(1 for _ in all_of_it)
    if left:
        stream.write(f"{left:,} more not shown here: GitHub shows {_SHOWN} annotations of each kind for a step.\n")
    stream.write(f"{summary(report)}\n")


def _annotations(report: Report, level: Level) -> Iterator[str]:
    """Give the commands for all that is of a level; what could not be checked comes before the errors."""
    if level is Level.ERROR:
        yield from map(_failure, report.failures)
    if level is Level.WARNING and report.is_empty:
        yield _command("warning", None, {}, "flowlint", outcome(report))
    yield from (_finding(finding) for finding in report.findings if finding.level is level)
    if level is Level.NOTE:
        yield from map(_unread, report.unread)


def _finding(finding: Finding) -> str:
    place = finding.place
    where = {"line": place.line, "endLine": place.end_line}
    if place.line == place.end_line:  # GitHub takes columns within one line only, and the last one is part of it
        where |= {"col": place.column, "endColumn": max(place.column, place.end_column - 1)}
    return _command(_COMMANDS[finding.level], finding.path, where, f"flowlint: {finding.rule}", finding.message)


def _failure(failure: Failure) -> str:
    title = "flowlint: could not be checked"
    if os.path.isfile(failure.path):  # noqa: PTH113 - Path.is_file raises where a folder may not be entered
        return _command("error", failure.path, {"line": 1}, title, failure.message)
    return _command("error", None, {}, title, str(failure))


def _unread(unread: Unread) -> str:
    return _command("notice", unread.path, {"line": unread.line}, "flowlint: could not be read", unread.reason)


def _command(name: str, path: str | None, where: Mapping[str, int], title: str, message: str) -> str:
    file = {} if path is None else {"file": from_root(path, "GITHUB_WORKSPACE")}
    properties = {**file, **where, "title": title}
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {written}::{_data(message)}"


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _data(text: str) -> str:
    """Escape text for a command; it has no line breaks, since the log of the job shows it on a terminal."""
    return printable(text).replace("%", "%25")
