"""Resources that flows name: where documents write their names, and which names are of AWS or of templates."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from flowlint.language.documents import fact
from flowlint.language.parameter_tests import Test


class ResourceKind(NamedTuple):
    """A kind of resource, and where its names are written; see `names` in behaviour.json."""

    name: str
    notes: tuple[tuple[str, ...], ...]
    arns: tuple[tuple[str, ...], ...]
    exported: tuple[str, ...]
    unless: Test | None
    qualifier: bool
    identified_by: str
    keys: frozenset[str]
    """Of these one is a key of the block's notes, of the parameters there, or of its own, if it has a name at all."""


@cache
def resource_kinds() -> tuple[ResourceKind, ...]:
    """Give the kinds of resources that documents write the names of."""
    return tuple(_kind(name, entry) for name, entry in fact("names", "resources")["of"].items())


def _kind(name: str, entry: Mapping[str, Any]) -> ResourceKind:
    notes, arns = (tuple(tuple(path.split(".")) for path in entry.get(one, ())) for one in ("notes", "arns"))
    return ResourceKind(
        name=name,
        notes=notes,
        arns=arns,
        exported=tuple(entry.get("exported", ())),
        unless=entry.get("unless"),
        qualifier=entry.get("qualifier", False),
        identified_by=entry.get("identified_by", ""),
        keys=frozenset(path[1] if path[0] == "parameters" else path[0] for path in (*notes, *arns)),
    )


def is_aws_resource(name: str) -> bool:
    """Tell whether a resource has a name that AWS gives to one of a new instance, however it is capitalised."""
    return name.casefold() in _aws_resources()


@cache
def _aws_resources() -> frozenset[str]:
    return frozenset(one.casefold() for one in fact("names", "aws_resources")["of"])


@cache
def template_suffixes() -> frozenset[str]:
    """Give the file suffixes, in lower case, that say a file is a template, to be filled in before it is used."""
    return frozenset(fact("names", "template_suffixes")["of"])


def lists_holidays(name: str) -> bool:
    """Tell whether a name of hours of operation, or of a check of them, shows that they list the days off."""
    return not _holiday_words().isdisjoint(re.findall(r"[^\W\d_]+", name.casefold()))


@cache
def _holiday_words() -> frozenset[str]:
    return frozenset(fact("names", "holiday_words")["of"])
