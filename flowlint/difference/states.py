"""All that changed from one state of flows to another, flow by flow."""

from collections.abc import Iterable

from flowlint.changes import Changes
from flowlint.difference.flows import Pair, changes_of
from flowlint.difference.pairing import Side, is_moved
from flowlint.model.flow import Flow

FlowPair = tuple[Flow | None, Flow | None, Pair | None]
"""A flow before and after, None where it is new or gone, and how their blocks match where that is known already."""


def changes_between(names: tuple[str, str], sides: tuple[Side, Side], pairs: Iterable[FlowPair]) -> Changes:
    """Give what changed in pairs of flows, in the order of their places; `names` are those of the two states."""
    changed = [
        changes_of(was, now, pair, is_moved=bool(was and now and is_moved(*sides, was, now)))
        for was, now, pair in pairs
    ]
    flows = sorted(filter(None, changed), key=lambda one: (one.place.path, one.place.pointer))
    return Changes(*names, tuple(flows), sum(one is None for one in changed))
