"""Flows in templates of CloudFormation and SAM, as YAML or JSON, written by hand or by CDK."""

import re
from collections.abc import Callable, Collection, Iterator
from itertools import chain, islice
from typing import Any

from flowlint.model.flow import Flow
from flowlint.model.view import View
from flowlint.reading.anywhere import content_text, flows_anywhere, once_each, unread
from flowlint.reading.choices import Answers, readings
from flowlint.reading.content import JsonProblem, Read, as_variants, held_flows, is_flow_in_code, is_meant_as_flow
from flowlint.reading.flow_language import Wrapper
from flowlint.reading.intrinsics import Evaluator, compared
from flowlint.reading.nodes import (
    Hole,
    Items,
    Members,
    Node,
    Scalar,
    TooLarge,
    as_json,
    as_value,
    at_path,
    text_of,
    walk,
)
from flowlint.reading.views import make_view
from flowlint.text.json_values import JsonPath

_FLOW = "AWS::Connect::ContactFlow"
_MODULE = "AWS::Connect::ContactFlowModule"
_VIEW = "AWS::Connect::View"
_TIED = {
    "AWS::Connect::ContactFlowVersion": "ContactFlowId",
    "AWS::Connect::ContactFlowModuleVersion": "ContactFlowModuleId",
    "AWS::Connect::ContactFlowModuleAlias": "ContactFlowModuleId",
}
"""Resources that stand for a flow, and the property that says for which."""
_LOOP = "Fn::ForEach::"
_DEEPEST_LOOP = 5
"""How many loops a loop may stand in that is read."""
_IN_LOOP = re.compile(r"[$&]\{([^{}]*)\}")
_MOST_RESOURCES = 2_000
"""How many resources are looked at, four times what CloudFormation takes; loops within loops may make any number."""
_MOST_PASSED = 5_000_000
"""How much all turns of loops go through, in letters; those within others need not make a resource each time."""
_LETTERS_OF_A_NODE = 10
"""What a value within a loop counts for besides its letters."""
_LONGEST_ID = 255
"""How long a logical id may be, in letters."""

Elsewhere = Callable[[Node, Wrapper], Iterator[Read] | None]
"""Reads a flow that a value names a file for; None where it names none."""


def recognises(root: Node | None) -> bool:
    """Tell whether a document is a template."""
    resources = at_path(root, "Resources")
    return isinstance(resources, Members) and any(
        text_of(at_path(one, "Type")) is not None or key.text.text.startswith(_LOOP) for key, one in resources.members
    )


