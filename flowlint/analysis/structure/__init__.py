"""How a flow is built: what no path reaches, what stands twice, what could be a module, how modules call each other.

Unreachable code, clones, single-entry single-exit regions, cyclomatic complexity, and what a flow uses.
"""

from flowlint.analysis.structure.complexity import cyclomatic_complexity
from flowlint.analysis.structure.duplicates import SectionCopy, duplicated_sections
from flowlint.analysis.structure.module_candidates import ModuleCandidate, module_candidates
from flowlint.analysis.structure.module_nesting import ModuleCall, NestedCall, nested_calls
from flowlint.analysis.structure.transfer_cycles import Transfer, TransferCycle, transfer_cycles
from flowlint.analysis.structure.unreachable import UnreachableGroup, has_loose_end, unreachable_groups
from flowlint.analysis.structure.unused_modules import is_unused_module
from flowlint.analysis.structure.uses import uses_of

__all__ = [
    "ModuleCall",
    "ModuleCandidate",
    "NestedCall",
    "SectionCopy",
    "Transfer",
    "TransferCycle",
    "UnreachableGroup",
    "cyclomatic_complexity",
    "duplicated_sections",
    "has_loose_end",
    "is_unused_module",
    "module_candidates",
    "nested_calls",
    "transfer_cycles",
    "unreachable_groups",
    "uses_of",
]
