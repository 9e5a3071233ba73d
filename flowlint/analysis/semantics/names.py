"""Names: what blocks define, and what references may mean. A name is a namespace and a key.

`("Attributes", "journey")`, `("External", "")`. An empty key stands for all of the namespace: an answer replaces all of
it, and a module that is not in the run may set any contact attribute.

See docs/semantics.md#definitions.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.model.flow import Block, once_per_block
from flowlint.model.references import Reference, is_filled_in

Name = tuple[str, str]
"""What blocks define and read: the name of a namespace, and a key in it; the key "" stands for all of it."""

ANY_ATTRIBUTE: Name = ("Attributes", "")
"""Stands for every contact attribute: which of them, only Connect can tell."""


def defined(facts: Facts) -> Mapping[str, frozenset[Name]]:
    """Give the names that each block defines when its work is done, by block id."""
    return {block.id: defined_by(block) for block in facts.flow.by_id.values()}


@once_per_block
def defined_by(block: Block) -> frozenset[Name]:
    """Give the names that a block defines when its work is done."""
    return frozenset(
        (namespace.name, key)
        for namespace, producer in _producers().get(block.type, ())
        if producer.matches(block.type, block.parameters)
        for key in _keys(block, namespace)
    )


def text_put(block: Block, name: Name) -> str | None:
    """Give the text that a block puts into a contact attribute; None for anything else."""
    attributes = block.parameters.get("Attributes")
    text = attributes.get(name[1]) if isinstance(attributes, dict) else None
    return text if isinstance(text, str) else None


def names_of(reference: Reference) -> tuple[language.Namespace, tuple[Name, ...]] | None:
    """Give the namespace that a reference belongs to and the names it may mean, longest first.

    There are no names where it is a bare `$.Attributes`. None for what no block defines: system attributes, which are
    always there, and unknown namespaces.
    """
    for roots, namespace in _by_root().get(reference.parts[0], ()):
        if reference.parts[: len(roots)] == roots:
            keys = reference.possible_keys if namespace.keyed_by else ("",)
            return namespace, tuple((namespace.name, key) for key in keys if key or not namespace.keyed_by)
    return None


@cache
def namespaces() -> tuple[language.Namespace, ...]:
    """Give the namespaces of attributes and those of results."""
    return (*language.attributes(), *language.results())


@cache
def _by_root() -> Mapping[str, list[tuple[tuple[str, ...], language.Namespace]]]:
    """Give the namespaces that begin with each word, with all their words."""
    by_root: dict[str, list[tuple[tuple[str, ...], language.Namespace]]] = defaultdict(list)
    for namespace in namespaces():
        roots = tuple(namespace.name.split("."))
        by_root[roots[0]].append((roots, namespace))
    return by_root


@cache
def _producers() -> Mapping[str, list[tuple[language.Namespace, language.Producer]]]:
    """Give what blocks of each type fill, in what cases."""
    by_type: dict[str, list[tuple[language.Namespace, language.Producer]]] = defaultdict(list)
    for namespace in namespaces():
        for producer in namespace.by:
            by_type[producer.type].append((namespace, producer))
    return by_type


def _keys(block: Block, namespace: language.Namespace) -> Iterator[str]:
    """Give the keys of a namespace that a block sets; "" where only Connect can tell, or where it fills all."""
    named = block.parameters.get(namespace.keyed_by) if namespace.keyed_by else None
    keys = [named] if isinstance(named, str) else named if isinstance(named, dict) else [""]
    for key in keys:
        yield "" if is_filled_in(key) else key
