"""The contact attributes that the modules of a run set, on some way through them at least, in the flows that call them.

See docs/semantics.md#consistent-paths.
"""

from collections.abc import Mapping

from flowlint.analysis.engine import MODULE_CALL, Facts, ProjectFacts, components, handovers, reachable_blocks
from flowlint.analysis.semantics.names import Name, defined
from flowlint.language import attributes
from flowlint.model.flow import Flow


def set_by_modules(facts: Facts) -> Mapping[str, frozenset[Name]]:
    """Give the contact attributes that the modules of the run set which a flow calls, by the id of the calling block.

    That is on some way through the module at least.
    """
    return {
        block.id: names
        for block, module in facts(handovers)
        if block.type == MODULE_CALL and (names := facts.project(_set_within)[module])
    }


def _set_within(project: ProjectFacts) -> Mapping[Flow, frozenset[Name]]:
    """Give the contact attributes that blocks of each called module set, or those of a module that it calls."""
    called = dict.fromkeys(one for flow in project.project.flows for one in _called(project.of(flow)))
    calls = {module: _called(project.of(module)) for module in called}
    found: dict[Flow, frozenset[Name]] = {}
    for modules in components(calls):  # each after what it calls
        below = (found[one] for module in modules for one in calls[module] if one in found)
        names = frozenset[Name]().union(*(project.of(module)(_set_itself) for module in modules), *below)
        found.update(dict.fromkeys(modules, names))
    return found


def _called(facts: Facts) -> list[Flow]:
    return [module for block, module in facts(handovers) if block.type == MODULE_CALL]


def _set_itself(facts: Facts) -> frozenset[Name]:
    """Give the contact attributes that blocks of a module set."""
    seen_outside = {one.name for one in attributes() if one.seen_in_modules}
    made = facts(defined)
    return frozenset(name for block in facts(reachable_blocks) for name in made[block.id] if name[0] in seen_outside)
