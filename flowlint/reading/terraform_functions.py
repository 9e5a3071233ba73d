"""The functions of Terraform that say which text a flow is, or what it is called; none of them is run on a machine."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from flowlint.mapped_text import MappedText, Piece, verbatim
from flowlint.reading import json_nodes
from flowlint.reading.hcl import Expression, raw
from flowlint.reading.nodes import (
    MOST_NODES,
    Hole,
    Items,
    Members,
    Node,
    Scalar,
    TooLarge,
    TooSlow,
    as_json,
    at_path,
    in_order,
    is_null,
    mapped,
    merged,
    string,
    text_of,
)
from flowlint.reading.terraform_operators import operated
from flowlint.source import Source, load
from flowlint.time_limit import TookTooLong, time_limit

if TYPE_CHECKING:
    from flowlint.reading.terraform_values import Values

_VARIABLE = re.compile(r"\$\$\{|\$\{~?\s*(?P<name>[A-Za-z_][\w-]*)\s*~?\}")
_CONDITION = re.compile(r"%\{~?\s*if\s[^{}]*\}")
_WORD = re.compile(r'"[^"]*"|(?<![\w.])(?P<name>[A-Za-z_]\w*(?:\.\w+)*)(?![\w(\[])')
_SIMPLE = re.compile(r"[\w .:/-]{0,300}")
"""A value that is filled into a condition; in a longer one that is not taken apart."""
_VERB = re.compile(r"%[sdv]")
_GROUP = re.compile(r"\$(?:(?P<name>\w+)|\{(?P<braced>\w+)\})")
_OTHER_PATTERN = re.compile(r"[{\\]|\[\^")
"""What a pattern of paths may hold that is not known here: placeholders, alternatives, escapes."""
_MOST_SECONDS = 1.0
"""How long a regular expression of a template may take."""
_MOST_SLOW, _SECONDS_THEN = 3, 0.025
"""How many that take longer have so much time, and how much others have then: still a hundred times what they need."""
_LONGEST_RANGE = 1_024
"""How many numbers Terraform's own `range` gives at the most."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function: the whole expression, its arguments, and whether `...` spreads the last over many."""

    values: "Values"
    here: Expression
    arguments: tuple[Expression, ...]
    spreads: bool

    def value(self, number: int = 0, *, defaults: bool = True) -> Node:
        """Give what an argument stands for; without `defaults` variables are not known."""
        values = self.values if defaults else self.values.without_defaults
        return values.of(self.arguments[number])

    def each(self, first: int = 0, *, defaults: bool = True) -> Iterator[Node]:
        """Give what each argument from the `first` on stands for; a list that is spread gives its items."""
        for number, argument in enumerate(self.arguments[first:], first):
            value = self.value(number, defaults=defaults)
            if not self.spreads or argument is not self.arguments[-1]:
                yield value
            elif isinstance(value, Items):
                yield from value.items
            else:
                yield argument.hole()

    def text(self, number: int = 0, *, defaults: bool = True) -> str | None:
        """Give the text of an argument, None for one that has none."""
        return text_of(self.value(number, defaults=defaults))

    def path(self) -> str | None:
        """Give the path that is the first argument, None where it is not known."""
        named = self.text()
        return None if named is None or "${" in named else named


def _jsonencode(call: Call) -> Node | None:
    argument = call.arguments[0].bare
    if argument.kind == "function_call" and raw(argument.parts[0]) == "jsondecode":
        decoded = call.values.arguments(argument)
        return call.values.of(decoded[0]) if decoded else None
    value = call.value(defaults=False)
    if isinstance(value, Hole):
        return None
    place = call.here if value.source is call.here.source else value
    # Nothing says what Connect does with `null`, which configurations write for what is left out.
    return string(value.source, place.start, place.end, [as_json(value, with_nulls=False)])


def _jsondecode(call: Call) -> Node | None:
    value = call.value()
    if not isinstance(value, Scalar) or value.string is None or value.text.text != value.source.text:
        return None
    if sum(map(value.text.text.count, ",[{")) > MOST_NODES:
        raise TooLarge
    try:
        load(value.source.text)
    except json.JSONDecodeError:
        return None
    return json_nodes.read(value.source)


