"""Templates of flows: texts that become JSON once something fills in their placeholders.

A placeholder may stand in a string, where its own quotes may end the string too early, or bare, in the place of a
value, a key, a block or several. Each becomes a JSON string that holds the placeholder, for rules to see that they
cannot know what comes there; commas that are missing or too many beside a bare one are put right. A template with
directives becomes what the answers to their conditions choose.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flowlint.mapped_text import MappedText, Piece
from flowlint.reading.broken_json import CONFLICT
from flowlint.reading.choices import Answers
from flowlint.reading.directives import Choice, Closings, Directive, closing_of, directive_at

_LONGEST = 2000
"""How many code points a placeholder may have; what opens and does not close before that is text."""
_DEEPEST = 20
"""How many braces a placeholder may have open at once; what has more is text."""
_MOST_STRAYS = 1_000
"""How many marks that JSON has only in strings may stand bare; what follows more is not looked at."""
_MOST_NESTED = 1_000
"""How many brackets may be open at once, as deep as JSON is read; what follows more is not looked at."""

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_DOLLAR = re.compile(rf"[$#]\{{(?P<inside>)|{_QUOTED}|\\.|[{{}}]", re.DOTALL)
_OTHERS = re.compile(
    r"\{\{(?P<braces>[^{}]*)\}\}|<%=(?P<erb>.*?)%>|<<(?P<angles>[^<>\"\n]+)>>"
    r"|%%(?P<percents>[^%\"\n]+)%%|%(?P<percent>[A-Za-z_]\w*)%",
    re.DOTALL,
)
_BLANK = re.compile(r"\s+")
_WORD = re.compile(r"[^\s,:\[\]{}\"$<%#]+")
_MAY_BEGIN = r"[$#%]\{|\{[{%#]|<[<%]|%[%A-Za-z_]"
"""The two code points that each placeholder and directive begins with."""
_IN_STRING = re.compile(rf"(?:[^\"\\$#%{{<]++|\\.|(?!{_MAY_BEGIN})[$#%{{<])++", re.DOTALL)
# What no placeholder and no directive has a part in: most of a text, a token of it in one step.
_SIMPLE = re.compile(
    rf"\s*+(?:(?P<mark>[}}\[\],:]|\{{(?![{{%#]))|(?P<string>\"(?:{_IN_STRING.pattern})?+\")"
    rf"|(?P<word>{_WORD.pattern}+(?![$#%{{<]))|(?P<stray>(?:(?!{_MAY_BEGIN})[$#%<])++))",
    re.DOTALL,
)
_PUNCTUATION = "{}[],:"
_OPENS, _CLOSES = frozenset("{["), frozenset("}]")
_BEGINNINGS = (
    ("${", "}"),
    ("#{", "}"),
    ("%{", "}"),
    ("{{", "}}"),
    ("{%", "%}"),
    ("<%", "%>"),
    ("{#", "#}"),
    ("<<", ">>"),
    ("%", "%"),
)
"""What all placeholders and directives begin and end with."""
_FIRST = frozenset(begin[0] for begin, _ in _BEGINNINGS)
_UNFIT = {'"': "'", "\\": "/", "\n": " ", "\r": " ", "\t": " "}
_FIT = str.maketrans(_UNFIT)
_FIT_IN_BRACES = str.maketrans({**_UNFIT, "{": "(", "}": ")"})
# No other begins within these, as one does in `${join(",", ["${x}"])}`.
_FIT_AFTER_DOLLAR = str.maketrans({**_UNFIT, "{": "(", "}": ")", "$": ""})


class Filled(NamedTuple):
    """A template as JSON, and whether blocks may come in that its text does not show."""

    text: MappedText
    is_open: bool


class _Hole(NamedTuple):
    """Where a placeholder stands, or a directive in a string."""

    start: int
    end: int
    is_directive: bool


class _Token(NamedTuple):
    """A part of a template: a mark of JSON, a "string", a bare "word", or a "hole", which is one with placeholders.

    A "stray" is what JSON does not have, a "directive" no part of it.
    """

    kind: str
    start: int
    end: int
    holes: tuple[_Hole, ...] = ()
    directive: Directive | None = None


class Template:
    """A text that becomes JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text)) if _may_be_template(text) else []
        self._has_directives = any(token.kind == "directive" for token in self._tokens)

    def filled(self, answers: Answers | None = None) -> Filled | None:
        """Write it as the JSON that it would become; None for a text that has no placeholder or directive.

        `answers` are those to the conditions of its directives. What comes back need not be JSON: there may be other
        mistakes in it.
        """
        if not self._has_directives and not any(token.holes for token in self._tokens):
            return None
        choice = Choice(answers or Answers())
        taken: list[_Token] = []
        for token in self._tokens:
            if token.directive is not None:
                choice.pass_by(token.directive)
            elif choice.is_taken:
                taken.append(token)
        writer = _Writer(self._text, taken, self._has_directives)
        writer.write()
        return Filled(MappedText(writer.pieces), self._has_directives)


