"""Suppressions: what holds findings back on purpose, in a note that the designer shows or in settings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flowlint.model.flow import Flow
from flowlint.report import Cause
from flowlint.source import Source
from flowlint.text.json_values import JsonPath
from flowlint.text.patterns import escape

_BEGINNING = r"(?<![^\r\n])[^\S\r\n]*flowlint(?::|[^\S\r\n]+ignore\b)"
_AFTER_TEXT = r"(?<![\w./\"'`“„‘«-])flowlint:[^\S\r\n]*ignore\b"
_LINE = re.compile(rf"(?:{_BEGINNING}|{_AFTER_TEXT})[^\r\n]*", re.IGNORECASE)
"""A line that begins with `flowlint:`, whatever it says then, or with `flowlint ignore`; or the rest of one from
`flowlint: ignore` on, where other text stands before it. What stands in quotes is only spoken of."""
_WHAT = re.compile(r"\s*flowlint\s*:?\s*(\w*)(.*)", re.IGNORECASE | re.DOTALL)
_VERB = "ignore"
# The designer, like any editor, may have made one dash of the two; a person may have typed one alone.
_DASHES = re.compile(r"--+|–|—|(?<=\s)-(?=\s)")


@dataclass(frozen=True, eq=False)
class Suppression:
    """Something that holds findings back: rules, where, and why.

    One without rules, without a reason, or detached holds nothing back.
    """

    cause: Cause
    rules: tuple[str, ...]
    """Ids of rules, or patterns of them."""
    reason: str
    block: str | None
    """A pattern of the id, the name or the label of the blocks that it is about; None where it names none."""
    flow: Flow | None
    """The flow whose note it is; None for one in settings."""
    text: str
    """The line of the note, or what the entry of settings is about."""
    path: JsonPath = ()
    """Where the note stands in the flow's document."""
    span: tuple[int, int] = (0, 0)
    """Which part of the note, or of the text of the settings, it is; in code points."""
    note: str = ""
    """The whole text of the note."""
    detached: bool = False
    """Whether the note is attached to a block that its flow has not, so that it is about nothing."""
    source: Source | None = None
    """The text of the settings file; None for a note."""

    @property
    def file(self) -> str | None:
        """The settings file that it stands in; None for a note."""
        return self.source.path if self.source else None


class SuppressionProblem(NamedTuple):
    """What is wrong with a suppression: which of its rules do not exist, and which hold back nothing."""

    suppression: Suppression
    unknown: Mapping[str, tuple[str, ...]]
    """For each name that is no rule's, the names most like it."""
    unused: tuple[str, ...]


def notes(flow: Flow) -> Iterator[Suppression]:
    """Give the suppressions among the notes of a flow: each line of a note that says `flowlint: ignore`.

    A note that is attached to a block is about that block, one that is attached to none about the whole flow.
    """
    metadata = flow.document.get("Metadata") if isinstance(flow.document, dict) else None
    annotations = metadata.get("Annotations") if isinstance(metadata, dict) else None
    for index, note in enumerate(annotations if isinstance(annotations, list) else ()):
        content = note.get("content") if isinstance(note, dict) else None
        if isinstance(content, str):
            for line in _LINE.finditer(content):
                yield _note(flow, note.get("actionId"), ("Metadata", "Annotations", index, "content"), line)


def _note(flow: Flow, attached: Any, path: JsonPath, line: re.Match[str]) -> Suppression:
    rules, reason = read_line(line.group())
    of_flow = attached is None or attached == ""
    detached = not of_flow and not (isinstance(attached, str) and attached in flow.by_id)
    block = None if of_flow or detached else escape(attached)
    text = line.group().strip()
    return Suppression("flow", rules, reason, block, flow, text, path, line.span(), line.string, detached)


def read_line(line: str) -> tuple[tuple[str, ...], str]:
    """Read `flowlint: ignore RULE, RULE -- reason`: its rules, each once, and the reason; "" where it is missing."""
    what = _WHAT.fullmatch(line)
    if what is None or what[1].lower() != _VERB:
        return (), ""
    names, *reason = _DASHES.split(what[2], maxsplit=1)
    return tuple(dict.fromkeys(names.replace(",", " ").split())), "".join(reason).strip()
