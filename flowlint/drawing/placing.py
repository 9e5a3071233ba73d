"""Where boxes stand: at the designer's own coordinates where these can be read, else as a library lays them out."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from flowlint.diagram import Box, Diagram
from flowlint.drawing.shapes import WIDTH, Shape, shape, shapes

if TYPE_CHECKING:
    import graphlay

Corner = tuple[float, float]
"""The upper left corner of a box, in pixels from that of the drawing."""

MOST_BOXES = 1_000
"""Larger diagrams make no picture: Connect takes 250 blocks, and nobody reads one of more than a thousand."""

_GAP = 16.0
"""How much is free between boxes at least."""
_STRETCHES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
"""By how much the designer's coordinates are stretched, so that boxes which are larger here do not overlap."""
_MOST_APART = 1_500.0
"""How far apart neighbours may stand, in pixels: where the next box is further, nobody finds it."""
_THOROUGH = 120
"""Up to how many boxes there is time to look for a layout with few crossings."""
_MOST_CROSSED = 1_000
"""How many columns of boxes branches may cross, all in all. Real flows have less than a hundred, and time grows by the
square: where there are more, boxes are laid out by the shortest ways to them."""


class CannotDraw(Exception):
    """A diagram makes no picture; the message says why, and what helps."""


def placed(diagram: Diagram) -> tuple[Corner, ...]:
    """Give the corner of each box, the first of all at 0, 0. Raises `CannotDraw`."""
    if len(diagram.boxes) > MOST_BOXES:
        raise CannotDraw(
            f"{diagram.title} has {len(diagram.boxes):,} boxes, too many for a picture (at most {MOST_BOXES:,}); "
            "use --format dot with a tool that can draw them"
        )
    sizes = shapes(diagram.boxes)
    return _from_zero(_as_designed(diagram, sizes) or _laid_out(diagram, sizes))


def below_others(standing: Sequence[Box], more: Sequence[Box]) -> Sequence[Box]:
    """Give more boxes, moved down from where the designer had them until they stand on no other and on none of these.

    Those without a position are given as they are, and so are all where they are too many for a picture.
    """
    if len(standing) + len(more) > MOST_BOXES:
        return more
    taken = [(*one.position, shape(one).height) for one in standing if one.position is not None]
    return [box if box.position is None else box._replace(position=_free(box.position, box, taken)) for box in more]


def _free(corner: Corner, box: Box, taken: list[tuple[float, float, float]]) -> Corner:
    """Give the first free corner from one downwards, and take it; `taken` are corners with the heights below them."""
    (x, y), height = corner, shape(box).height
    column = (one for one in taken if abs(one[0] - x) < WIDTH + _GAP)
    for _, other_y, other_height in sorted(column, key=itemgetter(1)):
        if y < other_y + other_height + _GAP and other_y < y + height + _GAP:
            y = other_y + other_height + _GAP
    taken.append((x, y, height))
    return x, y


def are_designed(diagram: Diagram) -> bool:
    """Tell whether the designer's own coordinates make a picture."""
    return _as_designed(diagram, shapes(diagram.boxes)) is not None


def _as_designed(diagram: Diagram, sizes: Sequence[Shape]) -> list[Corner] | None:
    """Give the designer's own corners, stretched where needed; None where these make no picture."""
    corners = [box.position for box in diagram.boxes if box.position is not None]
    if len(corners) < len(diagram.boxes) or _is_scattered(corners):
        return None
    for stretch in _STRETCHES:
        stretched = [(x * stretch, y * stretch) for x, y in corners]
        if not _overlap(stretched, sizes):
            return stretched
    return None


def _is_scattered(corners: Sequence[Corner]) -> bool:
    """Tell whether there is a wide empty space somewhere, as there is where one coordinate is off by far."""
    return any(
        after - before > _MOST_APART
        for axis in (0, 1)
        for before, after in pairwise(sorted(corner[axis] for corner in corners))
    )


def _overlap(corners: Sequence[Corner], sizes: Sequence[Shape]) -> bool:
    """Tell whether any two boxes do, or have too little space between them."""
    standing = sorted((x, y, size.height) for (x, y), size in zip(corners, sizes, strict=True))
    for index, (x, y, height) in enumerate(standing):
        for other_x, other_y, other_height in standing[index + 1 :]:
            if other_x >= x + WIDTH + _GAP:
                break
            if other_y < y + height + _GAP and y < other_y + other_height + _GAP:
                return True
    return False


def _laid_out(diagram: Diagram, sizes: Sequence[Shape]) -> list[Corner]:
    """Lay boxes out from left to right, as branches lead."""
    try:
        import graphlay
    except ImportError:
        raise CannotDraw(
            f"{diagram.title} has no coordinates that make a picture, and laying it out needs graphlay: "
            "pip install 'connect-flowlint[report]'"
        ) from None
    nodes = [{"size": {"width": WIDTH, "height": size.height}, "key": ""} for size in sizes]
    options = {
        "effort": "balanced" if len(sizes) <= _THOROUGH else "fast",
        "spacing": {"layer_gap": 72.0, "node_gap": 34.0, "isolated_gap": 34.0},
        "limits": {"max_dummies": _MOST_CROSSED},
        # The routes of branches are not taken over, and with many to one box they take seconds to tidy up.
        "tuning": {"routing": {"port_relax_rounds": 0, "overlap_repair_rounds": 0}},
    }

    def laid_out(edges: Collection[tuple[int, int]]) -> "graphlay.Layout":
        ends = [{"source": source, "target": target} for source, target in edges]
        return graphlay.layout({"nodes": nodes, "edges": ends}, options=options)

    targets = _targets(diagram)
    try:
        found = laid_out([(source, target) for source, those in enumerate(targets) for target in those])
    except graphlay.GraphlayError:
        found = laid_out(_shortest_ways(diagram.starts, targets))
    return [
        (node["center"]["x"] - WIDTH / 2, node["center"]["y"] - size.height / 2)
        for node, size in zip(found.nodes, sizes, strict=True)
    ]


def _targets(diagram: Diagram) -> list[dict[int, None]]:
    """Give for each box the others that its branches lead to, each once."""
    return [
        {branch.target: None for branch in box.branches if branch.target not in (None, index)}
        for index, box in enumerate(diagram.boxes)
    ]


def _shortest_ways(starts: Iterable[int], targets: Sequence[Iterable[int]]) -> list[tuple[int, int]]:
    """Give the branches of the shortest ways to all boxes, a tree from each start: they cross no column of others."""
    ways, seen = list[tuple[int, int]](), set[int]()
    for start in (*starts, *range(len(targets))):
        waiting = deque([] if start in seen else [start])
        seen.add(start)
        while waiting:
            source = waiting.popleft()
            for target in targets[source]:
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
                    ways.append((source, target))
    return ways


def _from_zero(corners: Sequence[Corner]) -> tuple[Corner, ...]:
    left, top = (min((corner[axis] for corner in corners), default=0.0) for axis in (0, 1))
    return tuple((x - left, y - top) for x, y in corners)