def _may_be_template(text: str) -> bool:
    return any(0 <= text.find(begin) < text.rfind(end) for begin, end in _BEGINNINGS)


def placeholder_end(text: str, at: int, closings: Closings) -> int | None:
    """Give the end of the placeholder that begins at an offset, None where none does; `closings` are of the text."""
    if text[at] not in _FIRST:
        return None
    if text.startswith(("${", "#{"), at):
        depth, last = 0, min(len(text), at + _LONGEST)
        for match in _DOLLAR.finditer(text, at, last):
            mark = match.group()
            if mark[-1] == "{" and len(mark) <= 2 and mark[0] != "\\":
                depth += 1
                if depth > _DEEPEST:
                    return None
            elif mark == "}":
                depth -= 1
                if not depth:
                    return match.end()
        return None
    unclosed = text.startswith("<%", at) and closings.after("%>", at) >= min(at + _LONGEST, len(text))
    if unclosed or text.startswith(CONFLICT, at):
        return None
    other = _OTHERS.match(text, at, at + _LONGEST)
    return other.end() if other else None


def as_text(placeholder: str) -> str:
    """Write a placeholder so that it is whole in a JSON string, and is known as one."""
    first = placeholder[:1]
    if first == "%" and placeholder[:2] != "%%":
        return placeholder
    opened = 3 if placeholder.startswith("<%=") else 2
    closed = 1 if first in "$#" else 2
    fit = _FIT_AFTER_DOLLAR if first in "$#" else _FIT_IN_BRACES if first == "{" else _FIT
    inside = placeholder[opened:-closed].translate(fit)
    return ("${" if first == "#" else placeholder[:opened]) + inside + placeholder[-closed:]


def _tokens(text: str) -> Iterator[_Token]:
    at, strays, nested, closings = 0, 0, 0, Closings(text)
    while at < len(text):
        if simple := _SIMPLE.match(text, at):
            kind = simple.lastgroup or ""
            start, at = simple.span(kind)
            token = _Token(text[start] if kind == "mark" else kind, start, at)
        elif blank := _BLANK.match(text, at):
            at = blank.end()
            continue
        elif (directive := directive_at(text, at, closings)) is not None:
            token = _Token("directive", at, directive.end, directive=directive)
        else:
            token = _string(text, at, closings) if text[at] == '"' else _bare(text, at, closings)
        yield token
        at = token.end
        strays += token.kind == "stray"
        nested += (token.kind in _OPENS) - (token.kind in _CLOSES)
        if strays > _MOST_STRAYS or nested > _MOST_NESTED:  # so that it is no JSON, whatever follows
            yield _Token("stray", at, len(text))
            return


def _bare(text: str, start: int, closings: Closings) -> _Token:
    """Read what stands together without quotes, words and placeholders; no word begins as a placeholder does."""
    at, holes = start, []
    while at < len(text):
        if text[at] not in _FIRST:
            word = _WORD.match(text, at)
            if word is None:
                break
            at = word.end()
            continue
        is_directive = at > start and directive_at(text, at, closings) is not None
        end = None if is_directive else placeholder_end(text, at, closings)
        if end is None:
            break
        holes.append(_Hole(at, end, False))
        at = end
    if at == start:
        return _Token("{" if text[at] == "{" else "stray", at, at + 1)
    return _Token("hole" if holes else "word", start, at, tuple(holes))


