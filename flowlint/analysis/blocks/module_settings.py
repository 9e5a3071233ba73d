"""Modules whose blocks return what their settings do not declare, and calls that hand them what they do not take.

The settings of a module, beside its content in an answer of the API, declare the branches by which it may return, and
JSON Schemas of what it takes and gives. Connect is said to hold both the module and its callers to them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from flowlint.analysis.engine import MODULE_CALL, MODULE_RETURN, Facts
from flowlint.model.flow import Block, Flow
from flowlint.model.references import is_filled_in
from flowlint.text.closest import closest_name
from flowlint.text.json_values import JsonPath, value_at


class UndeclaredName(NamedTuple):
    """A name that the settings of a module do not declare, `at` a path below the block that uses it.

    It is that of a branch, of something that the module gives, or of something that it takes. `right` is the declared
    one that it is much like.
    """

    block: Block
    kind: Literal["branch", "result", "input"]
    name: str
    at: JsonPath
    at_key: bool
    right: str | None


def undeclared_names(facts: Facts) -> tuple[UndeclaredName, ...]:
    """Give the names that blocks of a flow use and that the module's settings do not declare, in file order.

    Nothing where the settings are not known, and of names that a template or the run fills in.
    """
    flow, project = facts.flow, facts.project.project
    found: list[UndeclaredName] = []
    for block in flow.blocks:
        if block.type == MODULE_RETURN and flow.settings is not None:
            found += _returned(block, flow.settings)
        elif block.type == MODULE_CALL:
            called: Flow | None = project.target(flow, block)
            if called is not None and called.settings is not None:
                found += _handed_over(block, called.settings)
    return tuple(found)


def _returned(block: Block, settings: Mapping[str, Any]) -> Iterator[UndeclaredName]:
    branch = block.parameters.get("Result")
    if isinstance(branch, str) and branch:
        yield from _undeclared(block, "branch", [(branch, ("Parameters", "Result"))], branches_of(settings))
    yield from _undeclared(block, "result", _keys(block, "ResultData"), properties_of(settings, "resultData"))


def _handed_over(block: Block, settings: Mapping[str, Any]) -> Iterator[UndeclaredName]:
    yield from _undeclared(block, "input", _keys(block, "Input"), properties_of(settings, "input"))
    asked: list[tuple[str, JsonPath]] = [
        (branch.operand, ("Transitions", "Conditions", place, "Condition", "Operands"))
        for place, branch in enumerate(block.conditions)
        if branch.operand
    ]
    yield from _undeclared(block, "branch", asked, branches_of(settings))


def _keys(block: Block, parameter: str) -> list[tuple[str, JsonPath]]:
    named = block.parameters.get(parameter)
    return [(key, ("Parameters", parameter, key)) for key in named] if isinstance(named, dict) else []


def _undeclared(
    block: Block,
    kind: Literal["branch", "result", "input"],
    used: Iterable[tuple[str, JsonPath]],
    declared: frozenset[str] | None,
) -> Iterator[UndeclaredName]:
    if declared is None:
        return
    for name, at in used:
        if name not in declared and not is_filled_in(name):
            yield UndeclaredName(block, kind, name, at, kind != "branch", closest_name(name, sorted(declared)))


def branches_of(settings: Mapping[str, Any]) -> frozenset[str]:
    """Give the branches by which settings say that a module may return."""
    results = value_at(settings, ("transitions", "results"))
    entries = results if isinstance(results, list) else []
    return frozenset(str(one["name"]) for one in entries if isinstance(one, dict) and "name" in one)


def properties_of(settings: Mapping[str, Any], part: str) -> frozenset[str] | None:
    """Give the names that the schema of `input` or `resultData` declares; None where it lists none and yet is there."""
    schema = value_at(settings, (part, "schema"))
    if schema is None:
        return frozenset()
    properties = value_at(schema, ("properties",))
    return frozenset(properties) if isinstance(properties, dict) else None
