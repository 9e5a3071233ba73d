"""Whether flow logging is on where a customer's input is stored.

The state along a path is "on" or "off" once a Set logging behavior block of this flow ran, and "inherited" before:
whatever the flow before left. Behind a module that is not in the run it is "unknown", since a module may set it.
"""

from flowlint import language
from flowlint.analysis.across import Problem, Solution, facts_of
from flowlint.analysis.effects import happened
from flowlint.analysis.facts import Facts, ProjectFacts
from flowlint.analysis.values import consistent_path
from flowlint.analysis.witness import Path
from flowlint.model.flow import Block, Flow, Transition

States = frozenset[str]

_SETS_LOGGING = "UpdateFlowLoggingBehavior"
_STATES = {"Enabled": frozenset({"on"}), "Disabled": frozenset({"off"})}
_INHERITED = frozenset({"inherited"})
_UNKNOWN = frozenset({"unknown"})


def stores_input(block: Block) -> bool:
    """Tell whether a block stores what the customer types; a single digit is a choice, as in a menu, and is not."""
    return (
        block.type == "GetParticipantInput"
        and language.holds({"StoreInput": "True"}, block.parameters)
        and not language.holds({"InputValidation.CustomValidation.MaximumLength": "1"}, block.parameters)
    )


def logging_states(facts: Facts) -> dict[str, States]:
    """Give the states flow logging may be in before each reachable block, by block id."""
    return facts_of(facts, _solution)


def way_to_state(facts: Facts, block: Block, state: str) -> Path | None:
    """Give the shortest path from the entry on which logging is in `state` at a block; None where there is none."""
    flow, solution = facts.flow, facts.project(_solution)
    return consistent_path(
        facts,
        solution.entry(flow),
        lambda edge, states: solution.behind(flow, edge, states),
        lambda block_id, states: block_id == block.id and state in states,
    )


def setters_on(flow: Flow, path: Path) -> tuple[Block, ...]:
    """Give the Set logging behavior blocks that a path leaves, in order."""
    return tuple(flow.by_id[edge.source] for edge in path if flow.by_id[edge.source].type == _SETS_LOGGING)


def _solution(project: ProjectFacts) -> Solution[States]:
    return Solution(
        project,
        Problem(
            alone=lambda flow: _INHERITED,
            transfer=_behind,
            join=lambda one, other: one | other,
            handed=lambda states: _INHERITED,
            called=lambda states: _INHERITED,
            returned=lambda before, after: (after - _INHERITED) | (before if after & _INHERITED else frozenset()),
            unknown=lambda states: _UNKNOWN,
        ),
    )


def _behind(flow: Flow, edge: Transition, states: States) -> States:
    block = flow.by_id[edge.source]
    if block.type != _SETS_LOGGING or not happened(block, edge):
        return states
    setting = block.parameters.get("FlowLoggingBehavior")
    return _STATES.get(setting, _UNKNOWN) if isinstance(setting, str) else _UNKNOWN
