"""How large boxes are drawn, and where in them stands what: the same for every drawing of a diagram."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowlint.diagram import Box
from flowlint.drawing.lettering import lines

WIDTH = 184.0
TITLE_SIZE, DETAIL_SIZE, BRANCH_SIZE = 12.0, 12.0, 11.0
TITLE, LINE, ROW = 30.0, 15.0, 17.0
"""How high the title of a box is, a line of its detail, and the row of a branch."""
PADDING = 8.0
DETAIL_LINES, NAME_LINES = 2, 4
"""How many lines the detail of a block has at most, and the name of a flow, which says more at its end."""
ENTRY = TITLE / 2
"""How far below its upper edge branches lead into a box."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A box as it is drawn: the lines of its detail, and its height in pixels."""

    detail: tuple[str, ...]
    height: float

    def port(self, branch: int) -> float:
        """Give how far below the upper edge of the box a branch leaves it."""
        return TITLE + LINE * len(self.detail) + ROW * branch + (PADDING / 2 if self.detail else 0.0) + ROW / 2


def shape(box: Box) -> Shape:
    """Give the shape of a box."""
    most = NAME_LINES if box.role in ("flow", "module", "missing") else DETAIL_LINES
    detail = lines(box.detail, WIDTH - 2 * PADDING, DETAIL_SIZE, most)
    between = PADDING / 2 if detail else 0.0
    rows = ROW * len(box.branches)
    return Shape(tuple(detail), TITLE + LINE * len(detail) + between + rows + PADDING / 2)


def shapes(boxes: Sequence[Box]) -> tuple[Shape, ...]:
    """Give the shapes of boxes."""
    return tuple(map(shape, boxes))