def _file(call: Call) -> Node | None:
    path = call.path()
    if path is None:
        return None
    source = call.values.module.read(path)
    text = verbatim(source.text, 0, len(source.text))
    return Scalar(source, 0, len(source.text), text, text.text)


def _templatefile(call: Call) -> Node | None:
    path = call.path()
    return None if path is None else _filled(call.values.module.read(path), call.value(1, defaults=False))


def _filled(source: Source, variables: Node) -> Node:
    """Fill in the variables of a template file that are known, in its conditions too."""
    filled: list[tuple[int, int, Iterable[str]]] = []
    for match in _VARIABLE.finditer(source.text):
        new = text_of(at_path(variables, match["name"])) if match["name"] else "${"
        filled += [] if new is None else [(*match.span(), (new,))]
    for match in _CONDITION.finditer(source.text):
        filled.append((*match.span(), (_WORD.sub(lambda word: _in_condition(word, variables), match.group()),)))
    whole = verbatim(source.text, 0, len(source.text))
    return string(source, 0, len(source.text), _with_replaced(whole, sorted(filled)))


def _with_replaced(text: MappedText, replaced: Iterable[tuple[int, int, Iterable[str]]]) -> Iterator[MappedText]:
    """Give the parts of a text in which some are replaced: each of these from where to where, and by what."""
    at = 0
    for start, end, parts in replaced:
        yield text.cut(at, start)
        place = text.outward(start, end)
        yield from (MappedText((Piece(part, *place),)) for part in parts)
        at = end
    yield text.cut(at, len(text.text))


def _in_condition(word: re.Match[str], variables: Node) -> str:
    """Write what a word in a condition stands for, as long as that is plain."""
    value = at_path(variables, *word["name"].split(".")) if word["name"] else None
    if not isinstance(value, Scalar) or _SIMPLE.fullmatch(value.text.text) is None:
        return word.group()
    return json.dumps(value.value)


def _replace(call: Call) -> Node | None:
    value, search = call.value(), call.text(1)
    if not isinstance(value, Scalar) or value.string is None or not search:
        return None
    new, text = call.text(2, defaults=False), value.text
    if new is None:
        return value
    is_regular = len(search) >= 2 and search[0] == search[-1] == "/"
    # Those of Terraform are written for Go, and most of them mean the same to Python.
    pattern, parts_of = (search[1:-1], _parts) if is_regular else (re.escape(search), lambda _, new: (new,))
    tree = call.values.module.tree
    try:
        with time_limit(_MOST_SECONDS if tree.slow_patterns < _MOST_SLOW else _SECONDS_THEN) as limit:
            found = re.compile(pattern).finditer(text.text)
            parts = _with_replaced(text, ((*one.span(), parts_of(one, new)) for one in found))
            return string(value.source, value.start, value.end, parts)
    except TookTooLong:
        if not limit.is_over:
            raise  # the time of the file is
        tree.slow_patterns += 1
        raise TooSlow from None
    except (re.error, RecursionError, OverflowError):
        return value  # what Python does not know replaces nothing


def _parts(found: re.Match[str], new: str) -> Iterator[str]:
    """Give what replaces a match, part by part, for that may name a part of the match many times."""
    at = 0
    for named in _GROUP.finditer(new):
        yield new[at : named.start()]
        yield _held(found, named)
        at = named.end()
    yield new[at:]


def _held(found: re.Match[str], named: re.Match[str]) -> str:
    """Give what `$1` or `${name}` stands for; a name that is no group is the placeholder of a deployment."""
    name = named["name"] or named["braced"]
    try:
        return found[int(name) if name.isdigit() else name] or ""
    except IndexError:
        return named.group()


