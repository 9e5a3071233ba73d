"""HCL's templates: quoted texts and heredocs, what they escape, indent and fill in."""

import re
from collections.abc import Callable

from flowlint.mapped_text import MappedText, Piece, joined, verbatim
from flowlint.reading.directives import Closings
from flowlint.reading.template import placeholder_end

_SPECIAL = re.compile(r"\$\$\{|%%\{|\$\{|\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_HEREDOC = re.compile(r"<<-?[\w.-]+\r?\n")
_LINE = re.compile(r"[^\n]*\n|[^\n]+$")

Fill = Callable[[MappedText], MappedText]
"""Gives what an interpolation, `${…}` with its braces, stands for."""


def fill(text: MappedText, fill_in: Fill, has_escapes: bool) -> MappedText:
    """Read a template: take its escapes for what they mean, and fill in its interpolations."""
    parts: list[MappedText] = []
    written = text.text
    at, closings = 0, Closings(written)
    while (match := _SPECIAL.search(written, at)) is not None:
        mark, start, end = match.group(), match.start(), match.end()
        if mark[0] == "\\" and not has_escapes:
            parts.append(text.cut(at, start + 1))
            at = start + 1
            continue
        parts.append(text.cut(at, start))
        if mark == "${":
            end = placeholder_end(written, start, closings) or end
            parts.append(fill_in(text.cut(start, end)) if end > match.end() else text.cut(start, end))
        else:
            parts.append(MappedText((Piece(_meaning(mark), *text.outward(start, end)),)))
        at = end
    return joined([*parts, text.cut(at, len(written))])


def _meaning(mark: str) -> str:
    if mark[0] != "\\":
        return mark[1:]
    if mark[1] in "uU" and len(mark) > 2:
        return chr(int(mark[2:], 16))
    return _ESCAPES.get(mark[1], mark[1])


def heredoc(text: str, start: int, end: int) -> MappedText:
    """Give the lines of a heredoc that stands between two offsets, without its marks and, after `<<-`, its indent."""
    head = _HEREDOC.match(text, start, end)
    if head is None:
        return verbatim(text, start, end)
    lines = [(one.start(), one.end()) for one in _LINE.finditer(text, head.end(), end)]
    while lines and not text[slice(*lines[-1])].strip():
        lines.pop()
    lines = lines[:-1]  # the closing mark
    indent = 0
    if text.startswith("<<-", start):
        filled = [text[first:last] for first, last in lines if text[first:last].strip()]
        indent = min((len(line) - len(line.lstrip(" \t")) for line in filled), default=0)
    if lines and not indent:
        return verbatim(text, lines[0][0], lines[-1][1])
    return joined(verbatim(text, min(first + indent, last - 1), last) for first, last in lines)
