"""Where the designer shows blocks."""

import math
from collections.abc import Mapping
from typing import Any, TypeGuard

Position = tuple[float, float]
"""The upper left corner of a block, in the designer's pixels, from the left and from the top."""


def position_in(noted: Mapping[str, Any]) -> Position | None:
    """Give the position that the designer noted of a block, None where there is none; a number written as text is none.

    Numbers are given as they are written.
    """
    position = noted.get("position")
    x, y = (position.get("x"), position.get("y")) if isinstance(position, Mapping) else (None, None)
    return (x, y) if _is_number(x) and _is_number(y) else None


def _is_number(value: Any) -> TypeGuard[float]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer that no float holds
        return False
