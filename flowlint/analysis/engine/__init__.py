"""The machine of all path analyses: facts worked out once, dataflow to a fixpoint, searches with a witness, dominance.

It knows blocks and branches, and nothing of what attributes, queues or logging mean.
"""

from flowlint.analysis.engine.components import components
from flowlint.analysis.engine.dataflow import solve, solve_backward
from flowlint.analysis.engine.dominance import Region, disjoint_regions
from flowlint.analysis.engine.effects import happened
from flowlint.analysis.engine.fact_search import Arrival, FactSearch
from flowlint.analysis.engine.facts import Facts, ProjectFacts, graph, summary
from flowlint.analysis.engine.first_runs import FirstRuns
from flowlint.analysis.engine.interprocedural import (
    DEEPEST_MODULE,
    MODULE_CALL,
    MODULE_RETURN,
    Problem,
    Solution,
    entry_groups,
    event_flows,
    handovers,
    never_taken,
    results_of,
    with_modules,
)
from flowlint.analysis.engine.legs import Leg, legs_to
from flowlint.analysis.engine.module_calls import (
    called_module,
    results_along,
    returned_calls,
    returns_with,
    soonest_return,
)
from flowlint.analysis.engine.module_results import Result
from flowlint.analysis.engine.reach import (
    ahead,
    ahead_of,
    block_bits,
    nearest_first,
    nearness,
    positions,
    reachable,
    reachable_blocks,
)
from flowlint.analysis.engine.rings import Ring, rings
from flowlint.analysis.engine.search import Configuration, Path, StateSearch, Successors, TooManyStates
from flowlint.analysis.engine.ways_back import WaysBack
from flowlint.model.graph import FlowGraph

__all__ = [
    "DEEPEST_MODULE",
    "MODULE_CALL",
    "MODULE_RETURN",
    "Arrival",
    "Configuration",
    "FactSearch",
    "Facts",
    "FirstRuns",
    "FlowGraph",
    "Leg",
    "Path",
    "Problem",
    "ProjectFacts",
    "Region",
    "Result",
    "Ring",
    "Solution",
    "StateSearch",
    "Successors",
    "TooManyStates",
    "WaysBack",
    "ahead",
    "ahead_of",
    "block_bits",
    "called_module",
    "components",
    "disjoint_regions",
    "entry_groups",
    "event_flows",
    "graph",
    "handovers",
    "happened",
    "legs_to",
    "nearest_first",
    "nearness",
    "never_taken",
    "positions",
    "reachable",
    "reachable_blocks",
    "results_along",
    "results_of",
    "returned_calls",
    "returns_with",
    "rings",
    "solve",
    "solve_backward",
    "soonest_return",
    "summary",
    "with_modules",
]
