"""CloudFormation's functions, as far as a template alone says what they give; the rest becomes a hole."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from flowlint.mapped_text import MappedText, Piece
from flowlint.reading.choices import BOOLEANS, Answers, Side, combined, negated
from flowlint.reading.nodes import (
    Hole,
    Items,
    Made,
    Members,
    Node,
    Scalar,
    as_json,
    at_path,
    mapped,
    string,
    text_of,
    walk,
)

_REFERENCE = re.compile(r"[$&]\{(?P<literal>!?)(?P<name>[^${}]*)\}")
_NO_VALUE = "AWS::NoValue"
_LONGEST_NAME = 60
_DEEPEST_CONDITION = 20


@dataclass
class Evaluator:
    """Works out what a template says, with one answer to each question that its conditions leave open."""

    mappings: Node | None = None
    conditions: Mapping[str, Node] = field(default_factory=dict)
    """What the template declares as conditions, by their names."""
    allowed: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The values that parameters may have, by their placeholders."""
    flow_ids: frozenset[str] = frozenset()
    """The logical ids of flows, of which a part is the flow all the same."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What loops around the value have set."""
    answers: Answers = field(default_factory=Answers)
    questions: dict[int, str] = field(default_factory=dict)
    """How conditions without a name are written, which is the same for all that is worked out of a template."""
    _made: dict[int, Node | None] = field(default_factory=dict, init=False)
    _counted: Made = field(default_factory=Made, init=False)
    _decided: dict[int, bool | None] = field(default_factory=dict, init=False)
    _deciding: set[int] = field(default_factory=set, init=False)

    def evaluate(self, node: Node) -> Node | None:
        """Give what a value is, None for one that is left out."""
        if id(node) not in self._made:
            self._made[id(node)] = Hole(node.source, node.start, node.end, "…")  # what holds itself
            self._made[id(node)] = made = self._evaluate(node)
            self._counted.count(made)
        return self._made[id(node)]

    def _evaluate(self, node: Node) -> Node | None:
        if isinstance(node, Scalar) and self.variables and isinstance(node.value, str):
            return self._filled(node, {}, only_variables=True)
        if isinstance(node, Items):
            items = tuple(one for item in node.items if (one := self.evaluate(item)) is not None)
            return Items(node.source, node.start, node.end, items)
        if not isinstance(node, Members):
            return node
        if len(node.members) == 1:
            key, argument = node.members[0]
            name = key.text.text
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(node, name, argument)
        held = ((key, self.evaluate(value)) for key, value in node.members)
        return Members(node.source, node.start, node.end, tuple((key, one) for key, one in held if one is not None))

    def _call(self, node: Node, function: str, argument: Node) -> Node | None:
        if function == "Ref":
            name = self._name(argument)
            return None if name == _NO_VALUE else Hole(node.source, node.start, node.end, name)
        if function == "Fn::GetAtt":
            return Hole(node.source, node.start, node.end, self._name(argument))
        if function == "Fn::If" and isinstance(argument, Items) and len(argument.items) == 3:
            holds = self.holds(self._name(argument.items[0]))
            hole = Hole(node.source, node.start, node.end, f"{function} {self._name(argument.items[0])}")
            return hole if holds is None else self.evaluate(argument.items[1 if holds else 2])
        known: Node | None = None
        with suppress(ArithmeticError, ValueError):  # what Python cannot compute is not known either
            known = self._known(node, function, argument)
        return known or Hole(node.source, node.start, node.end, f"{function} {self._name(argument)}")

    def _known(self, node: Node, function: str, argument: Node) -> Node | None:
        """Give the value of a function that the template alone says, None for any other."""
        items = argument.items if isinstance(argument, Items) else ()
        if function == "Fn::Sub":
            return self._substituted(*(items if len(items) == 2 else (argument, None)))
        if function == "Fn::ToJsonString":
            value = self.evaluate(argument)
            return None if value is None else string(value.source, node.start, node.end, [as_json(value)])
        if function == "Fn::FindInMap" and len(items) >= 3:
            names = [text_of(self.evaluate(item)) for item in items[:3]]
            return at_path(self.mappings, *(name or "" for name in names))
        if len(items) != 2 or function not in ("Fn::Join", "Fn::Select", "Fn::Split"):
            return None
        held = self.evaluate(items[1])
        if function == "Fn::Join":
            return self._joined(node, items[0], held)
        return self._selected(items[0], held) if function == "Fn::Select" else self._flow(held)

    def holds(self, name: str) -> bool | None:
        """Tell whether the condition of a name holds, None where nobody can tell what it has to do with others."""
        condition = self.conditions.get(name)
        return self.answers.holds(name) if condition is None else self._decide(condition, name)

    def _decide(self, condition: Node, name: str | None = None) -> bool | None:
        """Tell whether a condition holds, always alike; where the template does not say it, it is asked by its name."""
        if id(condition) not in self._decided:
            self._decided[id(condition)] = self._worked_out(condition, name)
        return self._decided[id(condition)]

    def _worked_out(self, condition: Node, name: str | None) -> bool | None:
        """Work a condition out from its parts, or ask for it where it has none that are conditions or texts."""
        function, argument = "", None
        if isinstance(condition, Members) and len(condition.members) == 1:
            key, argument = condition.members[0]
            function = key.text.text
        items = argument.items if isinstance(argument, Items) else ()
        # Those that name each other in a ring have no answer, and nothing bounds how deep they nest.
        if id(condition) not in self._deciding and len(self._deciding) < _DEEPEST_CONDITION:
            self._deciding.add(id(condition))
            try:
                if function == "Condition" and argument is not None:
                    return self.holds(self._name(argument))
                if function == "Fn::Equals" and len(items) == 2:
                    one, other = (compared(self.evaluate(item)) for item in items)
                    if one is not None and other is not None:
                        return self.answers.equal(
                            one, other, self.allowed.get((other if one.is_known else one).text, ())
                        )
                elif function in ("Fn::Not", "Fn::And", "Fn::Or") and items:
                    parts = [self._decide(item) for item in items]  # all of them: under other answers each may count
                    return negated(parts[0]) if function == "Fn::Not" else combined(parts, decided=function == "Fn::Or")
            finally:
                self._deciding.remove(id(condition))
        if name is None and id(condition) not in self.questions:
            self.questions[id(condition)] = as_json(condition).text
        return self.answers.holds(name or self.questions[id(condition)])

    def _substituted(self, text: Node, variables: Node | None) -> Node | None:
        if not isinstance(text, Scalar):
            return None
        values = variables.members if isinstance(variables, Members) else ()
        return self._filled(text, {key.text.text: value for key, value in values})

    def _flow(self, held: Node | None) -> Node | None:
        """Give what is taken out of the ARN of a flow of the template: it still says which flow that is."""
        return held if isinstance(held, Hole) and held.name.split(".")[0] in self.flow_ids else None

    def _selected(self, index: Node, held: Node | None) -> Node | None:
        number = index.value if isinstance(index, Scalar) else None
        if isinstance(number, str) and number.isdigit():
            number = int(number)
        if isinstance(held, Items) and isinstance(number, int) and 0 <= number < len(held.items):
            return held.items[number]
        return self._flow(held)

    def _joined(self, node: Node, separator: Node, held: Node | None) -> Node | None:
        between = text_of(separator)
        if between is None or not isinstance(held, Items):
            return None
        return string(held.source, node.start, node.end, _joined(between, held))

    def _filled(self, text: Scalar, values: Mapping[str, Node], only_variables: bool = False) -> Scalar:
        """Fill in what a text refers to, as far as that is known."""
        if _REFERENCE.search(text.text.text) is None:
            return text
        return string(text.source, text.start, text.end, self._parts(text, values, only_variables))

    def _parts(self, text: Scalar, values: Mapping[str, Node], only_variables: bool) -> Iterator[MappedText]:
        at = 0
        for match in _REFERENCE.finditer(text.text.text):
            name, written = match["name"].strip(), match.group()
            if written[0] == "&" and name not in self.variables:
                continue
            place = text.text.outward(match.start(), match.end())
            if match["literal"] and not only_variables:
                new = MappedText((Piece("${" + name + "}", *place),))
            elif name in values:
                value = self.evaluate(values[name])
                one = value if isinstance(value, Scalar | Hole) else Hole(text.source, *place, name)
                new = mapped(one, text.source, *place).as_one(*place)
            elif name in self.variables:
                new = MappedText((Piece(self.variables[name], *place),))
            else:
                continue
            yield text.text.cut(at, match.start())
            yield new
            at = match.end()
        yield text.text.cut(at, len(text.text.text))

    def _name(self, argument: Node) -> str:
        """Name what a function is given, in one line: `Queue.Arn` for a list of both."""
        words: list[str] = []
        for _, node in walk(argument):
            if (word := text_of(node)) is not None:
                words.append(_REFERENCE.sub(self._short, word))
            if len(words) > _LONGEST_NAME // 4:
                break
        return ".".join(words)[:_LONGEST_NAME]

    def _short(self, reference: re.Match[str]) -> str:
        """Give what a loop has set for a reference, as much of it as a name may have of it."""
        return self.variables.get(reference["name"], reference.group())[:_LONGEST_NAME]


def _joined(between: str, held: Items) -> Iterator[MappedText]:
    for number, item in enumerate(held.items):
        if number and between:
            yield MappedText((Piece(between, item.start, item.start),))
        one = item if isinstance(item, Scalar | Hole) else Hole(item.source, item.start, item.end, "…")
        yield mapped(one, held.source, held.start, held.end)


def compared(node: Node | None) -> Side | None:
    """Give a value as conditions compare it, which know texts alone: `True` of YAML is `true`. None for no text."""
    text = text_of(node)
    if text is None:
        return None
    if isinstance(node, Scalar) and "${" not in text:
        return Side(text.lower() if text.lower() in BOOLEANS else json.dumps(text), is_known=True)
    return Side(text, is_known=False)
