"""From what a rule drafts to what a report says: place, witness, fingerprint, and the lines around it.

Rules draft; only here are lines and columns worked out.
"""

from flowlint.findings.resolve import place

__all__ = ["place"]
