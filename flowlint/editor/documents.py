"""What is open in the editor: each document as it is now, and what was last found in it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from flowlint.editor.lines import Change, Lines, lines_of
from flowlint.editor.worker import Examined
from flowlint.files import Question, read_regular, still_true
from flowlint.paths import STDIN, shown_path
from flowlint.reading import MAX_FILE_BYTES
from flowlint.reading.decoding import NotText, decode
from flowlint.report import FileSummary, Finding, Landmark, Outline, Place, Report

_KNOWN_SCHEMES = ("file", "untitled")
"""Others show what is no file that somebody edits: a revision in git, say."""

Range = tuple[tuple[int, int], tuple[int, int]]
"""A range as the editor counts: the line and character of its start and of its end."""


@dataclass(frozen=True)
class Reading:
    """A text, what was found in it, and the texts of all open documents meanwhile, by absolute path.

    `read` are the questions by which files were read for it, with the answers.
    """

    text: str
    report: Report
    beside: Mapping[str, str]
    read: Mapping[Question, str]


@dataclass
class Document:
    """An open document. `path` is None for one that has no file yet."""

    uri: str
    path: str | None
    text: str
    version: int | None
    good: Reading | None = None
    """The last text of which all could be read."""
    broken: Reading | None = None
    """The text since then of which it could not."""
    problems: tuple[str, ...] = ()
    """Why nothing could be checked since then."""
    _changes: dict[str, Change] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The path by which reports know it."""
        return STDIN if self.path is None else shown_path(Path(self.path))

    @property
    def is_current(self) -> bool:
        """Whether what was found is about the text as it is."""
        return self.good is not None and self.broken is None and self.good.text == self.text

    @property
    def absolute(self) -> str | None:
        """The absolute path of its file; None where it has none."""
        return None if self.path is None else os.path.abspath(self.path)  # noqa: PTH100 - resolve() would follow links

    def take(self, text: str, beside: Mapping[str, str], examined: Examined) -> None:
        """Note what was found in a text that the document had; `beside` are those of all documents meanwhile."""
        self.problems, self.broken, self._changes = examined.problems, None, {}
        if examined.report is not None:
            reading = Reading(text, examined.report, beside, examined.read)
            if _is_broken(self.summary(reading)):
                self.broken = reading
            else:
                self.good = reading

    def summary(self, reading: Reading) -> FileSummary | None:
        """Give what a report says of the document as a file."""
        return next((file for file in reading.report.files if file.path == self.shown), None)

    def findings(self) -> Iterator[tuple[Reading, Finding]]:
        """Give what is found in the document itself: what was found last, and where it broke since then."""
        for reading in filter(None, (self.good, self.broken)):
            for finding in reading.report.findings:
                if finding.path == self.shown:
                    yield reading, finding

    def outlines(self) -> list[Outline]:
        """Give the flows of the document as they were last read."""
        return [one for one in self.good.report.outlines if one.path == self.shown] if self.good else []

    def landmark(self, lines: Lines, line: int, character: int) -> tuple[Landmark, tuple[int, int]] | None:
        """Give the landmark at a position, with its span in the text as it is; of several the shortest."""
        if self.good is None:
            return None
        at = lines.offset(line, character)
        inside = []
        for landmark in (one for outline in self.outlines() for one in outline.landmarks):
            start, end = self.span(self.good.text, landmark.place)
            if start <= at < end:
                inside.append((landmark, (start, end)))
        return min(inside, key=lambda one: one[1][1] - one[1][0], default=None)

    def span(self, text: str, place: Place) -> tuple[int, int]:
        """Give the offsets in the document as it is of a place in a text that it had."""
        span = lines_of(text).span(place)
        if text == self.text:
            return span
        if text not in self._changes:
            self._changes[text] = Change(text, self.text)
        change = self._changes[text]
        return change.moved(span[0]), change.moved(span[1])

    def now(self, text: str, version: int | None) -> None:
        """Note what the editor has made of the document."""
        self.text, self.version, self._changes = text, version, {}


class Documents:
    """All open documents, for an editor that counts in an encoding."""

    def __init__(self) -> None:
        self.encoding = "utf-16"
        self._by_uri: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(self._by_uri.values())

    def get(self, uri: str) -> Document | None:
        """Give an open document."""
        return self._by_uri.get(uri)

    def open(self, uri: str, text: str, version: int | None) -> Document | None:
        """Note that a document was opened; give None for what is no file that somebody edits."""
        scheme = urlsplit(uri).scheme
        if scheme not in _KNOWN_SCHEMES:
            return None
        path = to_fs_path(uri) if scheme == "file" else None
        self._by_uri[uri] = Document(uri, path, text, version)
        return self._by_uri[uri]

    def close(self, uri: str) -> bool:
        """Forget a document; tell whether it was known."""
        return self._by_uri.pop(uri, None) is not None

    def texts(self) -> dict[str, str]:
        """Give what stands in for files, by absolute path."""
        return {one.absolute: one.text for one in self if one.absolute is not None}

    def of_file(self, path: str) -> Document | None:
        """Give the document that a file is open in, by any path that leads there without links."""
        absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
        return next((one for one in self if one.absolute == absolute), None)

    def lines(self, document: Document) -> Lines:
        """Give the lines of a document as it is."""
        return lines_of(document.text, self.encoding)

    def range(self, document: Document, reading: Reading, place: Place) -> Range:
        """Give the range in a document as it is of a place in a text that was read."""
        return _range(self.lines(document), document.span(reading.text, place))

    def elsewhere(self, reading: Reading, path: str, place: Place) -> tuple[str, Range] | None:
        """Give the URI and the range of a place in any file, as a report names it; None where it cannot be read."""
        document = next((one for one in self if one.shown == path), None)
        if document is not None:
            seen = reading.text if document.absolute is None else reading.beside.get(document.absolute, document.text)
            return document.uri, _range(self.lines(document), document.span(seen, place))
        absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
        uri = from_fs_path(absolute)
        try:
            text = decode(read_regular(Path(absolute), MAX_FILE_BYTES))
        except (OSError, ValueError, NotText):
            return None
        lines = Lines(text, self.encoding)
        return None if uri is None else (uri, _range(lines, lines.span(place)))

    def is_as_seen(self, path: str, reading: Reading) -> bool:
        """Tell whether a file has the text that it had when something was found, and is open if it was."""
        document, absolute = self.of_file(path), os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
        if document is not None or absolute in reading.beside:
            return document is not None and document.text == reading.beside.get(absolute)
        # Not each editor says what changes on disk.
        read = {one: answer for one, answer in reading.read.items() if os.path.abspath(one[1]) == absolute}  # noqa: PTH100
        return bool(read) and still_true(read)


def changed_text(text: str, changes: Sequence[types.TextDocumentContentChangeEvent], encoding: str) -> str:
    """Give what changes make of a text one by one: some editors send parts, although they are asked for all of it."""
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            lines, begin, end = Lines(text, encoding), change.range.start, change.range.end
            start, stop = sorted((lines.offset(begin.line, begin.character), lines.offset(end.line, end.character)))
            text = text[:start] + change.text + text[stop:]
        else:
            text = change.text
    return text


def as_bytes(text: str) -> bytes:
    """Give a text as it would be in a file; half a character is no text there either."""
    return text.encode("utf-8", "surrogatepass")


def _range(lines: Lines, span: tuple[int, int]) -> Range:
    return lines.position(span[0]), lines.position(span[1])


def _is_broken(file: FileSummary | None) -> bool:
    """Tell whether a file was meant to hold flows of which none could be read."""
    return file is not None and not file.flows and (file.skipped is None or bool(file.unread))
