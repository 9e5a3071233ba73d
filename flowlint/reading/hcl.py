"""HCL: the blocks and attributes of a file, and expressions as the parser's tree, with their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flowlint.mapped_text import MappedText, Piece
from flowlint.reading.nodes import Hole
from flowlint.source import Source

if TYPE_CHECKING:
    from lark import Tree


_BLANK = re.compile(r"\s+")
_BLOCK_START = re.compile(r'^[a-z]\w*(?:[ \t]+"[^"\n]*")*[ \t]*\{', re.MULTILINE)


class NotHcl(Exception):
    """A text that is no HCL, and the line at which it stops to be."""

    def __init__(self, line: int) -> None:
        super().__init__("it is no HCL")
        self.line = line


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """An expression and the file it stands in.

    The parser counts from `shift` on; None for an expression of which only the place as a whole is known.
    """

    source: Source
    tree: Any
    shift: int | None
    start: int
    end: int

    def below(self, tree: Any) -> "Expression":
        """Give a part of the expression."""
        start, end = ends(tree)
        if self.shift is None or start is None:
            return Expression(self.source, tree, self.shift, self.start, self.end)
        return Expression(self.source, tree, self.shift, start + self.shift, end + self.shift)

    def hole(self, name: str | None = None) -> Hole:
        """Give what only a deployment knows in the place of the expression."""
        shown = _BLANK.sub(" ", raw(self.tree)).strip() if name is None else name
        return Hole(self.source, self.start, self.end, shown)

    def written(self, text: str) -> MappedText:
        """Give a text that the expression as a whole stands for."""
        return MappedText((Piece(text, self.start, self.end),))

    @property
    def kind(self) -> str:
        """The parser's name for what this is."""
        return str(self.tree.data)

    @property
    def parts(self) -> list[Any]:
        """The parts that are expressions themselves, without marks, blanks and comments."""
        return inner(self.tree)

    @property
    def tokens(self) -> str:
        """The marks and words that stand right in this."""
        return "".join(str(one) for one in self.tree.children if not is_tree(one))


@dataclass(slots=True)
class Block:
    """A block: its type and labels, its attributes by name, and the blocks in it."""

    type: str
    labels: tuple[str, ...]
    start: int
    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: list["Block"] = field(default_factory=list)


def is_tree(one: Any) -> bool:
    """Tell a part of the tree from a token."""
    return hasattr(one, "children")


def inner(tree: Any) -> list[Any]:
    """Give the parts of the tree that stand for something, without marks, blanks and comments."""
    return [one for one in tree.children if is_tree(one) and one.data != "new_line_or_comment"]


def raw(tree: Any) -> str:
    """Write an expression as it stands in the file, without comments."""
    return "".join(str(token) for token in _tokens(tree) if token.type != "NL_OR_COMMENT")


def parse(source: Source) -> Block:
    """Parse a file, as a block without type. Raises `NotHcl`."""
    tree = _tree(source.text if source.text.endswith("\n") else source.text + "\n")
    root = Block("", (), 0)
    for body in tree.children:
        _read_body(body, root, source)
    return root


def parse_what_parses(source: Source) -> tuple[Block, NotHcl | None]:
    """Parse a file, or where it does not parse its blocks one by one; the problem is that of the file."""
    try:
        return parse(source), None
    except NotHcl as problem:
        root = Block("", (), 0)
        text = source.text
        starts = [match.start() for match in _BLOCK_START.finditer(text)]
        for start, end in pairwise([*starts, len(text)]):
            # Blank lines keep the places of what follows.
            block = re.sub(r"[^\n]", " ", text[:start]) + text[start:end]
            try:
                for body in _tree(block + "\n").children:
                    _read_body(body, root, source)
            except NotHcl:
                continue
        return root, problem


@lru_cache(maxsize=4096)
def _expression_tree(text: str) -> Any:
    return _tree(f"x = ({text}\n)\n").children[0].children[0].children[-1]


def parse_expression(text: str, source: Source, start: int, end: int, is_level: bool) -> Expression | None:
    """Parse an expression that stands between two offsets; None for a text that is none.

    With `is_level` the text runs level with what stands there, character by character.
    """
    try:
        tree = _expression_tree(text)
    except NotHcl:
        return None
    return Expression(source, tree, start - len("x = (") if is_level else None, start, end)


def _tree(text: str) -> "Tree[Any]":
    import hcl2
    from lark.exceptions import LarkError

    try:
        return hcl2.parses_to_tree(text)
    except (LarkError, RecursionError) as problem:
        raise NotHcl(getattr(problem, "line", 1) or 1) from None


def _read_body(body: Any, into: Block, source: Source) -> None:
    waiting: list[tuple[Any, Block]] = [(body, into)]
    while waiting:
        tree, block = waiting.pop()
        for child in tree.children:
            if not is_tree(child):
                continue
            if child.data == "attribute":
                expression = child.children[-1]
                start, end = ends(expression)
                name = str(child.children[0].children[0])
                block.attributes[name] = Expression(source, expression, 0, start or 0, end)
            elif child.data == "block":
                words = [_word(one) for one in child.children if is_tree(one) and one.data not in _NOT_LABELS]
                inner = Block(words[0], tuple(words[1:]), ends(child)[0] or 0)
                block.blocks.append(inner)
                waiting += [(one, inner) for one in child.children if is_tree(one) and one.data == "body"]


_NOT_LABELS = {"body", "new_line_or_comment"}


def _word(tree: Any) -> str:
    """Give a type or label of a block: a name or a text in quotes."""
    return "".join(str(token) for token in _tokens(tree)).strip('"')


def _tokens(tree: Any) -> Iterator[Any]:
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if is_tree(one):
            waiting += reversed(one.children)
        else:
            yield one


def ends(tree: Any) -> tuple[int | None, int]:
    """Give where a part of the tree begins and ends, in the text that was parsed."""
    tokens = [one for one in _tokens(tree) if one.type != "NL_OR_COMMENT" and one.start_pos is not None]
    return (tokens[0].start_pos, tokens[-1].end_pos) if tokens else (None, 0)
