"""The machine of all path analyses: facts worked out once, dataflow to a fixpoint, and searches that show a path.

It knows blocks and branches, and nothing of what attributes, queues or logging mean.
"""

from flowlint.analysis.engine.dataflow import postorder, solve, solve_backward
from flowlint.analysis.engine.effects import happened
from flowlint.analysis.engine.fact_search import Arrival, FactSearch
from flowlint.analysis.engine.facts import Facts, ProjectFacts, graph
from flowlint.analysis.engine.first_runs import FirstRuns
from flowlint.analysis.engine.interprocedural import (
    MODULE_CALL,
    MODULE_RETURN,
    Problem,
    Solution,
    entry_groups,
    facts_of,
)
from flowlint.analysis.engine.reach import reachable, reachable_blocks
from flowlint.analysis.engine.search import Path, StateSearch, Step

__all__ = [
    "MODULE_CALL",
    "MODULE_RETURN",
    "Arrival",
    "FactSearch",
    "Facts",
    "FirstRuns",
    "Path",
    "Problem",
    "ProjectFacts",
    "Solution",
    "StateSearch",
    "Step",
    "entry_groups",
    "facts_of",
    "graph",
    "happened",
    "postorder",
    "reachable",
    "reachable_blocks",
    "solve",
    "solve_backward",
]
