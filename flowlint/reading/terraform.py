"""Flows in Terraform and OpenTofu: resources of the providers aws and awscc, and what modules are given."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flowlint.model.flow import Flow
from flowlint.paths import shown_path
from flowlint.reading.anywhere import content_text, flows_anywhere, named_around, once_each, place_of
from flowlint.reading.checked_tree import CheckedTree, OutOfReach
from flowlint.reading.choices import readings
from flowlint.reading.content import Read, as_variants, held_flows, is_meant_as_flow
from flowlint.reading.flow_language import Wrapper
from flowlint.reading.hcl import Block, Expression, TooLong, Value, parse_what_parses, raw
from flowlint.reading.nodes import (
    Member,
    Members,
    Node,
    Scalar,
    TooLarge,
    TooSlow,
    as_value,
    at_path,
    is_null,
    text_of,
    walk,
)
from flowlint.reading.terraform_calls import Calls
from flowlint.reading.terraform_json import blocks_in
from flowlint.reading.terraform_loops import pairs_of
from flowlint.reading.terraform_module import Module
from flowlint.reading.terraform_values import Values, name_of
from flowlint.report import Unread
from flowlint.source import Source
from flowlint.text.json_values import JsonPath

RESOURCES = {
    "aws_connect_contact_flow": None,
    "aws_connect_contact_flow_module": "MODULE",
    "awscc_connect_contact_flow": None,
    "awscc_connect_contact_flow_module": "MODULE",
}
"""The resources that are flows, and the type of those that say it by their own."""

_MOST_INSTANCES = 500
"""How many flows of one resource are read: more than an instance of Connect may have, unless somebody asks AWS."""


@dataclass(slots=True)
class _Resource:
    type: str
    name: str
    attributes: dict[str, Value]
    start: int

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"


class Terraform:
    """Reads the Terraform files of a run; what the files of a folder declare together is read once."""

    def __init__(self, tree: CheckedTree) -> None:
        self.calls = Calls(tree)
        self._around: dict[Path, dict[Source, None]] = {}

    def flows(self, source: Source) -> Iterator[Read]:
        """Give the flows of a file in HCL, those that are told by what they hold last. Never raises."""
        may_stand_anywhere = is_meant_as_flow(source.text)
        root, problem = parse_what_parses(source, None if may_stand_anywhere else _holds_flow)
        if problem is not None:
            how = "is too long to be read" if isinstance(problem, TooLong) else "does not parse"
            yield Unread(f"Terraform that {how}", problem.line)
        known = set()
        for found in self._flows(source, root):
            if isinstance(found, Flow):
                known.add(place_of(found))
            yield found
        if may_stand_anywhere:
            others = self._anywhere(source, root)
            yield from (one for one in others if not isinstance(one, Flow) or place_of(one) not in known)

    def _flows(self, source: Source, root: Block) -> Iterator[Read]:
        for block in root.blocks:
            if _is_flow(block.type, block.labels):
                yield from self._guarded(
                    source, _Resource(block.labels[0], block.labels[1], dict(block.attributes), block.start)
                )
            elif block.type == "module":
                yield from self._given_to_module(source, block)

    def _anywhere(self, source: Source, root: Block) -> Iterator[Read]:
        """Give the flows that stand in locals, defaults and inputs: whatever takes them, this file holds them."""
        values = Values(self._module(source))
        waiting = [root]
        while waiting:
            block = waiting.pop()
            waiting += reversed(block.blocks)
            if block.type == "resource" and block.labels[:1] and block.labels[0] in RESOURCES:
                continue
            for name, expression in block.attributes.items():
                here = (*block.labels, name)
                try:
                    held = flows_anywhere(values.value(expression), here, named_around, with_nulls=False)
                    yield from (one for one in held if not isinstance(one, Flow) or one.source.file is source)
                except (TooLarge, RecursionError):
                    yield Unread("values that are too large to be read", _line(source, expression.start))
                    return

    def flows_in_json(self, source: Source, root: Node) -> Iterator[Read]:
        """Give the flows of a file in Terraform's JSON. Never raises."""
        yield from self._flows(source, blocks_in(root))

    def made_from(self, source: Source) -> Collection[Source]:
        """Give the files from which values may come: this one, its module's, and callers; one object for a folder."""
        folder = Path(source.path).parent
        if folder not in self._around:
            modules = [self._module(source), *self.calls.of(folder)]
            found = dict.fromkeys(one for module in modules for one in module.sources())
            self._around[folder] = found | dict.fromkeys(self.calls.sources(folder))
        self._around[folder][source] = None
        return self._around[folder]

    def _guarded(self, source: Source, resource: _Resource) -> Iterator[Read]:
        try:
            yield from self._resource(source, resource)
        except (TooLarge, RecursionError) as problem:
            why = "takes too long to be read" if isinstance(problem, TooSlow) else "is too large to be read"
            yield Unread(f"{resource.address} {why}", _line(source, resource.start))

    def _module(self, source: Source) -> Module:
        return self.calls.plain(Path(source.path).parent)

    def _resource(self, source: Source, resource: _Resource) -> Iterator[Read]:
        """Give the flows of a resource, one for each call of its module and each instance."""
        called = self.calls.of(Path(source.path).parent)
        instances = (one for module in called for one in _instances(resource, module))
        first = islice(instances, _MOST_INSTANCES)
        yield from once_each(one for each in first for one in as_variants(self._instance(source, resource, *each)))
        if next(instances, None) is not None:
            more = f"{resource.address} has more instances than the first {_MOST_INSTANCES}, which were read"
            yield Unread(more, _line(source, resource.start))

    def _instance(
        self, source: Source, resource: _Resource, module: Module, names: Mapping[str, Node], ids: tuple[str, ...]
    ) -> Iterator[Read]:
        """Give the flow of an instance, under each choice of the conditions that its attributes depend on."""
        seen: set[tuple[str | None, ...]] = set()
        for values in readings(lambda answers: Values(module, names, answers=answers)):
            count = _attribute(resource, "count", values)
            if isinstance(count, Scalar) and count.value == 0:
                continue
            held = ((key, _attribute(resource, key, values)) for key in ("content", "filename"))
            key, value = next(((key, one) for key, one in held if one is not None and not is_null(one)), ("", None))
            wrapper = _wrapper(source, resource, values, ids)
            text = None if value is None else content_text(value, with_nulls=False)
            what = (key, None if text is None else text.text, *map(str, wrapper))
            if text is None:
                what = what[:2]
            if what in seen:
                continue
            seen.add(what)
            if key == "filename" and value is not None:
                yield from self._file(source, resource, value, values, wrapper)
            elif value is not None:
                yield from _content(source, resource, value, values, wrapper)
            elif len(seen) == 1:
                yield Unread(f"{resource.address} has no content", _line(source, resource.start))

    def _file(
        self, source: Source, resource: _Resource, value: Node, values: Values, wrapper: Wrapper
    ) -> Iterator[Read]:
        """Give the flow in the file that an attribute names."""
        named = text_of(value)
        line = _line(source, resource.attributes["filename"].start)
        if named is None or "${" in named:
            yield Unread(f"{resource.address} gets its filename from outside these files", line)
            return
        try:
            held = values.module.read(named)
        except OutOfReach as problem:
            yield Unread(f"{resource.address} {problem}", line)
            return
        yield from _or_no_flow(whole_file(held, wrapper._replace(is_template=False)), resource, line)

    def _given_to_module(self, source: Source, block: Block) -> Iterator[Read]:
        """Give the flows that a module is given: an object with a content or a filename, by what they hold."""
        if not any(word in source.text for word in ("content", "filename")):
            return
        values = Values(self._module(source))
        for name, expression in block.attributes.items():
            try:
                held = values.value(expression)
                for path, node in walk(held, ("module", *block.labels, name)):
                    if isinstance(node, Members):
                        yield from self._given(source, path, node, values)
            except (TooLarge, RecursionError):
                yield Unread(f"module.{'.'.join(block.labels)} is too large to be read", _line(source, block.start))

    def _given(self, source: Source, at: JsonPath, node: Members, values: Values) -> Iterator[Read]:
        key, content, filename = str(at[-1]), at_path(node, "content"), at_path(node, "filename")
        wrapper = Wrapper(
            text_of(at_path(node, "name")) or key,
            text_of(at_path(node, "type")),
            scope=_scope(source),
            is_template=True,
        )
        text = None if content is None else content_text(content, only_flows=True, with_nulls=False)
        if content is not None and text is not None:
            in_file = content.source is not source
            yield from held_flows(content.source, () if in_file else (*at, "content"), text, wrapper)
        elif isinstance(filename, Scalar) and filename.string and "${" not in filename.string:
            try:
                held = values.module.read(filename.string)
            except OutOfReach:
                return  # whatever else modules are given files for
            yield from whole_file(held, wrapper._replace(is_template=False))


