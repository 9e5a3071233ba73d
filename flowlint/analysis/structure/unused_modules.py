"""Modules that no block of the run calls. See docs/semantics.md#unused-modules."""

from flowlint import language
from flowlint.analysis.engine import Facts, ProjectFacts
from flowlint.model.references import is_filled_in


def is_unused_module(facts: Facts) -> bool:
    """Tell whether this is a module that no block calls, be it one that no path reaches, and that none may call."""
    module, project = facts.flow, facts.project.project
    if not module.is_module or module.is_tool or module.variant_of is not None:
        return False
    if not facts.declared.whole and (module.name is None or all(flow.is_module for flow in project.flows)):
        return False
    if project.callers[module] or project.has_unknown_callers(module):
        return False
    dynamic, unknown = facts.project(_open_calls)
    return not dynamic and not (unknown and not module.ids)


def _open_calls(project: ProjectFacts) -> tuple[bool, bool]:
    """Tell whether some call names its module by what only the run knows, and whether some names one outside the run.

    What a file without an id holds may be the one outside.
    """
    parameters = language.flow_parameters("module")
    names = [
        block.parameters.get(parameters[block.type])
        for flow in project.project.flows
        for block in flow.of_type(*parameters)
        if project.project.target(flow, block) is None
    ]
    dynamic = any(not isinstance(name, str) or is_filled_in(name) for name in names)
    return dynamic, bool(names)
