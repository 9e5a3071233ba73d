"""Contents of files: read to be changed, kept in their encoding, shown as a diff, and written in their place."""

import difflib
import os
import re
import stat
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from flowlint.checking.hiding import mask_of
from flowlint.files import is_link, read_regular, real_path, reason
from flowlint.output.printable import printable
from flowlint.output.writing import replace_all
from flowlint.reading import MAX_FILE_BYTES, FlowFile, read_text
from flowlint.reading.decoding import NotText, decode, encode_as
from flowlint.secret_forms import masked_path

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_LINE_BREAK = "\\ No newline at end of file\n"


class CannotChange(Exception):
    """Why a file cannot be changed; the message is the end of a sentence that begins with its path."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a file, as it was read and as it is to be."""

    path: str
    before: bytes
    after: bytes

    @property
    def text(self) -> str:
        """What it is to be, decoded."""
        return decode(self.after)

    def with_text(self, text: str) -> "Content":
        """Give the same file with another text, in the encoding that it has."""
        return Content(self.path, self.before, encode_as(text, self.before))


def content_of(path: str, roots: Iterable[str]) -> Content:
    """Read a file that is to be changed. Raises `CannotChange`.

    `roots` are the paths that the run was asked for: through a link that leads out of them nothing is changed.
    """
    file = Path(path)
    if is_link(file):
        raise CannotChange("is a link; name the file that it leads to")
    real = Path(real_path(file))
    if not any(real.is_relative_to(real_path(root)) for root in roots):
        raise CannotChange("lies outside of what is checked")
    try:
        data = read_regular(file, MAX_FILE_BYTES, follow=False)
        mode = file.stat().st_mode
    except OSError as problem:
        raise CannotChange(f"cannot be read: {reason(problem)}") from None
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(file, os.W_OK):
        raise CannotChange("is read-only")
    try:
        if encode_as(decode(data), data) != data:
            raise CannotChange("is written in a way that would not stay as it is")
    except (NotText, UnicodeEncodeError):
        raise CannotChange("is no text that could be written again") from None
    return Content(path, data, data)


def write(contents: Iterable[Content]) -> None:
    """Write files that belong together, each whole or not at all, and none where one cannot be.

    Raises `CannotChange` for a file that is no longer what it was, and `OSError`.
    """
    contents = list(contents)
    for one in contents:
        if read_regular(Path(one.path), MAX_FILE_BYTES, follow=False) != one.before:
            raise CannotChange("was changed by somebody else meanwhile")
    replace_all({Path(one.path): (one.before, one.after) for one in contents})


def diff(contents: Iterable[Content]) -> Iterator[str]:
    """Give what would change, as the lines of a unified diff; with dots in the place of secrets.

    Lines are what `patch` takes for lines: they end at line feeds alone. Around a change stand lines of the flow, and
    nothing of a template that holds it.
    """
    for one in contents:
        texts = [decode(one.before), decode(one.after)]
        files = [read_text(one.path, text) for text in texts]
        mask = mask_of(files, texts)
        before, after = (_LINE.findall(text) for text in texts)
        path = printable(masked_path(one.path))
        header = f"{path}\t" if " " in path else path  # for `patch`, a name ends at the first space or else at a tab
        yield from (f"--- {header}\n", f"+++ {header}\n")
        for line in _hunks(before, after, _of_flows(files[0], len(before))):
            shown = line.rstrip("\r\n")
            end = line[len(shown) :]
            # Nothing in a flow may steer a terminal; a tab and the end of a line do not.
            yield "\t".join(map(printable, mask(shown).split("\t"))) + (
                end if end.endswith("\n") else f"{end}\n{_NO_LINE_BREAK}"
            )


def _of_flows(file: FlowFile, lines: int) -> frozenset[int]:
    """Give the indices of the lines of a file in which flows are written; all where it is a flow itself."""
    sources = [flow.source for flow in file.flows]
    if any(source is source.file for source in sources):
        return frozenset(range(lines))
    if any(len(source.file.line_starts) - lines not in (0, 1) for source in sources):
        return frozenset()  # lines that end at a carriage return alone
    return frozenset(number - 1 for source in sources for number in source.lines_in_file)


def _hunks(before: list[str], after: list[str], around: Container[int]) -> Iterator[str]:
    """Give the hunks of a unified diff, with up to three lines around each, of those whose index is in `around`."""
    for group in difflib.SequenceMatcher(None, before, after).get_grouped_opcodes():
        if group[0][0] == "equal":
            tag, first, end, _, new_end = group[0]
            shown = len([*takewhile(around.__contains__, range(end - 1, first - 1, -1))])
            group[0] = tag, end - shown, end, new_end - shown, new_end
        if group[-1][0] == "equal":
            tag, first, end, new_first, _ = group[-1]
            shown = len([*takewhile(around.__contains__, range(first, end))])
            group[-1] = tag, first, first + shown, new_first, new_first + shown
        yield f"@@ -{_range(group[0][1], group[-1][2])} +{_range(group[0][3], group[-1][4])} @@\n"
        for tag, first, end, new_first, new_end in group:
            if tag == "equal":
                yield from (f" {line}" for line in before[first:end])
            else:
                yield from (f"-{line}" for line in before[first:end])
                yield from (f"+{line}" for line in after[new_first:new_end])


def _range(first: int, end: int) -> str:
    length = end - first
    return str(first + 1) if length == 1 else f"{first + 1 if length else first},{length}"
