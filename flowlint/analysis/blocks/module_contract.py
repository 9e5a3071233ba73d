"""Contracts between modules and their callers: what settings declare or returns say, and one of the two does not keep.

The declared names that a call hands over or a module returns are held to the settings in `module_settings`; here it is
what is read, what is left out, and the branches that do not meet.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from flowlint.analysis.blocks.module_settings import branches_of, properties_of
from flowlint.analysis.engine import MODULE_CALL, MODULE_RETURN, Facts, never_taken, reachable_blocks, results_of
from flowlint.analysis.semantics import is_compared
from flowlint.model.flow import Block, Flow
from flowlint.model.references import Reference, is_filled_in, references
from flowlint.text.closest import closest_name
from flowlint.text.json_values import value_at

Breach = Literal[
    "input-required",
    "input-undeclared",
    "input-never-given",
    "result-undeclared",
    "branch-missing",
    "branch-unused",
    "branch-never-given",
]


class BrokenContract(NamedTuple):
    """A name on which a module and a caller do not agree, and the block at which that shows; None for a branch unused.

    `module` is the one whose settings declare it, or do not, or whose returns never give it; None where several may be
    meant. `reference` is what reads the name, where something does, and `right` the declared name that it is much like.
    `given` are the outcomes that the returns give, where none of them gives this one.
    """

    breach: Breach
    name: str
    block: Block | None
    module: Flow | None = None
    reference: Reference | None = None
    right: str | None = None
    given: tuple[str, ...] = ()


def broken_contracts(facts: Facts) -> tuple[BrokenContract, ...]:
    """Give what a flow breaks of the contracts of modules: its own, and those that it calls.

    Of modules whose settings are not known, only branches that no return gives; nothing of names that a template or the
    run fills in.
    """
    return (*_own(facts), *_of_called(facts))


def _own(facts: Facts) -> Iterator[BrokenContract]:
    """Give what a module reads that it does not take or never gets, and the branches by which it never returns."""
    module, settings = facts.flow, facts.flow.settings
    if settings is None:
        return
    declared = properties_of(settings, "input")
    if declared is not None:
        given = _inputs_given(facts)
        asked = {_name(one) for block in module.blocks for one in references(block) if is_compared(block, one.at)}
        # What is required and not given is a finding at the call.
        fine = {*asked, *_required(settings), *_with_default(settings)}
        for block, reference, name in _reads(facts, "Input"):
            if name not in declared:
                right = closest_name(name, sorted(declared))
                yield BrokenContract("input-undeclared", name, block, module, reference, right)
            elif given is not None and name not in given and name not in fine:
                yield BrokenContract("input-never-given", name, block, module, reference)
    for name in sorted(_unused(module, settings)):
        yield BrokenContract("branch-unused", name, None, module)


def _of_called(facts: Facts) -> Iterator[BrokenContract]:
    """Give what the calls of a flow leave out, and what it reads of answers that no module which it calls gives."""
    called = [
        (block, facts.project.project.target(facts.flow, block))
        for block in facts(reachable_blocks)
        if block.type == MODULE_CALL
    ]
    for block, module in called:
        if module is None:
            continue
        yield from _never_given(facts, block, module)
        if module.settings is None:
            continue
        given = block.parameters.get("Input", {})
        if isinstance(given, dict):
            for name in _required(module.settings):
                if name not in given and not any(map(is_filled_in, given)):
                    yield BrokenContract("input-required", name, block, module)
        yield from (BrokenContract("branch-missing", name, block, module) for name in _missing(block, module))
    declared = [
        properties_of(module.settings, "resultData") if module is not None and module.settings is not None else None
        for _, module in called
    ]
    # What a module sees of the calls of its own caller is not known.
    if not called or None in declared or facts.flow.is_module:
        return
    names = frozenset().union(*(one for one in declared if one is not None))
    modules = {module for _, module in called}
    for block, reference, name in _reads(facts, "ResultData"):
        if name not in names:
            module = next(iter(modules)) if len(modules) == 1 else None
            yield BrokenContract("result-undeclared", name, block, module, reference, closest_name(name, sorted(names)))


def _reads(facts: Facts, part: str) -> Iterator[tuple[Block, Reference, str]]:
    """Give the references to names below a part of `$.Modules`, each name once, where it is reached first."""
    seen: set[str] = set()
    for block in facts(reachable_blocks):
        for reference in references(block):
            if reference.parts[:2] != ("Modules", part) or (name := _name(reference)) is None or name in seen:
                continue
            seen.add(name)
            yield block, reference, name


def _name(reference: Reference) -> str | None:
    """Give the declared name that a reference reads, or a part of; None where it may be another."""
    if reference.parts[0] != "Modules" or len(reference.parts) < 3 or is_filled_in(reference.parts[2]):
        return None
    return None if reference.tail and len(reference.parts) == 3 else reference.parts[2]


def _inputs_given(facts: Facts) -> frozenset[str] | None:
    """Give the inputs that the callers of a module hand over; None where some of them are not known."""
    project, given = facts.project.project, set[str]()
    callers = project.callers[facts.flow]
    if not callers or facts.flow.is_tool or project.has_unknown_callers(facts.flow):
        return None
    for _, block in callers:
        names = block.parameters.get("Input", {})
        if not isinstance(names, dict) or any(map(is_filled_in, names)):
            return None
        given |= set(names)
    return frozenset(given)


def _returned(module: Flow) -> frozenset[str]:
    """Give the branches by which a module returns; none where they are not known."""
    branches = [block.parameters.get("Result", "") for block in module.of_type(MODULE_RETURN)]
    if any(not isinstance(branch, str) or is_filled_in(branch) for branch in branches):
        return frozenset()
    return frozenset(filter(None, branches))


def _unused(module: Flow, settings: Mapping[str, Any]) -> frozenset[str]:
    """Give the branches that settings of a module declare and by which none of its blocks returns."""
    returned = _returned(module)
    return branches_of(settings) - returned if returned else frozenset()


def _never_given(facts: Facts, call: Block, module: Flow) -> Iterator[BrokenContract]:
    """Give the branches of a call for outcomes that no return of the module says, but those that its settings show."""
    never = facts(never_taken)
    branches = {branch.operand or branch.label: branch for branch in call.conditions if branch in never}
    if not branches:
        return
    given = tuple(sorted(filter(None, facts.project.of(module)(results_of))))
    settings = module.settings
    for name, branch in branches.items():
        # One that is not declared is a finding of `undeclared-in-module`, one that is not used a finding at the module.
        # Both look at plain comparisons alone.
        if settings is None or not branch.operand or name in branches_of(settings) - _unused(module, settings):
            yield BrokenContract("branch-never-given", name, call, module, given=given)


def _missing(call: Block, module: Flow) -> list[str]:
    """Give the branches by which a module returns and that a call, which has some of them, has not."""
    return branches_left_out(call, _returned(module) & branches_of(module.settings or {}))


def branches_left_out(block: Block, possible: frozenset[str]) -> list[str]:
    """Give those of the possible outcomes for which a block, which has a branch for some of them, has none.

    None where the branch for all others leads elsewhere than errors do: that is meant for them.
    """
    asked = {branch.operand for branch in block.conditions}
    if not asked or any(operand is None or is_filled_in(operand) for operand in asked):
        return []
    errors = {one.label: one.target for one in block.transitions if one.kind == "error"}
    others = errors.pop("NoMatchingCondition", None)
    if others is not None and others not in errors.values():
        return []
    return sorted(possible - asked)


def _required(settings: Mapping[str, Any]) -> list[str]:
    names = value_at(settings, ("input", "schema", "required"))
    return [str(name) for name in names] if isinstance(names, list) else []


def _with_default(settings: Mapping[str, Any]) -> list[str]:
    declared = value_at(settings, ("input", "schema", "properties"))
    properties = declared.items() if isinstance(declared, dict) else ()
    return [name for name, schema in properties if isinstance(schema, dict) and "default" in schema]