class Template:
    """A template: its resources, and the flows that they hold."""

    def __init__(self, root: Node, at: JsonPath = (), elsewhere: Elsewhere = lambda node, wrapper: None) -> None:
        self.root, self.at, self.elsewhere = root, at, elsewhere
        self.mappings = at_path(root, "Mappings")
        conditions = at_path(root, "Conditions")
        members = conditions.members if isinstance(conditions, Members) else ()
        self.conditions = {key.text.text: condition for key, condition in members}
        self.allowed = dict(_allowed(at_path(root, "Parameters")))
        self._passed, self._weights = 0, dict[int, int]()
        self._nests_deeper = False
        self._questions: dict[int, str] = {}
        resources = self._resources()
        self.resources = list(islice(resources, _MOST_RESOURCES))
        self._has_more = next(resources, None) is not None
        types = {name: text_of(at_path(node, "Type")) for name, _, node, _ in self.resources}
        self.flow_ids = frozenset(name for name, type_name in types.items() if type_name in (_FLOW, _MODULE, *_TIED))
        self.tied: dict[str, list[str]] = {}
        for name, _, node, variables in self.resources:
            if (type_name := types[name]) in _TIED:
                flow_id = at_path(node, "Properties", _TIED[type_name])
                value = None if flow_id is None else self._value(flow_id, variables)
                if isinstance(value, Hole):
                    self.tied.setdefault(value.name.split(".")[0], []).append(name)

    def flows(self) -> Iterator[Read]:
        """Give the flows of all resources, in order. Never raises."""
        for name, at, node, variables in self.resources:
            try:
                yield from self._flows(name, at, node, variables)
            except (TooLarge, RecursionError):
                yield unread(f"the resource {name} is too large to be read", node)
        resources = at_path(self.root, "Resources") or self.root
        if self._has_more or self._passed > _MOST_PASSED:
            more = f"more than {_MOST_RESOURCES:,} resources" if self._has_more else "loops with too many turns"
            yield unread(f"{more}, of which the first were read", resources)
        if self._nests_deeper:
            yield unread(f"loops within more than {_DEEPEST_LOOP} others, which were not read", resources)

    def _resources(self) -> Iterator[tuple[str, JsonPath, Node, dict[str, str]]]:
        resources = at_path(self.root, "Resources")
        if not isinstance(resources, Members):
            return
        for key, node in resources.members:
            name = key.text.text
            at = (*self.at, "Resources", name)
            if name.startswith(_LOOP):
                yield from self._looped(at, node, {}, 0)
            else:
                yield name, at, node, {}

    def _looped(
        self, at: JsonPath, loop: Node, variables: dict[str, str], depth: int
    ) -> Iterator[tuple[str, JsonPath, Node, dict[str, str]]]:
        """Give the resources that a loop makes, one for each item, or one where the items are not known."""
        if not isinstance(loop, Items) or len(loop.items) != 3:
            return
        if depth > _DEEPEST_LOOP:
            self._nests_deeper = True
            return
        name, collection, body = loop.items
        weight = self._weight(loop)
        variable = text_of(name) or ""
        held = self._value(collection, variables)
        values = [text_of(one) for one in held.items] if isinstance(held, Items) else [None]
        for value in values:
            self._passed += weight
            if self._passed > _MOST_PASSED:
                return
            is_known = value is not None and len(value) <= _LONGEST_ID  # it is part of a logical id
            inner = {**variables, variable: value} if value is not None and is_known else variables
            for key, node in body.members if isinstance(body, Members) else ():
                if key.text.text.startswith(_LOOP):
                    yield from self._looped((*at, 2, key.text.text), node, inner, depth + 1)
                    continue
                made = _IN_LOOP.sub(lambda match, known=inner: known.get(match[1], match[0]), key.text.text)  # type: ignore[misc]
                yield made[:_LONGEST_ID], (*at, 2, key.text.text), node, inner

    def _weight(self, loop: Node) -> int:
        """Give what a turn of a loop counts for: what stands in it, also by an anchor."""
        if id(loop) not in self._weights:
            try:
                texts = (len(one.text.text) if isinstance(one, Scalar) else 0 for _, one in walk(loop))
                self._weights[id(loop)] = sum(_LETTERS_OF_A_NODE + letters for letters in texts)
            except TooLarge:
                self._weights[id(loop)] = _MOST_PASSED
        return self._weights[id(loop)]

    def _value(self, node: Node, variables: dict[str, str]) -> Node | None:
        """Give what a value is that the whole template depends on; None for one that is too large."""
        try:
            return self._evaluator(variables).evaluate(node)
        except (TooLarge, RecursionError):
            return None

    def _evaluator(self, variables: dict[str, str], answers: Answers | None = None) -> Evaluator:
        flow_ids = self.flow_ids if hasattr(self, "flow_ids") else frozenset()
        return Evaluator(
            self.mappings, self.conditions, self.allowed, flow_ids, variables, answers or Answers(), self._questions
        )

    def _flows(self, name: str, at: JsonPath, node: Node, variables: dict[str, str]) -> Iterator[Read]:
        type_name = text_of(at_path(node, "Type"))
        properties = at_path(node, "Properties")
        if properties is None or type_name is None:
            return
        if type_name == _VIEW:
            yield from self._views(name, node, variables)
            return
        if type_name not in (_FLOW, _MODULE):
            if is_meant_as_flow(node.source.text[node.start : node.end]):
                yield from once_each(self._in_other_resource(name, at, node, type_name, variables))
            return
        content = at_path(properties, "Content")
        if content is None:
            included = at_path(properties, "Fn::Transform")  # AWS::Include
            outside = f"the Content of {name} is not in the template"
            yield unread(outside if included else f"{name} has no Content", included or node)
            return

        made: dict[Any, tuple[Node | None, Wrapper]] = {}
        for evaluator in self._evaluators(node, variables):
            value = evaluator.evaluate(content)
            wrapper = self._wrapper(name, properties, type_name == _MODULE, evaluator)
            text = None if value is None else text_of(value) or as_json(value).text
            made.setdefault((text, *map(str, wrapper)), (value, wrapper))
        elsewhere = [self.elsewhere(content, wrapper) for _, wrapper in made.values()]
        if any(one is not None for one in elsewhere):
            read = list(chain.from_iterable(one for one in elsewhere if one is not None))
            yield from read or [unread(f"the Content of {name} is no flow", content)]
        else:
            yield from as_variants(self._contents(made.values(), content, (*at, "Properties", "Content"), name))

    def _evaluators(self, node: Node, variables: dict[str, str]) -> Iterator[Evaluator]:
        """Give what works out a resource, for each choice of its conditions under which there is one."""
        condition = text_of(at_path(node, "Condition"))
        for evaluator in readings(lambda answers: self._evaluator(variables, answers)):
            if condition is None or evaluator.holds(condition) is not False:
                yield evaluator

    def _views(self, name: str, node: Node, variables: dict[str, str]) -> Iterator[View]:
        """Give the view that a resource is, under each choice of its conditions."""
        properties = at_path(node, "Properties")
        seen: list[Any] = []
        for evaluator in self._evaluators(node, variables):
            evaluated = None if properties is None else as_value(evaluator.evaluate(properties))
            if isinstance(evaluated, dict) and evaluated not in seen:
                seen.append(evaluated)
                path, ids = self.root.source.file.path, ("${" + name + "}",)
                yield make_view(path, evaluated.get("Name"), ids, evaluated, scope=self._scope)

    def _contents(
        self, made: Collection[tuple[Node | None, Wrapper]], content: Node, at: JsonPath, name: str
    ) -> Iterator[Read]:
        """Give the flow that a resource is, under each choice of its conditions."""
        is_first = True
        for value, wrapper in made:
            if value is None:
                continue
            text = content_text(value)
            read = [] if text is None else list(held_flows(value.source.file, at, text, wrapper))
            if not read and (is_first or text is not None):
                what = "is not in the template" if text is None else "is no flow"
                yield unread(f"the Content of {name} {what}", content)
            is_first = False
            yield from read
        if is_first and made:
            yield unread(f"{name} has no Content", content)

    def _in_other_resource(
        self, name: str, at: JsonPath, node: Node, type_name: str, variables: dict[str, str]
    ) -> Iterator[Read]:
        """Look for flows among the properties of another resource, under each choice of its conditions.

        One that is written for each event counts once.
        """
        seen: set[str] = set()
        properties = at_path(node, "Properties") or node
        for evaluator in self._evaluators(node, variables):
            evaluated = evaluator.evaluate(properties)
            if evaluated is None:
                continue

            def around(holder: Node | None, evaluator: Evaluator = evaluator) -> Wrapper:
                return self._wrapper(name, holder or properties, "Module" in type_name, evaluator)

            before = frozenset(seen)
            for one in flows_anywhere(evaluated, (*at, "Properties"), around):
                text = one.source.text if isinstance(one, Flow | JsonProblem) else repr(one)
                if text in (seen if isinstance(one, Flow) and one.base == () else before):
                    continue
                seen.add(text)
                yield one
        if not seen and is_flow_in_code(properties.source.text[properties.start : properties.end]):
            yield unread(f"{name} holds a flow in code", properties)

    @property
    def _scope(self) -> str:
        return f"{self.root.source.path}#{'/'.join(map(str, self.at))}"

    def _wrapper(self, name: str, properties: Node, is_module: bool, evaluator: Evaluator) -> Wrapper:
        def text(*keys: str) -> str | None:
            found = next((one for key in keys if (one := at_path(properties, key)) is not None), None)
            return None if found is None else text_of(evaluator.evaluate(found))

        def value(key: str) -> Any:
            found = at_path(properties, key)
            return None if found is None else as_value(evaluator.evaluate(found))

        settings = at_path(properties, "Settings")
        ids = tuple("${" + one + "}" for one in (name, *self.tied.get(name, ())))
        return Wrapper(
            text("Name", "FlowName", "ContactFlowName", "name"),
            "MODULE" if is_module or settings is not None else text("Type", "FlowType", "ContactFlowType", "type"),
            ids,
            scope=self._scope,
            is_template=True,
            settings=value("Settings"),
            description=text("Description"),
            tags=value("Tags"),
            is_tool=at_path(properties, "ExternalInvocationConfiguration") is not None,
        )


def _allowed(parameters: Node | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the values that parameters may have, by the placeholder of each; those of which any is no text have none."""
    for key, parameter in parameters.members if isinstance(parameters, Members) else ():
        values = at_path(parameter, "AllowedValues")
        texts = [compared(one) for one in values.items] if isinstance(values, Items) else []
        if texts and None not in texts:
            yield "${" + key.text.text + "}", tuple(one.text for one in texts if one is not None)