def _is_flow(block_type: str, labels: Sequence[str]) -> bool:
    return block_type == "resource" and len(labels) == 2 and labels[0] in RESOURCES


def _holds_flow(block_type: str, labels: Sequence[str]) -> bool:
    """Tell whether a block may hold a flow that does not stand in its file."""
    return block_type == "module" or _is_flow(block_type, labels)


def whole_file(source: Source, wrapper: Wrapper) -> Iterator[Read]:
    """Read a flow that a resource names a file for."""
    from flowlint.mapped_text import verbatim

    yield from held_flows(source, (), verbatim(source.text, 0, len(source.text)), wrapper)


def _instances(resource: _Resource, module: Module) -> Iterator[tuple[Module, Mapping[str, Node], tuple[str, ...]]]:
    """Give what a resource has instances for in a module: the names that each sets, and what others call it by.

    Where they are known, each is called by its key, and where a key is only known to a deployment, by the resource.
    """
    of_resource = "${" + resource.address + "}"
    loop = resource.attributes.get("for_each")
    pairs = None if loop is None else _pairs(Values(module), loop)
    if pairs is None:
        yield module, {}, (of_resource,)
    for key, value in pairs or ():
        own = "${" + name_of((resource.type, resource.name, text_of(key) or "")) + "}"
        yield module, {"each.key": key, "each.value": value}, (own, of_resource)


