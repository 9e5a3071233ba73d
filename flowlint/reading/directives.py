"""Directives of templates, what they choose between: those of Terraform, Jinja, ERB, Go, and Handlebars or Mustache."""

import re
from typing import NamedTuple

from flowlint.reading.choices import BOOLEANS, Answers, Side, combined, negated

_DIRECTIVE = re.compile(
    r"%\{~?(?P<hcl>.*?)~?\}"
    r"|\{%[-+]?(?P<jinja>.*?)[-+]?%\}"
    r"|<%(?!=)-?(?P<erb>.*?)-?%>"
    r"|\{#.*?#\}"
    r"|\{\{~?(?P<handlebars>[#/!^>][^{}]*|else\b[^{}]*?)~?\}\}"
    r"|\{\{-?\s*(?P<go>(?:if|range|with)\s[^{}]*|else\b[^{}]*?|end\s*)-?\}\}",
    re.DOTALL,
)
_FIRST = frozenset("%{<")
"""What all of them begin with."""
_LONGEST = 10_000
"""How many code points a directive may have, a comment too; what does not close before that is text."""
_CLOSING = {"%{": "}", "{%": "%}", "<%": "%>", "{#": "#}"}
_LOOPS = {"for", "each", "range", "while", "with", "block", "macro", "call", "filter"}
_ELSE_IF = {"elif", "elsif"}
_RUBY_LOOP = re.compile(r"\bdo(?:\s*\|[^|]*\|)?$")
_NOT = re.compile(r"(?:!(?!=)|not\b)\s*")
_JOINED = ((re.compile(r"\|\||\sor\s"), True), (re.compile(r"&&|\sand\s"), False))
"""What stands between conditions, and which answer to one of them is that to all: “or” binds less."""
_IN_BRACKETS = re.compile(r"\(([^()]*+)\)")
_COMPARED = re.compile(r"\A(?P<one>[^=!<>]++)(?P<sign>==|!=)(?P<other>[^=!<>]++)")
_OF_GO = re.compile(r"(?P<sign>eq|ne)\s+(?P<one>\S+)\s+(?P<other>\S+|\"[^\"]*\")")
_LONGEST_CONDITION = 300
"""How many letters a condition may have that is taken apart, part by part: people write fewer."""
_KNOWN = re.compile(r"\"[^\"]*\"|'[^']*'|-?\d[\d.]*|true|false|null|nil|none", re.IGNORECASE)


class Directive(NamedTuple):
    """A directive: `if`, `for`, `elif`, `else`, `end` or "" for any other, its condition, and where it ends."""

    word: str
    condition: str
    is_negated: bool
    end: int


