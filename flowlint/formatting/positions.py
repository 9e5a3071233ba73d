"""Where the designer shows blocks: new places for all of a flow whose blocks lie on one another, or nowhere."""

from collections.abc import Mapping

from flowlint.drawing import are_designed, flow_diagram, placed
from flowlint.model.flow import Flow
from flowlint.text.json_values import JsonPath

_LEFT, _TOP = 260, 40
"""Where the first block stands: right of the entry point."""
_ENTRY = (40, 40)
_GRID = 20
"""The designer's grid, in pixels."""
_TALLER = 1.6
"""How much more height the designer gives to a block than our pictures do."""


def new_positions(flow: Flow) -> dict[JsonPath, Mapping[str, int]]:
    """Give a place to each block and to the entry point, by the path in the flow's document, with few crossings.

    Empty where the designer shows each block at a place of its own, and none far out. Raises
    `flowlint.drawing.CannotDraw` where there is nothing to lay blocks out with, or there are too many.
    """
    diagram = flow_diagram(flow)
    if are_designed(diagram):
        return {}
    corners = placed(diagram._replace(boxes=tuple(box._replace(position=None) for box in diagram.boxes)))
    found: dict[JsonPath, Mapping[str, int]] = {
        ("Metadata", "entryPointPosition"): dict(zip("xy", _ENTRY, strict=True))
    }
    for box, (x, y) in zip(diagram.boxes, corners, strict=True):
        place = {"x": _on_grid(x + _LEFT), "y": _on_grid(y * _TALLER + _TOP)}
        found["Metadata", "ActionMetadata", box.id, "position"] = place
    return found


def _on_grid(number: float) -> int:
    return round(number / _GRID) * _GRID
