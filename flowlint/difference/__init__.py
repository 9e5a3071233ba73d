"""What changed from one flow to another: which block is which, which flow is which, and what differs between them.

Blocks are matched by id, then by content and neighbourhood where ids were made anew. Layout is no change. Pure
functions over flows: where the two states come from is not known here.
"""

from flowlint.difference.flows import Pair, compared
from flowlint.difference.pairing import Side, paired
from flowlint.difference.states import FlowPair, changes_between
from flowlint.difference.touched import Touched, touched

__all__ = ["FlowPair", "Pair", "Side", "Touched", "changes_between", "compared", "paired", "touched"]
