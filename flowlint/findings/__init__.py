"""From what a rule drafts to what a report says: place, witness, fingerprint, and the lines around it.

Rules draft; only here are lines and columns worked out.
"""

from flowlint.findings.draft import (
    Cause,
    Draft,
    FlowFix,
    RelatedBlock,
    Witness,
    alike,
    at_block,
    at_branch,
    at_flow,
    at_read,
    at_suppression,
)
from flowlint.findings.new_blocks import NewBlocks, may_be_rewired
from flowlint.findings.resolve import resolve

__all__ = [
    "Cause",
    "Draft",
    "FlowFix",
    "NewBlocks",
    "RelatedBlock",
    "Witness",
    "alike",
    "at_block",
    "at_branch",
    "at_flow",
    "at_read",
    "at_suppression",
    "may_be_rewired",
    "resolve",
]
