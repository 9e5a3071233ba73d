"""The summary of a GitHub job: the Markdown of a comment, with room for the findings that annotations do not show."""

import os
from pathlib import Path
from typing import TextIO

from flowlint.output.markdown import page
from flowlint.report import Report

_ROOM = 1024 * 1024
"""How many bytes the summary of one step may have; GitHub drops all of a longer one."""


def write(report: Report, stream: TextIO) -> None:
    """Write a report as the whole summary of a step."""
    stream.write(page(report, _ROOM))


def append_step_summary(report: Report) -> None:
    """Append a report to the summary of the GitHub step that we run in; elsewhere do nothing.

    What the step has written before counts: if not even the headline fits after it, the summary is left alone.
    Raises `OSError` when it cannot be written.
    """
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    with Path(name).open("ab") as file:
        before = b"\n\n" if file.tell() else b""  # whatever block stands there ends before ours
        room = _ROOM - file.tell() - len(before)
        text = page(report, room).encode()
        if len(text) <= room:
            file.write(before + text)
