"""Whether a flow at which contacts come in turns logging on at all.

See docs/semantics.md#logging.
"""

from flowlint.analysis.engine import Facts
from flowlint.analysis.logging.paths import logging_paths
from flowlint.analysis.logging.setting import set_by
from flowlint.analysis.semantics import is_first_inbound


def never_enabled(facts: Facts) -> bool:
    """Tell whether this is an inbound flow where contacts come in and that turns logging on on no path.

    A module may turn it on as well; one that is not in the run does, for all that is known.
    """
    if not facts(is_first_inbound):
        return False
    flow, paths = facts.flow, facts(logging_paths)
    settings = {state.setting for block_id in paths for state in paths.states(block_id)}
    return settings.union(set_by(flow.by_id[block_id]) for block_id in paths).isdisjoint({"on", "unknown"})
