"""Standard output and error where a CI system reads them: nothing in them is a command to it.

GitHub obeys a line that begins with `::` and, anywhere in a line, `##[…]`; Azure Pipelines `##vso[…]` and `##[…]`;
TeamCity `##teamcity[…]`. Names in flows, and names of files, may look like these.
"""

import codecs
import io
import os
import re
import sys
from typing import cast

_LISTENING = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
"""Variables that tell of a system that reads commands."""

_ANYWHERE = re.compile(r"##(?=\w*\[)")
_AT_BEGINNING = re.compile(r"((?:^|(?<=\r))[^\S\r\n]*:):", re.MULTILINE)


def listened_to() -> bool:
    """Tell whether a CI system reads commands from what we write."""
    return any(os.environ.get(name, "").lower() not in {"", "false"} for name in _LISTENING)


def without_commands(text: str) -> str:
    r"""Give a text with `\uXXXX` for a character of each command, as JSON reads it and other formats have escapes."""
    return with_annotations_alone(_AT_BEGINNING.sub(r"\1\\u003a", text))


def with_annotations_alone(text: str) -> str:
    """Break all commands in a text but those that begin a line with `::`, which are the annotations of GitHub."""
    return _ANYWHERE.sub(r"#\\u0023", text)


class _Unheard(io.TextIOWrapper):
    """A stream in which nothing is a command. Each text that is written begins a line, or goes on with none."""

    def write(self, text: str) -> int:
        super().write(without_commands(text))
        return len(text)

    def write_annotations(self, text: str) -> None:
        """Write a text whose annotations are meant."""
        super().write(with_annotations_alone(text))


def write_annotations(text: str, stream: io.TextIOWrapper) -> None:
    """Write a text with annotations of GitHub to a stream, which may be one of ours."""
    if isinstance(stream, _Unheard):
        stream.write_annotations(text)
    else:
        stream.write(text)


def take_streams() -> None:
    """Put streams without commands in the place of standard output and error, where somebody reads commands."""
    if not listened_to():
        return
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and not isinstance(stream, _Unheard):
            encoding, errors, line_buffering = _kept(stream.encoding), stream.errors, stream.line_buffering
            stream.flush()
            buffer = cast(io.BufferedWriter, stream.detach())
            setattr(sys, name, _Unheard(buffer, encoding, errors, line_buffering=line_buffering))


def _kept(encoding: str) -> str:
    """Give the encoding of a stream of ours in place of another: click goes past one in ASCII, and writes UTF-8 below.

    So UTF-8 it is, which each CI system reads.
    """
    return "utf-8" if codecs.lookup(encoding).name == "ascii" else encoding
