"""What references can name: the namespaces that blocks fill, the attributes of the catalogue, and their keys."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from flowlint.language.channels import channels
from flowlint.language.documents import document, fact
from flowlint.language.parameter_tests import Test, holds


class Producer(NamedTuple):
    """A block type that fills a namespace, and the test its parameters must pass for that."""

    type: str
    when: Test | None
    unless: Test | None

    def matches(self, block_type: str, parameters: Mapping[str, Any]) -> bool:
        """Tell whether a block of this type with these parameters is one of these."""
        return (
            block_type == self.type
            and (self.when is None or holds(self.when, parameters))
            and (self.unless is None or not holds(self.unless, parameters))
        )


class Namespace(NamedTuple):
    """A namespace of references that blocks fill; see `namespaces` in behaviour.json."""

    name: str
    by: tuple[Producer, ...]
    crosses_flows: bool
    seen_in_modules: bool
    keyed_by: str | None
    """The parameter that says which of its keys a block sets; None where a block fills all of it at once."""
    may_be_empty: bool
    """Whether a value may be missing although the block that fills it did its work."""


class KnownAttribute(NamedTuple):
    """An attribute of the catalogue: its parts after `$`, None where any key may stand.

    `refused_in` are the flow types that certainly cannot read it.
    """

    parts: tuple[str | None, ...]
    refused_in: frozenset[str]


@cache
def results() -> tuple[Namespace, ...]:
    """Give the namespaces that blocks fill, longest name first so that the nearest one matches."""
    return _namespaces("results")


class NamedAnswers(NamedTuple):
    """Answers of which each stands below `below` under the name that its block gave it, in a parameter `named_by`.

    `always` are names that nobody needs to give.
    """

    block_type: str
    below: tuple[str, ...]
    named_by: tuple[str, ...]
    always: tuple[str, ...]


@cache
def named_answers() -> tuple[NamedAnswers, ...]:
    """Give the answers that blocks name, by block type."""
    return tuple(
        NamedAnswers(
            block_type,
            tuple(entry["below"].split(".")),
            tuple(entry["named_by"].split(".")),
            tuple(entry.get("always", ())),
        )
        for block_type, entry in fact("namespaces", "named_answers")["of"].items()
    )


class AskedFields(NamedTuple):
    """Answers below `below` that hold the fields which a block lists under `asked_by`, and those `always`."""

    block_type: str
    below: str
    asked_by: str
    always: frozenset[str]


@cache
def asked_fields() -> tuple[AskedFields, ...]:
    """Give the answers of which blocks ask for single fields."""
    return tuple(
        AskedFields(block_type, entry["below"], entry["asked_by"], frozenset(entry["always"]))
        for block_type, entry in fact("namespaces", "asked_fields")["of"].items()
    )


@cache
def attributes() -> tuple[Namespace, ...]:
    """Give the namespaces of which blocks set single keys: contact attributes and flow attributes."""
    return _namespaces("attributes")


def _namespaces(kind: str) -> tuple[Namespace, ...]:
    namespaces = fact("namespaces", kind)["of"]
    return tuple(
        Namespace(
            name=name,
            by=tuple(Producer(one["type"], one.get("when"), one.get("unless")) for one in entry["by"]),
            crosses_flows=entry["lives"] == "contact",
            seen_in_modules=entry["in_modules"],
            keyed_by=entry.get("keyed_by"),
            may_be_empty=entry.get("may_be_empty", False),
        )
        for name, entry in sorted(namespaces.items(), key=lambda item: (-len(item[0]), item[0]))
    )


@cache
def known_attributes() -> tuple[KnownAttribute, ...]:
    """Give the attributes of the catalogue, those that are not documented and yet seen included."""
    data = document("attributes")
    entries = [(_parts(one["path"]), one.get("flow_types_refused", ())) for one in data["attributes"]]
    entries += [((root,), ()) for root in data["meta"]["undocumented_roots"]]
    entries += [((*_parts(path), None), ()) for path in data["meta"]["open_below"]["paths"]]
    return tuple(KnownAttribute(parts, frozenset(refused)) for parts, refused in entries)


def only_on(parts: Sequence[str]) -> frozenset[str]:
    """Give the channels whose contacts alone have what a reference with these parts reads, as `$.Channel` says them.

    None for what contacts of every channel may have, and for what is not in the catalogue.
    """
    return _only_on().get(tuple(parts), frozenset())


@cache
def _only_on() -> Mapping[tuple[str | None, ...], frozenset[str]]:
    listed = document("attributes")["attributes"]
    found = {_parts(one["path"]): frozenset(map(str.upper, one["channels"])) for one in listed}
    return {parts: on for parts, on in found.items() if on < channels()}


@cache
def _namespace_roots() -> frozenset[str | None]:
    return frozenset(one.parts[0] for one in known_attributes()) - {
        one.parts[0] for one in known_attributes() if len(one.parts) == 1
    }


def is_namespace(parts: Sequence[str]) -> bool:
    """Tell whether a reference with these parts names a namespace and no value in it: `$.External`."""
    return len(parts) == 1 and parts[0] in _namespace_roots()


@cache
def documented_references() -> frozenset[tuple[str | None, ...]]:
    """Give the parts of the references that the catalogue of attributes has; None where any key may stand."""
    return frozenset(_parts(one["path"]) for one in document("attributes")["attributes"])


def _parts(path: str) -> tuple[str | None, ...]:
    """Split a path of the catalogue: `$.Loop.<name>.Index`, `$.SegmentAttributes['connect:Subtype']`."""
    pieces = re.findall(r"\['?([^\]']+)'?\]|\.([^.\[]+)", path)
    return tuple(None if one.startswith("<") else one for one in map("".join, pieces))


def is_fully_listed(root: str) -> bool:
    """Tell whether the catalogue has all parts that references with this root can have."""
    return root in document("attributes")["meta"]["fully_listed"]["roots"]


@cache
def agent_metrics() -> tuple[str, ...]:
    """Give the parts of the reference below which Get metrics answers whether agents are there."""
    return tuple(fact("namespaces", "agent_metrics")["of"].split("."))


def is_aws_key(key: str) -> bool:
    """Tell whether AWS itself defines a key: one of a Lex session, or a tag."""
    return key.startswith(_aws_prefixes())


@cache
def _aws_prefixes() -> tuple[str, ...]:
    return tuple(fact("names", "aws_keys")["prefixes"])


@cache
def named_roots() -> tuple[tuple[str, ...], ...]:
    """Give the roots of references whose next part is a key that a person named in a flow."""
    return tuple(tuple(root.split(".")) for root in fact("namespaces", "keys_named_here")["of"])


def is_known_key(key: str) -> bool:
    """Tell whether AWS or a well-known integration defines an attribute, and reads it."""
    names, prefixes = _known_keys()
    return key in names or key.startswith(prefixes)


@cache
def _known_keys() -> tuple[frozenset[str], tuple[str, ...]]:
    data = fact("names", "known_keys")
    return frozenset(data["names"]), tuple(data["prefixes"])
