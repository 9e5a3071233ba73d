"""Attributes and results that are read where they may be missing, and attributes that nothing reads.

A must-analysis of what is defined with paths that show what is not, and live variables over all flows of a run.
"""

from flowlint.analysis.attributes.culprits import Culprit
from flowlint.analysis.attributes.handed_over import NotHandedOver, attributes_not_handed_over
from flowlint.analysis.attributes.never_defined import NeverDefined
from flowlint.analysis.attributes.never_produced import call_that_keeps, results_never_produced
from flowlint.analysis.attributes.never_set import SimilarAttribute, attributes_never_set, similar_attribute
from flowlint.analysis.attributes.undefined import UndefinedRead, undefined_attributes, undefined_results
from flowlint.analysis.attributes.unread import UnreadAttributes, unread_attributes
from flowlint.analysis.attributes.ways_without import WayWithout

__all__ = [
    "Culprit",
    "NeverDefined",
    "NotHandedOver",
    "SimilarAttribute",
    "UndefinedRead",
    "UnreadAttributes",
    "WayWithout",
    "attributes_never_set",
    "attributes_not_handed_over",
    "call_that_keeps",
    "results_never_produced",
    "similar_attribute",
    "undefined_attributes",
    "undefined_results",
    "unread_attributes",
]
