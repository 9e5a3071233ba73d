"""Rule packs: whatever the entry point group `flowlint.packs` names, the built-in pack included."""

import importlib
import pkgutil
import re
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import NamedTuple

from flowlint.interrupts import unwrapped_interrupts
from flowlint.option_schemas import option_schemas
from flowlint.pack_points import PackPoint, pack_points
from flowlint.report import Failure
from flowlint.rule import Rule


class Packs(NamedTuple):
    """The rules of all packs, sorted by id, and what kept others from being loaded."""

    rules: tuple[Rule, ...]
    failures: tuple[Failure, ...]


@cache
def load() -> Packs:
    """Import every pack and collect its rules; a pack or module that cannot be used is a failure naming it."""
    rules: dict[str, Rule] = {}
    failures: list[Failure] = []
    for point in pack_points():
        what = f"rule pack {point.name!r} of {point.distribution} {point.version}".strip()
        try:
            with redirect_stdout(sys.stderr), unwrapped_interrupts():
                modules = _modules(pkgutil.resolve_name(point.value))
        except KeyboardInterrupt:
            raise
        except BaseException as problem:
            failures.append(_failure(point, what, problem))
            continue
        for module in modules:
            try:
                with redirect_stdout(sys.stderr), unwrapped_interrupts():
                    found = _only_rule(module, "" if point.is_own else point.name)
                    if found.id in rules:
                        raise ValueError(f"there is a rule {found.id} already")
                    found.make_options({})  # raises for an option without a default
                    option_schemas(found)
                rules[found.id] = found
            except KeyboardInterrupt:
                raise
            except BaseException as problem:
                failures.append(_failure(point, f"{module} in {what}", problem))
    return Packs(tuple(rules[rule_id] for rule_id in sorted(rules)), tuple(failures))


def version_numbers(version: str) -> tuple[int, ...]:
    """Give the first three numbers of a version, with zeros for those it lacks."""
    return tuple(int(number) for number in [*re.findall(r"\d+", version), 0, 0, 0][:3])


def _modules(pack: ModuleType) -> list[str]:
    """Give the names of a pack's modules; those that begin with an underscore are no rules."""
    names = sorted(info.name for info in pkgutil.iter_modules(pack.__path__))
    return [f"{pack.__name__}.{name}" for name in names if not name.startswith("_")]


def _only_rule(name: str, pack: str) -> Rule:
    """Import a module and give its rule. Raises `ValueError` where it declares none or several."""
    module = importlib.import_module(name)
    found = [value for value in vars(module).values() if isinstance(value, Rule) and value.check.__module__ == name]
    if len(found) != 1:
        raise ValueError(f"it must declare one rule, and declares {len(found)}")
    return replace(found[0], pack=pack)


def _failure(point: PackPoint, what: str, problem: BaseException) -> Failure:
    return Failure(point.value, None, f"{what} cannot be loaded: {type(problem).__name__}: {problem}")
