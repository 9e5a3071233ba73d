"""HCL: the blocks and attributes of a file, and expressions as the parser's tree, with their places."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flowlint.mapped_text import MappedText, Piece
from flowlint.reading.nodes import Hole, Items, Node, Scalar, listed
from flowlint.source import Source

if TYPE_CHECKING:
    from lark import Tree


_BLANK = re.compile(r"\s+")
_BLOCK_START = re.compile(r'^(?P<type>[a-z]\w*)(?P<labels>(?:[ \t]+"[^"\n]*")*)[ \t]*\{', re.MULTILINE)
_BRACKET = re.compile(r"[{}\[\]()]")
_DEEPEST = 100
_LABEL = re.compile(r'"([^"\n]*)"')
_MANY_BLANK_LINES = re.compile(r"(?:\n[^\S\n]*+){300}")
_MOST_TOKENS = 100_000
"""How many words and marks are parsed at once, for which the parser takes some seconds: one flow of the largest that
Connect takes has half as many, written with `jsonencode`."""
_NO_BLOCK = re.compile(r"(?:\s++|(?:#|//)[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+")
_HEREDOC = r"<<-?(?P<mark>[\w.-]++)\r?\n(?:(?![ \t]*(?P=mark)[ \t]*\r?$)[^\n]*+\n)*+"
"""A heredoc, up to its last line."""
_PLACEHOLDER = re.compile(r"\$\{(?:[^{}]++|\{[^{}]*+\})*+")
_TOKEN = re.compile(_HEREDOC + r'|"(?:[^"\\]++|\\.)*+(?:"|\Z)|(?:#|//)[^\n]*+|\w++|[^\w\s]', re.MULTILINE | re.DOTALL)
_TO_END_OF_BLOCK = re.compile(
    rf"""{_HEREDOC}
    | "(?:[^"\\\n]++|\\.)*+" | (?:\#|//)[^\n]*+ | (?P<unsure>/\*|"(?:[^"\\\n]++|\\.)*+)
    | (?P<end>^\}}) | (?P<bracket>[{{}}\[\]()])""",
    re.MULTILINE | re.VERBOSE,
)


class NotHcl(Exception):
    """A text that is no HCL, and the line at which it stops to be."""

    def __init__(self, line: int) -> None:
        super().__init__("it is no HCL")
        self.line = line


class TooLong(NotHcl):
    """More HCL than anybody writes in a file, and the line at which it begins."""


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

    def hole(self, name: str | None = None, *, is_many: bool = False) -> Hole:
        """Give what only a deployment knows in the place of the expression."""
        shown = _BLANK.sub(" ", raw(self.tree)).strip() if name is None else name
        return Hole(self.source, self.start, self.end, shown, is_many)

    def made(self, value: str | int | float | bool | None) -> Scalar:
        """Give a value that the expression as a whole stands for and that is written nowhere."""
        text = value if isinstance(value, str) else json.dumps(value)
        return Scalar(self.source, self.start, self.end, self.written(text), value)

    def listed(self, items: Iterable[Node]) -> Items:
        """Give a list that the expression as a whole stands for. Raises `TooLarge`."""
        return listed(self.source, self.start, self.end, items)

    @property
    def bare(self) -> "Expression":
        """The expression without parentheses around it."""
        here = self
        while here.kind == "expr_term" and len(here.parts) == 1:
            here = here.below(here.parts[0])
        return here

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


Value = Expression | Node
"""What an attribute is given: in Terraform's JSON a value, of which each text is a template."""

Wanted = Callable[[str, Sequence[str]], bool]
"""Tells by the type and the labels of a block of a file whether it is wanted."""


@dataclass(slots=True)
class Block:
    """A block: its type and labels, its attributes by name, and the blocks in it."""

    type: str
    labels: tuple[str, ...]
    start: int
    attributes: dict[str, "Value"] = field(default_factory=dict)
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


def parse(source: Source, is_wanted: Wanted | None = None) -> Block:
    """Parse a file, as a block without type, or only its blocks that are wanted. Raises `NotHcl` and `TooLong`.

    A file of which the blocks are not plain to see is parsed as a whole, and so is one of which a wanted block does not
    parse.
    """
    if (parts := _blocks(source.text)) is not None:
        root = Block("", (), 0)
        wanted = [
            (head.start(), source.text[head.start() : end])
            for head, end in parts
            if is_wanted is None or is_wanted(head["type"], tuple(_LABEL.findall(head["labels"])))
        ]
        _hold_that_it_is_short(source, [text for _, text in wanted], wanted[0][0] if wanted else 0)
        with suppress(NotHcl):
            for start, text in wanted:
                _read(text, start, root, source)
            return root
    root = Block("", (), 0)
    _hold_that_it_is_short(source, [source.text], 0)
    _read(source.text, 0, root, source)
    return root


def parse_what_parses(source: Source, is_wanted: Wanted | None = None) -> tuple[Block, NotHcl | None]:
    """Parse a file, or where it does not parse its blocks one by one; the problem is that of the file."""
    try:
        return parse(source, is_wanted), None
    except TooLong as problem:
        return Block("", (), 0), problem
    except NotHcl as problem:
        root = Block("", (), 0)
        starts = [match.start() for match in _BLOCK_START.finditer(source.text)]
        for start, end in pairwise([*starts, len(source.text)]):
            with suppress(NotHcl):
                _read(source.text[start:end], start, root, source)
        return root, problem


