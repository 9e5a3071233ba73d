"""How a flow is built: what no path reaches, what stands twice, what could be a module of its own.

Unreachable code, clones, single-entry single-exit regions, and cyclomatic complexity.
"""

from flowlint.analysis.structure.complexity import cyclomatic_complexity
from flowlint.analysis.structure.duplicates import SectionCopy, duplicated_sections
from flowlint.analysis.structure.module_candidates import ModuleCandidate, module_candidates
from flowlint.analysis.structure.unreachable import UnreachableGroup, has_loose_end, unreachable_groups

__all__ = [
    "ModuleCandidate",
    "SectionCopy",
    "UnreachableGroup",
    "cyclomatic_complexity",
    "duplicated_sections",
    "has_loose_end",
    "module_candidates",
    "unreachable_groups",
]
