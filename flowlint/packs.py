"""Rule packs: whatever the entry point group `flowlint.packs` names, the built-in pack included."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from types import ModuleType

from flowlint.report import Failure
from flowlint.rule import Rule

GROUP = "flowlint.packs"
_OWN_DISTRIBUTION = "connect-flowlint"


@dataclass(frozen=True, slots=True)
class Packs:
    """The rules of all packs, sorted by id, and what kept others from being loaded."""

    rules: tuple[Rule, ...]
    failures: tuple[Failure, ...]


@cache
def load() -> Packs:
    """Import every pack and collect its rules; a pack or rule that fails to import is a failure naming it."""
    rules: dict[str, Rule] = {}
    failures: list[Failure] = []
    points = metadata.entry_points(group=GROUP)
    for point in sorted(points, key=lambda one: (_distribution(one) != _OWN_DISTRIBUTION, one.name, one.value)):
        origin = f"{_distribution(point)} {point.dist.version if point.dist else ''}".strip()
        try:
            pack = point.load()
            for found in collect(pack, "" if _distribution(point) == _OWN_DISTRIBUTION else point.name):
                if found.id in rules:
                    raise ValueError(f"its rule {found.id} is there already")
                rules[found.id] = found
        except Exception as problem:
            message = f"rule pack {point.name!r} of {origin} cannot be loaded: {type(problem).__name__}: {problem}"
            failures.append(Failure(point.value, None, message))
    return Packs(tuple(rules[rule_id] for rule_id in sorted(rules)), tuple(failures))


def collect(pack: ModuleType, prefix: str) -> Iterator[Rule]:
    """Give the rules of a pack: one for each of its modules whose name does not begin with an underscore.

    Raises `ValueError` for a module without a rule or with several.
    """
    for info in sorted(pkgutil.iter_modules(pack.__path__, pack.__name__ + "."), key=lambda one: one.name):
        name = info.name.rsplit(".", 1)[-1]
        if name.startswith("_"):
            continue
        module = importlib.import_module(info.name)
        found = [
            value
            for value in vars(module).values()
            if isinstance(value, Rule) and value.check.__module__ == module.__name__
        ]
        if len(found) != 1:
            raise ValueError(f"module {info.name} must declare one rule, and declares {len(found)}")
        yield replace(found[0], pack=prefix)


def _distribution(point: metadata.EntryPoint) -> str:
    return point.dist.name if point.dist else "an unknown distribution"