def _fileset(call: Call) -> Node | None:
    folder, pattern = call.path(), call.text(1)
    if folder is None or pattern is None or _OTHER_PATTERN.search(pattern):
        return None
    module = call.values.module
    names = module.tree.matching(module.paths(folder)[0], pattern)
    return Items(call.here.source, call.here.start, call.here.end, tuple(map(call.here.made, names)))


def _first_known(call: Call) -> Node | None:
    return next((one for one in call.each() if not isinstance(one, Hole) and not is_null(one)), None)


def _tostring(call: Call) -> Node | None:
    value = call.value()
    if not isinstance(value, Scalar) or not isinstance(value.value, bool | int | float):
        return value
    text = _written(value.value)
    written = value.text if value.text.text == text else MappedText((Piece(text, value.start, value.end),))
    return Scalar(value.source, value.start, value.end, written, text)


def _written(value: bool | int | float) -> str:
    """Write a boolean or a number as Terraform does, which writes neither `8.0` nor `1e3`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f")
    return format(Decimal(int(value)), "f")


def _lookup(call: Call) -> Node | None:
    name = call.text(1)
    return None if name is None else at_path(call.value(), name)


def _merge(call: Call) -> Node | None:
    values = list(call.each())
    if not all(isinstance(one, Members) for one in values):
        return None
    members = [one.members for one in values if isinstance(one, Members)]
    return Members(call.here.source, call.here.start, call.here.end, merged(members))


def _concat(call: Call) -> Node | None:
    values = list(call.each())
    if not all(isinstance(one, Items | Hole) for one in values):
        return None
    return call.here.listed(
        chain.from_iterable(one.items if isinstance(one, Items) else [_many(one)] for one in values)
    )


def _many(item: Node) -> Node:
    """Give an item of a list of which some are not known: a placeholder stands for any number of them."""
    return replace(item, is_many=True) if isinstance(item, Hole) else item


def _flatten(call: Call) -> Node | None:
    value = call.value()
    return call.here.listed(_items_below(value)) if isinstance(value, Items) else None


def _items_below(value: Items) -> Iterator[Node]:
    waiting: list[Node] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Items):
            waiting += reversed(one.items)
        else:
            yield _many(one)


def _compact(call: Call) -> Node | None:
    value = call.value()
    if not isinstance(value, Items):
        return None
    kept = (one for one in value.items if not is_null(one) and text_of(one) != "")
    return call.here.listed(map(_many, kept))


def _reverse(call: Call) -> Node | None:
    value = call.value()
    return call.here.listed(reversed(value.items)) if isinstance(value, Items) else None


def _keys(call: Call) -> Node | None:
    value = call.value()
    return call.here.listed(key for key, _ in in_order(value)) if isinstance(value, Members) else None


def _values(call: Call) -> Node | None:
    value = call.value()
    return call.here.listed(one for _, one in in_order(value)) if isinstance(value, Members) else None


def _range(call: Call) -> Node | None:
    numbers = [value.value for value in call.each(defaults=False) if isinstance(value, Scalar) and _is_whole(value)]
    if len(numbers) < len(call.arguments):
        return None
    start, end, step = (0, *numbers, 1) if len(numbers) == 1 else (*numbers, 1)[:3]
    counted = range(start, end, step) if start <= end and step > 0 else range(_LONGEST_RANGE + 1)
    return call.here.listed(map(call.here.made, counted)) if len(counted) <= _LONGEST_RANGE else None


def _is_whole(value: Scalar) -> bool:
    return isinstance(value.value, int) and not isinstance(value.value, bool)


def _can(call: Call) -> Node | None:
    value = call.value(defaults=False)
    return None if isinstance(value, Hole) or is_null(value) else call.here.made(True)


def _contains(call: Call) -> Node | None:
    held, wanted = (call.value(number, defaults=False) for number in range(2))
    if not isinstance(held, Items):
        return None
    equal = [operated("==", item, wanted) for item in held.items]
    return None if None in equal and True not in equal else call.here.made(True in equal)


def _length(call: Call) -> Node | None:
    held = call.value(defaults=False)
    if isinstance(held, Items) and held.is_open:
        return None
    if isinstance(held, Items | Members):
        return call.here.made(len(held.items if isinstance(held, Items) else held.members))
    text = text_of(held)
    return call.here.made(len(text)) if text is not None and text.isascii() and "${" not in text else None


def _join(call: Call) -> Node | None:
    between, held = call.text(), call.value(1)
    if between is None or not isinstance(held, Items):
        return None
    return string(call.here.source, call.here.start, call.here.end, _joined(call.here, between, held))


def _joined(here: Expression, between: str, held: Items) -> Iterator[MappedText]:
    for number, item in enumerate(held.items):
        one = item if isinstance(item, Scalar | Hole) else Hole(item.source, item.start, item.end, "…")
        if number:
            yield here.written(between)
        yield mapped(one, here.source, here.start, here.end)


def _format(call: Call) -> Node | None:
    form = call.text()
    texts = [text_of(value) for value in call.each(1, defaults=False)]
    parts = _VERB.split(form or "")
    if form is None or len(parts) != len(texts) + 1 or any("%" in part for part in parts):
        return None
    known = [one for one in texts if one is not None]
    if len(known) < len(texts):
        return None
    written = chain((parts[0],), *zip(known, parts[1:], strict=True))
    return call.here.made(string(call.here.source, 0, 0, map(call.here.written, written)).text.text)


def _changed(change: Callable[[str, str], str]) -> "Callable[[Call], Node | None]":
    """Make a function that changes a text, and that says nothing of one that is not known whole."""

    def changed(call: Call) -> Node | None:
        texts = [call.text(number) for number in range(len(call.arguments))]
        known = [one for one in texts if one is not None and "${" not in one]
        if len(known) < len(texts):
            return None
        return call.here.made(change(known[0], known[1] if len(known) > 1 else ""))

    return changed


class Function(NamedTuple):
    """A function, and how many arguments it takes at least and at most."""

    call: Callable[[Call], Node | None]
    least: int = 1
    most: int = 1

    def takes(self, count: int, spreads: bool) -> bool:
        """Tell whether it takes so many arguments; a list can be spread over those of which it takes any number."""
        return self.least <= count <= self.most and (self.most == _ANY or not spreads)


_SAME = Function(Call.value)
_ANY = 1_000
FUNCTIONS: Mapping[str, Function] = {
    **dict.fromkeys(("abspath", "chomp", "nonsensitive", "sensitive", "tolist", "tomap", "toset"), _SAME),
    "trimspace": _SAME,
    "basename": Function(_changed(lambda text, _: text.rstrip("/").rsplit("/", 1)[-1])),
    "can": Function(_can),
    "compact": Function(_compact),
    "concat": Function(_concat, most=_ANY),
    "coalesce": Function(_first_known, most=_ANY),
    "contains": Function(_contains, 2, 2),
    "dirname": Function(_changed(lambda text, _: text.rsplit("/", 1)[0] if "/" in text else ".")),
    "file": Function(_file),
    "fileset": Function(_fileset, 2, 2),
    "flatten": Function(_flatten),
    "format": Function(_format, most=_ANY),
    "join": Function(_join, 2, 2),
    "jsondecode": Function(_jsondecode),
    "jsonencode": Function(_jsonencode),
    "keys": Function(_keys),
    "length": Function(_length),
    "lookup": Function(_lookup, 2, 3),
    "lower": Function(_changed(lambda text, _: text.lower())),
    "merge": Function(_merge, most=_ANY),
    "range": Function(_range, 1, 3),
    "replace": Function(_replace, 3, 3),
    "reverse": Function(_reverse),
    "templatefile": Function(_templatefile, 2, 2),
    "tostring": Function(_tostring),
    "trimprefix": Function(_changed(str.removeprefix), 2, 2),
    "trimsuffix": Function(_changed(str.removesuffix), 2, 2),
    "try": Function(_first_known, most=_ANY),
    "upper": Function(_changed(lambda text, _: text.upper())),
    "values": Function(_values),
}
"""The functions by name; what any other gives is not known."""