def _string(text: str, start: int, closings: Closings) -> _Token:
    """Read a string with the placeholders in it."""
    at, holes = start + 1, []
    while at < len(text) and text[at] != '"':
        if plain := _IN_STRING.match(text, at):
            at = plain.end()
        elif (hole := _in_string(text, at, closings)) is not None:
            holes.append(hole)
            at = hole.end
        else:
            at += 1
    return _Token("string", start, min(at + 1, len(text)), tuple(holes))


def _in_string(text: str, at: int, closings: Closings) -> _Hole | None:
    """Read the placeholder or directive that begins in a string; one of the latter is a placeholder there."""
    if text[at] not in _FIRST:
        return None
    if (end := placeholder_end(text, at, closings)) is not None:
        return _Hole(at, end, False)
    closing = closing_of(text, at)
    if closing in (None, "#}") or closings.after("\n", at) <= closings.after(closing, at):
        return None
    directive = directive_at(text, at, closings)
    return _Hole(at, directive.end, True) if directive else None


class _Writer:
    """Writes tokens as JSON."""

    def __init__(self, text: str, tokens: list[_Token], has_directives: bool) -> None:
        self.text, self.tokens, self.has_directives = text, tokens, has_directives
        self.pieces: list[Piece] = []
        self.opened: list[str] = []
        self.before = ""
        """What was written last: a mark, "value" for a value, or "key"."""
        self.after_hole = False

    def write(self) -> None:
        for index, token in enumerate(self.tokens):
            following = self.tokens[index + 1].kind if index + 1 < len(self.tokens) else ""
            if token.kind == ",":
                self._comma(token, following)
            elif token.kind in _PUNCTUATION:
                self._mark(token)
            else:
                self._value(token, following)

    def _comma(self, token: _Token, following: str) -> None:
        """Write a comma, unless a bare placeholder or a directive made it one too many."""
        lenient = self.after_hole or self.has_directives
        if lenient and (following in ("]", "}", ",") or self.before in ("[", "{", ",", "")):
            return
        self._copy(token)
        self.before, self.after_hole = ",", False

    def _mark(self, token: _Token) -> None:
        if token.kind in _OPENS:
            self._separate(token)
            self.opened.append(token.kind)
        elif token.kind in _CLOSES and self.opened:
            self.opened.pop()
        self._copy(token)
        self.before = "value" if token.kind in _CLOSES else token.kind
        self.after_hole = False

    def _value(self, token: _Token, following: str) -> None:
        is_hole = token.kind == "hole"
        self._separate(token, is_hole)
        in_object = bool(self.opened) and self.opened[-1] == "{"
        if not token.holes:
            self._copy(token)
        elif not is_hole:
            self.pieces += self._with_placeholders(token)
        else:
            written = self._hole(token)
            self.pieces += written
            if in_object and self.before != ":" and following != ":":
                # Members that the placeholder stands for: nobody knows their names.
                self.pieces += (Piece(": ", token.end, token.end), *written)
        self.before = "key" if following == ":" and in_object else "value"
        self.after_hole = is_hole

    def _separate(self, token: _Token, is_hole: bool = False) -> None:
        """Write the comma that is missing beside a bare placeholder, or where a directive leaves one out."""
        if self.before == "value" and (self.after_hole or is_hole or self.has_directives):
            self.pieces.append(Piece(",", token.start, token.start))

    def _copy(self, token: _Token) -> None:
        self.pieces.append(Piece(self.text[token.start : token.end], token.start, token.end))

    def _hole(self, token: _Token) -> list[Piece]:
        """Write what stands bare as a string."""
        quotes = Piece('"', token.start, token.start), Piece('"', token.end, token.end)
        return [quotes[0], *self._with_placeholders(token), quotes[1]]

    def _with_placeholders(self, token: _Token) -> Iterator[Piece]:
        """Copy a part of the text, with the placeholders in it as JSON takes them."""
        copied = token.start
        for start, end, is_directive in token.holes:
            if copied < start:
                yield Piece(self.text[copied:start], copied, start)
            placeholder = self.text[start:end]
            yield Piece(as_text("${" + placeholder[2:-1] + "}" if is_directive else placeholder), start, end)
            copied = end
        if copied < token.end:
            yield Piece(self.text[copied : token.end], copied, token.end)
