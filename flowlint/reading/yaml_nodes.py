"""YAML as values with places, read as CloudFormation reads it: scalars as they are written, short tags as functions."""

import re
from typing import Any

from flowlint.mapped_text import NOTHING, MappedText, Piece, verbatim
from flowlint.reading.nodes import Hole, Items, Member, Members, Node, Scalar, merged
from flowlint.source import Source

_ANCHOR = re.compile(r"&\S*")
_PLAIN_TAG = re.compile(r"tag:yaml\.org,2002:")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_NUMBER_START = re.compile(r"-?\d")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING_WORDS = {"", "~", "null", "Null", "NULL"}
_WITHOUT_PREFIX = {"!Ref": "Ref", "!Condition": "Condition"}
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)", re.DOTALL)
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
# Looked for from the first of some blanks alone, and without a way back: there may be any number of them.
_FOLD = re.compile(
    r"(?<![ \t])[ \t]*+(?:\r\n|[\r\n\x85\u2028\u2029])(?:[ \t]*+(?:\r\n|[\r\n\x85\u2028\u2029]))*+[ \t]*+"
)
_SPECIAL = {
    "'": re.compile(rf"''|{_FOLD.pattern}"),
    '"': re.compile(rf"{_ESCAPE.pattern}|{_FOLD.pattern}", re.DOTALL),
}
"""What a scalar in quotes may hold besides its characters: its escapes, and folds."""
_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029]|$)")
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_DEEPEST = 200
_MOST_MERGED = 100_000
"""How many keys `<<` brings into objects altogether: in a chain of them, each brings those of all before it."""


class NotYaml(Exception):
    """A text that is no YAML, and the line at which it stops to be."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def read(source: Source) -> Node | None:
    """Read a file's one document, None for an empty one. Raises `NotYaml`, also for a file with several."""
    documents = read_all(source)
    if len(documents) > 1:
        raise NotYaml("there are several documents", source.place(documents[1].start, documents[1].start + 1).line)
    return documents[0] if documents else None


