"""What a Markdown page holds that can be checked: its sections, links and pieces of code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Piece:
    """A link, or code: `fenced` for a block of it. `anchor` is that of the section it stands in."""

    text: str
    anchor: str
    line: int
    fenced: bool = False


@cache
def tokens(page: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))


def anchors(page: Path) -> list[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    found = tokens(page)
    return [slug(found[index + 1].content) for index, token in enumerate(found) if token.type == "heading_open"]


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links(page: Path) -> Iterator[Piece]:
    for token, anchor, line in _inline(page):
        if token.type == "link_open":
            yield Piece(str(token.attrs["href"]), anchor, line)


def code(page: Path) -> Iterator[Piece]:
    for token, anchor, line in _inline(page):
        if token.type in {"code_inline", "fence", "code_block"}:
            yield Piece(token.content, anchor, line, token.type != "code_inline")


def _inline(page: Path) -> Iterator[tuple[Token, str, int]]:
    """Give all tokens with the anchor of their section and the line that they begin in, or near."""
    anchor, line, heading = "", 0, False
    for token in tokens(page):
        line = token.map[0] + 1 if token.map else line
        if heading:
            anchor = slug(token.content)
        heading = token.type == "heading_open"
        for one in (token, *(token.children or ())):
            yield one, anchor, line
