"""References that are wrong as they stand, whatever path leads to them.

Malformed, unknown to Connect, or out of scope in a flow of this type.
"""

from flowlint.analysis.references.malformed import malformed_references
from flowlint.analysis.references.scope import agent_attributes_out_of_scope, flow_kind
from flowlint.analysis.references.unknown import unknown_attributes

__all__ = ["agent_attributes_out_of_scope", "flow_kind", "malformed_references", "unknown_attributes"]