def read_all(source: Source) -> list[Node]:
    """Read the documents of a file, without those that are empty. Raises `NotYaml`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        roots = list(yaml.compose_all(source.text, Loader=loader))
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise NotYaml(str(problem.problem or problem.context), mark.line + 1 if mark else 1) from None
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as problem:  # for what is no character
        raise NotYaml(str(problem).partition("\n")[0], 1) from None
    return [_Reader(source).read(root) for root in roots if root is not None]


class _Reader:
    """Turns nodes of PyYAML into ours; one that is the target of many aliases is turned once. Raises `NotYaml`."""

    def __init__(self, source: Source) -> None:
        self.source, self.text = source, source.text
        self.made: dict[int, Node] = {}
        self.merged = 0
        self.shift = 1 if source.text[:1] == "\ufeff" else 0

    def read(self, node: Any, depth: int = 0) -> Node:
        if id(node) in self.made:
            return self.made[id(node)]
        start, end = node.start_mark.index, node.end_mark.index
        made: Node
        if depth > _DEEPEST:
            made = Hole(self.source, start, end, "…")
        else:
            self.made[id(node)] = Hole(self.source, start, end, "…")  # an anchor that holds itself
            made = self._tagged(node, depth)
        self.made[id(node)] = made
        return made

    def _tagged(self, node: Any, depth: int) -> Node:
        """Read a node; `!Sub x` is what `Fn::Sub: x` is."""
        start, end = node.start_mark.index, node.end_mark.index
        tag = node.tag or ""
        if not tag.startswith("!") or tag == "!":
            return self._bare(node, depth)
        name = _WITHOUT_PREFIX.get(tag, f"Fn::{tag[1:]}")
        written = self.text[start : start + len(tag)]
        tag_end = start + len(tag) if written == tag else start
        key = Scalar(self.source, start, tag_end, MappedText((Piece(name, start, tag_end),)), name)
        return Members(self.source, start, end, ((key, self._bare(node, depth)),))

    def _bare(self, node: Any, depth: int) -> Node:
        start, end = node.start_mark.index, node.end_mark.index
        if node.id == "sequence":
            return Items(self.source, start, end, tuple(self.read(item, depth + 1) for item in node.value))
        if node.id == "mapping":
            return Members(self.source, start, end, self._members(node, depth))
        return self._scalar(node)

    def _members(self, node: Any, depth: int) -> tuple[Member, ...]:
        """Read members; they override what `<<` merges, and of that the first what comes after it."""
        own: list[Member] = []
        others: list[tuple[Member, ...]] = []
        for key, value in node.value:
            if key.id != "scalar":
                continue
            held = self.read(value, depth + 1)
            if key.tag == "tag:yaml.org,2002:merge":
                for one in held.items if isinstance(held, Items) else (held,):
                    others += [one.members] if isinstance(one, Members) else []
            else:
                own.append((self._scalar(key), held))
        self.merged += sum(map(len, others))
        if self.merged > _MOST_MERGED:
            line = self.source.place(node.start_mark.index, node.start_mark.index).line
            raise NotYaml(f"`<<` brings in more than {_MOST_MERGED:,} keys", line)
        return merged([*reversed(others), own])

    def _scalar(self, node: Any) -> Scalar:
        start, end = node.start_mark.index, node.end_mark.index
        if node.tag and node.tag.startswith("!") and self.text.startswith(node.tag, start):
            start = self._after_tag(start + len(node.tag))
        if (anchor := _ANCHOR.match(self.text, start)) is not None:
            start = self._after_tag(anchor.end())
        text = self._written(node, start, end)
        if text.text != node.value:
            text = MappedText((Piece(node.value, start, end),))
        value: Any = node.value
        if not node.style:  # PyYAML's loader in C says "" for a plain scalar, the one in Python None
            if node.value in _WORDS:
                value = _WORDS[node.value]
            elif node.value in _NOTHING_WORDS:
                value = None
            elif _NUMBER_START.match(node.value) and _NUMBER.fullmatch(node.value):
                value = float(node.value) if re.search(r"[.eE]", node.value) else int(node.value[:400])
        return Scalar(self.source, start, max(start, end), text, value)

    def _after_tag(self, at: int) -> int:
        while at < len(self.text) and self.text[at] in " \t\r\n":
            at += 1
        return at

    def _written(self, node: Any, start: int, end: int) -> MappedText:
        """Tell where each character of a scalar is written."""
        if node.style in ("|", ">"):
            return _block(self.text, start, end, node.value, node.style == ">")
        if node.style:
            start, end = start + 1, end - 1
        if self.text[start:end] == node.value:
            return verbatim(self.text, start, end)
        return _folding(self.text, start, end, _SPECIAL.get(node.style, _FOLD))


def _folding(text: str, start: int, end: int, special: re.Pattern[str]) -> MappedText:
    """Read a scalar whose lines are folded, with its escapes; `special` finds both."""
    pieces: list[Piece] = []
    at = start
    for match in special.finditer(text, start, end):
        pieces.append(Piece(text[at : match.start()], at, match.start()))
        at = match.end()
        part = match.group()
        if part == "''":
            pieces.append(Piece("'", match.start(), at))
        elif part[0] == "\\":
            if part[1] in "\r\n":  # a line that goes on
                while at < end and text[at] in " \t":
                    at += 1
                continue
            pieces.append(Piece(_unescaped(part), match.start(), at))
        else:
            breaks = len(_BREAK.findall(part))
            pieces.append(Piece("\n" * (breaks - 1) or " ", match.start(), at))
    pieces.append(Piece(text[at:end], at, end))
    return MappedText(pieces)


def _unescaped(escape: str) -> str:
    if escape[1] in "xuU" and len(escape) > 2:
        return chr(int(escape[2:], 16))
    return _ESCAPES.get(escape[1], escape[1:])


def _block(text: str, start: int, end: int, value: str, folded: bool) -> MappedText:
    """Read a literal or folded block: each line of the value is found again in the lines of the file."""
    header = _LINE.match(text, start)
    if header is None or not value:
        return NOTHING
    lines = [(one.start(), one.end()) for one in _LINE.finditer(text, header.end(), end) if one.end() > one.start()]
    # The last line may end at the end of the file, beyond the mark of a node without a line break.
    bodies = [text[first:last].rstrip("\r\n\x85\u2028\u2029") for first, last in lines]
    indent = _indent(bodies, value)
    if folded:
        return _folded(text, lines, bodies, indent, value)
    pieces: list[Piece] = []
    at = 0
    for (first, last), body in zip(lines, bodies, strict=True):
        line = body[indent:] if len(body) > indent else ""
        if at >= len(value) and not line:
            break
        begin, done = min(first + indent, first + len(body)), first + len(body)
        at += len(line)
        if at < len(value) and text[done:last] == "\n":
            pieces.append(Piece(text[begin:last], begin, last))
        else:
            pieces.append(Piece(line, begin, begin + len(line)))
            pieces += [Piece("\n", done, last)] if at < len(value) else []
        at += 1
    return MappedText(pieces)


def _indent(bodies: list[str], value: str) -> int:
    """Tell how far a block is indented: by what its first line with text has more than the value has."""
    first = next((line for line in value.split("\n") if line.strip(" ")), None)
    body = next((line for line in bodies if line.strip(" ")), "")
    if first is None:
        return max((len(body) for body in bodies), default=0)
    shown = len(body) - len(body.lstrip(" "))
    return shown - (len(first) - len(first.lstrip(" ")))


def _folded(text: str, lines: list[tuple[int, int]], bodies: list[str], indent: int, value: str) -> MappedText:
    """Find the lines of a folded block again in its value, one after the other."""
    pieces: list[Piece] = []
    at, done = 0, lines[0][0] if lines else 0
    for (first, _), body in zip(lines, bodies, strict=True):
        line = body[indent:]
        if not line:
            continue
        begin = value.find(line, at)
        if begin < 0:
            return NOTHING
        pieces.append(Piece(value[at:begin], done, first + indent))
        pieces.append(Piece(line, first + indent, first + indent + len(line)))
        at, done = begin + len(line), first + len(body)
    pieces.append(Piece(value[at:], done, min(done + 1, len(text))))
    return MappedText(pieces)