class Closings:
    """Where marks that close something stand in a text: each is looked for once, however many beginnings ask for it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, tuple[int, int]] = {}

    def after(self, mark: str, at: int) -> int:
        """Give where a mark stands first from an offset on; the end of the text where it does not."""
        since, found = self._found.get(mark, (0, -1))
        if at > found:
            since, found = at, self._find(mark, at, len(self._text))
        elif at < since:
            before = self._find(mark, at, since + len(mark) - 1)
            since, found = at, found if before == len(self._text) else before
        self._found[mark] = since, found
        return found

    def _find(self, mark: str, at: int, end: int) -> int:
        found = self._text.find(mark, at, end)
        return found if found >= 0 else len(self._text)


def closing_of(text: str, at: int) -> str | None:
    """Give the mark that closes the directive that may begin at an offset; None for those that end at any brace."""
    return _CLOSING.get(text[at : at + 2])


def directive_at(text: str, at: int, closings: Closings) -> Directive | None:
    """Read the directive that begins at an offset, None where none does; `closings` are those of the text."""
    if text[at] not in _FIRST:
        return None
    closing = closing_of(text, at)
    if closing is not None and closings.after(closing, at) >= min(at + _LONGEST, len(text)):
        return None
    match = _DIRECTIVE.match(text, at, at + _LONGEST)
    if match is None:
        return None
    body = next((body for body in match.groups() if body is not None), "").strip()
    if match["handlebars"] is not None:
        body = _handlebars(body)
    word, _, rest = body.partition(" ")
    if word == "else" and rest.strip().startswith("if "):
        word, rest = "elif", rest.strip().removeprefix("if ")
    condition = " ".join(rest.split())
    return Directive(_kind(word, body), condition, word == "unless", match.end())


def _handlebars(body: str) -> str:
    """Write a section as the others write their blocks: `#name` asks whether there is one."""
    mark, rest = body[0], body[1:].strip()
    if mark == "#":
        return rest if rest.partition(" ")[0] in {"if", "unless", *_LOOPS} else f"if {rest}"
    if mark == "^":
        return f"unless {rest}" if rest else "else"
    return {"/": "end", "!": "", ">": ""}.get(mark, body)


def _kind(word: str, body: str) -> str:
    if word in ("if", "unless"):
        return "if"
    if word in _ELSE_IF:
        return "elif"
    if word == "else":
        return "else"
    if word in _LOOPS or _RUBY_LOOP.search(body):
        return "for"
    return "end" if word.startswith("end") else ""


class Choice:
    """Walks over the directives of a template and tells what is taken, with some answers to their conditions."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self._open: list[tuple[bool, bool]] = []
        """Of each block that is open, whether it is taken, and whether a branch of it has been."""
        self._left_out = 0
        """How many blocks are open and not taken."""

    @property
    def is_taken(self) -> bool:
        """Whether what stands here is taken."""
        return not self._left_out

    def pass_by(self, one: Directive) -> None:
        """Go on after a directive."""
        if one.word == "if":
            holds = self._holds(one)
            self._enter(holds, holds)
        elif one.word == "for":
            self._enter(True, True)
        elif one.word == "end" and self._open:
            self._leave()
        elif one.word in ("elif", "else") and self._open:
            is_done = self._leave()
            holds = one.word == "else" or self._holds(one)
            self._enter(holds and not is_done, holds or is_done)

    def _enter(self, is_taken: bool, is_done: bool) -> None:
        self._open.append((is_taken, is_done))
        self._left_out += not is_taken

    def _leave(self) -> bool:
        """Leave the innermost block, and tell whether a branch of it has been taken."""
        is_taken, is_done = self._open.pop()
        self._left_out -= not is_taken
        return is_done

    def _holds(self, one: Directive) -> bool:
        """Tell whether the condition of a directive holds; one that nobody can set against others is taken to."""
        is_long = len(one.condition) > _LONGEST_CONDITION
        answer = self.answers.holds(one.condition) if is_long else _answer(one.condition, self.answers)
        return answer is not one.is_negated


def _answer(condition: str, answers: Answers) -> bool | None:
    """Answer a condition by its parts."""
    condition = condition.strip()
    for mark, decided in _JOINED:
        parts = mark.split(condition)
        if len(parts) > 1 and all(part.count("(") == part.count(")") for part in parts):
            return combined([_answer(part, answers) for part in parts], decided=decided)
    if (mark_of_not := _NOT.match(condition)) is not None:
        return negated(_answer(condition[mark_of_not.end() :], answers))
    if (inside := _IN_BRACKETS.fullmatch(condition)) is not None:
        return _answer(inside[1], answers)
    if condition.lower() in BOOLEANS:
        return condition.lower() == "true"
    compared = _COMPARED.fullmatch(condition) or _OF_GO.fullmatch(condition)
    if compared is None:
        return answers.holds(condition)
    equal = answers.equal(_side(compared["one"].strip()), _side(compared["other"].strip()))
    return equal if compared["sign"] in ("==", "eq") else negated(equal)


def _side(written: str) -> Side:
    if _KNOWN.fullmatch(written) is None:
        return Side(written, is_known=False)
    text = f'"{written[1:-1]}"' if written[0] == "'" else written
    return Side({"nil": "null", "none": "null"}.get(text.lower(), text), is_known=True)
