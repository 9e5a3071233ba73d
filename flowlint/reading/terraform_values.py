"""What expressions of Terraform stand for, as far as the files of a module alone say; the rest becomes a hole."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flowlint.mapped_text import MappedText, Piece, verbatim
from flowlint.reading import hcl_templates
from flowlint.reading.checked_tree import OutOfReach
from flowlint.reading.choices import Answers
from flowlint.reading.hcl import Expression, Value, inner, is_tree, parse_expression, raw
from flowlint.reading.nodes import (
    Hole,
    Items,
    Made,
    Member,
    Members,
    Node,
    Scalar,
    TooLarge,
    as_json,
    at_path,
    mapped,
    string,
    text_of,
)
from flowlint.reading.terraform_conditions import holds
from flowlint.reading.terraform_functions import FUNCTIONS, Call
from flowlint.reading.terraform_loops import looped
from flowlint.reading.terraform_module import Module
from flowlint.reading.terraform_operators import ARITHMETIC, operands, operated
from flowlint.source import Source

_DEEPEST = 40
_MOST_STEPS = 100_000


@dataclass
class WorkedOut:
    """What has been worked out so far: how many expressions and items, which texts, and which locals."""

    steps: int = 0
    made: Made = field(default_factory=Made)
    locals: dict[tuple[str, bool], Node | None] = field(default_factory=dict)
    """By their names, and whether variables stand for their defaults."""


@dataclass(frozen=True)
class Values:
    """Works out what expressions stand for.

    `names` holds what loops around the expression have set: `each.key`, the names of a `for`. With `defaults` a
    variable stands for its default. `problems` takes up what kept files from being read, and `worked_out` what is known
    already of the reading that `answers` are for.
    """

    module: Module
    names: Mapping[str, Node] = field(default_factory=dict)
    defaults: bool = True
    problems: list[str] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)
    depth: int = 0
    worked_out: WorkedOut = field(default_factory=WorkedOut)

    @property
    def is_too_deep(self) -> bool:
        """Whether this stands below so much that nothing is worked out any more."""
        return self.depth > _DEEPEST

    @property
    def deeper(self) -> "Values":
        """The same for what stands a step below."""
        return replace(self, depth=self.depth + 1)

    @property
    def without_defaults(self) -> "Values":
        """The same, but no variable stands for its default."""
        return replace(self, defaults=False)

    def of(self, expression: Expression) -> Node:
        """Give what an expression stands for. Raises `TooLarge` for one that stands for more than anybody writes."""
        self._step()
        if self.is_too_deep:
            return expression.hole()
        value = self._computed(expression)
        if isinstance(value, Hole) and self.names:
            value = replace(value, name=_LOOKED_UP.sub(self._in_this_turn, value.name))
        self.worked_out.steps += len(value.items) if isinstance(value, Items) else 0
        self.worked_out.made.count(value)
        return value

    def _step(self) -> None:
        self.worked_out.steps += 1
        if self.worked_out.steps > _MOST_STEPS:
            raise TooLarge

    def _computed(self, expression: Expression) -> Node:
        """Give what an expression stands for; what Python cannot compute, a number beyond all bounds say, is not known.

        This is the one place where that is caught, for all that expressions are made of.
        """
        try:
            value = self.deeper._of(expression)
        except (ArithmeticError, ValueError):
            return expression.hole()
        except RecursionError:
            raise TooLarge from None
        is_finite = not isinstance(value, Scalar) or not isinstance(value.value, float) or math.isfinite(value.value)
        return value if is_finite else expression.hole()

    def _of(self, here: Expression) -> Node:
        here = here.bare
        read = _READERS.get(here.kind)
        return here.hole() if read is None else read(self, here)

    def _in_this_turn(self, written: re.Match[str]) -> str:
        """Write a name as what it stands for in this turn of a loop, so that no other turn has the same placeholder."""
        path = written.group().split(".")
        base = 2 if ".".join(path[:2]) in self.names else 1
        value = at_path(self.names.get(".".join(path[:base])), *path[base:])
        text = text_of(value) if isinstance(value, Scalar) else None
        return written.group() if text is None else text

    def _literal(self, here: Expression) -> Node:
        """Read a number, `true`, `false` or `null`."""
        words = {"true": True, "false": False, "null": None}
        value = words[here.tokens] if here.tokens in words else number(here.tokens)
        return Scalar(here.source, here.start, here.end, here.written(here.tokens), value)

    def _negative(self, here: Expression) -> Node:
        inner = self.of(here.below(here.parts[0]))
        value = inner.value if isinstance(inner, Scalar) else None
        if here.tokens == "!" and isinstance(value, bool):
            return here.made(not value)
        if here.tokens == "-" and isinstance(value, int | float) and not isinstance(value, bool):
            return here.made(-value)
        return here.hole()

    def _string(self, here: Expression) -> Node:
        return self._text(here, self._quoted(here), has_escapes=True)

    def _heredoc(self, here: Expression) -> Node:
        if here.shift is None:
            return here.hole()
        lines = hcl_templates.heredoc(here.source.text, here.start, here.end)
        return self._text(here, lines, has_escapes=False)

    def _object(self, here: Expression) -> Node:
        return Members(here.source, here.start, here.end, tuple(self._members(here)))

    def _tuple(self, here: Expression) -> Node:
        return Items(here.source, here.start, here.end, tuple(self.of(here.below(one)) for one in here.parts))

    def value(self, value: Value) -> Node:
        """Give what an attribute stands for, in either form of Terraform. Raises `TooLarge` as `of` does."""
        try:
            return self.of(value) if isinstance(value, Expression) else self.of_json(value)
        except RecursionError:
            raise TooLarge from None

    def of_json(self, node: Node) -> Node:
        """Give what a value stands for that is written in JSON, where each text is a template. Raises `TooLarge`."""
        self._step()
        if isinstance(node, Members):
            members = tuple((key, self.of_json(value)) for key, value in node.members)
            return Members(node.source, node.start, node.end, members)
        if isinstance(node, Items):
            return Items(node.source, node.start, node.end, tuple(self.of_json(item) for item in node.items))
        if isinstance(node, Scalar) and node.string is not None:
            return self._text(node, node.text, has_escapes=False)
        return node

    def _quoted(self, here: Expression) -> MappedText:
        if here.shift is None:
            written = raw(here.tree)
            return MappedText((Piece(written[1:-1], here.start, here.end),))
        return verbatim(here.source.text, here.start + 1, here.end - 1)

    def _text(self, here: Expression | Node, text: MappedText, has_escapes: bool) -> Node:
        whole = text.text
        if whole.startswith("${") and whole.endswith("}"):
            # One interpolation and nothing else is what it interpolates, be it a text or not.
            alone = self._interpolated(here.source, text)
            if alone is not None and not isinstance(alone, Hole):
                return alone
        inner = self.without_defaults if len(whole) > _LONGEST_PATH else self

        def fill_in(written: MappedText) -> MappedText:
            place = written.outward(0, len(written.text))
            value = inner._interpolated(here.source, written)
            if isinstance(value, Scalar) and value.value is not None:
                return mapped(value, here.source, *place).as_one(*place)
            name = value.name if isinstance(value, Hole) else written.text[2:-1]
            return MappedText((Piece(Hole(here.source, *place, name).placeholder, *place),))

        filled = hcl_templates.fill(text, fill_in, has_escapes)
        return string(here.source, here.start, here.end, [filled])

    def _interpolated(self, source: Source, written: MappedText) -> Node | None:
        """Give what `${…}` stands for, None where that is no expression."""
        inside = written.cut(2, len(written.text) - 1)
        text = inside.text.strip("~")
        start, end = inside.outward(0, len(inside.text))
        is_level = len(inside.pieces) == 1 and end - start == len(inside.text) and text == inside.text
        expression = parse_expression(text, source, start, end, is_level)
        return None if expression is None else self.of(expression)

    def _members(self, here: Expression) -> Iterator[Member]:
        for element in here.parts:
            if element.data != "object_elem":
                continue
            key_tree, value_tree = (one for one in inner(element))
            key = self._key(here.below(key_tree))
            if key is not None:
                yield key, self.of(here.below(value_tree))

    def _key(self, here: Expression) -> Scalar | None:
        tree = here.tree
        while is_tree(tree) and tree.data in ("object_elem_key", "expr_term") and len(inner(tree)) == 1:
            tree = inner(tree)[0]
            if is_tree(tree) and tree.data in ("identifier", "keyword"):
                name = raw(tree)
                return here.made(name)
        value = self.of(here.below(here.parts[0]) if here.kind == "object_elem_key" else here)
        text = text_of(value)
        if text is None:
            return None
        written = value.text if isinstance(value, Scalar) else MappedText((Piece(text, here.start, here.end),))
        return Scalar(value.source, value.start, value.end, written, text)

    def _chosen(self, here: Expression) -> Node:
        condition, *choices = here.parts
        is_true = holds(self, here.below(condition))
        if is_true is not None:
            return self.of(here.below(choices[0 if is_true else 1]))
        one, other = (self.of(here.below(choice)) for choice in choices)
        return one if as_json(one).text == as_json(other).text else here.hole()

    def _operated(self, here: Expression) -> Node:
        left, sign, right = operands(here)
        values = self if sign in ARITHMETIC else self.without_defaults
        value = operated(sign, values.of(left), values.of(right))
        return here.hole() if value is None else here.made(value)

    def _named(self, here: Expression) -> Node:
        """Follow a name and what is taken from it: `local.flows[each.key].content`."""
        path = self.path(here)
        if path is not None:
            base, rest = self._declared(here, path)
        elif here.kind == "identifier":
            return here.hole()
        else:
            part = self._part(here)
            base, rest = self.of(here.below(here.parts[0])), [] if part is None else [part]
            base = base if rest else None
        for part in rest:
            if isinstance(base, Items) and part.isdigit() and int(part) < len(base.items):
                before = base.items[: int(part) + 1]
                base = None if any(isinstance(one, Hole) and one.is_many for one in before) else before[-1]
            elif isinstance(base, Members) and base.get(part) is None and "${" not in part:
                return here.made(None)
            else:
                base = at_path(base, part)
        if base is None:
            return here.hole() if path is None else here.hole(name_of(path))
        return base

    def _declared(self, here: Expression, path: list[str]) -> tuple[Node | None, list[str]]:
        """Give what the beginning of a path stands for, None where that is not known, and the rest of the path."""
        kind, rest = path[0], path[2:]
        if ".".join(path[:2]) in self.names:
            return self.names[".".join(path[:2])], rest
        if kind in self.names:
            return self.names[kind], path[1:]
        if len(path) < 2:
            return None, rest
        if kind == "local":
            return self._local(path[1]), rest
        if kind == "var" and self.defaults:
            return self._variable(path[1]), rest
        folder = self.module.folder_named(path[1]) if kind == "path" and self.defaults and not rest else None
        return None if folder is None else here.made(folder), rest

    def _local(self, name: str) -> Node | None:
        """Give what a local value stands for, None for one that is not declared."""
        known, key = self.worked_out.locals, (name, self.defaults)
        if key not in known:
            known[key] = None  # what holds itself
            declared = self.module.local(name)
            known[key] = replace(self, names={}).value(declared) if declared else None
        return known[key]

    def _variable(self, name: str) -> Node | None:
        """Give what a call gives to a variable, or else its default; one that holds nothing waits for a deployment."""
        if (given := self.module.given.get(name)) is not None:
            return given(self.problems)
        declared = self.module.default(name)
        default = self.value(declared) if declared else None
        return None if _is_empty(default) else default

    def path(self, here: Expression) -> list[str] | None:
        """Give the names that an expression is made of, None where it is made of anything else."""
        here = here.bare
        if here.kind == "identifier":
            return [raw(here.tree)]
        if here.kind not in ("get_attr_expr_term", "index_expr_term"):
            return None
        above = self.path(here.below(here.parts[0]))
        part = None if above is None else self._part(here)
        return None if above is None or part is None else [*above, part]

    def _part(self, here: Expression) -> str | None:
        """Give the name or the index of what is taken, None where that has no text."""
        _, part = here.parts
        if here.kind == "get_attr_expr_term":
            return raw(part).lstrip(".")
        inside = inner(part)
        return text_of(self.of(here.below(inside[0]))) if inside else raw(part).lstrip(".")

    def arguments(self, here: Expression) -> list[Expression]:
        """Give the arguments of a call."""
        found = [one for one in here.parts if one.data == "arguments"]
        return [here.below(one) for one in (here.below(found[0]).parts if found else ())]

    def _called(self, here: Expression) -> Node:
        function, arguments = FUNCTIONS.get(raw(here.parts[0])), self.arguments(here)
        value: Node | None = None
        spreads = any("..." in here.below(one).tokens for one in here.parts if one.data == "arguments")
        if function is not None and function.takes(len(arguments), spreads):
            try:
                value = function.call(Call(self, here, tuple(arguments), spreads))
            except OutOfReach as problem:
                self.problems.append(str(problem))
        return here.hole() if value is None else value


_READERS: Mapping[str, Callable[[Values, Expression], Node]] = {
    "int_lit": Values._literal,
    "float_lit": Values._literal,
    "literal_value": Values._literal,
    "unary_op": Values._negative,
    "binary_op": Values._operated,
    "string": Values._string,
    "heredoc_template": Values._heredoc,
    "heredoc_template_trim": Values._heredoc,
    "object": Values._object,
    "tuple": Values._tuple,
    "conditional": Values._chosen,
    "function_call": Values._called,
    "for_object_expr": looped,
    "for_tuple_expr": looped,
    "identifier": Values._named,
    "get_attr_expr_term": Values._named,
    "index_expr_term": Values._named,
}
"""How each kind of expression is read, by the parser's name for it."""
_LOOKED_UP = re.compile(r"(?<![\w.\"'-])[A-Za-z_]\w*(?:\.[\w-]+)*(?![\w(])")
_PLAIN = re.compile(r"[\w-]+")
_LONGEST_PATH = 300
"""A longer text is no name or path, but may be a flow: in that a variable has many values."""


def _is_empty(node: Node | None) -> bool:
    """Tell whether a value is nothing, or holds nothing."""
    if isinstance(node, Scalar):
        return node.value is None or node.value == ""
    return (isinstance(node, Items) and not node.items) or (isinstance(node, Members) and not node.members)


def name_of(path: Sequence[str]) -> str:
    """Write a path of names, with the keys that loops have filled in."""
    return path[0] + "".join(f".{one}" if _PLAIN.fullmatch(one) else f"['{one}']" for one in path[1:])


def number(text: str) -> int | float:
    """Read a number; one with more digits than anybody writes is cut."""
    return float(text) if re.search(r"[.eE]", text) else int(text[:400])
