"""Texts that are hard for a regular expression: what it begins with and what it repeats, again and again, no end."""

import re
import re._constants as sre  # type: ignore[import-not-found]  # the standard library's own parser has no stubs
import re._parser as sre_parse  # type: ignore[import-not-found]
from collections.abc import Iterator
from itertools import permutations
from typing import Any


def hard_texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Give texts of about so many characters, each of which repeats something that the pattern takes.

    A pattern that goes back, or begins anew at each place and looks far ahead, takes time by the square of the length
    for one of them at least.
    """
    tree = sre_parse.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    pieces = dict.fromkeys(piece for piece in _pieces(tree) if piece)
    for piece in pieces:
        for end in ("", "\0", "\n!"):
            yield piece * (length // len(piece)) + end
    marks = [one for one in pieces if len(one) == 1 and not one.isalnum() and not one.isspace()]
    for pair in permutations(marks, 2):  # such as a quote and what keeps it from being the last
        yield "".join(pair) * (length // 2) + "\0"
    starts = [one for one in pieces if len(one) > 1]
    for start in starts:
        for piece in pieces:
            if len(piece) == 1:
                yield from (start + piece * length + end for end in ("\0", "z"))


def _pieces(tree: Any) -> Iterator[str]:
    """Give an example of each beginning of each sequence in a pattern, and of each part of it."""
    for end in range(1, len(tree) + 1):
        yield _example(tree[:end])
    for node in tree:
        yield _example([node])
        for part in _parts(node):
            yield from _pieces(part)


def _parts(node: Any) -> list[Any]:
    op, value = node
    if op is sre.BRANCH:
        return list(value[1])
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [value[2]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    return []


def _example(nodes: Any) -> str:
    """Give the shortest text, or nearly, that a sequence takes, with a repetition made once at least."""
    return "".join(_of_node(node) for node in nodes)


def _of_node(node: Any) -> str:  # noqa: PLR0911 - a line for each kind of node
    op, value = node
    if op is sre.LITERAL:
        return chr(value)
    if op is sre.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if op is sre.ANY:
        return "a"
    if op is sre.IN:
        return _of_class(value)
    if op is sre.BRANCH:
        return _example(value[1][0])
    if op is sre.SUBPATTERN:
        return _example(value[3])
    if op is sre.ATOMIC_GROUP:
        return _example(value)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return _example(value[2]) * max(1, min(int(value[0]), 50))
    return ""


def _of_class(items: Any) -> str:
    inside = re.compile(_written(items))
    likely = (one for one in "a1 -_.A/\\<{[\"'\n@:é" if inside.match(one))
    return next(likely, chr(items[-1][1]) if items[-1][0] is sre.LITERAL else "")


def _written(items: Any) -> str:
    """Write a class of characters anew."""
    names = {
        sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s",
        sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    text = ""
    for op, value in items:
        if op is sre.NEGATE:
            text += "^"
        elif op is sre.LITERAL:
            text += re.escape(chr(value))
        elif op is sre.RANGE:
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        else:
            text += names[value]
    return f"[{text}]"
