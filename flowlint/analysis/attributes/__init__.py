"""Attributes and answers that are read where they may be missing, and attributes that nothing reads.

A must-analysis of what is defined, and live variables over all flows of a run.
"""

from flowlint.analysis.attributes.never_defined import (
    Unprovided,
    attributes_never_set,
    closest_attribute,
    results_never_produced,
)
from flowlint.analysis.attributes.undefined import UndefinedRead, branch_name, missed_attributes, missed_results
from flowlint.analysis.attributes.unread import unread_attributes

__all__ = [
    "UndefinedRead",
    "Unprovided",
    "attributes_never_set",
    "branch_name",
    "closest_attribute",
    "missed_attributes",
    "missed_results",
    "results_never_produced",
    "unread_attributes",
]
