"""How a flow is built: what no path reaches, what stands twice, what could be a module of its own.

Regions with one way in and one way out, their copies, and cyclomatic complexity.
"""

from flowlint.analysis.structure.complexity import cyclomatic_complexity
from flowlint.analysis.structure.duplicates import duplicated_sections
from flowlint.analysis.structure.regions import ModuleCandidate, sections
from flowlint.analysis.structure.unreachable import UnreachableGroup, has_loose_end, unreachable_sections

__all__ = [
    "ModuleCandidate",
    "UnreachableGroup",
    "cyclomatic_complexity",
    "duplicated_sections",
    "has_loose_end",
    "sections",
    "unreachable_sections",
]
