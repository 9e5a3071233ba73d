"""References that are wrong as they stand, whatever path leads to them.

Malformed, unknown to Connect, or out of scope in a flow of this type.
"""

from flowlint.analysis.references.malformed import malformed_references, meant_references
from flowlint.analysis.references.not_asked import NotAsked, answers_not_asked
from flowlint.analysis.references.queries import unknown_queries
from flowlint.analysis.references.scope import agent_attributes_out_of_scope
from flowlint.analysis.references.unknown import unknown_attributes
from flowlint.analysis.references.wrong_reference import WrongReference

__all__ = [
    "NotAsked",
    "WrongReference",
    "agent_attributes_out_of_scope",
    "answers_not_asked",
    "malformed_references",
    "meant_references",
    "unknown_attributes",
    "unknown_queries",
]
