"""A report to its destination: standard output, or a file that is written whole or not at all."""

import importlib
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from flowlint.report import Report

FORMATS: Mapping[str, str] = {
    "text": "for a person: each finding with the lines around it and the path that shows it",
    "concise": "one line for each finding",
    "json": "for programs: version 1 of a format that stays as it is",
    "sarif": "SARIF 2.1.0 for code scanning",
    "github": "annotations of a GitHub workflow",
    "gitlab": "a code quality report of GitLab",
    "junit": "JUnit XML, for all that shows tests",
    "markdown": "a comment on a pull request",
}


def write(report: Report, format_name: str, stream: TextIO) -> None:
    """Write a report to a stream in one of `FORMATS`."""
    importlib.import_module(f"flowlint.output.{format_name}").write(report, stream)


def write_file(report: Report, format_name: str, path: Path) -> None:
    """Write a report to a file, as `write_text` does. Raises `OSError` when the file cannot be written."""
    text = io.StringIO()
    write(report, format_name, text)
    write_text(text.getvalue(), path)


def write_text(text: str, path: Path) -> None:
    """Write a text to a file; whatever goes wrong, the file is what it was before or the whole text.

    What is no character becomes an escape. Raises `OSError` when the file cannot be written.
    """
    import tempfile

    data = text.encode("utf-8", "backslashreplace")
    if path.exists() and not path.is_file():
        path.write_bytes(data)  # a pipe or a device is never replaced, and has nothing to keep whole
        return
    path = Path(os.path.realpath(path))  # a link stays, and what it leads to is replaced
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes files for their owner alone; this one is as readable as any new file.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
