"""Dead stores, by flow-insensitive liveness over all flows of a run: attributes that are set and that nothing reads.

A use wherever the attribute is seen, in a block that a path reaches or not, keeps it alive.

See docs/semantics.md#unread-attributes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts, reachable_blocks
from flowlint.analysis.semantics import Name, defined_by, names_of
from flowlint.model.flow import Block, Flow
from flowlint.model.references import Reference, distinct_references, is_filled_in, read_in_short, references_in
from flowlint.text.json_values import JsonPath


class UnreadAttributes(NamedTuple):
    """Attributes that nothing reads, and the block that sets them first; `at` is the first key, below the block.

    Keys are sorted: tools that write JSON may put them in another order.

    `crosses_flows` tells contact attributes from flow attributes. `again` are the other blocks of the flow that set
    some of them, each with the first that it does, and `setters` are all flows that set one, each with its key.
    """

    keys: tuple[str, ...]
    block: Block
    at: JsonPath
    crosses_flows: bool
    again: tuple[tuple[Block, str], ...]
    setters: tuple[tuple[str, Flow], ...]

    @property
    def more(self) -> int:
        """How many other flows set some of them."""
        return len({flow for _, flow in self.setters}) - 1


def unread_attributes(facts: Facts) -> tuple[UnreadAttributes, ...]:
    """Give the attributes that this flow sets and nothing reads, those that one block sets first together.

    A contact attribute is given once in a run, in the first flow by name that sets it; all flows of the run may read
    it. A flow attribute ends with its flow, and only that flow may.
    """
    return facts.project(_unread)[facts.flow]


def _unread(project: ProjectFacts) -> Mapping[Flow, tuple[UnreadAttributes, ...]]:
    flows = project.project.flows
    used_anywhere = frozenset[Name]().union(*(project.of(flow)(_used) for flow in flows))
    setters: dict[Name, list[Flow]] = defaultdict(list)
    for flow in flows:
        for name, (namespace, _) in project.of(flow)(_set).items():
            if namespace.crosses_flows:
                setters[name].append(flow)
    found: dict[Flow, tuple[UnreadAttributes, ...]] = {}
    given: set[Name] = set()
    for flow in flows:
        facts = project.of(flow)
        by_block: dict[tuple[Block, str], list[Name]] = defaultdict(list)
        for name, (namespace, blocks) in facts(_set).items():
            used = used_anywhere if namespace.crosses_flows else facts(_used)
            if name in given or not used.isdisjoint(_readings(name)):
                continue
            if namespace.crosses_flows:
                if facts.declared.knows_attribute(name[1]):
                    continue
                given.add(name)
            by_block[blocks[0], namespace.name].append(name)
        found[flow] = tuple(_together(facts, names, setters) for names in by_block.values())
    return found


def _together(facts: Facts, names: Sequence[Name], setters: Mapping[Name, Sequence[Flow]]) -> UnreadAttributes:
    """Give attributes that one block sets first and nothing reads."""
    namespace, (block, *_) = facts(_set)[names[0]]
    again: dict[Block, str] = {}
    for name in names:
        for other in facts(_set)[name][1][1:]:
            again.setdefault(other, name[1])
    at: JsonPath = ("Parameters", str(namespace.keyed_by), names[0][1])
    keys = tuple(key for _, key in names)
    set_by = tuple((name[1], flow) for name in names for flow in setters.get(name, (facts.flow,)))
    return UnreadAttributes(keys, block, at, namespace.crosses_flows, tuple(again.items()), set_by)


def _set(facts: Facts) -> dict[Name, tuple[language.Namespace, list[Block]]]:
    """Give the attributes that a flow stores something in, each with the blocks that do, the nearest first.

    What sets a key to nothing clears it. Keys that AWS, an integration or a template chose are left out.
    """
    found: dict[Name, tuple[language.Namespace, list[Block]]] = {}
    for block in facts(reachable_blocks):
        defined = defined_by(block)
        for namespace in language.attributes():
            values = block.parameters.get(namespace.keyed_by or "")
            for key, value in sorted(values.items()) if isinstance(values, dict) else ():
                name = namespace.name, key
                if name in defined and not _is_blank(value) and _is_chosen_here(key):
                    found.setdefault(name, (namespace, []))[1].append(block)
    return found


def _used(facts: Facts) -> frozenset[Name]:
    """Give the attributes that any block of a flow may use; an empty key stands for all of a namespace.

    A Compare uses what it looks at. What is read in a block that no contact reaches counts as well: to say that
    nothing reads an attribute is to advise that it be dropped.
    """
    found: set[Name] = set()
    for block in facts.flow.blocks:
        own = defined_by(block)
        for reference in _references(block):
            names = names_of(reference)
            if names is None:
                continue
            namespace, possible = names
            if not possible or any(is_filled_in(key) for _, key in possible):
                found.add((namespace.name, ""))
            # What a key held before goes into the key itself: that keeps it, and is no use of it.
            itself = (namespace.name, *reference.at[2:3]) if reference.at[1:2] == (namespace.keyed_by,) else None
            found.update(name for name in possible if name != itself or name not in own)
    return frozenset(found)


def _references(block: Block) -> Iterator[Reference]:
    yield from distinct_references(block)
    for branch in block.transitions:
        for text in branch.condition.texts:
            yield from references_in(text)


def _readings(name: Name) -> Iterator[Name]:
    """Give the names under which an attribute may be read.

    With all of its namespace, and in the short form, where the reference to an unsafe key breaks off too early.
    """
    yield name
    yield name[0], ""
    yield from ((name[0], key) for key in read_in_short(*name))


def _is_blank(value: Any) -> bool:
    if isinstance(value, dict):
        value = value.get("Value")
    return isinstance(value, str) and not value.strip()


def _is_chosen_here(key: str) -> bool:
    return bool(key) and not (is_filled_in(key) or language.is_aws_key(key) or language.is_known_key(key))
