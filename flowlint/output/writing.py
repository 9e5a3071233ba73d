"""A report to its destination: standard output, or a file that is written whole or not at all."""

import errno
import importlib
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from flowlint.output.ci_commands import listened_to, with_annotations_alone, without_commands
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
    "csv": "for a spreadsheet: a row for each finding",
    "asff": "for AWS Security Hub: each line a request to BatchImportFindings; AWS_ACCOUNT_ID and AWS_REGION say whose",
}

SHOW_LINES = ("text", "junit")
"""The formats that show the lines around a finding."""
SHOW_SUPPRESSED = ("text", "markdown", "json", "sarif")
"""The formats that have a place for findings that were held back."""
_NAMED = 50
"""How many characters of a file's name its temporary file is named after."""


def write(report: Report, format_name: str, stream: TextIO) -> None:
    """Write a report to a stream in one of `FORMATS`."""
    importlib.import_module(f"flowlint.output.{format_name}").write(report, stream)


def write_file(report: Report, format_name: str, path: Path) -> None:
    """Write a report to a file, as `write_text` does. Raises `OSError` when the file cannot be written."""
    stream = io.StringIO()
    write(report, format_name, stream)
    write_unheard(stream.getvalue(), path, annotations=format_name == "github")


def write_unheard(text: str, path: Path, *, annotations: bool = False) -> None:
    """Write a text to a file as `write_text` does; where a CI system reads it, nothing but annotations is a command."""
    if _is_stream(path) and listened_to():
        text = with_annotations_alone(text) if annotations else without_commands(text)
    write_text(text, path)


def write_text(text: str, path: Path, *, follow: bool = True) -> None:
    """Write a text to a file; whatever goes wrong, the file is what it was before or the whole text.

    A link stays, and what it leads to is replaced; without `follow` it is the link. What is no character becomes an
    escape. Raises `OSError` when the file cannot be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    if follow and _is_stream(path):
        path.write_bytes(data)  # a pipe or a device is never replaced, and has nothing to keep whole
        return
    path = Path(os.path.realpath(path)) if follow else path
    with _whole(data, path, _mode(path)) as temporary:
        temporary.replace(path)


def write_new(data: bytes, path: Path) -> None:
    """Write a file that is not there, whole or not at all. Raises `OSError`, `FileExistsError` for one that is."""
    with _whole(data, path, _mode(path)) as temporary:
        if os.name == "nt":
            temporary.rename(path)  # which replaces nothing there
        else:
            os.link(temporary, path)
            temporary.unlink()


def rewrite(path: Path, read: bytes, data: bytes) -> None:
    """Write what a file is to hold from now on; whatever goes wrong, it is what it was before or the new content.

    `read` is what it held. A link stays, and what it leads to is written. Raises `OSError`, also for a file that may
    not be written or holds something else by now.
    """
    path = Path(os.path.realpath(path))
    with path.open("r+b") as file:  # refused for a file that may not be written, though its folder may
        if file.read(len(read) + 1) != read:
            raise OSError(errno.EBUSY, "it has changed since it was read")
    with _whole(data, path, _mode(path)) as temporary:
        temporary.replace(path)


def write_all_new(files: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet, each whole, with the folders they need. Raises `OSError` as `write_new` does.

    When one fails, all are taken away again. A run that is killed leaves some; the next one adds the others.
    """
    made: list[Path] = []
    try:
        for path, content in files.items():
            for folder in reversed(path.parents):
                if not folder.is_dir():
                    folder.mkdir()
                    made.append(folder)
            made.append(path)  # before it is there: an interrupt may come in between
            write_new(content, path)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                if path.is_dir():
                    path.rmdir()
                elif path.read_bytes() == files[path]:  # what another process put in the way stays
                    path.unlink()
        raise


def replace_all(files: Mapping[Path, tuple[bytes, bytes]]) -> None:
    """Write files that are there in the place of what they hold, each whole; `files` has what that is, and the new.

    No file is replaced before all can be. Where one fails all the same, those before it get back what they held.
    Raises `OSError`. A run that is killed may leave some replaced and others not.
    """
    with ExitStack() as stack:
        ready = {path: stack.enter_context(_whole(after, path, _mode(path))) for path, (_, after) in files.items()}
        done: list[Path] = []
        try:
            for path, temporary in ready.items():
                done.append(path)  # before it is there: an interrupt may come in between
                temporary.replace(path)
        except BaseException:
            for path in done:
                with suppress(OSError), _whole(files[path][0], path, _mode(path)) as temporary:
                    temporary.replace(path)
            raise


@contextmanager
def _whole(data: bytes, path: Path, mode: int) -> Iterator[Path]:
    """Give a temporary file with all the content of one beside it, which goes if it is not moved away."""
    import tempfile

    # A name may be as long as names can be, and in bytes longer than in characters.
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:_NAMED]}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(mode)  # mkstemp makes files for their owner alone
        yield temporary
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _is_stream(path: Path) -> bool:
    """Tell whether a path leads to a pipe or a device, standard output say."""
    return path.exists() and not path.is_file()


def _mode(path: Path) -> int:
    """Give the mode of a file, or that of any new one."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
