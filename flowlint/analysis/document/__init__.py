"""What Connect refuses of a flow's document as a whole: its shape, its size, the ids of its blocks.

Nothing here follows a path.
"""

from flowlint.analysis.document.block_ids import id_faults, shared_ids
from flowlint.analysis.document.shape import shape_problems
from flowlint.analysis.document.size import content_size

__all__ = ["content_size", "id_faults", "shape_problems", "shared_ids"]