def _blocks(text: str) -> list[tuple[re.Match[str], int]] | None:
    """Give the head and the end of each block of a file that is laid out as usual; None for any other.

    There each block begins a line and ends in the first line that begins with its brace, with all brackets closed.
    """
    blocks: list[tuple[re.Match[str], int]] = []
    at = 0
    while (at := _match(_NO_BLOCK, text, at).end()) < len(text):
        head = _BLOCK_START.match(text, at)
        end = None if head is None else _end_of_block(text, head.end())
        if head is None or end is None:
            return None
        blocks.append((head, end))
        at = end
    return blocks


def _end_of_block(text: str, at: int) -> int | None:
    """Give where a block ends whose brace was opened before an offset; None where that is not plain to see."""
    depth = 1
    for token in _TO_END_OF_BLOCK.finditer(text, at):
        if token["unsure"]:  # it may as well stand in a text within a text
            return None
        if token["end"]:
            return token.end() if depth == 1 else None
        if bracket := token["bracket"]:
            depth += 1 if bracket in "{[(" else -1
            if not depth:  # in the line that it began in
                return token.end() if "\n" not in text[at : token.start()] else None
    return None


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    match = pattern.match(text, at)
    assert match is not None  # of nothing, if need be
    return match


@lru_cache(maxsize=4096)
def _expression_tree(text: str) -> Any:
    return _tree(f"x = ({text}\n)\n").children[0].children[0].children[-1]


def parse_expression(text: str, source: Source, start: int, end: int, is_level: bool) -> Expression | None:
    """Parse an expression that stands between two offsets; None for a text that is none, or nests too deeply.

    With `is_level` the text runs level with what stands there, character by character.
    """
    if _nests_deeply(text) or _length(text) > _MOST_TOKENS:  # each template within another would be parsed again
        return None
    try:
        tree = _expression_tree(text)
    except NotHcl:
        return None
    return Expression(source, tree, start - len("x = (") if is_level else None, start, end)


def _hold_that_it_is_short(source: Source, texts: Iterable[str], start: int) -> None:
    """Raise `TooLong` where parts of a file, of which the first begins at an offset, take the parser too long."""
    if sum(map(_length, texts)) > _MOST_TOKENS:
        raise TooLong(source.text.count("\n", 0, start) + 1)


def _length(text: str) -> int:
    """Give how many words and marks a text has, some two letters each in the placeholders of a text in quotes."""
    return sum(1 + sum(map(len, _PLACEHOLDER.findall(one[0]))) // 2 for one in _TOKEN.finditer(text))


def _nests_deeply(text: str) -> bool:
    """Tell whether more brackets are open at once than anybody opens; those in texts count too."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket.group() in "{[(" else -1
        if depth > _DEEPEST:
            return True
    return False


@lru_cache(maxsize=256)  # a block is read for its file, and again for what its folder declares
def _tree(text: str) -> "Tree[Any]":
    import hcl2
    from lark.exceptions import LarkError

    # From each line break on, the parser looks through all the blank lines after it for the end of a heredoc.
    if (blank := _MANY_BLANK_LINES.search(text)) is not None:
        raise NotHcl(text.count("\n", 0, blank.start()) + 1)
    try:
        tree = hcl2.parses_to_tree(text)
    except (LarkError, RecursionError) as problem:
        raise NotHcl(getattr(problem, "line", 1) or 1) from None
    _note_ends(tree)
    return tree


def _read(text: str, shift: int, into: Block, source: Source) -> None:
    """Read what a text holds that stands at an offset of the file. Raises `NotHcl`."""
    for body in _tree(text if text.endswith("\n") else text + "\n").children:
        _read_body(body, shift, into, source)


def _read_body(body: Any, shift: int, into: Block, source: Source) -> None:
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
                block.attributes[name] = Expression(source, expression, shift, (start or 0) + shift, end + shift)
            elif child.data == "block":
                words = [_word(one) for one in child.children if is_tree(one) and one.data not in _NOT_LABELS]
                inner = Block(words[0], tuple(words[1:]), (ends(child)[0] or 0) + shift)
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
    return (None, 0) if tree.meta.empty else (tree.meta.start_pos, tree.meta.end_pos)


def _note_ends(root: "Tree[Any]") -> None:
    """Note for each part of a tree where the first and the last of its tokens stand that stand for something."""
    for tree in root.iter_subtrees():  # those below before those that hold them
        placed = [one for one in map(_placed, tree.children) if one is not None]
        if placed:
            tree.meta.start_pos, tree.meta.end_pos, tree.meta.empty = placed[0].start_pos, placed[-1].end_pos, False


def _placed(one: Any) -> Any:
    """Give what tells where a part of a tree or a token stands, None for what stands for nothing."""
    if is_tree(one):
        return None if one.meta.empty else one.meta
    return None if one.type == "NL_OR_COMMENT" or one.start_pos is None else one