def _attribute(resource: _Resource, key: str, values: Values) -> Node | None:
    attribute = resource.attributes.get(key)
    return None if attribute is None else values.value(attribute)


def _wrapper(source: Source, resource: _Resource, values: Values, ids: tuple[str, ...]) -> Wrapper:
    """Say what a resource says of its flow."""

    def text(key: str) -> str | None:
        return text_of(_attribute(resource, key, values))

    return Wrapper(
        text("name"),
        RESOURCES[resource.type] or text("type"),
        ids,
        scope=_scope(source),
        is_template=True,
        settings=text("settings"),
        description=text("description"),
        tags=as_value(_attribute(resource, "tags", values)),
        is_tool="external_invocation_configuration" in resource.attributes,
    )


def _content(source: Source, resource: _Resource, value: Node, values: Values, wrapper: Wrapper) -> Iterator[Read]:
    """Give the flow that the content of a resource is."""
    line = _line(source, resource.attributes["content"].start)
    text = content_text(value, with_nulls=False)
    if text is None:
        reason = values.problems[0] if values.problems else "gets its content from outside these files"
        yield Unread(f"{resource.address} {reason}", line)
        return
    at = ("resource", resource.type, resource.name, "content") if value.source is source else ()
    yield from _or_no_flow(held_flows(value.source, at, text, _unfilled(wrapper, value)), resource, line)


def _or_no_flow(read: Iterator[Read], resource: _Resource, line: int) -> list[Read]:
    """Give what was read of the content of a resource, or that it is no flow."""
    return list(read) or [Unread(f"{resource.address} has a content that is no flow", line)]


def _unfilled(wrapper: Wrapper, value: Node) -> Wrapper:
    """Say of a file that is taken as it stands that nothing fills in its placeholders."""
    is_whole = isinstance(value, Scalar) and value.text.text == value.source.text
    return wrapper._replace(is_template=False) if is_whole else wrapper


def _pairs(values: Values, loop: Value) -> list[Member] | None:
    """Give what a resource has instances for; None where that is not known, as for a variable without a value."""
    try:
        pairs = pairs_of(values.value(loop))
    except TooLarge:
        return None
    named = raw(loop.tree) if isinstance(loop, Expression) else ""
    return None if not pairs and "var." in named else pairs


def _scope(source: Source) -> str:
    return shown_path(Path(source.path).parent)


def _line(source: Source, offset: int) -> int:
    return source.place(offset, offset + 1).line
