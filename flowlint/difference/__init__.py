"""What changed from one flow to another: which block is which, which flow is which, and what differs between them.

Blocks are matched by id, then by content and neighbourhood where ids were made anew. Layout is no change. Pure
functions over flows: where the two states come from is not known here.
"""

from flowlint.difference.blocks import leads_elsewhere
from flowlint.difference.content import branches
from flowlint.difference.flows import Pair, compared, flow_place
from flowlint.difference.pairing import Side, paired
from flowlint.difference.states import FlowPair, changes_between
from flowlint.difference.touched import Touched, touched

__all__ = [
    "FlowPair", "Pair", "Side", "Touched", "branches", "changes_between", "compared", "flow_place", "leads_elsewhere",
    "paired", "touched",
]  # fmt: skip
