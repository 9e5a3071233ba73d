"""Why a text is not JSON, in words for somebody who does not write JSON by hand, and which part of it to look at."""

import re
from json import JSONDecodeError
from typing import NamedTuple

_STRING = re.compile(r'"(?:[^"\\\n]++|\\.)*+"')
_WORD = re.compile(r"[^\s,:\[\]{}\"'“”‘’]+")
_NUMBER = re.compile(r"[+-]?\.?\d")
_RIGHT_WORDS = {"true": "true", "false": "false", "null": "null", "none": "null", "undefined": "null"}
CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
"""How the lines begin that git leaves where a merge has to be decided."""
_COMMENT = ("//", "/*", "#")
_TEMPLATE = ("$", "%", "@", "<", "__", "#{")
_VELOCITY = re.compile(r"#(?:@?(?:foreach|if|elseif|set|macro|parse|include|define)[ \t]*\(|\{?(?:end|else)\b)")
_TEMPLATE_BRACKETS = ("{{", "{%", "{#")
_SHOWN = 40
_CONTROL = {"\t": "a tab", "\n": "a line break", "\r": "a line break", "\0": "a NUL character"}


class Explanation(NamedTuple):
    """What is wrong, as the rest of a sentence, and the part of the text to point at; offsets in code points."""

    message: str
    start: int
    end: int


def is_template(problem: JSONDecodeError) -> bool:
    """Tell whether the text stops being JSON at what looks like a placeholder of a template."""
    text, at = problem.doc, problem.pos
    return not text.startswith(CONFLICT, at) and (
        text.startswith((*_TEMPLATE, *_TEMPLATE_BRACKETS), at)
        or text.startswith(_TEMPLATE_BRACKETS, at - 1)
        or _VELOCITY.match(text, at) is not None
    )


def explain(problem: JSONDecodeError) -> Explanation:
    """Explain why a text could not be parsed."""
    text, at = problem.doc, problem.pos
    whole = len(text.rstrip())
    if at >= whole:
        return Explanation("it ends in the middle of the document", max(whole - 1, 0), whole)
    if text[at] in _CONTROL or not text[at].isprintable():
        return _control(problem)
    return _left_over(text, at) or _by_message(problem) or _word(problem) or _general(problem)


def _control(problem: JSONDecodeError) -> Explanation:
    text, at = problem.doc, problem.pos
    opened = _open_quote(text, at)
    if text[at] in "\r\n" and opened is not None:
        return Explanation("the quote that opens here is not closed in its line", opened, opened + 1)
    name = _CONTROL.get(text[at], f"the character U+{ord(text[at]):04X}")
    where = "outside of quotes" if opened is None else "inside quotes, where it must be written with a backslash"
    return Explanation(f"{name} stands {where}", at, at + 1)


def _open_quote(text: str, at: int) -> int | None:
    """Find the quote that is open at an offset; lines begin outside of quotes, as no string goes over a line's end."""
    position = text.rfind("\n", 0, at) + 1
    while (quote := text.find('"', position, at)) >= 0:
        string = _STRING.match(text, quote, at)
        if string is None:
            return quote
        position = string.end()
    return None


def _left_over(text: str, at: int) -> Explanation | None:
    """Explain what people or programs leave in a file: conflicts, comments, commas, quotes of another kind."""
    if text.startswith(CONFLICT, at):
        return Explanation("a merge conflict was left in it", at, at + len(CONFLICT[0]))
    if text.startswith(_COMMENT, at):
        return Explanation("JSON has no comments", at, at + 1)
    before = text[:at].rstrip()
    if text[at] in "}]" and before.endswith(","):
        return Explanation("this comma is one too many, for nothing follows it", len(before) - 1, len(before))
    if text[at] == "," and before.endswith((",", "{", "[")):
        return Explanation("this comma is one too many, for nothing stands before it", at, at + 1)
    if text[at] in "'“”‘’":
        return Explanation("this quote is not the straight double quote that JSON wants", at, at + 1)
    return None


def _by_message(problem: JSONDecodeError) -> Explanation | None:
    """Explain what the parser itself names precisely."""
    text, at = problem.doc, problem.pos
    known = {
        "Unterminated string": "the quote that opens here is never closed",
        "Invalid \\escape": f"“{text[at : at + 2]}” is no escape of JSON; a backslash is written twice",
        "Invalid \\uXXXX escape": "\\u must be followed by four hexadecimal digits",
        "Illegal trailing comma": "this comma is one too many, for nothing follows it",
        "Values are nested": "its values are nested too deep to be read",
        "A number has": "this number has more digits than can be read",
        "Unexpected UTF-8 BOM": "a second byte order mark stands before the document",
        "Expecting ':'": "a colon is missing before this",
    }
    message = next((words for beginning, words in known.items() if problem.msg.startswith(beginning)), None)
    if message is None and problem.msg.startswith("Extra data"):
        message = "this bracket closes nothing" if text[at] in "}]" else "the document is complete before this"
    return None if message is None else Explanation(message, at, at + 1)


def _word(problem: JSONDecodeError) -> Explanation | None:
    """Explain a word outside of quotes: a value that JSON does not have, or one whose quotes are missing."""
    text, at = problem.doc, problem.pos
    start = at
    # The parser stops inside of what only begins like a number: 007, 5., 0x1F.
    while start > 0 and _WORD.match(text, start - 1, start):
        start -= 1
    match = _WORD.match(text, start)
    if match is None or match.end() <= at:
        return None
    if text[:start].endswith('"'):
        return Explanation("a quote inside quotes must be written with a backslash before it", start - 1, start)
    word, end = match.group()[:_SHOWN], match.end()
    is_name = problem.msg.startswith("Expecting property name")
    if not is_name and word.lower() in _RIGHT_WORDS:
        return Explanation(f"“{word}” is no value, but “{_RIGHT_WORDS[word.lower()]}” is", start, end)
    if not is_name and word in {"NaN", "Infinity", "-Infinity"}:
        return Explanation(f"“{word}” is no value", start, end)
    if not is_name and _NUMBER.match(word):
        return Explanation(f"“{word}” is no number as JSON writes them", start, end)
    return Explanation(f"“{word}” must stand in double quotes", start, end)


def _general(problem: JSONDecodeError) -> Explanation:
    text, at = problem.doc, problem.pos
    missing = {"Expecting property name": "a name in double quotes", "Expecting value": "a value"}
    what = next((words for beginning, words in missing.items() if problem.msg.startswith(beginning)), None)
    if what is None:
        # Where a comma could stand, a bracket of the wrong kind could stand as well.
        what = {"}": "the bracket ]", "]": "the bracket }"}.get(text[at], "a comma")
    return Explanation(f"{what} is missing before this", at, at + 1)
