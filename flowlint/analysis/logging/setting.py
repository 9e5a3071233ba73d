"""The setting of flow logging at each block: a forward may-analysis over all flows of a run, joined by union.

The setting is "on" or "off" once a Set logging behavior block of this flow ran, and "inherited" before: it goes with
the contact from flow to flow. A flow that those of the run only hand over with logging off starts with "off". After a
module that is not in the run the setting is "unknown", since a module may set it.

See docs/semantics.md#logging.
"""

from typing import Literal

from flowlint.analysis.engine import Problem, ProjectFacts, Solution, happened
from flowlint.model.flow import Block, Flow, Transition

Logging = Literal["on", "off", "inherited", "unknown"]

SETS_LOGGING = "UpdateFlowLoggingBehavior"
_INHERITED: frozenset[Logging] = frozenset({"inherited"})


def set_by(block: Block) -> Logging | None:
    """Give what a block sets logging to; None for one that does not set it."""
    if block.type != SETS_LOGGING:
        return None
    setting = block.parameters.get("FlowLoggingBehavior")
    return "on" if setting == "Enabled" else "off" if setting == "Disabled" else "unknown"


def logging_settings(project: ProjectFacts) -> Solution[frozenset[Logging]]:
    """Solve for the settings that some path to each block leaves logging at."""
    return Solution(
        project,
        Problem(
            entry_state=lambda flow: _INHERITED,
            transfer=_transfer,
            join=lambda one, other: one | other,
            on_transfer=lambda settings: settings,
            on_call=lambda settings: settings,
            on_return=lambda before, after: after,
            on_unknown_call=lambda settings: frozenset({"unknown"}),
        ),
    )


def _transfer(flow: Flow, edge: Transition, settings: frozenset[Logging]) -> frozenset[Logging]:
    block = flow.by_id[edge.source]
    setting = set_by(block) if happened(block, edge) else None
    return settings if setting is None else frozenset({setting})
